"""The graph against the same network in numpy, written from the papers, not from the graph."""

from __future__ import annotations

import math

import numpy as np
import onnx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models.building import encoder_graph
from models.building.encoder_graph import BLOCK, packed
from pipeline.coder.encoder.sentence import SentenceEncoder

Weights = dict[str, np.ndarray]
HEADS = 4


def rounded(values: np.ndarray, block: int) -> np.ndarray:
    """What packing leaves of a matrix."""
    whole, scales = packed(values, block)
    return np.asarray((whole * scales.astype(np.float64)).reshape(values.shape))


def norm(x: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> np.ndarray:
    spread = np.sqrt(((x - x.mean(-1, keepdims=True)) ** 2).mean(-1, keepdims=True) + 1e-12)
    return np.asarray((x - x.mean(-1, keepdims=True)) / spread * scale + shift)


def bert(w: Weights, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Logits and vector of one text: Devlin et al. 2019, one head after another; in double precision."""
    width = w["word"].shape[1]
    per_head = width // HEADS
    x = norm(rounded(w["word"], width)[ids] + w["place"][: len(ids)], w["norm.w"], w["norm.b"])
    q, k, v = np.split(x @ rounded(w["0.qkv.w"], BLOCK).T + w["0.qkv.b"], 3, axis=1)
    heads = []
    for head in range(HEADS):
        own = slice(head * per_head, (head + 1) * per_head)
        weights = np.exp(q[:, own] @ k[:, own].T / math.sqrt(per_head))
        heads.append(weights / weights.sum(axis=1, keepdims=True) @ v[:, own])
    mixed = np.hstack(heads) @ rounded(w["0.mix.w"], BLOCK).T + w["0.mix.b"]
    y = norm(x + mixed, w["0.norm1.w"], w["0.norm1.b"])
    up = y @ rounded(w["0.up.w"], BLOCK).T + w["0.up.b"]
    gelu = up * 0.5 * (1 + np.vectorize(math.erf)(up / math.sqrt(2)))
    out = norm(y + gelu @ rounded(w["0.down.w"], BLOCK).T + w["0.down.b"], w["0.norm2.w"], w["0.norm2.b"])
    pieces = (out - w["mean"]) / w["deviation"]
    looks = np.exp(pieces @ w["look.w"].T)
    logits = (looks / looks.sum(axis=0) * (pieces @ w["head.w"].T)).sum(axis=0) + w["head.b"]
    return logits, pieces.mean(axis=0)


@pytest.mark.parametrize("ids", [[0, 2], [0, 7, 2], [0, *range(4, 25), 2], [0, 39, 39, 3, 2]])
def test_the_graph_computes_bert(toy_weights: Weights, toy_encoder: SentenceEncoder, ids: list[int]) -> None:
    logits, vector = bert(toy_weights, ids)

    found = toy_encoder.session.run(None, {"ids": np.array([ids, ids[::-1]])})

    np.testing.assert_allclose(found[0][0], logits, atol=1e-4)
    np.testing.assert_allclose(found[1][0], vector, atol=1e-4)


def test_places_count(toy_encoder: SentenceEncoder) -> None:
    logits = toy_encoder.session.run(None, {"ids": np.array([[0, 7, 9, 2], [0, 9, 7, 2]])})[0]

    assert np.abs(logits[0] - logits[1]).max() > 0.01


def as_used(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 20, (3, 2 * BLOCK)).astype(np.float32)


# Blocks of four hold all that blocks can hold, and are drawn ten times as fast as those of the encoder.
@example(as_used(1), 1.0)
@example(as_used(2), 1e-4)
@given(
    hnp.arrays(np.float32, (3, 2 * 4), elements=st.floats(-60, 60, width=32)),
    st.sampled_from([1.0, 1e-2, 1e-4]),
)
def test_packing_is_off_by_half_a_step_at_most(values: np.ndarray, size: float) -> None:
    values, block = values * np.float32(size), values.shape[1] // 2
    whole, scales = packed(values, block)

    assert (str(whole.dtype), str(scales.dtype)) == ("int8", "float16")
    assert whole.shape == (3, 2, block)
    off = np.abs(whole * scales.astype(np.float64) - values.reshape(3, 2, block))
    # 4e-6: a block of numbers so small that half precision holds no finer scale.
    assert (off <= 0.501 * scales.astype(np.float64) + 4e-6).all() or (off <= 4e-6).all()
    assert (off <= np.abs(values).max() / 250 + 4e-6).all()


def test_packing_by_hand() -> None:
    values = np.array([[127, -127, 63.4, 0.6, 0, 0, 0, 0]], dtype=np.float32)

    whole, scales = packed(values, 4)

    assert whole.tolist() == [[[127, -127, 63, 1], [0, 0, 0, 0]]]
    assert scales.tolist() == [[[1.0], [1.0]]]


def test_the_same_weights_give_the_same_bytes(toy_weights: Weights) -> None:
    one, other = (encoder_graph.build(toy_weights, heads=HEADS).SerializeToString() for _ in range(2))

    assert one == other
    kept = onnx.load_from_string(one).graph.initializer
    eight = [len(tensor.raw_data) for tensor in kept if tensor.data_type == onnx.TensorProto.INT8]
    assert sum(eight) == 40 * 64 + 3 * 64 * 64 + 64 * 64 + 2 * 64 * 128
