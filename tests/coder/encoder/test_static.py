from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from pipeline.coder.encoder.static import StaticEncoder, read_static
from pipeline.core.errors import InputError

PIECES = ("<unk>", "leg", "uit", "het")


def toy() -> StaticEncoder:
    tokenizer = Tokenizer(models.WordPiece({piece: n for n, piece in enumerate(PIECES)}, unk_token="<unk>"))  # noqa: S106
    vectors = np.array([[0, 0], [3, 0], [0, 4], [9, 9]], dtype=np.int8)
    return StaticEncoder(tokenizer, vectors, np.array([1, 2, 2, 1], dtype=np.uint8), "static toy")


def test_a_text_is_the_weighted_sum_of_its_pieces_at_a_fixed_length() -> None:
    read = toy().read(["leg uit", "leg", "", " \n "]).vectors

    # (2 · 3, 2 · 4) = (6, 8), of length 10, made 4 long.
    np.testing.assert_allclose(read, np.array([[2.4, 3.2], [4, 0], [0, 0], [0, 0]]), atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(
    texts=st.lists(st.lists(st.sampled_from([*PIECES, "x" * 200]), max_size=6).map(" ".join), max_size=8),
    size=st.integers(1, 8),
)
def test_a_text_has_the_same_vector_in_any_batch(texts: list[str], size: int) -> None:
    encoder = toy()
    whole = encoder.read(texts).vectors
    parts: Iterator[np.ndarray] = (encoder.read(texts[i : i + size]).vectors for i in range(0, len(texts), size))

    assert [row.tobytes() for row in whole] == [row.tobytes() for part in parts for row in part]


def test_a_table_that_is_missing_or_of_another_tokenizer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"coder\.encoder: sentence"):
        read_static(tmp_path)
    encoder = toy()
    (tmp_path / "tokenizer.json").write_text(encoder.tokenizer.to_str(), encoding="utf-8")
    np.savez(tmp_path / "static.npz", vectors=encoder.vectors[:3], weights=encoder.weights[:3])

    with pytest.raises(InputError, match="3 vectors for 4 pieces"):
        read_static(tmp_path)

    np.savez(tmp_path / "static.npz", vectors=encoder.vectors, weights=encoder.weights)
    assert read_static(tmp_path).version.startswith("static ")
    assert replace(encoder, version="x").names == ("static 0", "static 1")
