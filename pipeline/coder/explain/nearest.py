"""Training statements that say most alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, key

_SHOWN = 3
_UNLIKE = 0.1  # likeness below which two texts share nothing worth showing


@dataclass(frozen=True)
class Neighbour:
    """A training statement, its labels, and how like the text it is (cosine, at most 1)."""

    id: str
    text: str
    category: str
    stance: str
    themes: tuple[str, ...]
    likeness: float


def nearest(text: str, examples: Sequence[Example], encoder: Encoder) -> tuple[Neighbour, ...]:
    """The training statements most like a text, the likest first; none that has nothing in common.

    Likeness is the cosine of the encoder's vectors. Those of statements that the encoder was tuned on are
    kept with it; others are read.
    """
    if not examples:
        return ()
    rows = [encoder.seen.rows.get(key(example.text), -1) for example in examples]
    new = [example.text for example, row in zip(examples, rows, strict=True) if row < 0]
    read = iter(encoder.short(encoder.read([text, *new]).vectors))
    own = next(read)
    vectors = np.array([next(read) if row < 0 else encoder.seen.vectors[row] for row in rows])
    likeness = np.round(np.asarray(vectors @ own, dtype=np.float64), 4).tolist()
    likest = sorted(zip(likeness, examples, strict=True), key=lambda pair: (-pair[0], pair[1].id))[:_SHOWN]
    return tuple(
        Neighbour(e.id, e.text, e.category, e.stance, e.themes, alike) for alike, e in likest if alike >= _UNLIKE
    )
