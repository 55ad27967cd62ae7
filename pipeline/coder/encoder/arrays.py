"""Arrays as the content of one file, and back, without running what a file brings along."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt


def as_npz(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Arrays as an npz file; the same arrays, the same bytes."""
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    return content.getvalue()


def from_npz(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """The arrays again; :class:`ValueError` where it is no npz file, or holds more than plain arrays."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return dict(arrays)
    except (zipfile.BadZipFile, EOFError, OSError, TypeError, ValueError) as problem:
        raise ValueError("it is not an npz file of plain arrays") from problem
