"""What the page says around the figures: whole, grammatical, and no more than is so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.report.html import number_word
from pipeline.report.page import Page
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.tables import Tables
from tests import pages
from tests.cases import cases

Text = Callable[..., str]
HINT = "aanwijzing: anders gevraagd"


@pytest.fixture
def text(composed: Callable[..., Page], to_html: Callable[[Page], str]) -> Text:
    """The text of the page in which some tables are others."""

    def told(*measured: dict[str, Any], **changes: Any) -> str:
        return pages.Page(to_html(composed(*measured, **changes))).words

    return told


def changed(book: SourcedTable, place: dict[str, str], **cells: str) -> SourcedTable:
    frame = book.frame.copy()
    rows = (frame[list(place)] == list(place.values())).all(axis=1)
    frame.loc[rows, list(cells)] = list(cells.values())
    return SourcedTable(book.file, frame)


@pytest.mark.parametrize(("given", "says", "never"), cases(__file__, "told"))
def test_what_is_said_of_it(
    text: Text, tables: Tables, metrics: dict[str, Any], given: dict[str, Any], says: list[str], never: list[str]
) -> None:
    audited = {**metrics, "audit": {**metrics["audit"], **given.get("audit", {})}}
    books = {
        name: changed(getattr(tables, name), given[name][0], **given[name][1])
        for name in given.keys() - {"audit", "metrics"}
    }

    told = text(given.get("metrics", audited), **books)

    assert [sentence for sentence in says if sentence not in told] == []
    assert [sentence for sentence in never if sentence in told] == []
    assert not re.search(r"(?<![\d,.])1 uitspraken", told)


def test_the_overview_of_actions_has_share_and_verdict_in_words(text: Text, tables: Tables) -> None:
    told = text(
        overview=changed(
            tables.overview, {"nummer": "1"}, kritisch="2", dekking="0.0400", respondenten="2",
            signaal="toon verbeterd sinds 2024", signaal_let_op=HINT,
        ),
        action_trend=changed(
            tables.action_trend, {"nummer": "1"}, aandeel="0.1500", ondergrens="0.0810", bovengrens="0.2611",
            methode="niet gecorrigeerd", vorige_ronde="2025", eerste_ronde="2024",
        ),
    )  # fmt: skip

    assert "van alle uitspraken een kleiner of groter deel een knelpunt bij deze thema’s dan in 2025?" in told
    assert "Is er dan geen verschil aangetoond, dan vergelijken we met 2024. Staat er ‘aanwijzing’" in told
    (row,) = re.findall(r"1\. Elkaar <vaker> zien(team.*?)2\. Regie nemen", told)
    cells = ("team Regio en Co", "3", "2", "15%", "8%–26%, geteld", "toon positiever sinds 2024", HINT)
    assert "".join(row.split()) == "".join(cells).replace(" ", "")
    assert "Ten minste 2 verschillende deelnemers zeiden hier iets over." in told
    assert "Van alle knelpunten en wensen in dit onderzoek hoort 4% bij deze actie." in told


def test_speakers_that_are_not_known_are_counted_too(text: Text, tables: Tables) -> None:
    listing = tables.listings["1"]
    frame = listing.frame.assign(doelgroep="onbekend")

    told = text(
        overview=changed(tables.overview, {"nummer": "1"}, n_intern="0", n_extern="0", n_overig="3"),
        listings={**tables.listings, "1": SourcedTable(listing.file, frame)},
    )

    assert "3 uitspraken: 3 van onbekende sprekers" in told


def test_a_side_that_nobody_took_is_named(text: Text, tables: Tables) -> None:
    listing = tables.listings["1"]
    no_praise = listing.frame[listing.frame["oordeel"] != "behouden"].reset_index(drop=True)

    told = text(listings={**tables.listings, "1": SourcedTable(listing.file, no_praise)})

    assert "Niemand sprak waardering uit over dit thema." in told
    assert "dezelfde kant op" not in told


def test_an_unsure_dissent_is_said_to_be_unsure(text: Text, tables: Tables) -> None:
    listing = tables.listings["1"]

    told = text(
        listings={
            **tables.listings,
            "1": SourcedTable(listing.file, listing.frame.assign(oordeel_zekerheid="0.5")),
        }
    )

    assert "Er is mogelijk tegengeluid, maar de computer is er niet zeker van. Zie de lijst." in told


def test_without_actions_no_theme_is_said_to_lack_one(text: Text, tables: Tables) -> None:
    told = text(overview=SourcedTable(tables.overview.file, tables.overview.frame.iloc[:0]), listings={})

    assert "Daarom is niet te zeggen welke thema’s een antwoord hebben." in told
    assert "zonder actie" not in told


@pytest.mark.parametrize(("audience", "said"), cases(__file__, "only_who_spoke_is_named_in_the_lead", named=True))
def test_only_who_spoke_is_named_in_the_lead(text: Text, tables: Tables, audience: str, said: str) -> None:
    frame = tables.trend.frame

    assert said in text(
        trend=SourcedTable("trend.csv", frame[frame["doelgroep"] != audience].reset_index(drop=True))
    )


def test_words_that_readers_do_not_know_are_not_used(text: Text) -> None:
    told = text()

    for word in ("F1", "n =", "respondenten", "labels", "codeerden", "één mens", "Een half getal"):
        assert not re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", told), word
    assert told.count("Lijst van thema’s (codeboek), versie") == 1


def test_rounds_that_did_not_ask_alike_are_named_with_what_they_are(text: Text, tables: Tables) -> None:
    frame = tables.trend.frame
    other = frame.assign(vergelijking=frame["vergelijking"].replace("andere vragen", "andere soort bron"))

    assert "(2025 komt uit een rapport, 2026 uit een vragenlijst)" in text(trend=SourcedTable("trend.csv", other))


@pytest.mark.parametrize(("number", "word"), [(0, "geen"), (1, "één"), (10, "tien"), (11, "11")])
def test_small_numbers_are_words(number: int, word: str) -> None:
    assert number_word(number) == word
