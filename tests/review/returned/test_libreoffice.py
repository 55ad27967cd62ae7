"""A real spreadsheet in Dutch: opened and saved by LibreOffice, every answer comes back as it was given."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.files import dutch_csv
from pipeline.review.common.texts import Texts
from pipeline.review.outgoing.workbook import SHEET, workbook
from pipeline.review.returned.reading import read_returned
from tests import builders
from tests.paths import CALC

pytestmark = pytest.mark.skipif(not CALC, reason="LibreOffice Calc is not on this machine")

TEXTS = {
    "u1e5": "Eén aanspreekpunt, dat helpt; écht.",
    "u2": "=geen formule, maar een zin",
    "u3": 'Zij zei: "te laat"\nen dat klopte.',
    "u0004": "+31 is geen som",
}
ANSWERS = {
    "categorie_correctie": "Rol/Houding",
    "oordeel_correctie": "Knelpunt",
    "themas_correctie": "Rust, ruimte | vertrouwen",
    "status": "gecorrigeerd",
    "beoordelaar": "Anna",
    "datum": "12-11-2026",
    "opmerking": "-1 punt",
}
# Separator, quote mark and encoding as in "Tekst-CSV": 59 is ";", 34 the quote mark, 76 UTF-8.
TO_CSV, FROM_CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1", "Text - txt - csv (StarCalc):59,34,76,1"


def rows() -> pd.DataFrame:
    sent = ({"uitspraak_id": one, "tekst": text} for one, text in TEXTS.items())
    return builders.returned(*sent, blind=True, ronde="2025", **ANSWERS)


def convert(path: Path, to: str, folder: Path, read_as: str = "") -> Path:
    """Open a file in a Dutch LibreOffice and save it as another kind."""
    assert CALC
    command = [CALC, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", to]
    command += [f"--infilter={read_as}"] if read_as else []
    subprocess.run(
        [*command, "--outdir", str(folder / "saved"), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "nl_NL.UTF-8", "LC_ALL": "nl_NL.UTF-8"},
    )
    return folder / "saved" / f"{path.stem}.{to.partition(':')[0]}"


@pytest.mark.parametrize("source", ["xlsx", "csv"])
@pytest.mark.parametrize("to", [TO_CSV, "xlsx", "ods"])
def test_what_libreoffice_saves_is_read_as_it_was_meant(
    source: str, to: str, tmp_path: Path, codebook: Codebook
) -> None:
    path = tmp_path / f"an.{source}"
    path.write_bytes(workbook(rows(), codebook) if source == "xlsx" else dutch_csv(rows()))
    saved = convert(path, to, tmp_path, FROM_CSV if source == "csv" else "")
    returned = read_returned({saved.name: saved.read_bytes()}, Texts(TEXTS), codebook)

    assert returned.issues == []
    assert [review.statement_id for review in returned.reviews] == list(TEXTS)
    for review in returned.reviews:
        assert (review.category, review.stance, review.themes) == ("rol_houding", "knelpunt", "vertrouwen|rust")
        assert (review.reviewer, review.date, review.note) == ("Anna", "12-11-2026", "-1 punt")


def test_locks_and_lists_survive(tmp_path: Path, codebook: Codebook) -> None:
    path = tmp_path / "an.xlsx"
    path.write_bytes(workbook(rows(), codebook))
    sheet = openpyxl.load_workbook(convert(path, "xlsx", tmp_path))[SHEET]

    assert sheet.protection.sheet
    assert len(sheet.data_validations.dataValidation) == 4
