"""What was found: topics, and which statements each has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.discover.space import Space

OUTLIER = -1  # BERTopic's number for "in no topic"


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
    """Which statements each topic has.

    Attributes
    ----------
    members : per topic positions of its statements, most typical first.
    parts : position of a statement -> number of the part that it is in.
    wordless : positions of statements of which nothing can be compared.
    """

    members: Sequence[Sequence[int]] = ()
    parts: Mapping[int, int] = field(default_factory=dict)
    wordless: Sequence[int] = ()
