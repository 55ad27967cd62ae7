"""Encoders of one's own, from toy checkpoints of each family; PyTorch and safetensors where they are there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from models.building import encoder, encoder_checkpoint
from models.building.encoder_graph import block_of, packed
from models.building.encoder_pieces import Cutter
from models.building.encoder_weights import BASE, E5, Base, read_base
from pipeline.coder.encoder.encoder import TOKENIZER, from_npz
from pipeline.coder.encoder.sentence import Settings, opened
from pipeline.core.errors import InputError
from tests.building import checkpoints
from tests.building.checkpoints import FAMILIES, TEXTS
from tests.cases import cases

try:
    import safetensors  # noqa: F401
    import torch
except (ImportError, OSError):
    pytest.skip("PyTorch or safetensors is not installed: make making (it is large)", allow_module_level=True)


def changed(path: Path, change: Any) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound checkpoint, of which the weights lie in parts."""
    checkpoints.write(tmp_path / "eigen", "xlm-roberta")
    return tmp_path / "eigen"


def cutters(folder: Path, out: Path) -> tuple[Tokenizer, Tokenizer]:
    """The checkpoint's tokeniser, without the habits of its file, and the smaller one."""
    whole = Tokenizer.from_file(str(folder / TOKENIZER))
    whole.no_padding()
    whole.no_truncation()
    return whole, Tokenizer.from_file(str(out / TOKENIZER))


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_kept_reads_texts_as_the_whole_network_does(tmp_path: Path, family: str) -> None:
    from models.building.encoder_net import Encoder

    settings, weights = checkpoints.write(tmp_path / "eigen", family)

    told = encoder_checkpoint.make(tmp_path / "eigen", tmp_path / "out", TEXTS)

    whole, smaller = cutters(tmp_path / "eigen", tmp_path / "out")
    before, after = whole.get_vocab_size(), smaller.get_vocab_size()
    assert told.startswith(
        f"encoder_checkpoint: {settings['model_type']}, 2 layers of 72, {after} of {before} pieces kept"
    )
    assert after < before - 2
    base = read_base(tmp_path / "out")
    assert base == Base(
        name="eigen",
        family=settings["model_type"],
        pieces=before,
        heads=4,
        epsilon=settings["layer_norm_eps"],
    )
    own = from_npz((tmp_path / "out" / "weights.npz").read_bytes())
    assert (own["emb.word"].shape, own["emb.pos"].shape) == ((after, 72), (128, 72))
    net = Encoder(own, base=base).eval()
    for text in TEXTS:
        cut, again = whole.encode(text), smaller.encode(text)
        assert again.tokens == cut.tokens
        assert (again.ids[0], again.ids[-1]) == (0, 2)
        with torch.no_grad():
            found = net.means(torch.tensor([again.ids, again.ids]))[0].numpy()
        np.testing.assert_allclose(found, checkpoints.vector(settings, weights, cut.ids), atol=2e-5)
    # Padding, the second piece of all families, changes nothing.
    with torch.no_grad():
        padded = net.means(torch.tensor([[*again.ids, 1, 1]]))[0].numpy()
    np.testing.assert_allclose(padded, found, atol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_graph_computes_what_the_network_does(tmp_path: Path, family: str) -> None:
    from models.building.encoder_net import Encoder, Net, arrays

    checkpoints.write(tmp_path / "eigen", family)
    encoder_checkpoint.make(tmp_path / "eigen", tmp_path / "out", TEXTS)
    own, base = from_npz((tmp_path / "out" / "weights.npz").read_bytes()), read_base(tmp_path / "out")
    for name, values in own.items():  # what packing leaves of them, so that nothing is rounded on the way
        if name == "emb.word" or (name.startswith("l") and values.ndim == 2):
            steps, scales = packed(values, 72 if name == "emb.word" else block_of(values.shape[1]))
            own[name] = (steps * scales.astype(np.float32)).reshape(values.shape)
    torch.manual_seed(1)
    net = Net(Encoder(own, base=base), np.full(72, 0.1, "f4"), np.full(72, 0.7, "f4"), np.zeros(5, "f4")).eval()
    text = (tmp_path / "out" / TOKENIZER).read_text(encoding="utf-8")
    labels = Settings(labels={"themes": tuple("abcde")}, longest=96, codebook="x")

    found = opened(encoder.graph_of(arrays(net), base), text, labels).read(TEXTS).logits

    for ids, logits in zip((one.ids for one in Tokenizer.from_str(text).encode_batch(TEXTS)), found, strict=True):
        with torch.no_grad():
            np.testing.assert_allclose(logits, net(torch.tensor([ids, ids]))[0].numpy(), atol=2e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_letters_stay_and_words_that_were_left_out_are_spelled(tmp_path: Path, family: str) -> None:
    checkpoints.write(tmp_path / "eigen", family)
    encoder_checkpoint.make(tmp_path / "eigen", tmp_path / "out", ["de gemeente"])

    whole, smaller = cutters(tmp_path / "eigen", tmp_path / "out")

    unknown = smaller.token_to_id("[UNK]" if family == "bert" else "<unk>")
    assert unknown == (None if family == "roberta" else 3)  # cut into bytes, nothing is unknown
    assert smaller.encode("De gemeente").ids[1:-1] != []
    assert len(smaller.encode("loket").ids) > len(whole.encode("loket").ids)
    assert unknown not in smaller.encode("een loket").ids
    assert (unknown in smaller.encode("自").ids) == (family != "roberta")
    assert smaller.encode("loket " * 60).ids.count(1) == 0
    assert len(smaller.encode("loket " * 60).ids) > 100  # neither cut off nor padded, as the file said


def test_two_runs_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for out in ("one", "other"):
        encoder_checkpoint.make(folder, tmp_path / out, TEXTS)

    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / out).iterdir()} for out in ("one", "other")
    )
    assert one == other
    assert set(one) == {"weights.npz", TOKENIZER, BASE}


def test_weights_without_a_description_are_of_the_bundled_encoder(tmp_path: Path) -> None:
    assert read_base(tmp_path) == E5
    assert (E5.heads, E5.epsilon) == (12, 1e-12)


@pytest.mark.parametrize(("key", "value", "message"), cases(__file__, "configs"))
def test_a_network_of_another_build_is_refused(
    folder: Path, tmp_path: Path, key: str, value: Any, message: str
) -> None:
    changed(folder / "config.json", lambda found: found.update({key: value}))

    with pytest.raises(InputError) as caught:
        encoder_checkpoint.make(folder, tmp_path / "out", TEXTS)

    assert message in str(caught.value)
    assert caught.value.where.endswith("config.json")
    assert caught.value.todo
    assert not (tmp_path / "out").exists()


def test_a_model_type_close_to_one_that_is_read_is_named(folder: Path) -> None:
    changed(folder / "config.json", lambda found: found.update(model_type="xlm-roberta-xl"))

    with pytest.raises(InputError) as caught:
        encoder_checkpoint.read_config(folder)

    assert caught.value.nearest == "xlm-roberta"


@pytest.mark.parametrize(("file", "content", "message"), cases(__file__, "files"))
def test_a_file_that_is_not_in_order_is_named(
    folder: Path, tmp_path: Path, file: str, content: str | None, message: str
) -> None:
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_text(content, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        encoder_checkpoint.make(folder, tmp_path / "out", TEXTS)

    assert message in str(caught.value)
    assert str(folder) in caught.value.where
    assert caught.value.todo
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("change", "message"), cases(__file__, "tokenizers"))
def test_a_tokeniser_of_another_kind_is_refused(
    folder: Path, tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    def put(found: dict[str, Any]) -> None:
        for key, value in change.items():
            place, _, last = key.rpartition(".")
            (found[place] if place else found)[last] = value

    changed(folder / TOKENIZER, put)

    with pytest.raises(InputError, match="this tokeniser cannot be read") as caught:
        encoder_checkpoint.make(folder, tmp_path / "out", TEXTS)

    assert message in str(caught.value)


def rewritten(folder: Path, change: Any) -> None:
    """The checkpoint with other weights, in one file."""
    from safetensors.torch import save_file

    weights = encoder_checkpoint.read_tensors(folder)
    change(weights)
    save_file(weights, folder / "model.safetensors")


NAME = "encoder.layer.1.attention.self.key.weight"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda w: w.pop(NAME), f"{NAME} should be numbers with a point in the shape (72, 72), and is missing"),
        (lambda w: w.update({NAME: torch.zeros(72, 71)}), "and is torch.float32 (72, 71)"),
        (lambda w: w.update({NAME: torch.zeros(72, 72, dtype=torch.int8)}), "and is torch.int8 (72, 72)"),
        (lambda w: w[NAME].view(-1)[3].fill_(float("nan")), f"{NAME} holds numbers that are not finite"),
        (lambda w: w.pop("embeddings.word_embeddings.weight"), "0 tensors are called …embeddings.word_embeddings"),
        (
            lambda w: w.update({"other.embeddings.word_embeddings.weight": torch.zeros(40, 72)}),
            "2 tensors are called …embeddings.word_embeddings",
        ),
        (
            lambda w: w.update({"embeddings.word_embeddings.weight": torch.zeros(30, 72)}),
            "the network knows 30 pieces",
        ),
        (
            lambda w: w.update({"embeddings.token_type_embeddings.weight": torch.zeros(2, 72)}),
            "embeddings.token_type_embeddings.weight should be",
        ),
    ],
    ids=["missing", "shape", "whole numbers", "not finite", "no pieces", "two encoders", "few pieces", "types"],
)
def test_weights_that_do_not_fit_are_refused(folder: Path, tmp_path: Path, change: Any, message: str) -> None:
    rewritten(folder, change)

    with pytest.raises(InputError) as caught:
        encoder_checkpoint.make(folder, tmp_path / "out", TEXTS)

    assert message in str(caught.value)
    assert not (tmp_path / "out").exists()


class Harmful:
    """What a pickled file can make of its reader."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.target),)


def test_nothing_in_a_file_of_weights_is_run(tmp_path: Path) -> None:
    folder, target = tmp_path / "eigen", tmp_path / "harm"
    checkpoints.write(folder, "bert")
    torch.save({"bert.x": Harmful(target)}, folder / "pytorch_model.bin")

    with pytest.raises(InputError, match="this file of weights cannot be read"):
        encoder_checkpoint.make(folder, tmp_path / "out", TEXTS)

    assert not target.exists()


def test_pieces_of_bytes_keep_the_steps_that_make_them(tmp_path: Path) -> None:
    path = tmp_path / TOKENIZER
    checkpoints.tokenizer("roberta").save(str(path))
    texts = ["gemeente", "niet"]

    cutter = Cutter(path, texts)

    smaller = json.loads(cutter.cut_down())["model"]
    assert len(smaller["vocab"]) == len(cutter.kept) < len(cutter.pieces)
    assert 0 < len(smaller["merges"]) < len(json.loads(path.read_text(encoding="utf-8"))["model"]["merges"])
    whole = Tokenizer.from_file(str(path))
    whole.no_padding()
    assert [Tokenizer.from_str(cutter.cut_down()).encode(text).tokens for text in texts] == [
        whole.encode(text).tokens for text in texts
    ]
    # Older files have the two halves of a step in one string.
    changed(path, lambda found: found["model"].update(merges=[" ".join(p) for p in found["model"]["merges"]]))
    assert Cutter(path, texts).cut_down() == cutter.cut_down()


def test_places_are_counted_as_the_family_counts_them(tmp_path: Path) -> None:
    for family, first in (("bert", 0), ("e5", 0), ("roberta", 2), ("xlm-roberta", 2), ("camembert", 2)):
        checkpoints.write(tmp_path / family, family)
        assert encoder_checkpoint.read_config(tmp_path / family).first_place == first
