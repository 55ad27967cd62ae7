"""What is counted: which statements are in shares, and what became of every unit that came into a stage.

Stage review writes ``set_aside`` once, from what a statement is. Whether it has content and is on topic follows
from its labels. A statement counts when it is not set aside, has content and is on topic.

The ledger of a stage: every unit that came in is kept, or dropped with a reason. A unit is named by a string
(``report.txt:12`` for a line, a statement id for a row). A ledger cannot be made when units are lost or double.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codebook import SEPARATOR, numbers_of, split_themes
from pipeline.core.codes import LANGUAGE_MODEL, NO_CONTENT, OFF_TOPIC, PROVENANCES, UNCODED
from pipeline.core.errors import ConservationError, unknown
from pipeline.core.files import json_bytes
from pipeline.core.text import remembered

_MANY_PARTS = 100_000  # different parts of cells that are remembered

STANCES = ("behouden", "knelpunt", "wens", "neutraal")  # the stances that have columns of their own
CRITICAL = ("knelpunt", "wens")  # these ask for an answer
PRAISE, CRITICISM = "behouden", "knelpunt"  # the two ends of net sentiment
NET_SENTIMENT = "saldo"  # the part that praises less the part that criticises

NOT_COUNTED = {
    "authors_words": "the report's authors speak here, not a participant (params: review.kinds_excluded)",
    "no_content": "it says nothing that can be coded, such as 'n.v.t.'",
    "off_topic": "it is about something else than collaboration",
    "duplicate": "a fuller twin of it is counted; the twin is named in duplicate_of",
}


def set_aside(statements: pd.DataFrame, kinds_excluded: Collection[str]) -> pd.Series:
    """Per statement the column ``set_aside`` of LABELS; an author's own words come before a duplicate."""
    reasons = pd.Series("", index=statements.index, dtype=str).mask(statements["duplicate_of"] != "", "duplicate")
    return reasons.mask(statements["kind"].isin(list(kinds_excluded)), "authors_words")


def with_set_aside(statements: pd.DataFrame, kinds_excluded: Collection[str]) -> pd.DataFrame:
    """The statements with that column."""
    return statements.assign(set_aside=set_aside(statements, kinds_excluded))


def why_not_counted(labels: pd.DataFrame) -> pd.Series:
    """Per row of labels the reason (a key of :data:`NOT_COUNTED`), or "" when it counts.

    The first reason that holds is given, in the order of NOT_COUNTED.
    """
    reasons, of_author = labels["set_aside"].astype(str), labels["set_aside"] == "authors_words"
    for status, reason in ((NO_CONTENT, "no_content"), (OFF_TOPIC, "off_topic")):
        reasons = reasons.mask((labels["themes_status"] == status) & ~of_author, reason)
    return reasons


def sources(labels: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Per kind of label how many come from each source; from a language model only where some do."""
    found = {}
    for name in ("category", "stance", "themes"):
        counts = {source: int((labels[f"{name}_provenance"] == source).sum()) for source in PROVENANCES}
        found[name] = {source: n for source, n in counts.items() if n or source != LANGUAGE_MODEL}
    return found


def is_codable(statuses: pd.Series) -> pd.Series:
    """Per cell of ``themes_status`` whether there is something to count: it has content, and is on topic."""
    return ~statuses.isin(UNCODED)


def chances_coded(labels: pd.DataFrame) -> pd.Series:
    """Per row the chance that it would be in the audit and come back coded, 0-1; NaN when it did not.

    The chance of being drawn, times the part of the round's drawn statements that came back coded:
    files to code are in the order of the draw, so that those who stop half-way leave a random part.
    """
    drawn = pd.to_numeric(labels["audit_probability"].astype(str), errors="coerce")
    coded = (labels["audit"] == "ja") & drawn.notna()
    came_back = coded[drawn.notna()].astype(float).groupby(labels["round"]).mean()
    return (drawn * labels["round"].map(came_back).astype(float)).where(coded)


def chances_in(cells: pd.Series, names: Sequence[str]) -> npt.NDArray[np.uint8]:
    """(n, names) per cell of ``theme_chances`` the chance of each name in hundredths; what is not named has 0."""
    place, different = pd.factorize(cells)
    columns = {name: column for column, name in enumerate(names)}

    def read(part: str) -> tuple[int, int]:
        """The column, -1 for none, and the hundredths of one name with its chance."""
        for name, chance in numbers_of(part).items():
            return columns.get(name, -1), round(100 * chance)
        return -1, 0

    known = remembered(read, _MANY_PARTS)  # a part such as "leren=0.40" is in thousands of cells
    found = np.zeros((len(different), len(names) + 1), dtype=np.uint8)  # the last of what is not named
    for row, cell in enumerate(different):
        for part in cell.split(SEPARATOR):
            column, chance = known(part)
            found[row, column] = chance
    return found[place, :-1]


def check_known(
    labels: pd.DataFrame, column: str, what: str, known: Collection[str], *, file: str = "labels.csv"
) -> None:
    """Raise :class:`InputError` for a label in a column that is not known: counting it nowhere would lose it."""
    cells = labels[column].drop_duplicates().astype(str)  # each once, where it stands first
    cells = cells.map(split_themes).explode().dropna() if what == "theme" else cells
    strange = cells[~cells.isin(list(known))]
    if len(strange):
        where = f"{file}, statement {labels.loc[strange.index[0], 'statement_id']}, column {column}"
        todo = "run dvc repro, so that the labels are made with this codebook"
        raise unknown(what, strange.iloc[0], known, where=where, todo=todo)


def theme_lists(labels: pd.DataFrame, themes: Collection[str]) -> pd.Series:
    """Per row the list of its theme ids; :class:`InputError` for a theme that is not among ``themes``, or a stance
    without a column.
    """
    check_known(labels, "themes", "theme", themes)
    check_known(labels, "stance", "stance", STANCES)
    return labels["themes"].map(split_themes).astype(object)


@dataclass(frozen=True)
class Ledger:
    """Account of one stage.

    Attributes
    ----------
    stage : name of the stage.
    unit : what is counted, for people ("non-blank line", "statement").
    kept : units that went on; of accounts together only how many.
    dropped : unit -> reason, in order.
    reasons : reason -> sentence that says what it means.
    """

    stage: str
    unit: str
    kept: Sized
    dropped: Mapping[str, str]
    reasons: Mapping[str, str]

    @classmethod
    def of(
        cls,
        stage: str,
        unit: str,
        *,
        incoming: Iterable[str],
        kept: Iterable[str],
        dropped: Mapping[str, str] = MappingProxyType({}),
        reasons: Mapping[str, str] = MappingProxyType({}),
    ) -> "Ledger":
        """Make a ledger, or raise :class:`ConservationError` when it does not add up."""
        kept, incoming = tuple(kept), sorted(incoming)
        if incoming != sorted([*kept, *dropped]):  # sorted: of a million units that takes a tenth of the memory
            came, went = Counter(incoming), Counter([*kept, *dropped])
            lost, extra = sorted(came - went), sorted(went - came)
            raise ConservationError(f"{stage}: lost {lost[:5]}, appeared or twice {extra[:5]}")
        undeclared = sorted(set(dropped.values()) - set(reasons))
        if undeclared:
            raise ConservationError(f"{stage}: reasons without a meaning: {undeclared}")
        return cls(stage, unit, kept, dict(dropped), dict(reasons))

    @classmethod
    def of_statements(
        cls, stage: str, ids: Iterable[str], why_not: Iterable[str], reasons: Mapping[str, str]
    ) -> "Ledger":
        """Make a ledger from why each statement is dropped, "" for those that are kept."""
        pairs = list(zip(ids, why_not, strict=True))
        return cls.of(
            stage,
            "statement",
            incoming=[statement for statement, _ in pairs],
            kept=[statement for statement, reason in pairs if not reason],
            dropped={statement: reason for statement, reason in pairs if reason},
            reasons=reasons,
        )

    @classmethod
    def together(cls, ledgers: Iterable["Ledger"]) -> "Ledger":
        """One account of units that came in apart, each once; of what was kept it tells how many there are."""
        kept, counted = 0, 0
        dropped: dict[str, str] = {}
        reasons: dict[str, str] = {}
        stages, units = set[str](), set[str]()
        for one in ledgers:
            kept, counted = kept + len(one.kept), counted + len(one.dropped)
            dropped |= one.dropped
            reasons |= one.reasons
            stages.add(one.stage)
            units.add(one.unit)
        if len(dropped) != counted:
            raise ConservationError(f"{stages}: {counted - len(dropped)} units were dropped twice")
        (stage,) = stages
        return cls(stage, " or ".join(sorted(units)), range(kept), dropped, reasons)

    @property
    def incoming(self) -> int:
        """Number of units that came in."""
        return len(self.kept) + len(self.dropped)

    def as_json(self) -> dict[str, Any]:
        """Counts first, then per reason its meaning and the units dropped for it."""
        by_reason: dict[str, list[str]] = {}
        for unit, reason in self.dropped.items():
            by_reason.setdefault(reason, []).append(unit)
        dropped = {
            reason: {"n": len(units), "meaning": self.reasons[reason], "units": units}
            for reason, units in sorted(by_reason.items())
        }
        return _account(self.stage, self.unit, self.incoming, len(self.kept), dropped)

    def as_bytes(self) -> bytes:
        """The content of its file."""
        return json_bytes(self.as_json())


def _account(stage: str, unit: str, incoming: int, kept: int, dropped: Mapping[str, Any]) -> dict[str, Any]:
    return {"stage": stage, "unit": unit, "in": incoming, "kept": kept, "dropped": dropped}


class Throughput:
    """Account of a stage that drops nothing and keeps the order, of any number of units: none is held."""

    def __init__(self, stage: str, unit: str) -> None:
        self._names, self._came, self._went = (stage, unit), _Row(), _Row()

    def came(self, units: Iterable[str]) -> None:
        """These came in."""
        self._came.add(units)

    def went(self, units: Iterable[str]) -> None:
        """These went out."""
        self._went.add(units)

    @property
    def n_kept(self) -> int:
        """Number of units that went on."""
        return self._went.n

    def as_bytes(self) -> bytes:
        """As :meth:`Ledger.as_bytes`, or :class:`ConservationError` when others went out than came in."""
        if not self._came.same(self._went):
            raise ConservationError(f"{self._names[0]}: {self._came.n} came in, {self._went.n} or others went out")
        return json_bytes(_account(*self._names, self._came.n, self._went.n, {}))


class _Row:
    """Units in their order: how many, and a digest of all of them."""

    def __init__(self) -> None:
        self.n, self._digest = 0, hashlib.blake2b(digest_size=16)

    def add(self, units: Iterable[str]) -> None:
        own = [*units]
        self.n += len(own)
        self._digest.update("".join([f"{unit}\n" for unit in own]).encode())

    def same(self, other: "_Row") -> bool:
        """Whether the other has the same in the same order."""
        return (self.n, self._digest.digest()) == (other.n, other._digest.digest())
