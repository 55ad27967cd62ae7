"""Corpora that lack something: each page stays whole and says in a sentence what there is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.cases import cases
from tests.pages import Page

Made = Any  # a corpus that ran; see conftest.py
Make = Callable[..., Made]
INTERN, EXTERN = "provincie (intern)", "gemeente"


def said(times: int, speakers: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Answers by partners, or by partners and staff in turn; what is said more than once has a number."""
    for number in range(times):
        for place, text in enumerate(texts, start=number * len(texts)):
            speaker = INTERN if speakers == "turns" and place % 3 else EXTERN
            yield speaker, f"{text} Dit is {number}." if times > 1 else text


@pytest.mark.parametrize(("answers", "options", "on_page", "on_index"), cases(__file__, "corpora"))
def test_the_page_says_what_is_not_there_and_stays_whole(
    make: Make, answers: dict[str, Any], options: dict[str, Any], on_page: list[str], on_index: list[str]
) -> None:
    made = make({name: list(said(*given)) for name, given in answers.items()}, **options)

    for page, sentences, base in (
        (made.page, on_page, made.reports), (made.index, on_index, made.reports.parent)
    ):  # fmt: skip
        assert [sentence for sentence in sentences if sentence not in page.words] == []
        made.check(page, base)
        whole(page, base)


def whole(page: Page, base: Path) -> None:
    """Nothing is empty, broken or of a machine."""
    words = page.words
    assert not re.search(r"\b(None|nan|NaN|null|undefined|inf)\b|\{\{|\}\}|\(\)|  +\.", words), words
    assert not re.search(r"\b1 (uitspraken|acties|rondes)\b", words), words
    for section in page.root.iter("section"):
        assert len(" ".join(page.text(section).split())) > 40, f"{section.get('id')} says nothing"
    headings = [int(one.tag[1]) for one in page.root.iter() if re.fullmatch("h[1-6]", one.tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    ids = [one["id"] for one in page.named() if "id" in one]
    assert len(ids) == len(set(ids))
    links = [one["href"] for one in page.named("a")]
    assert [link for link in links if not leads_somewhere(link, ids, base)] == []


def leads_somewhere(link: str, ids: Sequence[str], base: Path) -> bool:
    return link[1:].split("?")[0] in ids if link.startswith("#") else (base / link).exists()
