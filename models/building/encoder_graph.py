"""The tuned encoder as an ONNX graph, written down node by node.

Weights are kept in 8 bits, each block of :data:`BLOCK` with a half-precision scale; the graph
unpacks them to single precision, which the runtime does once, when it opens the file. All
computing is in single precision, so that processors differ in the last bits only.

Input ``ids`` (n_texts, n_pieces): texts of equally many pieces. Outputs ``logits``
(n_texts, n_labels) and ``vector`` (n_texts, width).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Array = npt.NDArray[np.float32]
BLOCK = 64  # 32 is no better on the training folds and half a megabyte larger
_STEPS = 127  # of an 8-bit whole number on either side of nought
_OPSETS = (helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1))
_IR_VERSION = 10


def packed(values: Array, block: int) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Blocks of the last axis as whole numbers (..., n_blocks, block) and scales (..., n_blocks, 1)."""
    blocks = values.reshape(*values.shape[:-1], -1, block)
    scales = (np.abs(blocks).max(axis=-1, keepdims=True) / _STEPS).astype(np.float16)
    scales[scales == 0] = 1
    return np.clip(np.round(blocks / scales.astype(np.float32)), -_STEPS, _STEPS).astype(np.int8), scales


def block_of(length: int) -> int:
    """Numbers that share a scale in rows of so many: :data:`BLOCK`, or the most below it that divide them.

    >>> block_of(384), block_of(312)
    (64, 52)
    """
    return next(size for size in range(BLOCK, 0, -1) if length % size == 0)


class _Graph:
    """Collects nodes and constants; every node is called after its output. ``epsilon`` is of the layer norms."""

    def __init__(self, epsilon: float) -> None:
        self.epsilon = epsilon
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **settings: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **settings))
        return output

    def matrix(self, name: str, values: Array) -> str:
        """A matrix (in, out), kept in 8 bits."""
        whole, scales = packed(values.T.copy(), block_of(len(values)))
        single = self.node("Cast", [self.constant(f"{name}.whole", whole)], f"{name}.single", to=TensorProto.FLOAT)
        scale = self.node("Cast", [self.constant(f"{name}.scale", scales)], f"{name}.scales", to=TensorProto.FLOAT)
        product = self.node("Mul", [single, scale], f"{name}.blocks")
        shape = self.constant(f"{name}.shape", np.array(values.T.shape, dtype=np.int64))
        rows = self.node("Reshape", [product, shape], f"{name}.rows")
        return self.node("Transpose", [rows], name, perm=[1, 0])

    def linear(self, x: str, name: str, weights: Mapping[str, Array]) -> str:
        product = self.node("MatMul", [x, self.matrix(f"{name}.w", weights[f"{name}.w"].T)], f"{name}.product")
        return self.node("Add", [product, self.constant(f"{name}.b", weights[f"{name}.b"])], f"{name}.out")

    def norm(self, x: str, name: str, weights: Mapping[str, Array]) -> str:
        scale, shift = (self.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in "wb")
        return self.node("LayerNormalization", [x, scale, shift], f"{name}.out", epsilon=self.epsilon)


def build(weights: Mapping[str, Array], *, heads: int, epsilon: float = 1e-12) -> onnx.ModelProto:
    """The graph of a tuned encoder.

    Parameters
    ----------
    weights : ``word`` (n_pieces, width), ``place`` (n_places, width), ``norm.w/b``; per layer i
        ``i.qkv.w`` (3 width, width), ``i.mix``, ``i.up``, ``i.down`` with ``.w`` and ``.b``, norms
        ``i.norm1``, ``i.norm2``; ``mean``, ``deviation`` (width,); ``head.w``, ``look.w``
        (n_labels, width), ``head.b``.
    heads : attention heads.
    epsilon : of the layer norms.
    """
    graph = _Graph(epsilon)
    n_labels, width = weights["head.w"].shape
    x = _embedded(graph, weights)
    for layer in range(sum(name.endswith(".qkv.w") for name in weights)):
        x = _layer(graph, x, f"{layer}", weights, heads)
    axis = graph.constant("axis", np.array([1], dtype=np.int64))
    centred = graph.node("Sub", [x, graph.constant("mean", weights["mean"])], "centred")
    pieces = graph.node("Div", [centred, graph.constant("deviation", weights["deviation"])], "pieces_read")
    graph.node("ReduceMean", [pieces, axis], "vector", keepdims=0)
    looks = graph.node("MatMul", [pieces, graph.constant("look.w", weights["look.w"].T)], "looks")
    attention = graph.node("Softmax", [looks], "attention", axis=1)
    scores = graph.node("MatMul", [pieces, graph.constant("head.w", weights["head.w"].T)], "scores")
    weighed = graph.node("Mul", [scores, attention], "weighed")
    summed = graph.node("ReduceSum", [weighed, axis], "summed", keepdims=0)
    graph.node("Add", [summed, graph.constant("head.b", weights["head.b"])], "logits")
    tensor = helper.make_tensor_value_info
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [tensor("ids", TensorProto.INT64, ["texts", "pieces"])],
            [
                tensor("logits", TensorProto.FLOAT, ["texts", n_labels]),
                tensor("vector", TensorProto.FLOAT, ["texts", width]),
            ],
            graph.constants,
        ),
        opset_imports=_OPSETS,
        ir_version=_IR_VERSION,
    )
    onnx.checker.check_model(model)
    return model


def _embedded(graph: _Graph, weights: Mapping[str, Array]) -> str:
    """Pieces' vectors, unpacked row by row as they are needed, plus places."""
    width = weights["word"].shape[1]
    whole, scales = packed(weights["word"], width)
    ids = ["ids"]
    rows = graph.node("Gather", [graph.constant("word.whole", whole[:, 0]), *ids], "word.rows")
    scale = graph.node("Gather", [graph.constant("word.scale", scales[:, 0]), *ids], "word.row_scales")
    single = graph.node("Cast", [rows], "word.single", to=TensorProto.FLOAT)
    wide = graph.node("Cast", [scale], "word.scales", to=TensorProto.FLOAT)
    word = graph.node("Mul", [single, wide], "word")
    length = graph.node("Shape", ["ids"], "length", start=1, end=2)
    nought = graph.constant("nought", np.array([0], dtype=np.int64))
    place = graph.node("Slice", [graph.constant("place", weights["place"]), nought, length, nought], "places")
    return graph.norm(graph.node("Add", [word, place], "embedded"), "norm", weights)


def _layer(graph: _Graph, x: str, layer: str, weights: Mapping[str, Array], heads: int) -> str:
    """One layer of BERT (Devlin et al. 2019): attention and two-step network, each added and normed."""
    qkv = graph.matrix(f"{layer}.qkv.w", weights[f"{layer}.qkv.w"].T)
    bias = graph.constant(f"{layer}.qkv.b", weights[f"{layer}.qkv.b"])
    seen = graph.node("Attention", [x, qkv, bias], f"{layer}.seen", domain="com.microsoft", num_heads=heads)
    mixed = graph.linear(seen, f"{layer}.mix", weights)
    y = graph.norm(graph.node("Add", [x, mixed], f"{layer}.sum1"), f"{layer}.norm1", weights)
    up = graph.node("Gelu", [graph.linear(y, f"{layer}.up", weights)], f"{layer}.gelu")
    down = graph.linear(up, f"{layer}.down", weights)
    return graph.norm(graph.node("Add", [y, down], f"{layer}.sum2"), f"{layer}.norm2", weights)
