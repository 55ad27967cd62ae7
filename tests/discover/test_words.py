from __future__ import annotations

import pytest

from pipeline.discover.words import readable_forms, stop_words, surface_words, topic_words


@pytest.mark.parametrize("text", ["", "  ", "n.v.t.", "123 456", "Dat is het wel zo'n beetje", "?!…"])
def test_text_without_topic_words_gives_none(text: str) -> None:
    assert topic_words(text) == []


def test_inflections_share_a_lemma_and_stop_words_fall_in_any_form() -> None:
    assert [lemma for lemma, _ in topic_words("De brief. Twee brieven gingen.")] == ["brief", "brief"]


def test_what_stands_for_masked_personal_data_names_no_topic() -> None:
    assert topic_words("[naam] belt, [e-mailadres] niet") == topic_words("belt, niet")
    assert "naam" in [word for _, word in topic_words("de naam van de brug")]


def test_unwanted_words_fall_away_and_others_stay() -> None:
    pairs = topic_words("De provincie Nedermaas bouwt bruggen", frozenset({"provincie", "nedermaas"}))
    assert [word for _, word in pairs] == ["bouwt", "bruggen"]


def test_label_shows_a_form_that_people_wrote() -> None:
    pairs = topic_words("Uitgelegd. Brieven, brieven en een brief.")
    forms = readable_forms([pairs])
    assert forms["brief"] == "brieven"
    assert "uitgelegd" in forms.values()


def test_tie_between_forms_goes_to_the_shortest() -> None:
    assert readable_forms([[("brief", "brieven"), ("brief", "brief")]]) == {"brief": "brief"}


def test_list_of_stop_words_is_clean() -> None:
    assert {"de", "niet", "moeten"} <= stop_words()
    assert not {"vertrouwen", "brief", "subsidie", "gemeente", "regie"} & stop_words()
    for word in stop_words():
        assert surface_words(word) == [word]
