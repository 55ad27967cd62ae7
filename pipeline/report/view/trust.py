"""Which themes and stances no finding may speak of: too few of the labels that were counted are right.

What people gave is right. What the coder gave is right as often as the blind audit found, and
where that checked too few of them, for all we know never.
"""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product

from pipeline.core.codebook import split_themes
from pipeline.core.dates import moment_of
from pipeline.core.tables import records
from pipeline.report.view.explorer import CERTAIN
from pipeline.report.view.reliability import Given, Reliability
from pipeline.report.view.tables import Choices, Tables

Label = tuple[str, str]  # "themes" or "stance", and which
Weak = Mapping[tuple[Label, str, str], Given]  # label, round and audience to what the audit found of the label


def weak_labels(tables: Tables, reliability: Reliability, choices: Choices) -> Weak:
    """The labels of each round and audience (also ``alle``) of which less than ``min_precision`` is right."""
    by_people: dict[tuple[Label, str, str], list[bool]] = defaultdict(list)
    for row in records(tables.labels.frame):
        for kind in ("themes", "stance") if row["statement_id"] not in tables.set_aside else ():
            for label, audience in product(split_themes(row[kind]), ("alle", row["audience"])):
                place = (kind, label), moment_of(row["round"]), audience
                by_people[place].append(row[f"{kind}_provenance"] in CERTAIN)
    weak = {}
    for place, people in by_people.items():
        checked, precision = reliability.given(*place[0])
        known = float(precision) if int(checked) >= choices.min_checked else 0.0
        if sum(people) + known * people.count(False) < choices.min_precision * len(people):
            weak[place] = checked, precision
    return weak
