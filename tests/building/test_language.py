"""The bundled pipeline's making, on ten invented sentences and a few steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from spacy.lang.nl import Dutch
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from models.building import language
from models.building.language_conllu import read_conllu, sentence_rows
from models.building.language_trees import best_tree
from models.building.language_words import components, conllu, nearest_rows, statement_sentences, with_vectors
from pipeline.coder.language.language import BUNDLED_FOLDER
from pipeline.core.errors import InputError
from tests.cases import cases

SENTENCES = Path(__file__).with_name("sentences.conllu")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """What two runs of the whole script write."""
    made = []
    with pytest.MonkeyPatch.context() as patch:
        ud = tmp_path_factory.mktemp("ud")
        for name in ("train", "dev", "test_own"):
            (ud / f"{name}.conllu").write_bytes(SENTENCES.read_bytes())
        vectors = tmp_path_factory.mktemp("vectors")
        words = ["gemeente", "provincie", "besluit"]
        with_vectors(words, np.eye(3, 4, dtype=np.float32), 2).to_disk(vectors)
        for number in (1, 2):
            out = tmp_path_factory.mktemp(f"models{number}")
            patch.setattr(language, "BUNDLED_FOLDER", out / "nl_dep_ud_sm")
            patch.setattr(language, "FIGURES", out / "figures.json")
            patch.setattr(language, "CARD", out / "CARD.md")
            with pytest.MonkeyPatch.context() as here:
                few = dict(islice(Dutch.Defaults.tokenizer_exceptions.items(), 20))
                here.setattr(Dutch.Defaults, "tokenizer_exceptions", few)  # all would be read 30 times over
                language.make(ud, vectors=vectors, extra=SENTENCES, steps=4)
            made.append(out)
        yield made


@pytest.fixture(scope="module")
def nlp(folders: list[Path]) -> Language:
    return spacy.load(folders[0] / "nl_dep_ud_sm")


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_two_runs_write_the_same_bytes_and_not_where_they_ran(folders: list[Path]) -> None:
    machine = str(folders[0].parent).encode()
    first = content(folders[0])

    assert first == content(folders[1])
    assert [name for name, data in first.items() if machine in data or b"/tmp" in data] == []


def test_the_pipeline_has_the_labels_it_was_taught(nlp: Language) -> None:
    assert nlp.pipe_names == ["tok2vec", "morphologizer", "parser", "ud_lemmas"]
    assert set(nlp.get_pipe("morphologizer").labels) >= {"POS=VERB", "Number=Plur|POS=NOUN"}  # type: ignore[attr-defined]
    assert set(nlp.get_pipe("parser").labels) >= {"ROOT", "punct"}  # type: ignore[attr-defined]
    assert nlp.meta["license"] == "CC BY-SA 4.0"
    assert nlp.vocab.has_vector("besluit")


def test_figures_are_those_of_the_pipeline_and_on_its_card(folders: list[Path], nlp: Language) -> None:
    figures = json.loads((folders[0] / "figures.json").read_text(encoding="utf-8"))

    assert figures["sentences"] == {"train": 10, "dev": 10, "test_own": 10, "extra": 10}
    assert figures["scores"]["test_own"] == language.evaluate(nlp, read_conllu(SENTENCES))
    assert 0 < figures["size_mb"] < 15
    card = (folders[0] / "CARD.md").read_text(encoding="utf-8")
    assert f"| test_own | 10 | {figures['scores']['test_own']['pos']:.3f} |" in card
    assert "CC BY-SA 4.0" in card


def test_a_sentence_without_the_labels_that_the_pipeline_gives_can_be_scored(nlp: Language) -> None:
    doc = Doc(Vocab(), words=["Plannen"], pos=["INTJ"], lemmas=["x"], heads=[0], deps=["ROOT"], sent_starts=[True])

    assert language.evaluate(nlp, [doc])["pos"] == 0


def test_a_folder_without_tests_is_an_error_and_leaves_the_pipeline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(BUNDLED_FOLDER)

    assert language.main([str(tmp_path)]) == 2
    assert "test_*.conllu: file not found" in capsys.readouterr().err
    assert content(BUNDLED_FOLDER) == before


def test_a_sentence_is_read_with_all_its_annotation() -> None:
    docs = read_conllu(SENTENCES)
    doc = docs[0]

    assert len(docs) == 2  # five sentences to a document
    assert [sentence.text for sentence in doc.sents][1] == "Wij werken goed samen."
    read = [(t.text, t.lemma_, t.pos_, t.dep_, t.head.i, [c.text for c in t.children]) for t in (doc[2], doc[8])]
    assert read[0] == ("stelt", "uit_stellen", "VERB", "ROOT", 2, ["gemeente", "besluit", "uit", "."])
    assert str(doc[1].morph) == "Number=Sing"
    # The second sentence: heads are counted from its own start.
    assert (read[1][0], doc[7].head.i) == ("werken", 8)
    # Ranges and words that were left out are passed over.
    word = "{}\tx\tx\tX\t_\t_\t{}\troot\t_\t_"
    text = "\n".join([word.format("1-2", "_"), word.format("1", "0"), word.format("1.1", "_")])
    assert [[row[0] for row in rows] for rows in sentence_rows(text, where="t")] == [["1"]]


@pytest.mark.parametrize(("text", "problem"), cases(__file__, "faults"))
def test_what_is_not_conllu_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "train.conllu"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=f"(?s){problem}"):
        read_conllu(file)


def is_tree(heads: tuple[int, ...]) -> bool:
    """One root, and every word reaches it."""
    reached = {0}
    for _ in heads:
        reached |= {place for place, head in enumerate(heads, start=1) if head in reached}
    return heads.count(0) == 1 and len(reached) == len(heads) + 1


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5).flatmap(lambda n: hnp.arrays(float, (n, n + 1), elements=st.floats(-9, 9, width=16))))
def test_no_tree_is_better_than_the_best_tree(scores: np.ndarray) -> None:
    size = len(scores)
    found = tuple(int(head) for head in best_tree(scores))
    sums = [
        sum(scores[word, head] for word, head in enumerate(heads))
        for heads in product(range(size + 1), repeat=size)
        if is_tree(heads)
    ]

    assert is_tree(found)
    assert sum(scores[word, head] for word, head in enumerate(found)) == pytest.approx(max(sums))


def test_statements_become_sentences_once_and_come_back_as_written() -> None:
    sentences = statement_sentences(["Bel ons. Dat helpt!", "Bel ons. Dat helpt!", "x " * 61])
    rows = [
        [[str(n), word, "_", "X", "_", "_", "0" if n == 1 else "1", "root" if n == 1 else "dep", "_", "_"]
         for n, (word, _) in enumerate(words, start=1)]
        for words in sentences
    ]  # fmt: skip

    assert sentences == [
        [("Bel", True), ("ons", False), (".", True)],
        [("Dat", True), ("helpt", False), ("!", False)],
    ]
    assert [line.split("\t")[9] for line in conllu(rows, sentences).splitlines() if line] == [
        "_", "SpaceAfter=No", "_", "_", "SpaceAfter=No", "SpaceAfter=No",
    ]  # fmt: skip


def test_words_beyond_the_kept_rows_share_the_nearest() -> None:
    vectors = np.array([[1, 0], [0, 2], [3, 0.1], [0.1, 0.2]], dtype=np.float32)

    assert nearest_rows(vectors, 2).tolist() == [0, 1, 0, 1]
    assert nearest_rows(vectors, 9).tolist() == [0, 1, 2, 3]
    nlp = with_vectors(["a", "b", "c", "d"], vectors, 2)
    assert nlp("D")[0].vector.tolist() == [0.0, 2.0]
    assert not nlp("e")[0].has_vector


def test_components_keep_most_of_the_spread_and_one_sign() -> None:
    line = np.linspace(-1, 1, 50, dtype=np.float32)
    matrix = np.stack([line, -line, np.tile([1, -1], 25)], axis=1).astype(np.float32)

    found = components(matrix, 1)

    assert found.shape == (50, 1)
    assert abs(np.corrcoef(found[:, 0], line)[0, 1]) == pytest.approx(1, abs=0.01)
    np.testing.assert_allclose(components(matrix.copy(), 1), found)
