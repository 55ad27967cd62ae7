"""Whatever is thrown at the profile: nothing crashes, every non-blank line is accounted for once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.tables import ACTIONS_FOUND, SCORES, STATEMENTS
from pipeline.ingest.common.lines import blank, split_lines
from pipeline.ingest.outcomes import outcomes
from tests.ingest.reports import TEXTS, read

# Pieces that mean something in the layout, so that chance often makes half-broken slides.
PIECES = [
    "VOORWOORD", " 3. VERKENNING HUIDIGE SAMENWERKING", "4. ADVIEZEN VOOR DE TOEKOMST",
    "5. ACTIES TER VERBETERING", "BIJLAGE", "I BIJLAGE", "TOT SLOT", "INHOUDSOPGAVE", "I", "Citaten",
    "Citaten proces", "Inhoud", "INHOUD", "PROCES (vaak genoemd)", "JA", "WEET NIET", "Toelichting scores",
    "Effect Omgevingswet", "Aanvullingen Gespreksrondes Intern", "Adviezen voor de Toekomst Extern",
    "Hoe kunnen Partners helpen?", "Resultaten Vragenlijsten Intern",
    "Slecht Matig Voldoende Goed Uitstekend", "Betrouwbaar 3 8 13", "Totaal 1 2 3 4 5",
    "Vraag 1b. Wat vind je?", "1. Doe iets.", "2. Doe meer", "Actiehouder: team", "• Een punt.", "•",
    "- een punt", "o", "“Een citaat", "van twee regels.”", "“Los” en “vast”.", "”", "\"", "„Zo“",
    "Jan de Vries, wethouder", "vervolg-", "bijeenkom-", "en dan.", "Hoge scores (intern):", "", "", "  ",
    "1. Opening", "2. Wat kan beter?", "Vraag 3. Wat gaat goed?", "Rondvraag", "Actielijst", "Agenda",
    "Aanwezig: Jan", "Karin Bos (gemeente): Goed.", "Karin Bos (provincie):", "De voorzitter: ja", "Besluit: nee",
    "R12: Prima.", "[7]", "Medewerkers (n = 3)", "Antwoorden van partners", "Pagina 2 van 3",
    "Datum: 31-02-2025", "geen", "–",
    "\f", "\fBIJLAGE", "\u00ad", "\u200b", "3.", "1)", "-",
]  # fmt: skip

texts = st.one_of(
    st.text(max_size=400),
    st.builds(
        "".join,
        st.lists(
            st.builds(
                lambda piece, end: piece + end,
                st.one_of(st.sampled_from(PIECES), st.text(max_size=30)),
                st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r", " \n"]),
            ),
            max_size=40,
        ),
    ),
)


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_every_line_is_accounted_for_once(name: str, text: str) -> None:
    reading = read(text, name)
    incoming = [f"deck.txt:{line.number}" for line in split_lines(text, leading_space=False)]
    reading = replace(reading, incoming=incoming)
    assert sorted([*reading.kept, *reading.dropped]) == sorted(incoming)
    assert set(reading.dropped.values()) <= set(TEXTS[name].reasons)
    for table, frame in (
        (STATEMENTS, reading.statements),
        (SCORES, reading.scores),
        (ACTIONS_FOUND, reading.actions),
    ):
        table.checked(frame, where="any text")
    assert not any(blank(words) for words in reading.statements["text"])
    shown = outcomes(reading, {})
    assert [outcome.number for outcome in shown if outcome.kept] == [
        int(u.rsplit(":", 1)[1]) for u in reading.kept
    ]


@settings(max_examples=40, deadline=None)
@given(text=texts)
def test_kept_lines_are_those_of_the_statements(text: str) -> None:
    reading = read(text)
    kept = {int(unit.rsplit(":", 1)[1]) for unit in reading.kept}
    for first, last in zip(reading.statements["line_start"], reading.statements["line_end"], strict=True):
        assert {int(first), int(last)} <= kept
