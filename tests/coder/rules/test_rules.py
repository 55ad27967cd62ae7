from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from pipeline.coder.rules import rules as rules_module
from pipeline.coder.rules.dependencies import Pattern
from pipeline.coder.rules.rule_files import Examples, Rule, RuleFile, read_rule_folder
from pipeline.coder.rules.rules import RuleSet
from pipeline.core.codebook import load_codebook
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


def words_found(text: str, rule: Mapping[str, object]) -> list[str]:
    examples = Examples(hits=("a",), misses=("b",))
    file = RuleFile(label="x", of="themes", rules={"r": Rule.model_validate(rule)}, examples=examples)
    return [hit.words for hit in RuleSet([file], "bundled").find_in(text)]


@pytest.mark.parametrize(("text", "rule", "expected"), cases(__file__, "finds"))
def test_what_a_rule_finds(text: str, rule: dict[str, object], expected: list[str]) -> None:
    assert words_found(text, rule) == expected


@pytest.mark.parametrize(("text", "denied"), cases(__file__, "denied"))
def test_a_rule_can_ask_whether_its_find_is_denied(text: str, denied: bool) -> None:
    words = ["vertrouwen", "schotten", "kastje naar de muur"]

    assert bool(words_found(text, {"words": words, "negated": True})) is denied
    assert bool(words_found(text, {"words": words, "negated": False})) is not denied


def test_a_text_is_analysed_only_when_its_words_ask_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_module, "analyse", lambda *_: pytest.fail("analysed"))

    keep = {"dependencies": [{"word": "nakomen", "obj": "afspraak/belofte"}]}
    assert words_found("De provincie houdt haar afspraken.", keep) == []
    assert words_found("De schotten zijn hoog.", {"words": ["schotten"], "negated": False}) == ["schotten"]


@pytest.mark.parametrize(("pattern", "message"), cases(__file__, "faulty_dependencies"))
def test_a_faulty_dependency_is_named(pattern: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Pattern(**pattern)
