"""The sentence encoder: read by a toy of one layer, and (slow) by the bundled one."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coder.encoder.encoder import TOKENIZER, Seen, as_npz, key, named
from pipeline.coder.encoder.sentence import MODEL, SEEN, SETTINGS, SentenceEncoder, read_encoder
from pipeline.core.corpus import ENCODER
from pipeline.core.errors import InputError
from tests.paths import ROOT

TEXTS = (
    "",
    "a",
    "De gemeente werkt niet samen.",
    "Een hokje.",
    "een HOKJE.",
    "👍🏽 漢字 🏛️",
    "   \n\t ",
    "we en de en het en een gemeente en een hokje en we en niet samen en de gemeente en het hokje",
    "samen " * 40,
    "Zit zij in de zaal?",
    "Zat zij in de zaal?",
    "x y z",
)
SPOKEN = ("de", "gemeente", "luistert", "niet", "naar", "ons", "en", "wij", "wachten", "al", "maanden", "op",
          "antwoord", "van", "provincie", "rijk")  # fmt: skip


def same(one: SentenceEncoder, texts: list[str], whole: list[str]) -> bool:
    """Whether reading some texts gives, to the last bit, what they got among all."""
    among, alone = one.read(whole), one.read(texts)
    rows = [whole.index(text) for text in texts]
    return np.array_equal(alone.logits, among.logits[rows]) and np.array_equal(alone.vectors, among.vectors[rows])


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.sampled_from(TEXTS), max_size=40))
def test_a_text_gets_the_same_alone_and_among_others(toy_encoder: SentenceEncoder, texts: list[str]) -> None:
    assert same(toy_encoder, texts, list(TEXTS))


@pytest.mark.parametrize("threads", [0, 2, 3, 8])
def test_cores_change_nothing(toy_encoder: SentenceEncoder, toy_encoder_folder: Path, threads: int) -> None:
    texts = TEXTS * 5  # several batches, some of several texts
    other = read_encoder(toy_encoder_folder, threads=threads).read(texts)

    np.testing.assert_equal(asdict(other), asdict(toy_encoder.read(texts)))


def test_texts_differ_and_capitals_do_not(toy_encoder: SentenceEncoder) -> None:
    texts = [TEXTS[2], TEXTS[3], TEXTS[4], "DE PROVINCIE LUISTERT NIET!", "de provincie luistert niet!"]
    one, other, capitals, loud, plain = toy_encoder.read(texts).logits

    assert np.abs(one - other).max() > 0.1
    assert np.array_equal(other, capitals)  # this toy's tokeniser knows no capitals
    assert loud.tolist() == plain.tolist()  # a text in capitals is read as if it were not


def test_any_text_is_read_and_nothing_too(toy_encoder: SentenceEncoder) -> None:
    texts = ["", "👍", " ", "x" * 50_000, "samen " * 8_000, "\u200b", "a\x00b"]
    reads = [toy_encoder.read([text]) for text in texts]

    assert {(read.logits.shape, read.vectors.shape) for read in reads} == {((1, 28), (1, 64))}
    assert all(np.isfinite(read.logits).all() and np.isfinite(read.vectors).all() for read in reads)
    nothing = toy_encoder.read([])
    assert (nothing.logits.shape, nothing.vectors.shape) == ((0, 28), (0, 64))
    assert toy_encoder.unseen([]).shape == (0, 28)


def test_a_long_text_is_read_in_parts(toy_encoder: SentenceEncoder) -> None:
    # The toy reads 24 pieces at once, two of which are the ends: 22 words of one piece are one part.
    first, rest = " ".join(["samen"] * 22), " ".join(["hokje"] * 7)

    read = toy_encoder.read([f"{first} {rest}", first, rest])

    (both, one, other), themes = read.logits, toy_encoder.columns["themes"]
    assert np.array_equal(both[themes], np.maximum(one, other)[themes])
    np.testing.assert_array_equal(both[:8], ((one + other) / 2)[:8])
    np.testing.assert_array_equal(read.vectors[0], (read.vectors[1] + read.vectors[2]) / 2)


def test_a_long_text_is_read_by_sentence_too(toy_encoder: SentenceEncoder) -> None:
    first, rest = " ".join(["samen"] * 23) + ".", " ".join(["hokje"] * 23)
    unbroken = f"{first[:-1]}+ {rest}"  # to the toy a full stop and a plus are the same unknown piece

    read = toy_encoder.read([f"{first} {rest}", unbroken, first, rest, f"{first} Niet samen."])

    (both, whole, *alone, short), themes = read.logits, toy_encoder.columns["themes"]
    surest = np.maximum.reduce([whole, *alone])
    np.testing.assert_allclose(both[themes], ((whole + surest) / 2)[themes], rtol=1e-6)
    assert (surest > whole)[themes].any()
    assert np.array_equal(both[:8], whole[:8])
    assert np.array_equal(read.vectors[0], read.vectors[1])
    # Fewer than 48 pieces, or a sentence of two words: read as one.
    assert np.array_equal(short, toy_encoder.read([f"{first[:-1]}+ Niet samen."]).logits[0])
    asked = [f"{first} {rest}", first.upper(), rest]
    assert np.array_equal(toy_encoder.vectors(asked), toy_encoder.read(asked).vectors)


def test_labels_of_several_kinds_that_are_called_alike_are_told_apart(toy_encoder: SentenceEncoder) -> None:
    assert toy_encoder.names.count(named("themes", "communicatie")) == 1
    assert toy_encoder.names.index("category: communicatie") == 3
    assert toy_encoder.columns == {"category": slice(0, 4), "stance": slice(4, 8), "themes": slice(8, 28)}


def test_what_tuning_saw_is_answered_by_those_that_did_not(toy_encoder: SentenceEncoder) -> None:
    kept, vectors = np.array([[1.0] * 28, [2.0] * 28], dtype=np.float32), np.zeros((2, 8), dtype=np.float32)
    seen = Seen({key("Een hokje!"): 1, key("Samen."): 0}, kept, vectors)
    knowing = replace(toy_encoder, seen=seen)

    found = knowing.unseen(["Samen.", "De gemeente.", "een hokje", "Samen."])

    assert found[[0, 2, 3]].tolist() == kept[[0, 1, 0]].tolist()
    np.testing.assert_array_equal(found[1], toy_encoder.read(["De gemeente."]).logits[0])
    assert kept.tolist() == [[1.0] * 28, [2.0] * 28]  # what is kept is not written to
    assert knowing.unseen(["Samen."]).tolist() == [[1.0] * 28]


def test_the_name_of_a_text_leaves_out_signs_and_capitals_only() -> None:
    assert key("Eén loket, graag!") == key("eén  LOKET graag")
    assert key("Eén loket") != key("Een loket")
    assert len(key("")) == 16


def test_short_vectors_have_length_one(toy_encoder: SentenceEncoder) -> None:
    vectors = np.zeros((2, 64), dtype=np.float32)
    vectors[0, [0, 1, 60]] = [3, 4, 99]  # the toy shortens to the first eight

    assert toy_encoder.short(vectors).tolist() == [[pytest.approx(0.6), pytest.approx(0.8), *[0] * 6], [0] * 8]


@pytest.fixture
def folder(toy_encoder_folder: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return Path(shutil.copytree(toy_encoder_folder, tmp_path / "encoder"))


def test_the_version_changes_with_any_file(folder: Path, toy_encoder: SentenceEncoder) -> None:
    assert read_encoder(folder).version == toy_encoder.version
    assert len(toy_encoder.version) == 12

    (folder / SETTINGS).write_text((folder / SETTINGS).read_text() + "\n")

    assert read_encoder(folder).version != toy_encoder.version


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, SETTINGS, SEEN])
@pytest.mark.parametrize("fault", ["missing", "empty", "cut off", "other"])
def test_a_broken_folder_is_named_with_what_to_do(folder: Path, name: str, fault: str) -> None:
    path = folder / name
    content = path.read_bytes()
    path.unlink()
    if fault != "missing":
        path.write_bytes({"empty": b"", "cut off": content[: len(content) // 2], "other": b'{"a": 1}'}[fault])

    with pytest.raises(InputError) as caught:
        read_encoder(folder)

    assert str(folder) in caught.value.where
    assert "models/README.md" in caught.value.todo


def changed_json(path: Path, change: Callable[[Any], object]) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")


def changed_seen(folder: Path, **changes: np.ndarray) -> None:
    with np.load(folder / SEEN) as arrays:
        kept = dict(arrays)
    np.savez(folder / SEEN, allow_pickle=True, **kept | changes)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda folder: changed_json(folder / SETTINGS, lambda found: found["labels"]["themes"].pop()),
            "names 27 labels, encoder.onnx gives 28",
        ),
        (
            lambda folder: changed_json(
                folder / TOKENIZER, lambda found: found["model"]["vocab"].append(["é", -6.0])
            ),
            "idx=40 must be within",
        ),
        (
            lambda folder: changed_seen(folder, keys=np.array(["a"]), logits=np.zeros((1, 27))),
            "seen.npz is of another encoder",
        ),
        (lambda folder: changed_seen(folder, keys=np.array([{}], dtype=object)), "of plain arrays"),
    ],
)
def test_files_of_several_encoders_are_refused(folder: Path, change: Callable[[Path], None], problem: str) -> None:
    change(folder)

    with pytest.raises(InputError, match=problem):
        read_encoder(folder)


@pytest.fixture(scope="module")
def bundled() -> SentenceEncoder:
    return read_encoder(ROOT / ENCODER, threads=1)


def made_up(number: int) -> str:
    """A sentence of the number's own length, 0 to 19 words; every twentieth the same length."""
    words = [SPOKEN[(number * 7 + place * (1 + number % 5)) % len(SPOKEN)] for place in range(number % 20)]
    return " ".join(words).capitalize() + ("." if number % 3 else "")


@pytest.mark.slow
def test_the_bundled_encoder_reads_each_text_on_its_own(bundled: SentenceEncoder) -> None:
    texts = list(dict.fromkeys([*(made_up(number) for number in range(25)), *TEXTS, "woord " * 300]))
    among = bundled.read(texts)
    order = np.random.default_rng(0).permutation(len(texts))

    turned = bundled.read([texts[i] for i in order])
    threaded = read_encoder(ROOT / ENCODER, threads=2).read(texts)

    assert np.array_equal(turned.logits, among.logits[order])
    assert np.array_equal(turned.vectors, among.vectors[order])
    assert np.array_equal(threaded.logits, among.logits)
    for size, some in ((1, texts[:12]), (2, texts[:12]), (17, texts)):
        parts = [bundled.read(some[i : i + size]).logits for i in range(0, len(some), size)]
        assert np.array_equal(np.concatenate(parts), among.logits[: len(some)])


@pytest.mark.slow
def test_the_bundled_encoder_knows_what_is_said(bundled: SentenceEncoder) -> None:
    texts = ["Iedere afdeling werkt in haar eigen koker.", "Er is over en weer weinig vertrouwen."]

    logits = bundled.read(texts).logits[:, bundled.columns["themes"]]

    themes = bundled.settings.labels["themes"]
    assert [themes[column] for column in logits.argmax(axis=1)] == ["verkokering", "vertrouwen"]


def test_arrays_are_framed_alike_under_every_release_of_python() -> None:
    with zipfile.ZipFile(io.BytesIO(as_npz({"a": np.arange(3), "b": np.array("x")}))) as parts:
        frames = [
            (part.filename, part.create_version, part.flag_bits, part.date_time) for part in parts.infolist()
        ]

    assert frames == [(name, 20, 0, (1980, 1, 1, 0, 0, 0)) for name in ("a.npy", "b.npy")]
