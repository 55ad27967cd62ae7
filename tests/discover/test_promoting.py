from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline.coder.rules.rule_files import read_rules
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.errors import InputError
from pipeline.core.yaml_model import own_yaml
from pipeline.discover.promoting import TO_FILL_IN, Promotion, named, next_steps, rule_file, with_theme
from pipeline.discover.words import stop_words, surface_words
from tests.cases import cases
from tests.paths import ROOT

NEW = Promotion("parkeren", 'Parkeren: "hal"', "proef", "t1", ("brieven", "e-mail", "taal"), ("u3", "u1"))
PARTS = own_yaml(Path(__file__).parent / "cases" / "promoting.yaml")["parts"]
HEAD, THEMES, ADDED, TAIL = (PARTS[name] for name in ("HEAD", "THEMES", "ADDED", "TAIL"))


@pytest.fixture
def codebook(tmp_path: Path) -> Codebook:
    (tmp_path / "c.yaml").write_text(HEAD + THEMES + TAIL + "splits: {vorm: [taal, rol]}\n", encoding="utf-8")
    return load_codebook(tmp_path / "c.yaml")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(HEAD + THEMES, HEAD + THEMES + ADDED, id="themes last"),
        pytest.param(HEAD + THEMES + TAIL, HEAD + THEMES + ADDED + TAIL, id="a section and its comment after"),
        pytest.param(THEMES + HEAD, THEMES + ADDED + HEAD, id="themes first"),
        pytest.param((HEAD + THEMES).rstrip(), HEAD + THEMES + ADDED, id="no end of line"),
    ],
)
def test_theme_comes_after_the_last_one_and_every_other_byte_stays(before: str, after: str) -> None:
    assert with_theme(before, NEW, where="codebook.yaml") == after


def test_the_real_codebook_takes_a_theme(tmp_path: Path) -> None:
    path = ROOT / "corpora" / "codebook.yaml"
    text = path.read_text(encoding="utf-8")
    result = with_theme(text, NEW, where="codebook.yaml")
    (tmp_path / "codebook.yaml").write_text(result, encoding="utf-8")
    before, after = load_codebook(path), load_codebook(tmp_path / "codebook.yaml")
    assert list(after.themes) == [*before.themes, "parkeren"]
    assert after.themes["parkeren"].label == 'Parkeren: "hal"'
    assert after.themes["parkeren"].definition == TO_FILL_IN
    assert after.version != before.version
    kept = [line for line in result.splitlines() if line in text.splitlines()]
    assert len(kept) >= len(text.splitlines())


@pytest.mark.parametrize(
    "themes",
    ["themes: {taal: {label: Taal, definition: D.}}\n", "themes: {taal: {label: Taal,\n  definition: D.}}\n"],
)
def test_a_file_that_cannot_take_one_is_said_so(themes: str) -> None:
    with pytest.raises(InputError, match=r"codebook\.yaml"):
        with_theme(HEAD + themes, NEW, where="codebook.yaml")


@pytest.mark.parametrize(("name", "theme_id", "label"), cases(__file__, "names"))
def test_id_and_label_of_a_name(name: str, theme_id: str, label: str, codebook: Codebook) -> None:
    assert named(name, codebook) == (theme_id, label)


@pytest.mark.parametrize(("name", "nearest"), cases(__file__, "taken"))
def test_a_theme_that_is_or_was_there_is_refused(name: str, nearest: str, codebook: Codebook) -> None:
    with pytest.raises(InputError, match="goes by") as caught:
        named(name, codebook)
    assert caught.value.nearest == nearest


@pytest.mark.parametrize("name", ["", "  ", "24/7", "a|b", "geen", "…"])
def test_what_is_no_name_is_refused(name: str, codebook: Codebook) -> None:
    with pytest.raises(InputError, match="cannot be the name"):
        named(name, codebook)


@pytest.mark.parametrize(("words", "phrases", "hit"), cases(__file__, "rules"))
def test_rule_file_is_one_that_the_coder_reads(
    words: list[str], phrases: list[str], hit: str, tmp_path: Path, codebook: Codebook
) -> None:
    new = Promotion("parkeren", "Parkeren", "proef", "t1", tuple(words), ("u1",))
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "parkeren.yaml").write_text(rule_file(new), encoding="utf-8")
    themes = {**codebook.themes, "parkeren": codebook.themes["taal"]}
    (file,) = read_rules(folder, codebook.model_copy(update={"themes": themes}))
    assert list(file.rules["woorden"].words) == phrases
    assert file.examples.hits == (hit,)
    # No word of a topic is a stop word, so that the rules cannot find the sentence that they must miss.
    assert set(surface_words(file.examples.misses[0])) <= stop_words()


def test_next_steps_name_files_examples_and_the_stale_coder() -> None:
    told = next_steps(NEW, ["u3", "u1"], own_codebook=False)
    named_files = ("codebook.yaml", "rules/parkeren.yaml", "proef/reviews", "Copy reports/proef/review/alles.csv")
    assert [part for part in (*named_files, "u3, u1", "4. Run: dvc repro", "again") if part not in told] == []
    assert "corpus.yaml" not in told
    own = next_steps(NEW, ["u3"], own_codebook=True)
    assert "5. Run: dvc repro" in own
    assert "corpora/proef/corpus.yaml" in own


def test_a_topic_of_audited_statements_has_no_examples_to_give() -> None:
    told = next_steps(NEW, [], own_codebook=False)
    assert "3. The coder learns a theme from examples, and this topic has none to give" in told
    assert not any(part in told for part in ("u3", "u1", "alles.csv"))


def test_added_lines_are_yaml_as_meant() -> None:
    tree = YAML(typ="safe").load(ADDED)
    assert tree == {"parkeren": {"label": 'Parkeren: "hal"', "definition": TO_FILL_IN}}
