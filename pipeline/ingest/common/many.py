"""Ids of statements that are too many to hold: of those that may clash the content is looked at, of others not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.ingest.common.identity import CONTENT, Renamed, followed, ids_in_any_order, told_apart

Ids = npt.NDArray[np.bytes_]


@dataclass(frozen=True)
class Piece:
    """Statements of one source, all or some of them.

    Attributes
    ----------
    source : which of the corpus, from 0.
    moments : where these are some of a source, the round label by which each id is made; its id is then that of
        the first of those that are alike. Else none, and ids are those of the source.
    """

    source: int
    statements: pd.DataFrame
    moments: Sequence[str] | None = None


def with_own_ids(pieces: Iterable[Piece]) -> Iterator[pd.DataFrame]:
    """The statements of each piece, with ids as if all had been held: as the sources are numbered whole, and then
    :func:`pipeline.ingest.common.identity.with_distinct_ids`.

    Parameters
    ----------
    pieces : can be gone through several times.
    """
    first = np.concatenate([np.array([], dtype="S1"), *(_ids(piece.statements) for piece in pieces)])
    found, times = np.unique(first, return_counts=True)
    chosen, ids = found[times > 1], first
    renamed: Renamed = {}
    while len(chosen):
        content = _content(pieces, chosen)
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
    start = 0
    for piece in pieces:
        end = start + len(piece.statements)
        own = pd.Series([one.decode() for one in ids[start:end].tolist()], piece.statements.index, dtype=str)
        twins = followed(piece.statements, renamed) if renamed else piece.statements["duplicate_of"]
        yield piece.statements.assign(statement_id=own, duplicate_of=twins)
        start = end


def _ids(statements: pd.DataFrame) -> Ids:
    return np.array([one.encode() for one in statements["statement_id"].to_numpy().tolist()], dtype=np.bytes_)


def _content(pieces: Iterable[Piece], chosen: Ids) -> pd.DataFrame:
    """What the statements with these ids say, with their ``place`` among all, and ids as those of their source."""
    by_source: dict[int, list[pd.DataFrame]] = {}
    whole = set[int]()
    start = 0
    for piece in pieces:
        rows = piece.statements[CONTENT].assign(place=range(start, start + len(piece.statements)), moment="")
        start += len(piece.statements)
        if piece.moments is None:
            whole.add(piece.source)
        else:
            rows["moment"] = pd.Series([*piece.moments], index=rows.index, dtype=str)
        by_source.setdefault(piece.source, []).append(rows[np.isin(_ids(rows), chosen)])
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
