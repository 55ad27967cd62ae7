from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.coder.explain.source import decision, find_statement, meant_as_id
from pipeline.core.errors import InputError
from pipeline.core.tables import LABELS
from tests.cases import cases, data

IDS = {"proef": ["u3f2a000001", "u3f2b000002", "u00000000aa"], "ander": ["u00000000aa", "u77777777ff"]}


@pytest.mark.parametrize(("typed", "wanted"), cases(__file__, "ids"))
def test_an_id_is_told_from_a_text(typed: str, wanted: str) -> None:
    assert meant_as_id(typed) == wanted


@pytest.mark.parametrize(("typed", "found"), cases(__file__, "beginnings"))
def test_the_beginning_of_an_id_will_do(typed: str, found: list[str]) -> None:
    assert list(find_statement(typed, IDS)) == found


def test_several_statements_are_listed_ten_at_most() -> None:
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


@pytest.mark.parametrize(
    ("ids", "where", "close"), [(IDS, "proef or ander", "u3f2a000001"), ({"leeg": []}, "leeg", "")]
)
def test_an_unknown_id_gets_the_nearest(ids: Mapping[str, list[str]], where: str, close: str) -> None:
    with pytest.raises(InputError, match=f"no statement of {where} has an id") as caught:
        find_statement("u3f2c", ids)

    assert caught.value.nearest == close


LABELLED = dict.fromkeys(LABELS.names, "") | data(__file__, "labelled")
CODED = {"category": "inhoud", "stance": "wens", "themes": "leren", "themes_status": "thema"}


def test_a_decision_says_who_decided_what() -> None:
    assert decision(LABELLED, CODED) == {
        **{name: LABELLED[name] for name in LABELLED if LABELLED[name] and not name.startswith("predicted_")},
        "by_reviewer": True,
        "outdated": False,
    }
    assert not decision(LABELLED | {"themes_provenance": "regel"}, CODED)["by_reviewer"]


@pytest.mark.parametrize("name", CODED)
def test_labels_of_an_earlier_coder_are_noticed(name: str) -> None:
    assert decision(LABELLED, CODED | {name: "anders"})["outdated"]
