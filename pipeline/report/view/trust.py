"""Which themes and stances no finding may speak of: too few of the labels that were counted are right.

What people gave is right. What the coder gave is right as often as the blind audit found, and
where that checked too few of them, for all we know never.
"""

from collections import Counter
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
    labels = tables.labels.frame
    counted = labels[~labels["statement_id"].isin(tables.set_aside.keys())]
    all_of, by_people = Counter[tuple[Label, str, str]](), Counter[tuple[Label, str, str]]()
    for kind in ("themes", "stance"):
        alike = counted.groupby([kind, f"{kind}_provenance", "round", "audience"], sort=False).size()
        for row in records(alike.reset_index(name="n")):
            for label, who in product(split_themes(row[kind]), ("alle", row["audience"])):
                place = (kind, label), moment_of(row["round"]), who
                all_of[place] += int(row["n"])
                by_people[place] += int(row["n"]) * (row[f"{kind}_provenance"] in CERTAIN)
    weak = {}
    for place, total in all_of.items():
        checked, precision = reliability.given(*place[0])
        known = float(precision) if int(checked) >= choices.min_checked else 0.0
        if by_people[place] + known * (total - by_people[place]) < choices.min_precision * total:
            weak[place] = checked, precision
    return weak
