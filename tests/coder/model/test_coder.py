from __future__ import annotations

import io
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from pipeline.coder.encoder.encoder import as_npz
from pipeline.coder.model.coder import FORMAT, Coder, Provenance, check_fresh, read_coder
from pipeline.core.errors import InputError


def with_objects() -> bytes:
    content = io.BytesIO()
    np.savez(content, description=np.array([{"a": 1}], dtype=object))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK nonsense", "not an npz file"),
        (b"", "not an npz file"),
        (b"\x80\x04N.", "not an npz file"),
        (with_objects(), "of plain arrays"),
        (as_npz({"weights": np.ones(3)}), "description"),
        (as_npz({"description": np.array('{"format": 1}')}), f"format 1, this program reads {FORMAT}"),
    ],
)
def test_a_broken_coder_file_says_what_to_run(content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=rf"(?s)not a usable coder: .*({message}).*pipeline\.stages train"):
        read_coder(content, where="coder.npz")


def test_a_stale_coder_says_what_to_run() -> None:
    made = Provenance("1", "2", "3", "4")
    coder = cast("Coder", SimpleNamespace(provenance=made))
    check_fresh(coder, made, where="x")
    for changed in ("codebook", "rules", "language", "encoder"):
        with pytest.raises(InputError, match="dvc repro"):
            check_fresh(coder, Provenance(**vars(made) | {changed: "other"}), where="x")
