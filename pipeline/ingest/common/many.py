"""Ids of statements that are too many to hold: of those that may clash the content is looked at, of others not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.errors import UnsoundTableError
from pipeline.ingest.common.identity import CONTENT, Renamed, followed, ids_in_any_order, told_apart

Ids = npt.NDArray[np.bytes_]
Some = TypeVar("Some", bound="Piece")


class Piece(Protocol):
    """Statements of one source, all or some of them.

    Attributes
    ----------
    source : which of the corpus, from 0.
    ids : (n,) of each statement.
    moments : where these are some of a source, the round label by which each id is made; its id is then that of
        the first of those that are alike. Else none, and ids are those of the source.
    """

    @property
    def source(self) -> int: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def moments(self) -> Sequence[str] | None: ...

    def at(self, places: Sequence[int]) -> pd.DataFrame:
        """The statements at these places."""


@dataclass(frozen=True)
class HeldPiece:
    """All statements of a source, in memory."""

    source: int
    statements: pd.DataFrame
    moments: None = None

    @property
    def ids(self) -> Ids:
        """(n,) The id of each."""
        return as_ids(self.statements["statement_id"].to_numpy().tolist())

    def at(self, places: Sequence[int]) -> pd.DataFrame:
        """The statements at these places."""
        return self.statements.iloc[[*places]]

    def with_ids(self, ids: Ids, renamed: Renamed) -> pd.DataFrame:
        """The statements, with ids as :func:`with_own_ids` gives them."""
        frame = self.statements
        own = pd.Series([one.decode() for one in ids.tolist()], frame.index, dtype=str)
        twins = followed(frame, renamed) if renamed else frame["duplicate_of"]
        return frame.assign(statement_id=own, duplicate_of=twins)


def as_ids(ids: Sequence[str]) -> Ids:
    """(n,) ids in little memory."""
    return np.array([one.encode() for one in ids], dtype=np.bytes_)


def with_own_ids(pieces: Iterable[Some]) -> Iterator[tuple[Some, Ids, Renamed]]:
    """Each piece with the ids of its statements, and which were renamed, as if all had been held: as the sources
    are numbered whole, and then :func:`pipeline.ingest.common.identity.with_distinct_ids`.

    Parameters
    ----------
    pieces : can be gone through several times.
    """
    own_ids = [piece.ids for piece in pieces]
    sizes, first = [*map(len, own_ids)], np.concatenate([np.array([], dtype="S1"), *own_ids])
    own_ids.clear()
    found, times = np.unique(first, return_counts=True)
    chosen, ids = found[times > 1], first
    renamed: Renamed = {}
    while len(chosen):
        content = _content(pieces, np.split(np.isin(first, chosen), np.cumsum(sizes)[:-1]))
        apart = np.ones(len(first), dtype=bool)
        apart[content["place"]] = False
        others = _Others(np.sort(first[apart]))
        clash = [one.encode() for one in content["statement_id"] if one in others]
        if not clash:  # of a million statements a pair has one hash by chance about every second time
            own, renamed = told_apart(content, others)
            ids = first.copy()
            ids[content["place"]] = [one.encode() for one in own]
            break
        chosen = np.union1d(chosen, np.array(clash))
    if renamed and len(np.unique(ids)) < len(ids):
        raise UnsoundTableError("two statements have one id")
    start = 0
    for piece, size in zip(pieces, sizes, strict=True):
        end = start + size
        yield piece, ids[start:end], renamed
        start = end


def _content(pieces: Iterable[Piece], chosen: Iterable[npt.NDArray[np.bool_]]) -> pd.DataFrame:
    """What statements say, with their ``place`` among all, and ids as those of their source.

    Parameters
    ----------
    chosen : per piece which of its statements.
    """
    by_source: dict[int, list[pd.DataFrame]] = {}
    whole = set[int]()
    start = 0
    for piece, wanted in zip(pieces, chosen, strict=True):
        places = np.flatnonzero(wanted).tolist()
        if places:
            moments = piece.moments
            if moments is None:
                whole.add(piece.source)
            rows = piece.at(places)[CONTENT].assign(
                place=[start + place for place in places],
                moment=[moments[place] if moments else "" for place in places],
            )
            by_source.setdefault(piece.source, []).append(rows)
        start += len(wanted)
    found = []
    for source, parts in by_source.items():
        rows = pd.concat(parts, ignore_index=True)
        if source not in whole and len(rows):
            rows["statement_id"] = pd.Series(ids_in_any_order(rows, rows["moment"].tolist()), dtype=str)
        found.append(rows)
    return pd.concat(found, ignore_index=True)


class _Others:
    """Ids that are taken, sorted."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids

    def __contains__(self, one: object) -> bool:
        key = np.bytes_(str(one).encode())
        place = int(np.searchsorted(self.ids, key))
        return place < len(self.ids) and bool(self.ids[place] == key)
