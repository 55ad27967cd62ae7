"""The encoder for large corpora: the same network, its products computed in whole numbers of 8 bits.

Reads a folder with ``encoder.onnx`` and its tokenizer; writes ``quick.onnx`` beside them
(``python -m models.building.encoder_quick models/encoder``).

What goes into a product of matrices is rounded to 256 steps, its weights to 255; these are multiplied and added
without rounding, which is several times as fast. Of what goes in, each channel has a scale of its own
and all have one nought, both fixed beforehand by what they reach on training statements (what goes beyond is cut
off): so a text's outcome rests on that text alone, whatever its batch. Channels' scales are handed to their
weights (Xiao et al. 2023, SmoothQuant, alpha = 1), as some channels reach ten times as far as others. That makes
the weights of :data:`TWICE` uneven, and there rounding loses most: what is left of them is rounded again, to steps
128 times as small, and multiplied too. What rounding does to a product on average is taken from its bias (Nagel
et al. 2019, bias correction).

Processors without VNNI (before 2019) add products of two neighbours in 16 bits, and cut off what does not fit. So
the weights of two neighbours of one sign together take no more than 128 steps: 255 x 128 fits.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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

# Products of which the rest of the weights counts too: log-odds then differ half as much from single precision. Of
# the other products too: a tenth less; of all that goes in as well: a fifth of it, for more than twice the time.
TWICE = ("up", "down")
_STATEMENTS = 1500  # of the training statements, evenly spread, on which the reach is taken
_MEAN_OF_EVERY = 3  # of these batches one in so many tells what rounding does on average
_OPENING = 3  # words at most of its beginning, on which it is taken as well: short answers reach far
_LONGEST, _BATCH = 128, 16  # pieces of a statement, and statements at once
_STEPS, _PAIR, _LEVELS = 127, 128, 255  # of a weight, of two neighbours, of what goes in
_GELU = 0.2  # below nought no gelu reaches so far
_NEVER = 1e-3  # least reach of a channel that was not used
_FINER = 128  # steps of what is left of the weights, in one of the weights

Array = npt.NDArray[np.float32]
Reach = tuple[Array, Array]  # per channel how far it goes above and below nought, both 0 or more
_Nodes = list[onnx.NodeProto]


def quick(model: onnx.ModelProto, batches: Sequence[npt.NDArray[np.int64]]) -> onnx.ModelProto:
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
    watched = _Watched(model, set(fed.values()))
    reaches = watched.reaches(batches)
    weights = {
        name: (constants[f"{name}.whole"] * constants[f"{name}.scale"].astype(np.float32))
        .reshape(len(constants[f"{name}.whole"]), -1)
        .T
        for name in matrices
    }
    products = {name: _Product.of(name, own, reaches[fed[name]]) for name, own in weights.items()}
    lost = watched.lost(
        batches[::_MEAN_OF_EVERY], {name: (fed[name], weights[name], products[name]) for name in fed}
    )
    made = _Made()
    steps = ("", ".single", ".scales", ".blocks", ".rows")
    unpacking = {f"{name}{step}" for name in matrices for step in steps}
    for node in graph.node:
        if node.name in unpacking or (node.op_type == "Add" and node.input[0] in made.products):
            continue
        if not matrices.intersection(node.input):
            made.nodes.append(node)
            continue
        name = next(each for each in node.input if each in matrices)
        part = name.removesuffix(".w")
        made.product(node.input[0], name, products[name], constants[f"{part}.b"] + lost[name], f"{part}.out")
        if node.op_type == "MatMul":
            made.products.add(node.output[0])
        else:
            made.attention(node, f"{part}.out")
    gone = {*(f"{name}." for name in matrices), *(f"{name.removesuffix('.w')}.b" for name in matrices)}
    left = [each for each in graph.initializer if not each.name.startswith(tuple(gone))]
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


@dataclass(frozen=True)
class _Product:
    """A product in whole numbers.

    Attributes
    ----------
    per : (in,) what one step of a channel is.
    nought : the step that stands for 0.
    whole, scales : weights (in, out) of steps, and the scale of each column (out,).
    rest : what is left of the weights, in steps of scales / _FINER; None where that is left out.
    """

    per: npt.NDArray[np.float64]
    nought: int
    whole: npt.NDArray[np.int8]
    scales: Array
    rest: npt.NDArray[np.int8] | None

    @classmethod
    def of(cls, name: str, weights: Array, reach: Reach) -> _Product:
        """Of weights (in, out), for what reaches so far."""
        above, below = (np.asarray(side, dtype=np.float64) for side in reach)
        # A gelu goes 0.17 below nought and tens above it: four times that is room for its nought.
        far = np.maximum(np.maximum(above, below * (4 if below.max() < _GELU else 1)), _NEVER)
        step = ((above / far).max() + (below / far).max()) / _LEVELS
        nought, per = int(np.ceil((below / far).max() / step)), far * step
        whole, scales = rounded(weights * per[:, None])
        if name.split(".")[-2] not in TWICE:
            return cls(per, nought, whole, scales, None)
        left = (weights * per[:, None] / scales - whole) * _FINER
        return cls(per, nought, whole, scales, np.clip(np.round(left), -_PAIR // 2, _PAIR // 2).astype(np.int8))

    def stepped(self, values: Array) -> Array:
        """Values (n, in) in steps from nought."""
        return np.clip(np.round(values / self.per.astype(np.float32)), -self.nought, _LEVELS - self.nought)

    def weights(self) -> npt.NDArray[np.float64]:
        """(in, out) what a step of each channel counts for."""
        rest = 0 if self.rest is None else self.rest / _FINER
        return np.asarray((self.whole + rest) * self.scales, dtype=np.float64)


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

    def product(self, x: str, name: str, product: _Product, bias: Array, output: str) -> None:
        """``x`` times weights, plus a bias."""
        zero = self.constant(f"{name}.nought", np.array(product.nought, dtype=np.uint8))
        self.node("Mul", [x, self.constant(f"{name}.per", (1 / product.per).astype(np.float32))], f"{name}.steps")
        self.node("QuantizeLinear", [f"{name}.steps", "one", zero], f"{name}.in")
        factors = [
            self.constant(f"{name}.whole", product.whole),
            "one",
            self.constant(f"{name}.scale", product.scales),
        ]
        first = output if product.rest is None else f"{name}.first"
        added = self.constant(f"{name}.bias", bias.astype(np.float32))
        self.node("MatMulIntegerToFloat", [f"{name}.in", *factors, zero, "", added], first, "com.microsoft")
        if product.rest is not None:
            finer = self.constant(f"{name}.finer", product.scales / np.float32(_FINER))
            factors = [self.constant(f"{name}.rest", product.rest), "one", finer]
            self.node("MatMulIntegerToFloat", [f"{name}.in", *factors, zero], f"{name}.second", "com.microsoft")
            self.node("Add", [first, f"{name}.second"], output)

    def attention(self, node: onnx.NodeProto, product: str) -> None:
        """Attention over a product that is there, its bias added."""
        parts, before = [f"{product}.{part}" for part in "qkv"], node.name
        split = helper.make_node("Split", [product], parts, name=f"{product}.split", axis=2, num_outputs=3)
        heads = next(each.i for each in node.attribute if each.name == "num_heads")
        self.nodes.append(split)
        self.node("MultiHeadAttention", parts, before, "com.microsoft", num_heads=heads)


class _Watched:
    """A network of which some values are looked at."""

    def __init__(self, model: onnx.ModelProto, names: set[str]) -> None:
        self.names, watched = sorted(names), onnx.ModelProto()
        watched.CopyFrom(model)
        watched.graph.output.extend(
            helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self.names
        )
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        basic = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC  # keeps these values
        options.graph_optimization_level = basic
        self.session = onnxruntime.InferenceSession(
            watched.SerializeToString(), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def rows(self, batches: Iterable[npt.NDArray[np.int64]]) -> Iterator[dict[str, Array]]:
        """Of each batch these values, (n_texts * n_pieces, n_channels)."""
        for ids in batches:
            found = self.session.run(self.names, {"ids": ids})
            yield {name: own.reshape(-1, own.shape[-1]) for name, own in zip(self.names, found, strict=True)}

    def reaches(self, batches: Iterable[npt.NDArray[np.int64]]) -> dict[str, Reach]:
        """Of each of these values how far its channels go above and below nought."""
        found: dict[str, Reach] = {}
        for values in self.rows(batches):
            for name, rows in values.items():
                above, below = found.get(name, (np.zeros(rows.shape[1], dtype=np.float32),) * 2)
                found[name] = np.maximum(above, rows.max(axis=0)), np.maximum(below, -rows.min(axis=0))
        return found

    def lost(
        self, batches: Iterable[npt.NDArray[np.int64]], products: Mapping[str, tuple[str, Array, _Product]]
    ) -> dict[str, Array]:
        """Of each product (value, weights, rounded) how much more it is, on average, without rounding: (out,)."""
        sums = {name: np.zeros((2, len(weights))) for name, (_, weights, _) in products.items()}
        count = 0
        for values in self.rows(batches):
            count += len(values[self.names[0]])
            for name, (value, _, product) in products.items():
                sums[name] += values[value].sum(axis=0), product.stepped(values[value]).sum(axis=0)
        return {
            name: (sums[name][0] @ weights - sums[name][1] @ product.weights()) / count
            for name, (_, weights, product) in products.items()
        }


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
    lines = [line for each in statement_files(TRAINING).values() for line in each.split("\n") if line.strip()]
    texts = [str(json.loads(line)["text"]) for line in lines[:: max(1, len(lines) // _STATEMENTS)]]
    texts += [" ".join(text.split()[: 1 + number % _OPENING]) for number, text in enumerate(texts)]
    cut = [each.ids for each in Tokenizer.from_file(str(folder / TOKENIZER)).encode_batch(texts)]
    made = quick(onnx.load(folder / MODEL), [*batches_of(cut)]).SerializeToString()
    write_bytes(folder / QUICK, made)
    sys.stdout.write(f"{folder / QUICK}: {len(made) / 1e6:.1f} MB, on {len(texts)} statements\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
