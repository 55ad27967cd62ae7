"""What was found: topics, and which statements each has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pipeline.discover.space import Space

OUTLIER = -1  # BERTopic's number for "in no topic"
NO_WORDS = -2  # likewise, of a statement of which nothing can be compared


@dataclass(frozen=True)
class Topic:
    """One topic.

    Attributes
    ----------
    members : positions of its statements, most typical (nearest to the centroid) first.
    words : (lemma, class-based TF-IDF weight) from most to least typical; higher = more typical.
    """

    members: tuple[int, ...]
    words: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes
    ----------
    topics : in no particular order; none when there are none.
    parts : the smaller topics of which those are made up; none when these are the smallest already.
    space : where the statements lie; None where nothing was looked for.
    """

    topics: Sequence[Topic] = ()
    parts: Sequence[Topic] = ()
    space: "Space | None" = None


@dataclass(frozen=True)
class Placing:
    """Which topic each statement is in, by position.

    Attributes
    ----------
    topics : number of its topic; ``OUTLIER`` when it is in none, ``NO_WORDS`` when nothing of it can be compared.
    likeness : to the middle of its topic; higher = more typical.
    parts : number of the part that it is in, or ``OUTLIER``.
    """

    topics: NDArray[np.int64]
    likeness: NDArray[np.float64]
    parts: NDArray[np.int64]

    @classmethod
    def nowhere(cls, statements: int) -> "Placing":
        """All of them in no topic."""
        none = np.full(statements, OUTLIER, dtype=np.int64)
        return cls(none, np.zeros(statements), none.copy())

    def members(self, topic: int) -> NDArray[np.intp]:
        """Positions of the statements of a topic, most typical first, then in their own order."""
        own = np.flatnonzero(self.topics == topic)
        return np.asarray(own[np.argsort(-self.likeness[own], kind="stable")])
