"""A statement with another id, as when its round was renamed, keeps what reviewers said; no answer gets lost."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.files import dutch_csv
from pipeline.core.tables.review import REVIEW
from pipeline.review.common.review_rows import check_code
from pipeline.review.common.texts import Texts
from pipeline.review.returned.id_changes import find_id_changes
from pipeline.review.returned.orphans import migrated_table
from pipeline.review.returned.reading import Returned, read_returned
from pipeline.review.returned.row import Row

WORDS = ["Wij horen te laat van besluiten.", "Goed dat dit nu samen gaat!", "N.v.t.", "Eén loket, dat helpt."]


def sent(statement_id: str, text: str, *, blind: bool = False, **cells: str) -> dict[str, str]:
    answer = {"categorie_correctie": "inhoud", "oordeel_correctie": "wens", "themas_correctie": "geen"}
    known = {
        "uitspraak_id": statement_id,
        "controle": check_code(statement_id, text, blind=blind),
        "tekst": text,
        "beoordelaar": "An",
    }
    return {**dict.fromkeys(REVIEW.names, ""), **known, **answer, **cells}


def returned(codebook: Codebook, texts: dict[str, str], **files: list[dict[str, str]]) -> Returned:
    contents = {
        f"{name}.csv": dutch_csv(pd.DataFrame(rows, columns=REVIEW.names, dtype=str))
        for name, rows in files.items()
    }
    return read_returned(contents, Texts(texts), codebook)


@settings(max_examples=150, deadline=None)
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
    listed = {places[orphan.row.number] for orphan in found.orphans}
    assert {*applied} | listed == {*rows}
    assert not {*applied} & listed
    assert all(now[review.statement_id] == said[n] for n, review in applied.items())
    assert len({review.statement_id for review in applied.values()}) == len(applied)
    still, before = Counter(now.values()), Counter(said)
    for n in rows:
        kept_its_id = n not in renamed and n not in changed
        alone = n in renamed and n not in changed and still[said[n]] == 1 == before[said[n]]
        if kept_its_id or alone:
            assert applied[n].statement_id == ("u" if kept_its_id else "v") + str(n)
        if n in changed and not still[said[n]]:
            assert n in listed


TEXT = "Wij horen te laat van besluiten."


@pytest.mark.parametrize(
    ("rows", "texts", "expected"),
    [
        pytest.param([sent("old", TEXT)], {"new": TEXT}, {"old": "new"}, id="the only one with this text"),
        pytest.param([sent("old", TEXT)], {"new": TEXT, "too": TEXT}, {}, id="two with this text"),
        pytest.param(
            [sent("old", TEXT), sent("new", TEXT)], {"new": TEXT}, {"old": "new"}, id="An answered for both"
        ),
        pytest.param(
            [sent("old", TEXT), sent("new", TEXT, beoordelaar="Bo")], {"new": TEXT}, {"old": "new"},
            id="Bo reviewed it since",
        ),
        pytest.param([sent("old", TEXT), sent("older", TEXT)], {"new": TEXT}, {}, id="two that would become one"),
        pytest.param(
            [sent("old", TEXT), sent("old", TEXT, beoordelaar="Bo")], {"new": TEXT}, {"old": "new"},
            id="two people about one",
        ),
        pytest.param([sent("old", TEXT)], {"new": f"{TEXT} Echt."}, {}, id="another text"),
        pytest.param([sent("old", TEXT, controle="c00000000")], {"new": TEXT}, {}, id="a row that was changed"),
        pytest.param([sent("old", TEXT, tekst="")], {"new": ""}, {}, id="no text"),
    ],
)  # fmt: skip
def test_which_statement_it_is_now(
    rows: list[dict[str, str]], texts: dict[str, str], expected: dict[str, str]
) -> None:
    assert find_id_changes([Row("an.csv", n, cells) for n, cells in enumerate(rows)], Texts(texts)).now == expected


def test_what_was_taken_over_is_listed_with_both_ids(codebook: Codebook) -> None:
    found = returned(
        codebook, {"new": TEXT}, an=[sent("old", TEXT, blind=True)], bo=[sent("new", TEXT, beoordelaar="Bo")]
    )

    assert [(one.statement_id, one.was, one.blind) for one in found.reviews] == [
        ("new", "old", True), ("new", "", False),
    ]  # fmt: skip
    assert found.issues == []
    listed = migrated_table(found.reviews, Texts({"new": TEXT}))
    columns = ["bestand", "rij", "uitspraak_id", "uitspraak_id_was", "hoe", "thema_was", "te_kiezen"]
    assert listed[columns].to_numpy().tolist() == [["an.csv", "2", "new", "old", "overgenomen", "", "nee"]]
