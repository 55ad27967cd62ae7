from __future__ import annotations

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.corrections import Correction
from pipeline.core.delimited import dutch_csv
from pipeline.review.labels.corrections import accepted_labels
from tests import builders

STATEMENTS = pd.DataFrame(
    {
        "statement_id": ["u1", "u2", "u3", "u4"],
        "round": "2026",
        "duplicate_of": "",
        "text": ["Werk samen.", "De hokjes!", "Bel ons eerder.", "bel ons  EERDER."],
    }
)
TEXTS = dict(zip(STATEMENTS["statement_id"], STATEMENTS["text"], strict=True))
CODED = {
    "categorie_correctie": "Inhoud",
    "oordeel_correctie": "wens",
    "themas_correctie": "rust, vertrouwen",
    "status": "gecorrigeerd",
    "beoordelaar": "An",
}


def file(*rows: tuple[str, dict[str, str]], blind: bool = False) -> bytes:
    """A returned file: per row an id and what was filled in."""
    cells = ({"uitspraak_id": one, "tekst": TEXTS.get(one, "Weg."), **filled} for one, filled in rows)
    return dutch_csv(builders.returned(*cells, blind=blind))


def correction(name: str, text: str, themes: tuple[str, ...], weight: float) -> Correction:
    return Correction(
        id=name, text=text, category="inhoud", stance="wens", themes=themes, on_topic=True, weight=weight
    )


def test_what_reviewers_agree_on_is_learned(codebook: Codebook) -> None:
    found = accepted_labels(STATEMENTS, {"an.csv": file(("u1", CODED), ("weg", CODED))}, codebook)

    assert found == [correction("u1", "Werk samen.", ("vertrouwen", "rust"), 1.0)]


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        pytest.param(
            {"oordeel_correctie": "", "themas_correctie": ""}, ("inhoud", "", None, None, 1.0), id="a part"
        ),
        pytest.param({"themas_correctie": "geen"}, ("inhoud", "wens", (), True, 1.0), id="no theme is said too"),
        pytest.param({"themas_correctie": "buiten onderwerp"}, ("", "wens", (), False, 1.0), id="off topic"),
        pytest.param({"status": "twijfel"}, ("inhoud", "wens", ("vertrouwen", "rust"), True, 0.5), id="in doubt"),
        pytest.param({"status": "besluit"}, ("inhoud", "wens", ("vertrouwen", "rust"), True, 1.0), id="decided"),
    ],
)
def test_what_is_learned_of_a_row(
    filled: dict[str, str],
    expected: tuple[str, str, tuple[str, ...] | None, bool | None, float],
    codebook: Codebook,
) -> None:
    (found,) = accepted_labels(STATEMENTS, {"an.csv": file(("u1", {**CODED, **filled}))}, codebook)

    assert (found.category, found.stance, found.themes, found.on_topic, found.weight) == expected


def test_who_only_agrees_counts_half(codebook: Codebook) -> None:
    shown = {"categorie": "inhoud", "oordeel": "wens", "themas": "geen", "status": "akkoord"}
    (found,) = accepted_labels(STATEMENTS, {"an.csv": file(("u2", shown))}, codebook)

    assert found == correction("u2", "De hokjes!", (), 0.5)


@pytest.mark.parametrize(
    "filled",
    [
        pytest.param({"opmerking": "zie u2"}, id="a remark"),
        pytest.param({"themas_correctie": "geen inhoud", "status": "gecorrigeerd"}, id="no content"),
        pytest.param({**CODED, "categorie_correctie": "bestaat niet"}, id="cannot be read"),
    ],
)
def test_without_labels_nothing_is_learned(filled: dict[str, str], codebook: Codebook) -> None:
    assert accepted_labels(STATEMENTS, {"an.csv": file(("u1", filled))}, codebook) == []


def test_what_is_disputed_is_not_learned(codebook: Codebook) -> None:
    other = {**CODED, "beoordelaar": "Bo", "themas_correctie": "verkokering"}
    (found,) = accepted_labels(
        STATEMENTS, {"an.csv": file(("u1", CODED)), "bo.csv": file(("u1", other))}, codebook
    )

    assert (found.category, found.stance, found.themes) == ("inhoud", "wens", None)


def test_the_audit_is_never_learned_from(codebook: Codebook) -> None:
    open_rows = file(("u1", CODED), ("u2", CODED), ("u3", CODED), ("u4", CODED))
    record = b"statement_id,round,probability\nu2,2025,0.1\nweg,2025,0.1\n"
    blind = file(("u3", {**CODED, "beoordelaar": "Bo"}), blind=True)
    files = {"alles.csv": open_rows, "steekproef.csv": record, "blind.csv": blind}

    # u2 is on record, u3 was coded blind, u4 has the text of u3.
    assert [one.id for one in accepted_labels(STATEMENTS, files, codebook)] == ["u1"]
    assert [one.id for one in accepted_labels(STATEMENTS, {"a.csv": open_rows}, codebook)] == [
        "u1", "u2", "u3", "u4",
    ]  # fmt: skip


def test_the_order_of_files_and_rows_makes_no_difference(codebook: Codebook) -> None:
    one = {"a.csv": file(("u1", CODED), ("u2", CODED)), "b.csv": file(("u4", CODED))}
    other = {"b.csv": file(("u2", CODED), ("u1", CODED)), "a.csv": file(("u4", CODED))}

    assert accepted_labels(STATEMENTS, one, codebook) == accepted_labels(STATEMENTS[::-1], other, codebook)
