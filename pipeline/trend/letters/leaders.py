"""Which text stands for which: those that were sent most first, each with what is most like it.

Texts are taken one by one, those that were sent most first. One that is a copy of no letter before it is a letter
itself; one that is, goes with the letter that is most like it. So however many ways a letter was sent in, each is
held against the letter alone, and small changes do not make a chain of two letters. Which may be alike is found by
MinHash with locality-sensitive hashing (A.Z. Broder, 1997; P. Indyk, R. Motwani, 1998), of 96 hashes in 32 bands,
which misses 1.4% of the pairs that are just alike enough and almost none that are more so; then they are compared
in full. It takes some 250 bytes per different text; the hashes are made in processes of this machine.
"""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.parallel import cores, in_turn, stretches
from pipeline.core.text import FEWEST_COPIED_WORDS, shingles
from pipeline.measures.bootstrap import Ints

if TYPE_CHECKING:
    import scipy.sparse as sp

Numbers = npt.NDArray[np.int32]
_ALIKE = 0.5  # measured on letters as people edit them (tests/benchmarks/README.md)
_HASHES, _BANDS, _SEED = 96, 32, 1
_KINDS = 2**31 - 1  # of shingles, by hash: two of a pair of texts are taken for one once in some millions of pairs
_AT_ONCE = 256  # texts: bounds the pairs among them, of which each may be with each


def leaders(texts: Sequence[str], times: Ints) -> Ints:
    """(n,) Of folded texts, by the alphabet, the number of the one that stands for it; -1 where too short.

    Parameters
    ----------
    times : how often each was sent.
    """
    leader = np.full(len(texts), -1, dtype=np.int64)
    long = np.array([text.count(" ") >= FEWEST_COPIED_WORDS - 1 for text in texts], dtype=np.bool_)
    ranked = np.argsort(-times, kind="stable")
    ranked = ranked[long[ranked]]
    leader[ranked] = ranked
    pieces, buckets = _sketched([texts[at] for at in ranked.tolist()])
    held = _Leaders(_numbered(buckets))
    for start in range(0, len(ranked), _AT_ONCE):
        some = _Some(buckets[start : start + _AT_ONCE], start)
        goes_with = _most_like(pieces, *np.concatenate([held.beside(some), some.beside_each_other()], axis=1))
        held.add(some, goes_with)
        leader[ranked[[*goes_with]]] = ranked[[*goes_with.values()]]
    return leader


class _Some:
    """Some of the texts, once for each bucket that they share with another, by bucket and then in their order.

    Parameters
    ----------
    buckets : (some, bands) of each text, -1 for one of its own; ``start`` is the place of the first.
    """

    def __init__(self, buckets: Numbers, start: int) -> None:
        row, band = np.nonzero(buckets >= 0)
        own = buckets[row, band]
        order = np.argsort(own, kind="stable")
        self.buckets, self.places = own[order], start + row[order]

    def beside_each_other(self) -> Ints:
        """(2, pairs) Each with those before it in its bucket; two as often as they share one."""
        first = np.searchsorted(self.buckets, self.buckets)
        before = np.arange(len(first)) - first
        return np.stack([np.repeat(self.places, before), self.places[_runs(first, before)]])


class _Leaders:
    """Texts that stand for others, by bucket, 4 bytes each: there are ten of them per text.

    Parameters
    ----------
    sizes : (buckets,) the most that each may hold.
    """

    def __init__(self, sizes: Ints) -> None:
        self._first, self._number = np.cumsum(sizes) - sizes, np.zeros(len(sizes), dtype=np.int32)
        self._places = np.empty(int(sizes.sum()), dtype=np.int32)

    def beside(self, some: _Some) -> Ints:
        """(2, pairs) Each of some texts with those that its buckets hold; two as often as they share one."""
        number = self._number[some.buckets]
        return np.stack([np.repeat(some.places, number), self._places[_runs(self._first[some.buckets], number)]])

    def add(self, some: _Some, but: Collection[int]) -> None:
        """Hold these as well, but for some of them."""
        stays = ~np.isin(some.places, [*but])
        buckets, places = some.buckets[stays], some.places[stays]
        before = np.arange(len(buckets)) - np.searchsorted(buckets, buckets)
        self._places[self._first[buckets] + self._number[buckets] + before] = places
        np.add.at(self._number, buckets, 1)


def _runs(first: Ints, lengths: npt.NDArray[np.integer[Any]]) -> Ints:
    """From each of ``first`` so many numbers that follow, one run after the other."""
    ends = np.cumsum(lengths)
    found: Ints = np.arange(lengths.sum()) + np.repeat(first - ends + lengths, lengths)
    return found


def _most_like(pieces: "sp.csr_array", places: Ints, others: Ints) -> dict[int, int]:
    """Text to the one that is most like it, the first of those, of pairs of which the second is before the first;
    none for a text that nothing is alike enough, but what goes with another itself.

    Likeness is which part of the shingles of two texts both have (Jaccard).
    """
    places, others = np.divmod(np.unique(places * pieces.shape[0] + others), pieces.shape[0])
    both, sizes = pieces[places].multiply(pieces[others]).sum(axis=1), np.diff(pieces.indptr)
    likeness = both / (sizes[places] + sizes[others] - both)
    order = np.lexsort((others, -likeness, places))
    order = order[likeness[order] >= _ALIKE]
    found: dict[int, int] = {}
    for place, other in zip(places[order].tolist(), others[order].tolist(), strict=True):
        if other not in found:
            found.setdefault(place, other)
    return found


def _sketched(texts: Sequence[str]) -> "tuple[sp.csr_array, Numbers]":
    """(texts, kinds) which shingles each text has; (texts, bands) its buckets."""
    import scipy.sparse as sp  # Not at the top: heavy.

    sizes, hashes = [np.zeros(1, dtype=np.int32)], [np.zeros(0, dtype=np.int32)]
    buckets, parts = np.empty((len(texts), _BANDS), dtype=np.int32), stretches(len(texts))
    made = in_turn(parts, _sketches, texts, processes=cores())
    for some, (own, hashed, bands) in zip(parts, made, strict=True):
        sizes.append(own)
        hashes.append(hashed)
        buckets[some] = bands
    held, ends = np.concatenate(hashes), np.cumsum(np.concatenate(sizes))
    pieces = sp.csr_array((np.ones(len(held), dtype=np.int8), held, ends), shape=(len(texts), _KINDS))
    pieces.sum_duplicates()
    pieces.data[:] = 1
    return pieces, buckets


def _sketches(texts: Sequence[str], some: slice) -> tuple[Numbers, Numbers, Numbers]:
    """How many shingles each of some texts has, their hashes in a row, and (some, bands) its buckets."""
    from rensa import RMinHash  # Not at the top: what compares two rounds does without.

    tokens = [[*shingles(text)] for text in texts[some]]
    hashes = [*chain.from_iterable(RMinHash.hash_token_sets(tokens))]
    minima = np.empty((len(tokens), _HASHES), dtype=np.uint64)
    # One by one: what takes many at a time has threads, for which a process that is copied later waits for ever.
    for row, own in zip(minima, tokens, strict=True):
        sketch = RMinHash(_HASHES, _SEED)
        sketch.update(own)
        row[:] = sketch.digest()
    return (
        np.array([len(own) for own in tokens], dtype=np.int32),
        (np.array(hashes, dtype=np.uint64) % np.uint64(_KINDS)).astype(np.int32),
        _mixed(minima.reshape(len(tokens), _BANDS, _HASHES // _BANDS)).view(np.int32),
    )


def _mixed(rows: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """(n, bands) one number of the hashes (n, bands, rows) of each band."""
    mixed = np.zeros(rows.shape[:2], dtype=np.uint64)
    for of_row in np.moveaxis(rows, 2, 0):
        mixed = (mixed ^ of_row) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def _numbered(bands: Numbers) -> Ints:
    """Gives what each text (row) has in each band (column) a number, from 0 over all bands, where others have the
    same; else -1. In place, as it is much. Gives how many texts have each number.
    """
    sizes, first = [np.zeros(0, dtype=np.int64)], 0
    for band in range(bands.shape[1]):
        number, different = pd.factorize(bands[:, band])
        times = np.bincount(number, minlength=len(different))
        several = np.flatnonzero(times > 1)
        names = np.full(len(different), -1, dtype=np.int32)
        names[several] = first + np.arange(len(several))
        bands[:, band] = names[number]
        sizes.append(times[several])
        first += len(several)
    return np.concatenate(sizes)
