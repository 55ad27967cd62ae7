from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
import skops.io

from pipeline.coder.model.coder import Coder, Provenance, check_fresh, packed, read_coder, unpacked
from pipeline.core.errors import InputError


def state() -> dict[str, object]:
    return {"words": "één\ntwee", "weights": np.arange(6, dtype=np.float32).reshape(2, 3), "offsets": np.ones(2)}


def test_what_goes_in_comes_out_and_equal_states_give_equal_bytes_without_a_clock() -> None:
    content = packed(state())

    assert content == packed(state())
    np.testing.assert_equal(unpacked(content), state())
    assert unpacked(content)["weights"].dtype == np.float32
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {1980}


def deep_schema() -> bytes:
    """A file of the right form whose schema is nested too deep to read."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("schema.json", '{"content": ' * 20_000 + "1" + "}" * 20_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK nonsense", "not a skops file"),
        (deep_schema(), "not a skops file"),
        (skops.io.dumps([1, 2]), "does not hold a coder"),
        (skops.io.dumps({"f": PurePosixPath("x")}), "it holds pathlib"),
    ],
)
def test_anything_else_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        unpacked(content)


def test_a_broken_coder_file_says_what_to_run_and_so_does_a_stale_coder() -> None:
    with pytest.raises(InputError, match=r"(?s)not a usable coder.*pipeline\.stages train"):
        read_coder(b"PK broken", where="coder.skops")
    made = Provenance("1", "2", "3", "4")
    coder = cast("Coder", SimpleNamespace(provenance=made))
    check_fresh(coder, made, where="x")
    for changed in ("codebook", "rules", "language", "encoder"):
        with pytest.raises(InputError, match="dvc repro"):
            check_fresh(coder, Provenance(**vars(made) | {changed: "other"}), where="x")
