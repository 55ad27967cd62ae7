"""All statements as a reader looks through them: what each is, in the order in which they are best read.

The order, by rules:

1. The newest round first; in a round, what does not count comes last.
2. Sources and stances take turns, so that no voice drowns in a larger one.
3. In each of these: of a readable length first, then reviewed, then surest, then by id.

Where all of them are too many for a page, some are drawn (shown.py).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from pipeline.core.codebook import numbers_of, split_themes
from pipeline.core.codes import AUDIENCES, SETTLED
from pipeline.core.counting import CRITICAL, STANCES, check_known
from pipeline.core.dates import moment_of, newest_first
from pipeline.core.tables import records
from pipeline.report.view.shown import on_page, tallies
from pipeline.report.view.tables import Choices, Tables

CERTAIN = ("beoordelaar", "rapport")  # who says it, not how likely it is
BLIND = "blind"  # a coding of the audit corrects nothing: nobody saw the labels that it differs from
MOST_TWINS = 10  # other places that are named of one statement; a form letter stands in thousands
AGREED = ("akkoord", "gecorrigeerd")  # in doubt, disputed or decided is said before it


@dataclass(frozen=True)
class Sureness:
    """Where a label comes from, and how sure it is: in per cents, "" when a person or the report said it."""

    provenance: str
    percent: str


@dataclass(frozen=True)
class Statement:
    """One statement, verbatim (personal data masked as in labels.csv), and what is known of it.

    Attributes
    ----------
    cells : its row of labels.csv.
    round : the moment, without the audience.
    themes : ids, in codebook order.
    sure : confidence of stance and surest theme, the lower of the two, 0–1.
    review : what a reviewer made of it, a key of ``nagekeken`` in words.yaml: ``blind`` when it was coded
        without sight of labels, else the review status.
    not_counted : key of :data:`pipeline.core.counting.NOT_COUNTED`; "" when it counts.
    twins : the rows of other places where the same words stand, ``MOST_TWINS`` at most.
    more_twins : how many more there are.
    """

    cells: Mapping[str, str]
    round: str
    themes: list[str]
    of_stance: Sureness
    of_themes: Sureness
    sure: float
    review: str
    not_counted: str
    twins: Sequence[Mapping[str, str]]
    more_twins: int = 0

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class Explorer:
    """The statements, and what one can choose from.

    Attributes
    ----------
    themes : id and Dutch name, by name. rounds : newest first. actions : rows of evidence/overzicht.csv.
    tallies : how many there are of each kind, as :func:`tallies` writes it; "" when all of them are here.
    """

    statements: tuple[Statement, ...] = ()
    themes: tuple[tuple[str, str], ...] = ()
    rounds: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    actions: Sequence[Mapping[str, str]] = ()
    critical: tuple[str, ...] = CRITICAL
    tallies: str = ""

    @property
    def ids(self) -> frozenset[str]:
        """Those that are here."""
        return frozenset(one["statement_id"] for one in self.statements)


def explorer(tables: Tables, theme_names: Mapping[str, str], rounds: Sequence[str], choices: Choices) -> Explorer:
    """The statements of a corpus, in order.

    Parameters
    ----------
    theme_names : theme id to Dutch name, in codebook order.
    rounds : names, oldest first; those that are not in it count as older.

    Raises
    ------
    InputError
        A theme or stance in the labels that cannot be counted.
    """
    labels = tables.labels.frame
    if not labels["statement_id"].is_monotonic_increasing:  # as review writes them they are in order
        labels = labels.sort_values("statement_id", ignore_index=True)
    check_known(labels, "themes", "theme", theme_names)
    check_known(labels, "stance", "stance", STANCES)
    labels = labels.assign(
        moment=labels["round"].map(moment_of), silent=labels["statement_id"].isin(tables.set_aside.keys())
    )
    in_turn = newest_first(rounds, labels["moment"].unique())
    by_name = tuple(sorted(theme_names.items(), key=lambda theme: theme[1].casefold()))
    part = on_page(labels, round(choices.statements_mb * 1_000_000))
    twins = _twins(labels, part)
    wanted = {*part["statement_id"], *chain.from_iterable(own for own, _ in twins.values())}
    rows = {row["statement_id"]: row for row in records(tables.statements(wanted))}
    statements = [
        _statement(rows[one], tables.set_aside.get(one, ""), [rows[twin] for twin in own], n_twins)
        for one in part["statement_id"]
        for own, n_twins in [twins.get(one, ([], 0))]
    ]
    spoken = labels["audience"].unique()
    return Explorer(
        tuple(_in_order(statements, in_turn, choices)),
        by_name,
        in_turn,
        tuple(audience for audience in AUDIENCES if audience in spoken),
        tables.overview.records(),
        tallies=tallies(labels, [theme for theme, _ in by_name]) if len(part) < len(labels) else "",
    )


def _statement(
    row: Mapping[str, str], not_counted: str, twins: Sequence[Mapping[str, str]], n_twins: int
) -> Statement:
    themes = split_themes(row["themes"])
    known = numbers_of(row["theme_confidences"])
    of_themes = [known[theme] for theme in themes if theme in known]
    of_stance = [float(row["stance_confidence"])] if row["stance_confidence"] else []
    return Statement(
        row,
        moment_of(row["round"]),
        themes,
        _sureness(row["stance_provenance"], of_stance),
        _sureness(row["themes_provenance"], of_themes),
        min(max(of_stance, default=0), max(of_themes, default=1)),
        BLIND if row["audit"] == "ja" and row["review_status"] in AGREED else row["review_status"],
        not_counted,
        twins,
        n_twins - len(twins),
    )


def _sureness(provenance: str, confidences: Sequence[float]) -> Sureness:
    """Whole per cents, from the least sure to the surest; never 100, which no computer is.

    >>> [_sureness(*given).percent for given in (("model", [0.514, 0.9996]), ("regel", [0.9]), ("rapport", [1]))]
    ['51 tot 99%', '90%', '']
    """
    if provenance in CERTAIN or not confidences:
        return Sureness(provenance, "")
    ends = (min(round(100 * found), 99) for found in (min(confidences), max(confidences)))
    return Sureness(provenance, " tot ".join(map(str, dict.fromkeys(ends))) + "%")


def _twins(labels: pd.DataFrame, part: pd.DataFrame) -> dict[str, tuple[list[str], int]]:
    """Per statement of ``part`` its twins, ``MOST_TWINS`` at most by id, and how many there are: a duplicate knows
    its fuller one, which knows all its duplicates.
    """
    fuller = {*part["statement_id"], *part["duplicate_of"]} - {""}
    doubles = labels[labels["duplicate_of"].isin(fuller)]
    known = {*fuller.intersection(labels["statement_id"])}
    found: dict[str, list[str]] = {}
    for one, other in zip(doubles["statement_id"], doubles["duplicate_of"], strict=True):
        if other in known:
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return {one: (own[:MOST_TWINS], len(own)) for one, own in found.items()}


def _in_order(statements: Sequence[Statement], in_turn: Sequence[str], choices: Choices) -> Iterator[Statement]:
    """The order that the module describes."""

    def worse(one: Statement) -> tuple[bool, bool, float, str]:
        unread = one.review not in (*SETTLED, BLIND)
        return (not choices.readable(one["text"]), unread, -one.sure, one["statement_id"])

    turn: Counter[tuple[str, ...]] = Counter()
    placed = []
    for one in sorted(statements, key=worse):
        voice = (one.round, one.not_counted, one["source"], one["stance"])
        turn[voice] += 1
        when = (in_turn.index(one.round), bool(one.not_counted), turn[voice])
        placed.append((*when, STANCES.index(one["stance"]), one["source"], one["statement_id"], one))
    return (entry[-1] for entry in sorted(placed, key=lambda entry: entry[:-1]))
