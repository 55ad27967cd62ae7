"""Which topic every statement is in, when topics were looked for among some of them.

A statement joins the topic whose middle it is most like, when it is like enough; so do those of the sample that
were in none. What a statement means is not read anew by the encoder: the signs of its meaning are what classify
said of it, and a vector per piece of its words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.preprocessing import normalize

from pipeline.core.codebook import numbers_of
from pipeline.core.parallel import cores, each
from pipeline.discover.space import DECIMALS, Points, Space
from pipeline.discover.topics import NO_WORDS, OUTLIER, Found, Placing, Topic
from pipeline.discover.words import lemmas_of

Quick = Callable[[Sequence[str]], NDArray[np.floating]]
"""Texts -> (texts, any dimensions), thousands a second; handed to other processes, so a function of a module."""

_PART = 5_000  # texts at once: bounds memory
_LABEL_WEIGHT = 0.5  # of a category, stance or status beside the confidence of a theme, which is 0-1


@dataclass(frozen=True)
class Signs:
    """Signs of what statements mean, as numbers: from what classify said of them, and quick vectors.

    Attributes
    ----------
    labels : column -> label -> number of the sign.
    """

    labels: Mapping[str, Mapping[str, int]]
    themes: Mapping[str, int]
    quick: Quick

    @classmethod
    def of(cls, statements: pd.DataFrame, themes: Sequence[str], quick: Quick) -> "Signs":
        """The signs that some statements have."""
        number, labels = len(themes), {}
        for column in ("category", "stance", "themes_status"):
            found = sorted(set(statements[column]))
            labels[column] = {label: number + place for place, label in enumerate(found)}
            number += len(found)
        return cls(labels, {theme: place for place, theme in enumerate(themes)}, quick)

    def read(self, statements: pd.DataFrame) -> Points:
        """(statements, n_signs); of cells that are alike each is read once."""
        width = len(self.themes) + sum(map(len, self.labels.values()))
        found = np.zeros((len(statements), width))
        signs = {column: self._of_label(numbers) for column, numbers in self.labels.items()}
        for column, sign in (("theme_confidences", self._of_themes), *signs.items()):
            codes, cells = pd.factorize(statements[column])
            own = np.zeros((len(cells), width))
            for row, cell in enumerate(cells):
                for place, value in sign(cell):
                    own[row, place] = value
            found += own[codes]
        return np.hstack([found, normalize(np.asarray(self.quick(statements["text"].tolist()), dtype=np.float64))])

    def _of_themes(self, cell: str) -> list[tuple[int, float]]:
        return [(self.themes[theme], sure) for theme, sure in numbers_of(cell).items() if theme in self.themes]

    @staticmethod
    def _of_label(numbers: Mapping[str, int]) -> Callable[[str], list[tuple[int, float]]]:
        return lambda label: [(numbers[label], _LABEL_WEIGHT)] if label in numbers else []


@dataclass(frozen=True)
class _Assigner:
    space: Space
    signs: Signs | None
    unwanted: frozenset[str]
    middles: Points  # (n_topics, dimensions) of unit length
    part_middles: Points  # (n_parts, dimensions) likewise
    inside: NDArray[np.bool_]  # (n_topics, n_parts) whether a part is of a topic
    least: float


def middles(points: Points, topics: Sequence[Topic]) -> Points:
    """(n_topics, dimensions) the middle of each topic, of unit length."""
    found = [points[list(topic.members)].mean(axis=0) for topic in topics]
    return np.asarray(normalize(np.array(found))) if found else np.zeros((0, points.shape[1]))


def whole_of(found: Found) -> list[int]:
    """Per part the number of the topic that has most of its statements, or ``OUTLIER`` when none has any."""
    of_member = {member: number for number, topic in enumerate(found.topics) for member in topic.members}
    wholes = []
    for part in found.parts:
        numbers = [of_member[member] for member in part.members if member in of_member]
        wholes.append(max(sorted(set(numbers)), key=numbers.count) if numbers else OUTLIER)
    return wholes


def as_found(found: Found, looked_at: Sequence[int], statements: int) -> Placing:
    """The placing of so many statements, of which those among which was looked stand at ``looked_at``."""
    placing, places = Placing.nowhere(statements), np.array(looked_at, dtype=np.int64)
    for number, topic in enumerate(found.topics):
        own = places[list(topic.members)]
        placing.topics[own], placing.likeness[own] = number, -np.arange(len(own))
    if found.space is not None and found.parts:
        own = _own(found)
        stay = own != OUTLIER
        rows = _nearest(_assigner(found, found.space), found.space.points[stay], own[stay])
        placing.parts[places[stay]] = rows[:, 2]
    return placing


def assign(
    statements: pd.DataFrame,
    looked_at: Sequence[int],
    found: Found,
    signs: Signs | None,
    unwanted: frozenset[str],
) -> Placing:
    """The placing of all statements.

    Parameters
    ----------
    statements : with the columns that :class:`Signs` reads; of equal texts the first speaks for all.
    looked_at : positions of the statements that ``found`` is of, each the first with its text.
    signs : None where wording alone counts.
    """
    if found.space is None:
        return Placing.nowhere(len(statements))
    space, own = found.space, _own(found)
    if signs:
        space = space.able_to_estimate(signs.read(statements.iloc[list(looked_at)]))
    assigner = _assigner(found, space, signs, unwanted)
    codes, _ = pd.factorize(statements["text"])
    distinct = statements.iloc[np.flatnonzero(~statements["text"].duplicated().to_numpy())]
    # Handed over once, not by part: each part of a column of categories holds all of them.
    starts = range(0, len(distinct), _PART)
    rows = np.vstack(each(starts, _assigned, (assigner, distinct), processes=cores()))
    stay = own != OUTLIER  # where they were found
    rows[codes[np.array(looked_at)[stay]]] = _nearest(assigner, space.points[stay], own[stay])
    return Placing(rows[codes, 0].astype(np.int64), rows[codes, 1], rows[codes, 2].astype(np.int64))


def _own(found: Found) -> NDArray[np.int_]:
    """Per statement among which was looked the number of its topic, or ``OUTLIER``."""
    own = np.full(len(found.space.wording) if found.space else 0, OUTLIER)
    for number, topic in enumerate(found.topics):
        own[list(topic.members)] = number
    return own


def _assigner(
    found: Found, space: Space, signs: Signs | None = None, unwanted: frozenset[str] = frozenset()
) -> _Assigner:
    points, wholes = space.points, np.array(whole_of(found), dtype=int)
    return _Assigner(
        space,
        signs,
        unwanted,
        middles(points, found.topics),
        middles(points, found.parts),
        np.arange(len(found.topics))[:, None] == wholes[None, :],
        space.params.outlier_similarity,
    )


def _assigned(given_all: tuple[_Assigner, pd.DataFrame], start: int) -> Points:
    """(statements, 3) topic, likeness and part of each, from one on."""
    given, statements = given_all[0], given_all[1].iloc[start : start + _PART]
    documents = lemmas_of(statements["text"].tolist(), given.unwanted)
    signs = given.signs.read(statements) if given.signs else np.zeros((len(statements), 0))
    rows = _nearest(given, given.space.place(documents, signs))
    rows[[not words for words in documents]] = (NO_WORDS, 0, OUTLIER)
    return rows


def _nearest(given: _Assigner, points: Points, own: NDArray[np.int_] | None = None) -> Points:
    """(points, 3) the topic of each (its own where that is known), its likeness to it, and the part."""
    likeness = np.round(points @ given.middles.T, DECIMALS)
    topics = likeness.argmax(axis=1) if own is None else own
    best = likeness[np.arange(len(points)), topics]
    if own is None:
        topics = np.where(best >= given.least, topics, OUTLIER)
    parts = np.full(len(points), OUTLIER)
    if given.inside.size:
        allowed = given.inside[np.maximum(topics, 0)]
        to_part = np.where(allowed, np.round(points @ given.part_middles.T, DECIMALS), -np.inf)
        parts = np.where(allowed.any(axis=1) & (topics != OUTLIER), to_part.argmax(axis=1), OUTLIER)
    return np.column_stack([topics, best, parts]).astype(np.float64)
