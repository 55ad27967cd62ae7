from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.coder.rules import rules as rules_module
from pipeline.coder.rules.dependencies import Pattern
from pipeline.coder.rules.rule_files import Examples, Rule, RuleFile, fingerprint, read_rule_folder, read_rules
from pipeline.coder.rules.rules import RuleSet
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.errors import InputError
from tests.cases import cases
from tests.paths import ROOT

RULES = ROOT / "corpora" / "rules"
CODEBOOK = load_codebook(ROOT / "corpora" / "codebook.yaml")
FOLDER = read_rule_folder(RULES, CODEBOOK)
CASES = [
    pytest.param(file.label, sentence, found, id=f"{file.label}-{'hit' if found else 'miss'}-{number}")
    for file in FOLDER.files
    for found, sentences in ((True, file.examples.hits), (False, file.examples.misses))
    for number, sentence in enumerate(sentences)
]


@pytest.mark.parametrize(("label", "sentence", "found"), CASES)
def test_every_rule_file_finds_its_hits_and_leaves_its_misses(
    rules: RuleSet, label: str, sentence: str, found: bool
) -> None:
    assert (label in {hit.label for hit in rules.find_in(sentence)}) is found


def test_every_theme_has_rules() -> None:
    assert {file.label for file in FOLDER.files if file.of == "themes"} == set(CODEBOOK.themes)


def words_found(text: str, *words: str, **rule: object) -> list[str]:
    examples = Examples(hits=("a",), misses=("b",))
    file = RuleFile(label="x", of="themes", rules={"r": Rule(words=words, **rule)}, examples=examples)
    return [hit.words for hit in RuleSet([file], "bundled").find_in(text)]


@pytest.mark.parametrize(("text", "phrase", "expected"), cases(__file__, "phrases"))
def test_what_a_phrase_matches(text: str, phrase: str, expected: list[str]) -> None:
    assert words_found(text, phrase) == expected


def test_unless_takes_back_only_within_its_sentence() -> None:
    text = "De schotten in de stal zijn hoog. De schotten moeten weg."

    assert words_found("De schotten in de stal.", "schot", unless=("stal",)) == []
    assert words_found(text, "schot", unless=("stal",)) == ["schotten"]


KEEP = {"word": "nakomen", "obj": "afspraak/belofte"}


@pytest.mark.parametrize(("text", "pattern", "expected"), cases(__file__, "dependencies"))
def test_what_a_dependency_finds(text: str, pattern: dict[str, object], expected: list[str]) -> None:
    assert words_found(text, dependencies=[pattern]) == expected


@pytest.mark.parametrize(("text", "denied"), cases(__file__, "denied"))
def test_a_rule_can_ask_whether_its_find_is_denied(text: str, denied: bool) -> None:
    words = ["vertrouwen", "schotten", "kastje naar de muur"]

    assert bool(words_found(text, *words, negated=True)) is denied
    assert bool(words_found(text, *words, negated=False)) is not denied


def test_a_text_is_analysed_only_when_its_words_ask_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_module, "analyse", lambda *_: pytest.fail("analysed"))

    assert words_found("De provincie houdt haar afspraken.", dependencies=[KEEP]) == []
    assert words_found("De schotten zijn hoog.", "schotten", negated=False) == ["schotten"]


@pytest.mark.parametrize(("pattern", "message"), cases(__file__, "faulty_dependencies"))
def test_a_faulty_dependency_is_named(pattern: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Pattern(**pattern)


GOOD = """\
label: regie
of: themes
rules:
  regie:
    words: [regie]
examples:
  hits: [De regie ontbreekt.]
  misses: [Niets.]
"""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("regie.yaml", GOOD.replace("[regie]", "['.. regie']"), "no word is beside it"),
        ("regie.yaml", GOOD.replace("[regie]", "['regie/']"), "a word without letters"),
        ("regie.yaml", GOOD.replace("[regie]", "[]"), "a rule needs words or dependencies"),
        ("regie.yaml", GOOD.replace("words", "woorden"), 'unknown key "rules.regie.woorden"'),
        ("leren.yaml", GOOD, "is not the file's name"),
        ("regi.yaml", GOOD.replace("label: regie", "label: regi"), 'Closest: "regie"'),
    ],
)
def test_a_faulty_rule_file_is_named(
    tmp_path: Path, codebook: Codebook, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_rules(tmp_path, codebook)

    assert message in str(caught.value)
    assert name in str(caught.value)


def test_an_empty_folder_is_an_error(tmp_path: Path, codebook: Codebook) -> None:
    with pytest.raises(InputError, match="file not found"):
        read_rules(tmp_path, codebook)


def test_the_fingerprint_follows_rules_not_examples(tmp_path: Path, codebook: Codebook) -> None:
    prints = []
    for content in (GOOD, GOOD.replace("Niets", "Iets"), GOOD.replace("[regie]", "[regisseur]")):
        (tmp_path / "regie.yaml").write_text(content, encoding="utf-8")
        prints.append(fingerprint(read_rules(tmp_path, codebook)))

    assert prints[0] == prints[1] != prints[2]
