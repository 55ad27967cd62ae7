from __future__ import annotations

import pytest
from pydantic import ValidationError
from spacy.language import Language

from pipeline.coder.rules import rules as rules_module
from pipeline.coder.rules.dependencies import Pattern
from pipeline.coder.rules.rules import Examples, Rule, RuleFile, RuleSet

KEEP = {"word": "nakomen", "obj": "afspraak/belofte"}


def found(nlp: Language, text: str, **rule: object) -> list[str]:
    file = RuleFile(
        label="x", of="themes", rules={"r": Rule(**rule)}, examples=Examples(hits=("a",), misses=("b",))
    )
    return [hit.words for hit in RuleSet([file], nlp, "bundled").find_in(text)]


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("De provincie komt haar afspraken na.", KEEP, ["komt haar afspraken"]),
        ("De gemeente komt haar beloften nooit na.", KEEP, ["komt haar beloften"]),
        ("De gemeente komt haar beloften nooit na.", KEEP | {"negated": True}, ["komt haar beloften"]),
        ("De gemeente komt haar beloften nooit na.", KEEP | {"negated": False}, []),
        ("De provincie komt haar afspraken na.", KEEP | {"negated": True}, []),
        ("Na de afspraak komt de provincie.", KEEP, []),
    ],
)
def test_what_a_dependency_finds(
    nlp: Language, text: str, pattern: dict[str, object], expected: list[str]
) -> None:
    assert found(nlp, text, dependencies=[pattern]) == expected


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Er is vertrouwen.", False),
        ("Er is geen vertrouwen.", True),
        ("Er zijn nauwelijks schotten tussen de afdelingen.", True),
        ("De schotten zijn hoog.", False),
        ("We worden niet meer van het kastje naar de muur gestuurd.", True),
        ("Niet alleen de schotten zijn hoog.", False),
    ],
)
def test_a_rule_can_ask_whether_its_find_is_denied(nlp: Language, text: str, denied: bool) -> None:
    words = ["vertrouwen", "schotten", "kastje naar de muur"]

    assert bool(found(nlp, text, words=words, negated=True)) is denied
    assert bool(found(nlp, text, words=words, negated=False)) is not denied


def test_a_text_is_analysed_only_when_its_words_ask_for_it(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_module, "analyse", lambda *_: pytest.fail("analysed"))

    assert found(nlp, "De provincie houdt haar afspraken.", dependencies=[KEEP]) == []
    assert found(nlp, "De schotten zijn hoog.", words=["schotten"], negated=False) == ["schotten"]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ({"word": "nakomen", "object": "afspraak"}, 'Closest: "obj"'),
        ({"word": "nakomen"}, "belongs under words"),
        ({"word": "na komen", "negated": True}, "write single words"),
        ({"word": "nakomen", "obj": "/afspraak"}, "write single words"),
    ],
)
def test_a_faulty_dependency_is_named(pattern: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Pattern(**pattern)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maak het kort.", ["maak"]),
        ("- Maak het kort.", ["maak"]),
        ("Goed zo. Maak het kort.", ["maak"]),
        ("Wij maak het kort.", []),
    ],
)
def test_a_caret_asks_for_the_start_of_a_sentence(nlp: Language, text: str, expected: list[str]) -> None:
    assert found(nlp, text, words=["^ maak"]) == expected
