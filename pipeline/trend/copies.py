"""Form letters and other copies: which statements are one text, sent more than once, and what that does.

A text of six words or more that is the same as another but for signs and capitals, or nearly, is a copy of it: of
their runs of three words at least half are shared (Jaccard). So a name filled in, a typo, a sentence more, another
order or a paragraph of one's own leave it a copy, and letters on one subject with one opening and closing are none
(measured: tests/benchmarks/README.md). Answers of fewer words ("meer overleg") coincide by themselves: they are
what people said, each for himself.

Texts are taken one by one, those that were sent most first. One that is a copy of no letter before it is a letter
itself; one that is, goes with the letter that is most like it. So however many ways a letter was sent in, each is
held against the letter alone, and small changes do not make a chain of two letters. Which may be alike is found by
MinHash with locality-sensitive hashing (A.Z. Broder, 1997; P. Indyk, R. Motwani, 1998), of 96 hashes in 32 bands,
which misses 1.4% of the pairs that are just alike enough and almost none that are more so; then they are compared
in full. It takes some 300 bytes per different text; the hashes are made in processes of this machine.

Copies are sent by people, so each is a vote (Dutch: stem). But they are one text, of which somebody else chose the
words. So a round also has a number of distinct texts, copies count in shares once a round and audience (unless
``trend.count_copies``), and either way hang together in the interval, as the statements of one respondent do.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.counting import is_codable
from pipeline.core.dates import moment_of
from pipeline.core.parallel import batches, cores, each
from pipeline.core.params import Trend
from pipeline.core.parts.alike import named
from pipeline.core.parts.store import digest
from pipeline.core.tables import TREND_CAMPAIGNS
from pipeline.core.text import FEWEST_COPIED_WORDS, folded, shingles
from pipeline.measures.bootstrap import Ints
from pipeline.trend.order import DatedRound

WORDS = "words"  # column beside those of LABELS: the folded text
COPY_OF = "copy_of"  # column beside those of LABELS: the text of which it is a copy; "" when it is of none
Hashes = npt.NDArray[np.uint64]
_ALIKE = 0.5  # measured on letters as people edit them (tests/benchmarks/README.md)
_HASHES, _BANDS, _SEED = 96, 32, 1


def in_words(texts: pd.Series) -> pd.Series:
    """The folded texts, as categories by the alphabet: each is once in memory."""
    number, different = pd.factorize(texts)
    return pd.Series(named(number, [folded(text) for text in different]), texts.index)


def copies(words: pd.Series) -> pd.Series:
    """Per folded text (:func:`in_words`) that of which it is a copy, the most sent of them; "" where nothing is
    like it.
    """
    mine, folds = words.cat.codes.to_numpy(), words.cat.categories
    leader = _leaders(folds.tolist(), np.bincount(mine, minlength=len(folds)))
    group = np.where(leader[mine] >= 0, leader[mine], len(folds))
    alone = np.bincount(group, minlength=len(folds) + 1) < 2
    alone[len(folds)] = True
    return pd.Series(
        named(group, ["" if by_itself else folds[at] for at, by_itself in enumerate(alone[:-1])] + [""]),
        words.index,
    )


def _leaders(texts: Sequence[str], times: Ints) -> Ints:
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
    sketched = _Sketches([texts[at] for at in ranked.tolist()])
    held = _Held(sketched.sizes)
    for place, buckets in sketched.shared():
        alike = {other for bucket in buckets for other in held.within(bucket)}
        if (most_like := sketched.most_like(place, alike)) is not None:
            leader[ranked[place]] = ranked[most_like]
            continue
        for bucket in buckets:
            held.add(bucket, place)
    return leader


class _Held:
    """Leaders by bucket, 4 bytes each: there are ten of them per text.

    Parameters
    ----------
    sizes : (buckets,) the most that each may hold.
    """

    def __init__(self, sizes: Ints) -> None:
        start = (np.cumsum(sizes) - sizes).astype(np.int64).tobytes()
        self._start, self._end = array("q", start), array("q", start)
        self._places = array("i", bytes(4 * int(sizes.sum())))

    def within(self, bucket: int) -> "array[int]":
        return self._places[self._start[bucket] : self._end[bucket]]

    def add(self, bucket: int, place: int) -> None:
        self._places[self._end[bucket]] = place
        self._end[bucket] += 1


class _Sketches:
    """Texts by their shingles: which may be alike, and how much they are.

    Attributes
    ----------
    sizes : (buckets,) how many texts are in each bucket that holds more than one.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        found = each([*batches(texts, len)], _hashed, None, processes=cores())
        sizes = np.concatenate([np.zeros(1, np.int64), *(sizes for sizes, _ in found)])
        self._ends = np.cumsum(sizes).tolist()
        self._hashes = np.empty(self._ends[-1], dtype=np.uint64)
        self._buckets = np.empty((len(texts), _BANDS), dtype=np.int32)
        found.reverse()
        end = 0
        while found:  # each is let go of when it is taken over
            sizes, hashes = found.pop()
            start, end = end, end + len(sizes)
            self._hashes[self._ends[start] : self._ends[end]] = hashes
            # Here, as it has threads of its own: a process that is copied after that would wait for them for ever.
            self._buckets[start:end] = _bands(sizes, hashes).view(np.int32)
        self.sizes = _numbered(self._buckets)

    def shared(self) -> Iterator[tuple[int, list[int]]]:
        """Texts that share a bucket with another, in order, each with its buckets of several."""
        for place in np.flatnonzero((self._buckets >= 0).any(axis=1)).tolist():
            own = self._buckets[place]
            yield place, own[own >= 0].tolist()

    def most_like(self, one: int, others: Collection[int]) -> int | None:
        """Of other texts that which is most like it, the first of those; None where none is alike enough.

        Likeness is which part of the shingles of two texts both have (Jaccard).
        """
        mine = {*self._of(one)}
        best, found = _ALIKE, None
        for other in sorted(others):
            size = self._ends[other + 1] - self._ends[other]
            if min(size, len(mine)) / max(size, len(mine)) < best:  # however much they share
                continue
            both = len(mine.intersection(self._of(other)))
            likeness = both / (size + len(mine) - both)
            if likeness > best or (likeness == best and found is None):
                best, found = likeness, other
        return found

    def _of(self, text: int) -> list[int]:
        own: list[int] = self._hashes[self._ends[text] : self._ends[text + 1]].tolist()
        return own


def _numbered(bands: npt.NDArray[np.int32]) -> Ints:
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


def _hashed(_: None, texts: Sequence[str]) -> tuple[Ints, Hashes]:
    """How many shingles each text has, and their hashes one after the other."""
    from rensa import RMinHash  # Not at the top: what compares two rounds does without.

    tokens = RMinHash.hash_token_sets([sorted(shingles(text)) for text in texts])
    sizes = np.array([len(own) for own in tokens], dtype=np.int64)
    return sizes, np.fromiter(chain.from_iterable(tokens), np.uint64, int(sizes.sum()))


def _bands(sizes: Ints, hashes: Hashes) -> npt.NDArray[np.uint32]:
    """(n, bands) the buckets of texts, by their shingles."""
    from rensa import RMinHash  # Not at the top, as above.

    ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, ends, _HASHES, _SEED)
    return _mixed(np.array(matrix.to_rows(), dtype=np.uint64).reshape(len(sizes), _BANDS, _HASHES // _BANDS))


def _mixed(rows: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """(n, bands) one number of the hashes (n, bands, rows) of each band."""
    mixed = np.zeros(rows.shape[:2], dtype=np.uint64)
    for of_row in np.moveaxis(rows, 2, 0):
        mixed = (mixed ^ of_row) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def counted_once(weight: pd.Series, statements: pd.DataFrame) -> pd.Series:
    """The weights of ``statements``, by which the copies of a text in one round and audience count as one."""
    copied = statements[statements[COPY_OF] != ""]
    keys = [copied[COPY_OF], copied["round"].map(moment_of), copied["audience"]]
    shares = copied.groupby(keys)["statement_id"].transform("size")
    return weight / shares.reindex(weight.index).fillna(1)


def campaigns(statements: pd.DataFrame, rounds: Sequence[DatedRound], params: Trend) -> pd.DataFrame:
    """The table TREND_CAMPAIGNS: texts that were sent often in a round; by round, most sent first.

    Parameters
    ----------
    statements : rows of LABELS that count, or would if they had content, with WORDS and COPY_OF.
    """
    return pd.DataFrame(_rows(statements, rounds, params), columns=TREND_CAMPAIGNS.names, dtype=str)


def _rows(statements: pd.DataFrame, rounds: Sequence[DatedRound], params: Trend) -> Iterator[dict[str, str]]:
    moments, content = statements["round"].map(moment_of), is_codable(statements["themes_status"])
    columns = [COPY_OF, "respondent", "themes", "stance", "text", WORDS]
    for moment in rounds:
        here = (moments == moment.name).to_numpy()
        counted = int((content & here).sum())
        copied = here & (statements[COPY_OF] != "").to_numpy()
        cells = [statements.loc[copied, name].to_numpy().tolist() for name in columns]
        sent: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for text, *own in zip(*cells, content[copied].tolist(), strict=True):
            sent[text].append((*own,))
        for times, text in sorted((-len(own), text) for text, own in sent.items()):
            if -times < params.min_campaign:
                break
            respondents, themes, stances, versions, words, with_content = zip(*sent[text], strict=True)
            yield {
                "campagne": f"c{digest(text)[:8]}",
                "ronde": moment.name,
                "stemmen": str(-times),
                "teksten": str(len(set(words))),
                "respondenten": str(len({*respondents} - {""}) or ""),
                "aandeel_ronde": f"{sum(with_content) / counted:.4f}" if counted else "",
                "themas": _most(themes),
                "oordeel": _most(stances),
                "tekst": _most(versions),
            }


def _most(cells: Iterable[str]) -> str:
    """The cell that occurs most; the first by the alphabet of those that do."""
    times = Counter(cells)
    return min(times, key=lambda cell: (-times[cell], cell))
