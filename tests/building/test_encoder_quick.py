"""Products in whole numbers: near to single precision, alike in any batch, and within what old processors add."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from onnx import numpy_helper

from models.building import encoder_quick
from models.building.encoder_quick import batches_of, pairs, quick, rounded
from pipeline.coder.encoder.sentence import MODEL, QUICK, SentenceEncoder, read_encoder
from pipeline.core.corpus import ENCODER
from pipeline.core.errors import InputError
from tests.paths import ROOT

TEXTS = [
    "",
    "De gemeente werkt niet samen.",
    "Een hokje.",
    "we en de en het",
    "samen " * 40,
    "hokje samen",
    "x y z",
]


@pytest.fixture(scope="module")
def folder(
    toy_encoder_folder: Path, toy_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The toy, with its network in whole numbers too."""
    made = tmp_path_factory.mktemp("quick")
    for path in toy_encoder_folder.iterdir():
        (made / path.name).write_bytes(path.read_bytes())
    cut = [each.ids[: toy_encoder.settings.longest] for each in toy_encoder.tokenizer.encode_batch(TEXTS * 3)]
    network = quick(onnx.load(made / MODEL), [*batches_of(cut)])
    (made / QUICK).write_bytes(network.SerializeToString())
    return made


def test_it_says_nearly_what_the_network_in_single_precision_says(
    folder: Path, toy_encoder: SentenceEncoder
) -> None:
    found, whole = read_encoder(folder, model=QUICK).read(TEXTS), toy_encoder.read(TEXTS)
    spread = whole.logits.std(axis=0).mean()
    assert np.abs(found.logits - whole.logits).mean() < 0.05 * spread
    assert not np.array_equal(found.logits, whole.logits)
    assert read_encoder(folder, model=QUICK).version != read_encoder(folder).version


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=30))
def test_a_text_gets_the_same_alone_and_among_others(folder: Path, texts: list[str]) -> None:
    encoder = _opened(folder)
    among, alone = encoder.read(TEXTS), encoder.read(texts)
    rows = [TEXTS.index(text) for text in texts]
    assert np.array_equal(alone.logits, among.logits[rows])
    assert np.array_equal(alone.vectors, among.vectors[rows])


def _opened(folder: Path, kept: dict[Path, SentenceEncoder] = {}) -> SentenceEncoder:  # noqa: B006 - opened once
    return kept.setdefault(folder, read_encoder(folder, model=QUICK))


MATRICES = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 9), st.integers(1, 4)), elements=st.floats(-5, 5, width=32)
)


@given(MATRICES)
def test_two_neighbours_fit_in_what_an_old_processor_adds(weights: np.ndarray) -> None:
    whole, scales = rounded(weights)
    assert pairs(whole).max() <= 128
    assert np.abs(whole.astype(int)).max() <= 127
    assert np.abs(whole * scales.astype(np.float64) - weights).max() <= scales.max() * 0.51 + 1e-6


def test_neighbours_of_one_sign_are_added_and_others_are_not() -> None:
    columns = np.array([[3, 3, -1, 1], [4, -4, -2, 0], [5, 5, -9, 2]])
    assert pairs(columns).tolist() == [7, 5, 9, 2]


def test_batches_hold_texts_of_one_length_each_once() -> None:
    cut = [[1, 2], [3] * 200, [4, 5], *([[7, 8, 9]] * 20)]
    found = [batch.shape for batch in batches_of(cut)]
    assert found == [(2, 2), (16, 3), (4, 3), (1, 128)]


@pytest.mark.slow
def test_of_the_bundled_one_it_is_within_those_bounds_and_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(ROOT / ENCODER, folder, ignore=lambda *_: [QUICK, "own"])
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(encoder_quick, "_STATEMENTS", 100)
    assert encoder_quick.main([str(folder)]) == 0
    network = onnx.load(folder / QUICK)
    products = [each for each in network.graph.initializer if each.name.endswith(".w.whole")]
    assert len(products) == 48
    rests = [each for each in network.graph.initializer if each.name.endswith(".w.rest")]
    assert len(rests) == 24
    assert max(pairs(numpy_helper.to_array(each)).max() for each in [*products, *rests]) <= 128
    texts = ["Het duurt te lang voor wij antwoord krijgen.", "Fijn dat de provincie luistert!", "Weet ik niet"]
    one, other = (read_encoder(folder, model=name).read(texts) for name in (MODEL, QUICK))
    assert np.abs(one.logits - other.logits).mean() < 0.15
    assert (one.vectors * other.vectors).sum() / np.linalg.norm(one.vectors) / np.linalg.norm(other.vectors) > 0.99


def test_where_it_is_not_made_the_message_says_how(toy_encoder_folder: Path) -> None:
    with pytest.raises(InputError, match="make quick-encoder"):
        read_encoder(toy_encoder_folder, model=QUICK)
