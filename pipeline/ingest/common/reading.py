"""What reading one source gives, whatever its layout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipeline.core.tables import ACTIONS_FOUND, SCORES


@dataclass(frozen=True)
class ReadResult:
    """One source, read.

    Attributes
    ----------
    statements : columns of STATEMENTS, in source order.
    scores : columns of SCORES, in source order; empty when the source has no score table.
    actions : columns of ACTIONS_FOUND, in source order; empty when it lists none.
    kept : units ("report.txt:12") that are in a statement, in order.
    dropped : every other unit -> reason, in order.
    unit : what a unit is ("non-blank line", "row").
    encoding : as detected, for the analyst.
    recognised : the source shows a sign by which its layout is known, or the layout has none.
    headings : unit -> the heading that begins there, as the profile names it, and what it says.
    incoming : every unit of the source, counted apart from its reading: what it must account for.
    loose : by its sentences, for want of a layout.
    texts : unit -> its text, of a text in lines.
    reasons : reason for which a unit is no statement -> what it means.
    moments : of some rows of a larger table, see :class:`pipeline.ingest.common.many.Piece`.
    """

    statements: pd.DataFrame
    kept: tuple[str, ...]
    dropped: Mapping[str, str]
    unit: str
    encoding: str
    scores: pd.DataFrame = field(default_factory=SCORES.empty)
    actions: pd.DataFrame = field(default_factory=ACTIONS_FOUND.empty)
    recognised: bool = True
    headings: Mapping[str, str] = field(default_factory=dict)
    incoming: Sequence[str] = ()
    loose: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    moments: Sequence[str] | None = None
