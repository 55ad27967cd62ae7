from __future__ import annotations

import io
import zipfile

import numpy as np

from pipeline.coder.encoder.encoder import as_npz, from_npz


def test_what_goes_in_comes_out_and_equal_arrays_give_equal_bytes_without_a_clock() -> None:
    arrays = {"words": np.array("één\ntwee"), "weights": np.arange(6, dtype=np.float32).reshape(2, 3)}
    content = as_npz(arrays)

    assert content == as_npz(arrays)
    np.testing.assert_equal(from_npz(content), arrays)
    assert from_npz(content)["weights"].dtype == np.float32
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {1980}
