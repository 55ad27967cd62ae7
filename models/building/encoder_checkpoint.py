"""Takes an encoder of one's own out of a folder and keeps what Dutch needs of it (``make encoder BASE=FOLDER``).

Reads a checkpoint as Hugging Face lays it out: ``config.json``, ``tokenizer.json``, and the weights in
``model.safetensors`` or ``pytorch_model.bin``, in one file or in several with an index. BERT, RoBERTa and what
is built like them; texts are read as they stand, without a prefix such as some encoders were trained with.
Writes ``weights.npz``, ``tokenizer.json`` and ``base.json``, as :mod:`models.building.encoder_weights` does.

For RoBERTa, which counts places from after the number of its padding, the places before that are left out.

The folder holds data of strangers: nothing in it is run, and all that is taken is checked against ``config.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field, ValidationError

from models.building.encoder_pieces import SAVE, Cutter
from models.building.encoder_targets import Tuning
from models.building.encoder_weights import BASE, Base, common_texts
from pipeline.coder.data.training_set import training_files
from pipeline.coder.encoder.encoder import TOKENIZER, as_npz
from pipeline.core.errors import InputError, guarded, missing_file, quoted, unknown
from pipeline.core.files import read_bytes, write_bytes, write_json, write_text

if TYPE_CHECKING:
    from torch import Tensor

Array = npt.NDArray[np.float32]
CONFIG = "config.json"
WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # the first that is there is read
# Key of config.json -> what stands there where the key does not, and what is read.
_BUILT = {
    "model_type": ("", ("bert", "camembert", "roberta", "xlm-roberta")),
    "hidden_act": ("gelu", ("gelu",)),
    "position_embedding_type": ("absolute", ("absolute",)),
}
_WORD = "embeddings.word_embeddings.weight"
_EMBEDDINGS = {"pos": "position_embeddings.weight", "type": "token_type_embeddings.weight"}
_NORM = "embeddings.LayerNorm"
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class Config(BaseModel, frozen=True, allow_inf_nan=False):
    """What is read of ``config.json``; its other keys say nothing about the network."""

    model_type: str
    hidden_size: int = Field(ge=1)
    intermediate_size: int = Field(ge=1)
    num_hidden_layers: int = Field(ge=1)
    num_attention_heads: int = Field(ge=1)
    max_position_embeddings: int = Field(ge=1)
    type_vocab_size: int = Field(ge=1)
    layer_norm_eps: float = Field(gt=0, default=1e-12)
    pad_token_id: int | None = Field(ge=0, default=None)
    is_decoder: Literal[False] = False

    @property
    def first_place(self) -> int:
        """Row of the first piece's place: RoBERTa counts from after the number of its padding."""
        padding = 1 if self.pad_token_id is None else self.pad_token_id
        return 0 if self.model_type == "bert" else padding + 1


def read_config(folder: Path) -> Config:
    """Read and check ``config.json``; :class:`InputError` where the network is of a kind that is not read."""
    path = folder / CONFIG
    content = read_bytes(path, todo="name the folder of a checkpoint: config.json, tokenizer.json and weights")
    try:
        given = json.loads(content)
        if not isinstance(given, dict):
            raise TypeError("it does not hold an object")
        for key, (usual, allowed) in _BUILT.items():
            if (found := given.get(key) or usual) not in allowed:
                todo = "take a checkpoint that is built so; another network cannot be read"
                raise unknown(key, str(found), allowed, where=str(path), todo=todo)
        config = Config.model_validate(given)
        if config.hidden_size % config.num_attention_heads:
            raise ValueError(f"{config.num_attention_heads} heads do not divide hidden_size {config.hidden_size}")
        if config.max_position_embeddings - config.first_place < Tuning.longest:
            raise ValueError(f"it reads fewer than {Tuning.longest} pieces at once")
    except ValidationError as invalid:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in invalid.errors())
        raise InputError(f"this is no description of an encoder ({faults})", str(path), todo=SAVE) from None
    except (TypeError, ValueError, RecursionError) as problem:
        raise InputError(f"this is no description of an encoder ({problem})", str(path), todo=SAVE) from None
    return config


def read_tensors(folder: Path) -> dict[str, Tensor]:
    """All tensors of a checkpoint by name; nothing in the files is run."""
    # Not at the top: both are of the making only, and heavy.
    import torch
    from safetensors.torch import load_file

    found: dict[str, Tensor] = {}
    for path in weight_files(folder):
        try:
            if path.suffix == ".safetensors":
                own = load_file(path)
            else:
                own = torch.load(path, map_location="cpu", weights_only=True)
            found |= {name: tensor for name, tensor in own.items() if isinstance(tensor, torch.Tensor)}
        except Exception as problem:  # noqa: BLE001 - each of the two raises errors of its own kinds
            told = str(problem).split("\n")[0]
            raise InputError(f"this file of weights cannot be read ({told})", str(path), todo=SAVE) from None
    return {_renamed(name): tensor for name, tensor in found.items()}


def weight_files(folder: Path) -> list[Path]:
    """The files with weights, in the order of their names."""
    for name in WEIGHTS:
        if (folder / name).is_file():
            return [folder / name]
        if (index := folder / f"{name}.index.json").is_file():
            return _parts(folder, index)
    raise missing_file(folder / WEIGHTS[0], todo=f"put {' or '.join(WEIGHTS)} there; {SAVE}")


def _parts(folder: Path, index: Path) -> list[Path]:
    try:
        names = sorted(set(json.loads(read_bytes(index))["weight_map"].values()))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise InputError("this is no index of files with weights", str(index), todo=SAVE) from None
    for name in names:
        if not isinstance(name, str) or Path(name).name != name or name.startswith("."):
            raise InputError(f"{quoted(name)} is no name of a file in this folder", str(index), todo=SAVE)
        if not (folder / name).is_file():
            raise missing_file(folder / name, todo=f"put it there: {index.name} names it")
    return [folder / name for name in names]


def _renamed(name: str) -> str:
    # Checkpoints of BERT's first years call the two halves of a norm so.
    return name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias")


def matrices(
    tensors: Mapping[str, Tensor], config: Config, kept: Sequence[int], *, where: str
) -> dict[str, Array]:
    """The tensors as ``weights.npz`` names them; of the pieces' vectors only the rows ``kept``, in that order.

    Raises
    ------
    InputError
        A tensor is missing, or is not what ``config.json`` and the tokeniser say.
    """
    starts = [name.removesuffix(_WORD) for name in tensors if name.endswith(_WORD)]
    if len(starts) != 1:
        problem = f"{len(starts)} tensors are called …{_WORD}, where one is wanted"
        raise InputError(
            problem, where, todo="name a checkpoint of one encoder, with its weights as they were trained"
        )
    start, width, inner = starts[0], config.hidden_size, config.intermediate_size

    def taken(name: str, *shape: int) -> Array:
        tensor = tensors.get(start + name)
        found = "missing" if tensor is None else f"{tensor.dtype} {tuple(tensor.shape)}"
        if tensor is None or not tensor.is_floating_point() or tuple(tensor.shape) != shape:
            problem = f"{start}{name} should be numbers with a point in the shape {shape}, and is {found}"
            raise InputError(problem, where, todo=f"see that all files are of one checkpoint; or {SAVE}")
        values = np.asarray(tensor.float().numpy(), dtype=np.float32)
        if not np.isfinite(values).all():
            raise InputError(f"{start}{name} holds numbers that are not finite", where, todo=SAVE)
        return values

    rows = len(tensors[start + _WORD])
    if rows <= max(kept):
        problem = f"the tokeniser has a piece number {max(kept)}, the network knows {rows} pieces"
        raise InputError(
            problem, where, todo=f"put the tokenizer.json there that the network was trained with; or {SAVE}"
        )
    sizes = {"pos": config.max_position_embeddings, "type": config.type_vocab_size}
    found = {f"emb.{own}": taken(f"embeddings.{name}", sizes[own], width) for own, name in _EMBEDDINGS.items()}
    found["emb.pos"] = found["emb.pos"][config.first_place :]
    found["emb.word"] = taken(_WORD, rows, width)[list(kept)]
    found |= {f"emb.ln.{end[0]}": taken(f"{_NORM}.{end}", width) for end in ("weight", "bias")}
    shapes = {"aln": (width,), "oln": (width,), "fi": (inner, width), "fo": (width, inner)}
    for layer in range(config.num_hidden_layers):
        for own, name in _LAYER.items():
            shape = shapes.get(own, (width, width))
            for end, size in (("weight", shape), ("bias", shape[:1])):
                found[f"l{layer}.{own}.{end[0]}"] = taken(f"encoder.layer.{layer}.{name}.{end}", *size)
    return found


def make(folder: Path, out: Path, texts: Iterable[str]) -> str:
    """Write ``weights.npz``, ``tokenizer.json`` and ``base.json``; return a summary line."""
    config = read_config(folder)
    cutter = Cutter(folder / TOKENIZER, texts)
    weights = matrices(read_tensors(folder), config, cutter.kept, where=str(folder))
    base = Base(
        name=folder.resolve().name,
        family=config.model_type,
        pieces=len(cutter.pieces),
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
    )
    write_bytes(out / "weights.npz", as_npz(weights))
    write_text(out / TOKENIZER, cutter.cut_down())
    write_json(out / BASE, base.model_dump(mode="json"))
    kept, layers = len(cutter.kept), config.num_hidden_layers
    return (
        f"encoder_checkpoint: {config.model_type}, {layers} layers of {config.hidden_size}, "
        f"{kept} of {len(cutter.pieces)} pieces kept → {out}"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.building.encoder_checkpoint", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path, help="config.json, tokenizer.json and weights")
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="more Dutch text, one a line")
    given = parser.parse_args(argv)

    def run() -> None:
        texts = common_texts(training_files(), given.texts)
        sys.stdout.write(f"{make(given.folder, given.out, texts)}\n")

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())
