from __future__ import annotations

import pytest

from pipeline.coder.explain.source import decision, find_statement, meant_as_id
from pipeline.core.errors import InputError
from pipeline.core.tables import LABELS
from tests.cases import cases

IDS = {"proef": ["u3f2a000001", "u3f2b000002", "u00000000aa"], "ander": ["u00000000aa", "u77777777ff"]}


@pytest.mark.parametrize(("typed", "wanted"), cases(__file__, "ids"))
def test_an_id_is_told_from_a_text(typed: str, wanted: str) -> None:
    assert meant_as_id(typed) == wanted


@pytest.mark.parametrize(("typed", "found"), cases(__file__, "beginnings"))
def test_the_beginning_of_an_id_will_do(typed: str, found: list[str]) -> None:
    assert list(find_statement(typed, IDS)) == found


def test_several_statements_are_listed() -> None:
    with pytest.raises(InputError, match="2 statements have an id that begins with") as caught:
        find_statement("u3f2", IDS)

    assert caught.value.allowed == ("u3f2a000001", "u3f2b000002")
    with pytest.raises(InputError) as caught:
        find_statement("u123", {"proef": [f"u123{n:07}" for n in range(30)]})
    assert caught.value.allowed == (*(f"u123{n:07}" for n in range(10)), "…")


def test_a_statement_of_two_corpora_asks_which() -> None:
    with pytest.raises(InputError, match="more than one corpus") as caught:
        find_statement("u00000000aa", IDS)

    assert caught.value.allowed == ("--corpus proef", "--corpus ander")
    assert find_statement("u00000000aa", {"ander": IDS["ander"]}) == ("ander", "u00000000aa")


def test_an_unknown_id_gets_the_nearest() -> None:
    with pytest.raises(InputError, match="no statement of proef or ander") as caught:
        find_statement("u3f2c", IDS)

    assert caught.value.nearest == "u3f2a000001"


def test_a_corpus_without_statements_has_no_nearest() -> None:
    with pytest.raises(InputError) as caught:
        find_statement("u3f2c", {"leeg": []})

    assert caught.value.nearest == ""


LABELLED = dict.fromkeys(LABELS.names, "") | {
    "category": "proces",
    "category_provenance": "rapport",
    "stance": "wens",
    "stance_provenance": "model",
    "themes": "leren|regie",
    "themes_provenance": "beoordelaar",
    "themes_status": "thema",
    "predicted_category": "inhoud",
    "predicted_stance": "wens",
    "predicted_themes": "leren",
    "predicted_themes_status": "thema",
    "review_status": "gecorrigeerd",
    "reviewer": "Anna",
    "review_date": "3-3-2025",
}
CODED = {"category": "inhoud", "stance": "wens", "themes": "leren", "themes_status": "thema"}


def test_a_decision_says_who_decided_what() -> None:
    assert decision(LABELLED, CODED) == {
        **{name: LABELLED[name] for name in LABELLED if LABELLED[name] and not name.startswith("predicted_")},
        "by_reviewer": True,
        "outdated": False,
    }


def test_without_a_reviewer_nobody_decided() -> None:
    assert not decision(LABELLED | {"themes_provenance": "regel"}, CODED)["by_reviewer"]


@pytest.mark.parametrize("name", CODED)
def test_labels_of_an_earlier_coder_are_noticed(name: str) -> None:
    assert decision(LABELLED, CODED | {name: "anders"})["outdated"]
