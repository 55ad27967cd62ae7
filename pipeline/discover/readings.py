"""What texts mean, each read once: vectors kept by text, so that a second run reads only what is new.

To read a sample of some thousands takes most of the time that topics take. The vectors come back bit for bit.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.core.parts.engine import SERIAL
from pipeline.core.parts.kept import KeptWork, Unit
from pipeline.core.parts.progress import counted
from pipeline.core.parts.store import Cells, PartStore

COLUMNS = ("vector",)
_NUMBERS = np.dtype("<f4")  # as they are written, on any machine

Read = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts -> (texts, any dimensions); on as many cores as there are."""


def read_once(texts: Sequence[str], read: Read, store: PartStore) -> NDArray[np.float32]:
    """(texts, dimensions) the vectors of texts, of which those that are in the store are not read.

    Parameters
    ----------
    store : of :data:`COLUMNS`. Of few texts nothing is kept: to read them takes seconds.
    """

    def written(units: Sequence[Unit]) -> list[Cells]:
        vectors = read([text for (text,) in units]).astype(_NUMBERS, casting="equiv")
        return [(vector.tobytes().hex(),) for vector in vectors]

    readings = KeptWork(store, written, SERIAL)
    with counted("reading the sample") as progress:
        readings.complete([[(text,) for text in texts]], progress)
    store.tidy()
    return np.array([np.frombuffer(bytes.fromhex(cell), _NUMBERS) for (cell,) in readings.rows()])
