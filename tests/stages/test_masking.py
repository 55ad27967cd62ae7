"""Planted personal data, through every stage: only statements.csv has them."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli.commands.classify_file import classify_file
from pipeline.core.corpus import Corpus
from pipeline.core.delimited import parse_csv
from pipeline.core.tables import PREDICTIONS, STATEMENTS, read_table
from pipeline.stages import classify, discover, evaluate, evidence, index, ingest, report, review, trend
from tests.paths import ROOT

REPORT = """\
- file: verkenning_2024.txt
  profile: verkenning
  round: "2024"
"""
PLANTED = (
    "Ossenwaard",
    "Marieke",
    "VanDijk",
    "Hollebrandt",
    "Aldegonde",
    "quistwater",
    "28517340",
    "111222333",
    "ABNA",
    "Molenstraat",
    "3721BC",
)
ANSWERS = (
    "Vooral de samenwerking met Froukje Ossenwaard is goed: korte lijnen, zij neemt de telefoon op.",
    "Mail l.quistwater@wielrade.example en je hebt dezelfde dag antwoord.",
    "Bel +31 6 28517340, daar wordt ook echt opgenomen.",
    "Mijn BSN is 111222333 en de subsidie moet naar NL91 ABNA 0417 1643 00.",
    "Wij wonen op Molenstraat 14, 3721 BC Wielrade en horen nooit iets.",
    "Afdelingen moeten beter samenwerken, zei Marieke, iedereen zit in een eigen hokje.",
    "Volgens Van Dijk is er te weinig tijd voor overleg.",
    "De gemeente De Bilt en wethouder Ruimte werken prettig samen.",
)


@pytest.fixture
def planted(small_project: Path, toy_project: Path) -> Path:
    """A corpus with a survey in which answers name persons, ready to run."""
    shutil.copytree(toy_project / "models", small_project / "models")
    rows = [f'R{n};gemeente;Wat kan beter?;"{answer}";03-03-2025\r\n' for n, answer in enumerate(ANSWERS, start=1)]
    survey = "respondent;organisatietype;vraag;antwoord;datum\r\n" + "".join(rows)
    corpus = small_project / "corpora/proef"
    (corpus / "raw/enquete_2025.csv").write_bytes(survey.encode("utf-8-sig"))
    themes = ", ".join(Corpus("proef").codebook.themes)  # one action answers all, so that all is evidence
    (corpus / "actions.yaml").write_text(
        f"actions:\n  1: {{title: Alles, themes: [{themes}]}}\n", encoding="utf-8"
    )
    return small_project


@pytest.fixture
def signed(planted: Path) -> Path:
    """The same corpus with a report in which quotes are signed."""
    corpus = planted / "corpora/proef"
    shutil.copy(ROOT / "corpora/nedermaas/raw/verkenning_2024.txt", corpus / "raw")
    with (corpus / "corpus.yaml").open("a", encoding="utf-8") as config:
        config.write(REPORT)
    return planted


STAGES: tuple[Callable[[list[str]], int], ...] = (
    ingest.main,
    classify.main,
    discover.main,
    review.main,
    trend.main,
    evidence.main,
    evaluate.main,
    report.main,
)


def content(path: Path) -> bytes:
    """The bytes of a file; of one that is packed (a workbook, a Word document) those of its parts."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


def files_with(word: str, folder: Path) -> list[str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = [path for path in files if word.lower().encode() in content(path).lower().replace(b" ", b"")]
    return [path.relative_to(folder).as_posix() for path in found]


def test_nothing_planted_leaves_the_table_of_statements(signed: Path) -> None:
    for stage in STAGES:
        assert stage(["proef"]) == 0
    assert index.main([]) == 0

    reports = signed / "reports/proef"
    assert len(list(reports.rglob("*"))) > 20
    found = {word: files_with(word, signed / "reports") for word in PLANTED}
    assert found == {word: ["proef/statements.csv"] for word in PLANTED}
    assert {"index.html", "kaarten/proef.json", "proef/samenvatting.docx"} <= set(
        files_with("Proefland", signed / "reports")
    )
    assert files_with("[naam]", reports / "review")
    assert "bewijstabellen.xlsx" in files_with("[naam]", reports / "evidence")
    assert "review/alles.csv" in files_with("Ruimte", reports)


def test_the_text_is_verbatim_in_statements_and_masked_in_predictions(planted: Path) -> None:
    assert ingest.main(["proef"]) == 0
    assert classify.main(["proef"]) == 0

    statements = read_table(planted / "reports/proef/statements.csv", STATEMENTS)
    assert statements["text"].tolist() == list(ANSWERS)
    assert statements["personal_data"].iloc[0] == "naam:27-45"
    assert statements["personal_data"].iloc[-1] == ""
    predictions = read_table(planted / "reports/proef/predictions.csv", PREDICTIONS)
    assert predictions["text"].tolist() == [
        "Vooral de samenwerking met [naam] is goed: korte lijnen, zij neemt de telefoon op.",
        "Mail [e-mailadres] en je hebt dezelfde dag antwoord.",
        "Bel [telefoonnummer], daar wordt ook echt opgenomen.",
        "Mijn BSN is [bsn] en de subsidie moet naar [rekeningnummer].",
        "Wij wonen op [adres] Wielrade en horen nooit iets.",
        "Afdelingen moeten beter samenwerken, zei [naam], iedereen zit in een eigen hokje.",
        "Volgens [naam] is er te weinig tijd voor overleg.",
        ANSWERS[-1],
    ]
    assert not {"speaker", "personal_data"} & set(predictions.columns)


def test_the_coder_reads_the_text_verbatim_and_tonen_shows_it(planted: Path) -> None:
    settings = planted / "params.yaml"
    assert ingest.main(["proef"]) == 0
    assert classify.main(["proef"]) == 0
    hidden = read_table(planted / "reports/proef/predictions.csv", PREDICTIONS)
    settings.write_text(
        settings.read_text("utf-8").replace("personal_data: maskeren", "personal_data: tonen"), "utf-8"
    )
    assert classify.main(["proef"]) == 0
    open_ = read_table(planted / "reports/proef/predictions.csv", PREDICTIONS)

    assert open_["text"].tolist() == list(ANSWERS)
    labels = ["statement_id", "category_confidence", "stance_confidence", "theme_confidences", "themes"]
    assert open_[labels].equals(hidden[labels])


def test_a_csv_of_ones_own_comes_back_as_it_was(planted: Path) -> None:
    (planted / "own.csv").write_text('id,text\n1,"Froukje Ossenwaard van het team belde."\n', encoding="utf-8")

    classify_file(planted / "own.csv", planted / "coded.csv")

    coded = parse_csv((planted / "coded.csv").read_text("utf-8"), where="coded.csv")
    assert coded["text"].tolist() == ["Froukje Ossenwaard van het team belde."]


def test_a_broken_cell_stops_the_stage_and_names_the_statement(
    planted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest.main(["proef"]) == 0
    table = planted / "reports/proef/statements.csv"
    table.write_text(table.read_text("utf-8").replace("naam:27-45", "naam:27-4500"), "utf-8")

    assert classify.main(["proef"]) == 2
    assert "naam:27-4500" in capsys.readouterr().err
    assert not (planted / "reports/proef/predictions.csv").exists()
