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

Text = Callable[..., str]
HINT = "aanwijzing: anders gevraagd"


@pytest.fixture
def text(composed: Callable[..., Page], to_html: Callable[[Page], str]) -> Text:
    """The text of the page in which some tables are others."""

    def told(*measured: dict[str, Any], **changes: Any) -> str:
        html = to_html(composed(*measured, **changes))
        return " ".join(re.sub(r"<[^>]+>", "", html.split("</style>")[1]).split())

    return told


def changed(book: SourcedTable, place: dict[str, str], **cells: str) -> SourcedTable:
    frame = book.frame.copy()
    rows = (frame[list(place)] == list(place.values())).all(axis=1)
    frame.loc[rows, list(cells)] = list(cells.values())
    return SourcedTable(book.file, frame)


def test_an_action_is_told_in_full_with_its_owner_and_who_spoke(text: Text) -> None:
    told = text()

    assert "Zie elkaar &lt;vaker&gt;, ten minste elk kwartaal." in told
    assert "Eigenaar: team Regio en Co. Thema: Elkaar kennen." in told
    assert "3 uitspraken: 1 van medewerkers en 2 van partners" in told


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
    (row,) = re.findall(r"1\. Elkaar &lt;vaker&gt; zien(team.*?)2\. Regie nemen", told)
    cells = ("team Regio en Co", "3", "2", "15%", "8%–26%, geteld", "toon positiever sinds 2024", HINT)
    assert "".join(row.split()) == "".join(cells).replace(" ", "")
    assert "Ten minste 2 verschillende deelnemers zeiden hier iets over." in told
    assert "Van alle knelpunten en wensen in dit onderzoek hoort 4% bij deze actie." in told


def test_the_page_names_the_version_of_its_tables(text: Text) -> None:
    assert "Controlegetal van de tabellen waaruit dit is gemaakt: 0123456789ab." in text()


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


def test_proposed_links_are_said_where_gaps_are_listed(text: Text, tables: Tables) -> None:
    sentence = "Welke actie bij welk thema hoort, is nog een voorstel van de computer. Dat geldt ook"

    assert sentence in text()
    assert sentence not in text(overview=changed(tables.overview, {"nummer": "1"}, themas_voorgesteld="nee"))


def test_without_actions_no_theme_is_said_to_lack_one(text: Text, tables: Tables) -> None:
    told = text(overview=SourcedTable(tables.overview.file, tables.overview.frame.iloc[:0]), listings={})

    assert "Daarom is niet te zeggen welke thema’s een antwoord hebben." in told
    assert "zonder actie" not in told


@pytest.mark.parametrize(
    ("audience", "said"),
    [
        ("", "Wat medewerkers en partners zeggen over de samenwerking: 100 uitspraken"),
        ("intern", "Wat er gezegd is over de samenwerking: 100 uitspraken"),
    ],
)
def test_only_who_spoke_is_named_in_the_lead(text: Text, tables: Tables, audience: str, said: str) -> None:
    frame = tables.trend.frame

    assert said in text(
        trend=SourcedTable("trend.csv", frame[frame["doelgroep"] != audience].reset_index(drop=True))
    )


def test_a_blind_audit_says_why_fewer_are_measured(text: Text, metrics: dict[str, Any]) -> None:
    audit = {**metrics["audit"], "n": 27}

    told = text({**metrics, "audit": audit})

    assert "Mensen deelden 27 willekeurig gekozen uitspraken in" in told
    assert "Daarvan hadden er 25 inhoud. Over die 25 gaan de cijfers in deze tabel." in told
    assert "inhoud. Over" not in text({**metrics, "audit": {**audit, "n": 25}})


@pytest.mark.parametrize(
    ("lowest", "highest", "by_lot", "heavier"),
    [
        pytest.param(0.25, 0.5, True, True, id="gelaagd"),
        pytest.param(0.25, 0.25, True, False, id="enkelvoudig"),
        pytest.param(1.0, 1.0, False, False, id="all coded"),
        pytest.param(0.25, 1.0, True, True, id="one round coded whole"),
        pytest.param(None, None, True, False, id="no chance on record"),
    ],
)
def test_what_is_said_of_the_draw_follows_the_chances(
    lowest: float | None, highest: float | None, by_lot: bool, heavier: bool, text: Text, metrics: dict[str, Any]
) -> None:
    weighting = {"chances": {"lowest": lowest, "highest": highest}}

    told = text({**metrics, "audit": {**metrics["audit"], "weighting": weighting}})

    assert ("Mensen deelden 25 willekeurig gekozen uitspraken in" in told) == by_lot
    assert ("Mensen deelden 25 uitspraken in" in told) == (not by_lot)
    assert ("Niet elke uitspraak had evenveel kans" in told) == heavier


def test_words_that_readers_do_not_know_are_not_used(text: Text) -> None:
    told = text()

    for word in ("F1", "n =", "respondenten", "labels", "codeerden", "één mens", "Een half getal"):
        assert not re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", told), word
    assert told.count("Lijst van thema’s (codeboek), versie") == 1


def test_rounds_that_did_not_ask_alike_are_named_with_what_they_are(text: Text, tables: Tables) -> None:
    frame = tables.trend.frame
    other = frame.assign(vergelijking=frame["vergelijking"].replace("andere vragen", "andere soort bron"))

    assert "(2025 en 2026 hebben niet dezelfde vragen)" in text()
    assert "(2025 komt uit een rapport, 2026 uit een vragenlijst)" in text(trend=SourcedTable("trend.csv", other))


def test_one_statement_is_singular(text: Text, tables: Tables) -> None:
    told = text(topics=changed(tables.topics, {"topic_id": "t1"}, n="1"))

    assert "1 uitspraak met woorden als formulier, portaal" in told
    assert not re.search(r"(?<![\d,.])1 uitspraken", told)


@pytest.mark.parametrize(("number", "word"), [(0, "geen"), (1, "één"), (10, "tien"), (11, "11")])
def test_small_numbers_are_words(number: int, word: str) -> None:
    assert number_word(number) == word


@pytest.mark.parametrize(("reviewed", "mostly"), [(650, False), (651, True)])
def test_who_labelled_most_is_said_above(text: Text, reviewed: int, mostly: bool) -> None:
    told = text({"statements": {"total": 1300, "reviewed": reviewed}})

    assert ("zijn vooral door een computer toegekend" in told) != mostly
    assert (
        f"Mensen beoordeelden daarna {reviewed} van de 1.300 uitspraken. Wat zij kozen, geldt." in told
    ) == mostly


@pytest.mark.parametrize(
    ("reviewed", "sentence"),
    [
        (0, "Mensen hebben nog geen uitspraken beoordeeld."),
        (30, "Mensen beoordeelden 30 van de 1.300 uitspraken."),
    ],
)
def test_how_much_people_reviewed_is_said(text: Text, reviewed: int, sentence: str) -> None:
    assert sentence in text({"statements": {"total": 1300, "reviewed": reviewed}})
