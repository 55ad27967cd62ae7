"""A statement with another id, as when its round was renamed, keeps what reviewers said; no answer gets lost.

A lost id that was found again stays found, whoever answers what since; the check code tells the text.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.delimited import dutch_csv
from pipeline.core.tables import REVIEW
from pipeline.review.common.review_rows import check_code
from pipeline.review.common.texts import Texts
from pipeline.review.returned.id_changes import find_id_changes
from pipeline.review.returned.listing import listed, migrated_rows
from pipeline.review.returned.reading import Returned, read_returned
from pipeline.review.returned.row import ReturnedRow
from tests import builders
from tests.cases import cases

WORDS = ["Wij horen te laat van besluiten.", "Goed dat dit nu samen gaat!", "N.v.t.", "Eén loket, dat helpt."]


def sent(statement_id: str, text: str, **cells: Any) -> dict[str, str]:
    answer = {"categorie_correctie": "inhoud", "oordeel_correctie": "wens", "themas_correctie": "geen"}
    known = {"uitspraak_id": statement_id, "tekst": text, "beoordelaar": "An"}
    controle = check_code(statement_id, text, blind=cells.pop("blind", False))
    return {**dict.fromkeys(REVIEW.names, ""), **known, "controle": controle, **answer, **cells}


def returned(
    codebook: Codebook,
    texts: dict[str, str],
    rounds: dict[str, str] | None = None,
    /,
    **files: list[dict[str, str]],
) -> Returned:
    contents = {f"{name}.csv": dutch_csv(builders.rows(REVIEW, *rows)) for name, rows in files.items()}
    return read_returned(contents, Texts(texts, rounds or {}), codebook)


@settings(max_examples=50, deadline=None)
@given(
    said=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
    renamed=st.sets(st.integers(0, 5)),
    changed=st.sets(st.integers(0, 5)),
    reviewed=st.sets(st.integers(0, 5)),
)
def test_each_answer_goes_to_a_statement_with_its_text_or_is_listed(
    said: list[str], renamed: set[int], changed: set[int], reviewed: set[int], codebook: Codebook
) -> None:
    rows = {n: sent(f"u{n}", text) for n, text in enumerate(said) if n in reviewed}
    now = {f"{'v' if n in renamed else 'u'}{n}": t + " Anders." * (n in changed) for n, t in enumerate(said)}
    found = returned(codebook, now, an=list(rows.values())) if rows else Returned()

    places = dict(enumerate(rows, start=2))
    applied = {places[review.row]: review for review in found.reviews}
    lost = {places[orphan.row.number] for orphan in found.orphans}
    assert {*applied} | lost == {*rows}
    assert not {*applied} & lost
    assert all(now[review.statement_id] == said[n] for n, review in applied.items())
    assert len({review.statement_id for review in applied.values()}) == len(applied)
    still, before = Counter(now.values()), Counter(said)
    for n in rows:
        kept_its_id = n not in renamed and n not in changed
        alone = n in renamed and n not in changed and still[said[n]] == 1 == before[said[n]]
        if kept_its_id or alone:
            assert applied[n].statement_id == ("u" if kept_its_id else "v") + str(n)
        if n in changed and not still[said[n]]:
            assert n in lost


TEXT = "Wij horen te laat van besluiten."


@pytest.mark.parametrize(("rows", "texts", "expected"), cases(__file__, "now"))
def test_which_statement_it_is_now(
    rows: list[dict[str, str]], texts: dict[str, str], expected: dict[str, str]
) -> None:
    sent_rows = [sent(cells.pop("id"), TEXT, **cells) for cells in map(dict, rows)]
    returned_rows = [ReturnedRow("an.csv", number, cells) for number, cells in enumerate(sent_rows)]

    assert find_id_changes(returned_rows, Texts(texts)).now == expected


def test_what_was_taken_over_is_listed_with_both_ids(codebook: Codebook) -> None:
    found = returned(
        codebook, {"new": TEXT}, an=[sent("old", TEXT, blind=True)], bo=[sent("new", TEXT, beoordelaar="Bo")]
    )

    assert [(one.statement_id, one.was, one.blind) for one in found.reviews] == [
        ("new", "old", True), ("new", "", False),
    ]  # fmt: skip
    assert found.issues == []
    table = listed("omgezet.csv", migrated_rows(found.reviews, Texts({"new": TEXT})))
    columns = ["bestand", "rij", "uitspraak_id", "uitspraak_id_was", "hoe", "thema_was", "te_kiezen"]
    assert table[columns].to_numpy().tolist() == [["an.csv", "2", "new", "old", "overgenomen", "", "nee"]]


def test_earlier_themes_are_listed_with_what_they_were_read_as(codebook: Codebook) -> None:
    went = {"renames": {"kokers": "verkokering"}, "splits": {"ruimte": ["rust", "vertrouwen"]}}
    later = Codebook.model_validate({**codebook.model_dump(by_alias=True), **went})
    found = returned(later, {"u": TEXT}, an=[sent("u", TEXT, themas_correctie="Kokers|ruimte")])
    table = listed("omgezet.csv", migrated_rows(found.reviews, Texts({"u": TEXT})))

    assert table[["thema_was", "thema_nu", "hoe", "te_kiezen"]].to_numpy().tolist() == [
        ["Kokers", "verkokering", "hernoemd", "nee"], ["ruimte", "rust|vertrouwen", "gesplitst", "ja"],
    ]  # fmt: skip


TWICE, ONCE, ALSO = "De vergunning duurde lang.", "De nieuwsbrief is helder.", "Het is onduidelijk wie beslist."
# Round 2026 is called Voorjaar 2026 now; one of its texts was said in 2025 too.
NOW = {"a1": TWICE, "c1": TWICE, "c2": ONCE, "c3": ALSO}
ROUNDS = {"a1": "2025", "c1": "Voorjaar 2026", "c2": "Voorjaar 2026", "c3": "Voorjaar 2026"}
BEFORE = {"a1": ("2025", TWICE), "b1": ("2026", TWICE), "b2": ("2026", ONCE), "b3": ("2026", ALSO)}


def answered(statement_id: str, who: str, stance: str, **cells: str) -> dict[str, str]:
    """A blind row as it was sent before or after the round was renamed, filled in."""
    name, text = BEFORE.get(statement_id) or (ROUNDS[statement_id], NOW[statement_id])
    named = {"ronde": name, "beoordelaar": who, "oordeel_correctie": stance}
    return sent(statement_id, text, blind=True, **{**named, **cells})


BEFOREHAND = {
    "cees": [answered(one, "Cees", "wens") for one in BEFORE],
    "dirk": [answered(one, "Dirk", "knelpunt") for one in BEFORE],
}


@settings(max_examples=40, deadline=None)
@given(
    later=st.lists(
        st.tuples(
            st.sampled_from([*BEFORE, *NOW]),
            st.sampled_from(["Els", "Fien"]),
            st.sampled_from(["wens", "knelpunt", "behouden"]),
        ),
        max_size=6,
        unique_by=lambda answer: answer[:2],
    )
)
def test_no_answer_throws_out_one_of_somebody_else(later: list[tuple[str, str, str]], codebook: Codebook) -> None:
    files = BEFOREHAND | {f"z{n}": [answered(*answer)] for n, answer in enumerate(later)}

    found = returned(codebook, NOW, ROUNDS, **files)

    kept = {(one.file, one.was or one.statement_id, one.statement_id) for one in found.reviews}
    moved = {"a1": "a1", "b1": "c1", "b2": "c2", "b3": "c3"}
    assert kept >= {(f"{name}.csv", old, now) for name in ("cees", "dirk") for old, now in moved.items()}


def test_who_answers_anew_is_held_to_that_answer_alone(codebook: Codebook) -> None:
    found = returned(codebook, NOW, ROUNDS, **BEFOREHAND, dirk2=[answered("c1", "dirk", "behouden")])

    about = {(one.file, one.was, one.stance) for one in found.reviews if one.statement_id == "c1"}
    assert about == {("cees.csv", "b1", "wens"), ("dirk2.csv", "", "behouden")}
    assert [(one.row.file, one.row.cell("uitspraak_id"), one.issue.code) for one in found.orphans] == [
        ("dirk.csv", "b1", "gone")
    ]


def test_two_rounds_between_which_it_is_not_certain_are_not_guessed() -> None:
    rows = [ReturnedRow("a.csv", 2, answered("b1", "An", "wens"))]

    assert find_id_changes(rows, Texts(NOW, ROUNDS)).now == {}


@pytest.mark.parametrize("cell", ["De nieuwsbrief is helder", "", "Onleesbaar"])
@pytest.mark.parametrize("old", ["b1", "b2"])
def test_the_code_tells_the_text_where_the_cell_was_touched(old: str, cell: str) -> None:
    rows = [
        ReturnedRow("a.csv", n, answered(one, "An", "wens", tekst=cell))
        for n, one in enumerate(("b1", "b2", "b3"))
    ]

    assert find_id_changes(rows, Texts(NOW, ROUNDS)).now == {"b1": "c1", "b2": "c2", "b3": "c3"}
    wrong = answered(old, "An", "wens", tekst=cell, controle="b00000000")
    assert find_id_changes([ReturnedRow("a.csv", 2, wrong)], Texts(NOW, ROUNDS)).now == {}


@pytest.mark.parametrize("cell", ["De nieuwsbrief is helder", ""])
def test_such_a_row_is_applied(cell: str, codebook: Codebook) -> None:
    found = returned(codebook, NOW, ROUNDS, an=[answered("b2", "An", "wens", tekst=cell)])

    assert [(one.statement_id, one.was) for one in found.reviews] == [("c2", "b2")]
    assert found.issues == []


class Counted(dict[str, str]):
    """Texts that count how often all of them are gone through."""

    times = 0

    def items(self) -> Any:
        self.times += 1
        return super().items()


def test_texts_are_gone_through_for_all_lost_answers_together(codebook: Codebook) -> None:
    texts = Counted(NOW)
    lost = [answered(one, "An", "wens", tekst=f"Nooit gezegd {one}.") for one in ("b1", "b2", "b3")]
    rows = [{**row, "controle": "b00000000"} for row in lost]

    assert find_id_changes([], Texts(texts, ROUNDS)).now == {}
    assert texts.times == 0
    found = read_returned({"an.csv": dutch_csv(builders.rows(REVIEW, *rows))}, Texts(texts, ROUNDS), codebook)
    assert [orphan.issue.code for orphan in found.orphans] == ["gone"] * 3
    assert texts.times == 2  # for their texts, and for their codes
