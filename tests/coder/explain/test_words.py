from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coder.classify.classifying import Knowledge, code_statements
from pipeline.coder.explain import words as words_module
from pipeline.coder.explain.words import Coded, Recoder, Words, change, coded, left, weights
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import split_themes, theme_confidences
from pipeline.core.content_words import plain_words
from pipeline.core.params import Params

THEME = ("themes", "leren")
HOKJE = "Iedere afdeling zit in haar eigen hokje en werkt langs de andere heen."


@pytest.mark.parametrize(
    ("text", "words", "shorter"),
    [
        ("De provincie laat niets horen.", {"niets", "de"}, "provincie laat horen."),
        ("Nee, nee en NEE!", {"nee"}, ", en !"),
        ("hokje hokjes", {"hokje"}, "hokjes"),
        ("Eén.\nTwee.", {"eén"}, ".\nTwee."),
        ("ga", {"ga"}, ""),
        ("ga", set(), "ga"),
    ],
)
def test_words_are_left_out_everywhere(text: str, words: set[str], shorter: str) -> None:
    assert left(text, frozenset(words)) == shorter


@settings(max_examples=60)
@given(text=st.text(alphabet="ab c.\nÉé'", max_size=30), data=st.data())
def test_what_is_left_has_the_other_words_in_order(text: str, data: st.DataObject) -> None:
    spoken = plain_words(text)
    out = frozenset(data.draw(st.sets(st.sampled_from(spoken)) if spoken else st.just(set())))

    assert plain_words(left(text, out)) == [word for word in spoken if word not in out]


class Judge(Recoder):
    """A coder that is a formula: log-odds of one theme from the words that are there; given above 0."""

    def __init__(self, text: str, odds: Callable[[Words], float]) -> None:
        self.statement = {"text": text}
        self._odds = odds
        self.asked = 0

    def without(self, *choices: Words) -> list[Coded]:
        self.asked += len(choices)
        found = [self._odds(frozenset(plain_words(left(self.text, choice)))) for choice in choices]
        return [
            Coded(
                {"themes": "leren" if odds > 0 else "", "themes_status": "thema" if odds > 0 else "geen_thema"},
                {"themes": {"leren": round(0.5 + odds / 10, 3)}},
                {"themes": {"leren": odds}},
                (),
            )
            for odds in found
        ]


def changed(text: str, odds: Callable[[Words], float], tried_on: int = 8) -> tuple[tuple[str, ...], bool] | None:
    found = change(Judge(text, odds), THEME, list(dict.fromkeys(plain_words(text))), tried_on)
    return None if found is None else (found.words, found.flips)


def test_the_word_that_carries_a_label_is_found() -> None:
    assert changed("a b c", lambda words: 1.0 if "b" in words else -1.0) == (("b",), True)


def test_of_words_that_each_carry_it_the_heaviest_is_told() -> None:
    assert changed("a b c", lambda words: 1.0 - ("a" not in words) - 3 * ("c" not in words)) == (("c",), True)


def test_two_and_three_words_are_found_together_in_the_order_of_the_text() -> None:
    assert changed("a b c d", lambda words: 0.5 + ("d" in words) + ("a" in words) - 1) == (("a", "d"), True)
    assert changed("a b c d", lambda words: len(words & {"b", "c", "d"}) - 0.5) == (("b", "c", "d"), True)


def test_a_word_that_is_not_needed_is_not_told() -> None:
    def odds(words: Words) -> float:  # "a" is heaviest alone, but it is "b" and "c" that carry it
        return 5.0 - 2 * ("a" not in words) - ("b" not in words) - 9 * (not words & {"b", "c"})

    assert changed("a b c", odds) == (("b", "c"), True)


def test_what_no_three_words_change_is_said_so() -> None:
    assert changed("a b c d e", lambda words: 4.0 + len(words & {"b", "d", "e"})) == (("b", "d", "e"), False)
    assert changed("a", lambda _: 1.0) == (("a",), False)
    assert changed("", lambda _: 1.0) is None


def test_a_label_that_is_not_given_may_appear() -> None:
    assert changed("a niet b", lambda words: -1.0 if "niet" in words else 1.0) == (("niet",), True)


def test_a_long_text_is_not_coded_without_end() -> None:
    text = " ".join(f"w{n}" for n in range(60))
    judge = Judge(text, lambda words: 100.0 + len(words))

    change(judge, THEME, plain_words(text), 2)

    # each word, two beside the first, two beside both, and the support of each word (all known by then)
    distinct = 60 + 2 + 2
    assert judge.asked <= 2 * distinct + 60 + 6


def test_words_that_weigh_are_told_from_words_that_do_not() -> None:
    value = {"a": 1.0, "b": -2.0, "c": 3.0, "d": 0.1}
    judge = Judge("d a b c", lambda words: sum(value[word] for word in words))

    weighed_for, weighed_against = weights(judge, THEME, ["d", "a", "b", "c"])

    assert [(one.word, one.without) for one in weighed_for] == [("c", 0.41), ("a", 0.61)]
    assert [(one.word, one.without) for one in weighed_against] == [("b", 0.91)]


def recoder(knowledge: Knowledge, params: Params, text: str, **cells: str) -> Recoder:
    return Recoder({"text": text, **cells}, knowledge, params.classify)


@pytest.mark.parametrize("cells", [{}, {"question": "Wat kan beter?"}, {"kind": "advies", "question": ""}])
def test_it_codes_as_classify_does(knowledge: Knowledge, params: Params, cells: dict[str, str]) -> None:
    texts = [HOKJE, "Geef ons één vast aanspreekpunt dat bereikbaar is.", "n.v.t.", "", "They never answer."]
    frame = pd.DataFrame([{"text": text, **cells} for text in texts], dtype=str)

    expected = code_statements(frame, knowledge, params.classify).to_dict("records")

    for one, row in zip(coded(frame, knowledge, params.classify), expected, strict=True):
        assert one.row == row
        sure = one.confidences
        assert f"{sure['category'][row['category']]:.3f}" == row["category_confidence"]
        assert f"{sure['stance'][row['stance']]:.3f}" == row["stance_confidence"]
        for theme, value in theme_confidences(row["theme_confidences"]).items():
            assert f"{sure['themes'][theme]:.2f}" == f"{value:.2f}"
        assert max(sure["category"], key=lambda label: sure["category"][label]) == row["category"]
        assert all(one.has(("themes", theme)) for theme in split_themes(row["themes"]))


def test_each_text_is_read_once(knowledge: Knowledge, params: Params, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []

    def find_in(text: str) -> list[Hit]:
        found.append(text)
        return []

    monkeypatch.setattr(knowledge.rules, "find_in", find_in)
    frame = pd.DataFrame([{"text": "Bel ons."}, {"text": HOKJE}], dtype=str)

    coded(frame, knowledge, params.classify)

    assert found == ["Bel ons.", HOKJE]


def test_labels_that_a_corpus_leaves_out_have_no_confidence(knowledge: Knowledge, params: Params) -> None:
    codebook = knowledge.codebook
    smaller = codebook.model_copy(
        update={"themes": {name: label for name, label in codebook.themes.items() if name != "verkokering"}}
    )
    own = Knowledge(**{**vars(knowledge), "codebook": smaller})

    (found,) = coded(pd.DataFrame([{"text": HOKJE}]), own, params.classify)

    assert "verkokering" not in found.confidences["themes"]
    assert len(found.confidences["themes"]) == 19


def test_the_change_that_is_told_is_the_change_that_happens(knowledge: Knowledge, params: Params) -> None:
    mine = recoder(knowledge, params, HOKJE)
    target = ("themes", "verkokering")
    assert mine.whole.has(target)

    found = change(mine, target, mine.words([target]), 8)

    assert found is not None
    assert "hokje" in found.words
    assert found.flips
    shorter = left(HOKJE, frozenset(found.words))
    row = code_statements(pd.DataFrame([{"text": shorter}]), knowledge, params.classify).iloc[0]
    assert "verkokering" not in split_themes(row["themes"])
    for word in found.words if len(found.words) > 1 else ():
        fewer = frozenset(found.words) - {word}
        assert recoder(knowledge, params, HOKJE).without(fewer)[0].has(target)


def test_of_a_long_text_the_words_that_matter_are_tried(
    knowledge: Knowledge, params: Params, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words_module, "_WORK", 100)
    mine = recoder(knowledge, params, f"{'en dan gingen we daarna weer verder met wat er was ' * 5}{HOKJE}")

    words = mine.words([("themes", "verkokering"), ("category", "proces")])

    assert len(words) == 6
    assert "hokje" in words
    assert mine.tried_on(6, 3) == 0
    assert changed("a b", lambda words: 1.0 + len(words), tried_on=0) == (("a",), False)


def test_each_choice_of_words_is_coded_once(
    knowledge: Knowledge, params: Params, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def counted(frame: pd.DataFrame, *rest: object) -> list[Coded]:
        texts.extend(frame["text"])
        return coded(frame, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(words_module, "coded", counted)
    mine = recoder(knowledge, params, "Bel ons.")
    one, two = frozenset({"bel"}), frozenset({"ons"})

    first = mine.without(one, two, one)

    assert first[0] is first[2]
    assert mine.without(two)[0] is first[1]
    assert texts == ["ons.", "Bel ."]
