"""Corpora that lack something: each page stays whole and says in a sentence what there is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest

Made = Any  # a corpus that ran; see conftest.py
Make = Callable[..., Made]
INTERN, EXTERN = "provincie (intern)", "gemeente"
NO_ACTIONS = "actions: {}\n"


def said(*texts: str, times: int = 1) -> list[tuple[str, str]]:
    return [
        (EXTERN, f"{text} Dit is {number}." if times > 1 else text) for number in range(times) for text in texts
    ]


def mixed(times: int) -> list[tuple[str, str]]:
    """By staff and partners in turn, on two themes."""
    texts = said("Wij wachten (tempo_capaciteit, knelpunt).", "Men is open (vertrouwen, behouden).", times=times)
    return [(INTERN if place % 3 else EXTERN, text) for place, (_, text) in enumerate(texts)]


Said = tuple[str, ...]
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], Said, Said]] = {
    "one round": (
        {"2025": mixed(30)},
        {},
        ("Er is nog maar één ronde met uitspraken (2025).", "uit één ronde"),
        ("Dit is de eerste ronde. Er is nog niets om mee te vergelijken.",),
    ),
    "no reviews": (
        {"2025": mixed(20), "2026": mixed(20)},
        {},
        (
            "Er is nog geen blinde steekproef door mensen ingedeeld.",
            "Mensen hebben nog geen uitspraken beoordeeld.",
        ),
        ("Hoe vaak de computer goed zit, is nog niet gemeten.", "Mensen beoordeelden 0 van de 80 ingelezen"),
    ),
    "no actions": (
        {"2025": mixed(20)},
        {"actions": NO_ACTIONS},
        (
            "Voor dit onderzoek zijn nog geen verbeteracties vastgelegd.",
            "Daarom is niet te zeggen welke thema’s een antwoord hebben.",
        ),
        ("Er zijn nog geen verbeteracties vastgelegd.",),
    ),
    "no theme named": (
        {"2025": said("Het was een middag in de week (knelpunt).", times=30)},
        {},
        (
            "In 2025 gaat geen van de 30 uitspraken over een thema uit onze lijst.",
            "Over dit thema is niets gezegd dat meetelt.",
            "Er is geen thema dat genoemd is en waar geen actie bij hoort.",
        ),
        (
            "In 2025 gaat geen van de 30 uitspraken over een thema uit onze lijst.",
            "Bij 0 van de 30 knelpunten en wensen (0%) hoort een actie",
        ),
    ),
    "no statement": (
        {"2025": said("")},
        {},
        (
            "Er zijn nog geen uitspraken die meetellen.",
            "Er zijn nog geen bevindingen, omdat er geen uitspraken zijn die meetellen.",
            "Daarom is er geen overzicht van thema’s.",
            "Daarom is er geen verloop.",
            "Er zijn geen uitspraken ingelezen.",
        ),
        ("Er zijn nog geen uitspraken die meetellen.", "Nog niet te zeggen."),
    ),
    "nothing in the statements": (
        {"2025": said("n.v.t.", "n.v.t.")},
        {"actions": NO_ACTIONS},
        ("Er zijn nog geen uitspraken die meetellen.", "Daarvan telt er geen mee."),
        ("Er zijn nog geen uitspraken die meetellen.",),
    ),
    "one statement": (
        {"2025": said("Wij wachten lang (tempo_capaciteit, knelpunt).")},
        {},
        ("Er is te weinig gezegd (1 uitspraak) om thema’s te vergelijken.", "in 1 uitspraak. Eén uitspraak"),
        (
            "2025: 1 uitspraak",
            "Er is te weinig gezegd (1 uitspraak) om thema’s te vergelijken.",
            "Er is 1 knelpunt of wens. Er hoort een actie bij het thema ervan.",
        ),
    ),
    "nobody known to speak": (
        {"2025": mixed(20), "2026": mixed(20)},
        {"told_apart": False},
        (
            "Van uitspraken in dit onderzoek is niet bekend of een medewerker of een partner spreekt.",
            "Wat er gezegd is over de samenwerking: 80 uitspraken",
        ),
        ("2026: 40 uitspraken",),
    ),
    "partners only": (
        {"2025": said("Men is open (vertrouwen, behouden).", times=25)},
        {},
        (
            "Geen enkele ronde heeft uitspraken van medewerkers én van partners.",
            "Wat partners zeggen over de samenwerking: 25 uitspraken",
            "Er zijn geen knelpunten of wensen die meetellen.",
        ),
        ("Er zijn geen knelpunten of wensen die meetellen.",),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_page_says_what_is_not_there_and_stays_whole(make: Make, case: str) -> None:
    answers, options, on_page, on_index = CASES[case]

    made = make(answers, **options)

    said_on_page = spoken(made.read(made.page))
    assert [sentence for sentence in on_page if sentence not in said_on_page] == []
    said_on_index = spoken(made.read(made.index))
    assert [sentence for sentence in on_index if sentence not in said_on_index] == []
    for html, base in ((made.page, made.reports), (made.index, made.reports.parent)):
        made.check(html, base)
        whole(made.read(html), base)


def spoken(reader: Any) -> str:
    return " ".join(" ".join(reader.text.values()).split())


def whole(reader: Any, base: Any) -> None:
    """Nothing is empty, broken or of a machine."""
    for section, text in reader.text.items():
        words = " ".join(text.split())
        assert len(words) > 40 or not section, f"{section} says nothing: {words}"
        assert not re.search(r"\b(None|nan|NaN|null|undefined|inf)\b|\{\{|\}\}|\(\)|  +\.", words), words
        assert not re.search(r"\b1 (uitspraken|acties|rondes)\b", words), words
    assert reader.headings[0] == 1
    assert reader.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(reader.headings))
    assert len(reader.ids) == len(set(reader.ids))
    dead = [link for link in reader.links if not leads_somewhere(link, reader.ids, base)]
    assert dead == []


def leads_somewhere(link: str, ids: Sequence[str], base: Any) -> bool:
    return link[1:].split("?")[0] in ids if link.startswith("#") else (base / link).exists()
