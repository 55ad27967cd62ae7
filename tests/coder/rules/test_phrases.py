"""Words, sentences and phrases are found as spaCy finds them, which is much slower."""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pipeline.coder.rules.phrases import GAP, GAP_WORDS, Cutter, Line, Slot, glob, places
from pipeline.coder.rules.rules import RuleSet

PIECES = (
    *(
        "leg",
        "Legt",
        "uit",
        "UIT",
        "ons",
        "dat",
        "de",
        "hokjes",
        "hokje",
        "schotten",
        "ontschotting",
        "n.v.t.",
        "bijv.",
    ),
    *(
        "D66",
        "1e",
        "'s avonds",
        "€5",
        "e-mail",
        "www.x.nl",
        "(leg",
        "uit)",
        "leg/uit",
        "uit.",
        "uit!",
        "…",
        "uit...",
    ),
    *(".", "!", '"', "-", "👍", "ﬁets", "İs", "a_b", "i.v.m."),
)
GAPS = (" ", " ", " ", " ", "  ", "\n", "\n\n", "\t ", " \n", "\u00a0", "")
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), max_size=14).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
PHRASES = (
    "leg .. uit",
    "leg uit",
    "*schot*",
    "hokje",
    "de .. *en",
    "uit",
    "ons/dat .. uit/uit.",
    "leg .. ons .. uit",
)
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def line(nlp: Language, text: str) -> Line:
    return Line.of(text, Cutter(nlp, lambda *_: ()).stretches(text))


def by_spacy(doc: Doc, phrase: str) -> list[tuple[int, int]]:
    choices: list[list[list[dict[str, Any]]]] = []
    for words in (word.split("/") for word in phrase.split()):
        if words == [GAP]:
            choices.append([[{"IS_SENT_START": False, "OP": f"{{0,{GAP_WORDS}}}"}]])
            continue
        plain = [word for word in words if "*" not in word]
        globs = [glob(word).pattern for word in words if "*" in word]
        options: list[list[dict[str, Any]]] = []
        if plain:
            options += [[{"LOWER": {"IN": plain}}], [{"LEMMA": {"IN": plain}}]]
        if globs:
            options.append([{"LOWER": {"REGEX": f"^(?:{'|'.join(globs)})$"}}])
        choices.append(options)
    matcher = Matcher(doc.vocab)
    patterns = [[token for option in row for token in option] for row in product(*choices)]
    matcher.add("phrase", patterns, greedy="LONGEST")
    return [(a, b) for _, a, b in matcher(doc) if not any(token.is_sent_start for token in doc[a + 1 : b])]


@SETTINGS
@given(text=TEXTS)
def test_words_and_sentences_are_those_of_spacy(nlp: Language, text: str) -> None:
    doc, own = nlp(text), line(nlp, text)

    assert [(word.form, word.lemma) for word in own.words] == [(t.lower_, t.lemma_.lower()) for t in doc]
    starts = [
        place for place in range(len(own.words)) if place == 0 or own.sentences[place] > own.sentences[place - 1]
    ]
    assert starts == [sentence.start for sentence in doc.sents]
    spans = [(a, b) for a in range(len(doc)) for b in range(a + 1, len(doc) + 1)]
    assert own.written(spans) == [doc[a:b].text.lower() for a, b in spans]


@SETTINGS
@given(text=TEXTS, phrase=st.sampled_from(PHRASES))
def test_a_phrase_stands_where_spacys_matcher_finds_it(nlp: Language, text: str, phrase: str) -> None:
    slots = [Slot.of(word.split("/")) for word in phrase.split()]

    assert sorted(places(slots, line(nlp, text))) == sorted(by_spacy(nlp(text), phrase))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("leg ons dat uit", [(0, 4)]),
        ("leg uit uit", [(0, 3)]),
        ("leg a b c d uit", [(0, 6)]),
        ("leg a b c d e uit", []),
        ("Leg dat neer. Uit is het.", []),
        ("leg uit nu en nog eens leg dat uit", [(6, 9), (0, 2)]),
    ],
)
def test_of_places_that_overlap_the_longest_counts(
    nlp: Language, text: str, expected: list[tuple[int, int]]
) -> None:
    slots = [Slot.of([word]) for word in ("leg", GAP, "uit")]

    assert places(slots, line(nlp, text)) == expected


@pytest.mark.parametrize("sign", ["😀", "!", "(", "a"])
def test_a_long_run_without_spaces_is_cut_in_time_that_grows_with_its_length(rules: RuleSet, sign: str) -> None:
    started = time.process_time()

    assert rules.find_in(sign * 50_000) == []

    assert time.process_time() - started < 10  # it was minutes
