"""The encoder for large corpora: the same network, its products computed in whole numbers of 8 bits.

Reads a folder with ``encoder.onnx`` and its tokenizer; writes ``quick.onnx`` beside them
(``python -m models.building.encoder_quick models/encoder``).

What goes into a product of matrices is rounded to 256 steps, its weights to 255; these are multiplied and added
without rounding, which is several times as fast. Of what goes in, each channel has a scale of its own
and all have one nought, both fixed beforehand by what they reach on training statements (what goes beyond is cut
off): so a text's outcome rests on that text alone, whatever its batch. Part of a channel's scale is handed to its
weights (Xiao et al. 2023, SmoothQuant, alpha = :data:`SHARE`), as some channels reach ten times as far as others.

Processors without VNNI (before 2019) add products of two neighbours in 16 bits, and cut off what does not fit. So
the weights of two neighbours of one sign together take no more than 128 steps: 255 x 128 fits.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from pipeline.coder.data.training_set import statement_files
from pipeline.coder.encoder.encoder import TOKENIZER
from pipeline.coder.encoder.sentence import MODEL, QUICK
from pipeline.core.corpus import TRAINING
from pipeline.core.files import write_bytes

SHARE = 0.85  # of a channel's reach that its own scale takes; 0.95 and 0.7 are less near to single precision
_STATEMENTS = 1500  # of the training statements, evenly spread, on which the reach is taken
_LONGEST, _BATCH = 128, 16  # pieces of a statement, and statements at once
_STEPS, _PAIR, _LEVELS = 127, 128, 255  # of a weight, of two neighbours, of what goes in
_GELU = 0.2  # below nought no gelu reaches so far
_NEVER = 1e-3  # least reach of a channel that was not used

Array = npt.NDArray[np.float32]
Reach = tuple[Array, Array]  # per channel how far it goes above and below nought, both 0 or more
_Nodes = list[onnx.NodeProto]


def quick(model: onnx.ModelProto, batches: Iterable[npt.NDArray[np.int64]]) -> onnx.ModelProto:
    """The network with products in whole numbers.

    Parameters
    ----------
    model : as :func:`models.building.encoder_graph.build` makes it.
    batches : (n_texts, n_pieces) each, on which the reach of every channel is taken.
    """
    graph = model.graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    matrices = {name[: -len(".whole")] for name in constants if name.endswith(".w.whole")}
    fed = {
        name: node.input[0]
        for node in graph.node
        if node.op_type in ("MatMul", "Attention")
        for name in node.input
        if name in matrices
    }
    reaches = _reaches(model, set(fed.values()), batches)
    made = _Made()
    unpacking = {f"{name}{part}" for name in matrices for part in ("", ".single", ".scales", ".blocks", ".rows")}
    for node in graph.node:
        if node.name in unpacking or (node.op_type == "Add" and node.input[0] in made.products):
            continue
        if not matrices.intersection(node.input):
            made.nodes.append(node)
            continue
        name = next(each for each in node.input if each in matrices)
        weights = constants[f"{name}.whole"] * constants[f"{name}.scale"].astype(np.float32)
        part = name.removesuffix(".w")
        product = (node.input[0], name, weights.reshape(len(weights), -1).T, reaches[node.input[0]])
        if node.op_type == "MatMul":
            made.product(*product, f"{part}.out", f"{part}.b")
            made.products.add(node.output[0])
        else:
            made.product(*product, f"{part}.out", "")
            made.attention(node, f"{part}.out")
    left = [each for each in graph.initializer if not any(each.name.startswith(f"{name}.") for name in matrices)]
    found = onnx.ModelProto()
    found.CopyFrom(model)
    del found.graph.node[:], found.graph.initializer[:]
    found.graph.node.extend(made.nodes)
    found.graph.initializer.extend([*left, *made.constants])
    onnx.checker.check_model(found)
    return found


def rounded(weights: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int8], Array]:
    """Weights (in, out) in whole numbers, and the scale of each column (out,)."""
    scales = np.maximum(np.abs(weights).max(axis=0), pairs(weights) * _STEPS / _PAIR) / _STEPS
    scales[scales == 0] = 1
    whole = np.round(weights / scales)
    while (over := pairs(whole) > _PAIR).any():  # by rounding
        scales[over] *= 1.005
        whole = np.round(weights / scales)
    return np.clip(whole, -_STEPS, _STEPS).astype(np.int8), scales.astype(np.float32)


def pairs(weights: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    """(out,) the most that two neighbours of one sign are together, in each column of weights (in, out)."""
    wide = np.asarray(weights, dtype=np.float64)
    wide = np.vstack([wide, np.zeros((len(wide) % 2, wide.shape[1]))])
    both = [np.maximum(sign * wide[0::2], 0) + np.maximum(sign * wide[1::2], 0) for sign in (1, -1)]
    return np.asarray(np.maximum(*both).max(axis=0), dtype=np.float64)


class _Made:
    """Nodes and constants of the new graph."""

    def __init__(self) -> None:
        self.nodes: _Nodes = []
        self.constants: list[onnx.TensorProto] = []
        self.products: set[str] = set()  # outputs of products whose addition of a bias is taken along
        self.constant("one", np.array(1, dtype=np.float32))

    def constant(self, name: str, values: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **settings: Any) -> None:
        self.nodes.append(
            helper.make_node(operator, list(inputs), [output], name=output, domain=domain, **settings)
        )

    def product(self, x: str, name: str, weights: Array, reach: Reach, output: str, bias: str) -> None:
        """``x`` times weights (in, out), plus a bias where there is one."""
        above, below = (np.asarray(side, dtype=np.float64) for side in reach)
        # A gelu goes 0.17 below nought and tens above it: four times that is room for its nought.
        far = np.maximum(np.maximum(above, below * (4 if below.max() < _GELU else 1)), _NEVER)
        heavy = np.maximum(np.abs(weights).max(axis=1), 1e-6)
        own = far**SHARE / heavy ** (1 - SHARE)
        step = ((far / own).max() + (below / own).max()) / _LEVELS
        nought = int(np.ceil((below / own).max() / step))
        whole, scales = rounded(weights * (own * step)[:, None])
        zero = self.constant(f"{name}.nought", np.array(nought, dtype=np.uint8))
        self.node("Mul", [x, self.constant(f"{name}.per", (1 / (own * step)).astype(np.float32))], f"{name}.steps")
        self.node("QuantizeLinear", [f"{name}.steps", "one", zero], f"{name}.in")
        factors = [self.constant(f"{name}.whole", whole), "one", self.constant(f"{name}.scale", scales)]
        self.node("MatMulIntegerToFloat", [f"{name}.in", *factors, zero, "", bias], output, "com.microsoft")

    def attention(self, node: onnx.NodeProto, product: str) -> None:
        """Attention over a product that is there, with the bias that the node has."""
        parts, before = [f"{product}.{part}" for part in "qkv"], node.name
        split = helper.make_node("Split", [product], parts, name=f"{product}.split", axis=2, num_outputs=3)
        heads = next(each.i for each in node.attribute if each.name == "num_heads")
        self.nodes.append(split)
        self.node("MultiHeadAttention", [*parts, node.input[2]], before, "com.microsoft", num_heads=heads)


def _reaches(
    model: onnx.ModelProto, names: set[str], batches: Iterable[npt.NDArray[np.int64]]
) -> dict[str, Reach]:
    """Of each of these values how far its channels go above and below nought."""
    wanted, watched = sorted(names), onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in wanted)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC  # keeps these values
    session = onnxruntime.InferenceSession(
        watched.SerializeToString(), sess_options=options, providers=["CPUExecutionProvider"]
    )
    found: dict[str, Reach] = {}
    for ids in batches:
        for name, values in zip(wanted, session.run(wanted, {"ids": ids}), strict=True):
            rows = values.reshape(-1, values.shape[-1])
            above, below = found.get(name, (np.zeros(rows.shape[1]),) * 2)
            found[name] = np.maximum(above, rows.max(axis=0)), np.maximum(below, -rows.min(axis=0))
    return found


def batches_of(cut: Iterable[Sequence[int]]) -> Iterator[npt.NDArray[np.int64]]:
    """Texts, as pieces, in batches of one length each."""
    by_length: Mapping[int, list[Sequence[int]]] = defaultdict(list)
    for ids in cut:
        by_length[min(len(ids), _LONGEST)].append(ids[:_LONGEST])
    for _, same in sorted(by_length.items()):
        for start in range(0, len(same), _BATCH):
            yield np.array(same[start : start + _BATCH], dtype=np.int64)


def main(argv: Sequence[str] | None = None) -> int:
    """Make ``quick.onnx`` in the folder."""
    import json

    from tokenizers import Tokenizer

    parser = argparse.ArgumentParser(prog="python -m models.building.encoder_quick", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(argv).folder
    lines = [
        line for content in statement_files(TRAINING).values() for line in content.split("\n") if line.strip()
    ]
    texts = [str(json.loads(line)["text"]) for line in lines[:: max(1, len(lines) // _STATEMENTS)]]
    cut = [each.ids for each in Tokenizer.from_file(str(folder / TOKENIZER)).encode_batch(texts)]
    made = quick(onnx.load(folder / MODEL), batches_of(cut)).SerializeToString()
    write_bytes(folder / QUICK, made)
    sys.stdout.write(f"{folder / QUICK}: {len(made) / 1e6:.1f} MB, on {len(texts)} statements\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
