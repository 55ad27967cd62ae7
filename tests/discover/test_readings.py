"""What the encoder made of a text comes back bit for bit, and is not made again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from pipeline.core import parallel
from pipeline.core.parts.store import PartStore
from pipeline.discover.readings import COLUMNS, read_once

FLOATS = arrays(np.float32, (3, 4), elements=st.floats(width=32, allow_nan=False))


def asked(
    folder: Path, texts: Sequence[str], vectors: NDArray[np.float32]
) -> tuple[list[str], NDArray[np.float32]]:
    """Which texts were read, and what came back; a text's vector is that of its letter."""
    read: list[str] = []

    def reading(some: Sequence[str]) -> NDArray[np.float32]:
        read.extend(some)
        return vectors[["abc".index(text) for text in some]]

    return read, read_once(texts, reading, PartStore(folder, "maker", COLUMNS))


@given(vectors=FLOATS)
def test_vectors_of_few_texts_come_back_bit_for_bit_in_the_order_of_the_texts(
    vectors: NDArray[np.float32],
) -> None:
    read, found = asked(Path("nothing is kept of few"), ["c", "a", "c", "b"], vectors)
    assert sorted(read) == ["a", "b", "c"]
    assert found.dtype == np.float32
    assert found.tobytes() == vectors[[2, 0, 2, 1]].tobytes()


def test_a_second_run_reads_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "MOST", 1)  # so that two texts are many
    vectors = np.array([[0.1, -0.0, 3e-39], [1 / 3, 2.5e30, -7], [np.pi, 0, np.inf]], dtype=np.float32)
    assert asked(tmp_path, ["b", "a"], vectors)[0] == ["a", "b"]
    read, found = asked(tmp_path, ["c", "a", "b", "a"], vectors)
    assert read == ["c"]
    assert found.tobytes() == vectors[[2, 0, 1, 0]].tobytes()
