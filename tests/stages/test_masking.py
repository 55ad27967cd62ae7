"""Planted personal data, through every stage: only statements.csv has them."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli.commands.classify_file import classify_file
from pipeline.core.corpus import Corpus
from pipeline.core.delimited import parse_csv
from pipeline.core.tables import PREDICTIONS, STATEMENTS, Table, read_table
from pipeline.stages import (
    classify,
    corrections,
    discover,
    evaluate,
    evidence,
    index,
    ingest,
    report,
    review,
    trend,
)
from tests import builders
from tests.pages import draw_once
from tests.paths import ROOT

COLUMNS = "text: antwoord, question: vraag, respondent: respondent, organisation: organisatietype, date: datum"
CORPUS = builders.corpus_yaml(
    f'file: enquete_2025.csv, profile: tabel, round: "2025", audience: extern, columns: {{{COLUMNS}}}',
    'file: verkenning_2024.txt, profile: verkenning, round: "2024"',  # a report in which quotes are signed
    title="Samenwerking Proefland",
    organisation="provincie Proefland",
)
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


STAGES = (ingest, corrections, classify, discover, review, trend, evidence, evaluate, report)


@pytest.fixture(scope="module")
def planted(toy_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which all stages ran on a survey with answers that name persons, and a report."""
    root = shutil.copytree(toy_project, tmp_path_factory.mktemp("masked") / "project")
    shutil.copytree(ROOT / "corpora/profiles", root / "corpora/profiles")
    shutil.rmtree(root / "corpora/proef")
    themes = ", ".join(Corpus("nedermaas").codebook.themes)  # one action answers all, so that all is evidence
    actions = f"actions:\n  1: {{title: Alles, themes: [{themes}]}}\n"
    raw = builders.corpus_folder(root, corpus=CORPUS, actions=actions) / "raw"
    rows = [f'R{n};gemeente;Wat kan beter?;"{answer}";03-03-2025\r\n' for n, answer in enumerate(ANSWERS, start=1)]
    survey = "respondent;organisatietype;vraag;antwoord;datum\r\n" + "".join(rows)
    (raw / "enquete_2025.csv").write_bytes(survey.encode("utf-8-sig"))
    shutil.copy(ROOT / "corpora/nedermaas/raw/verkenning_2024.txt", raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        draw_once(patch)
        assert [stage.main(["proef"]) for stage in STAGES] == [0] * len(STAGES)
        assert index.main([]) == 0
    return root


@pytest.fixture
def copy(planted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same project, to change; the working folder."""
    monkeypatch.chdir(shutil.copytree(planted, tmp_path / "project"))
    return tmp_path / "project"


def answers(root: Path, name: str, table: Table) -> pd.DataFrame:
    """The rows of a table of the corpus that come from the survey."""
    frame = read_table(root / "reports/proef" / name, table)
    return frame[frame["source"] == "enquete_2025.csv"]


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


def test_nothing_planted_leaves_the_table_of_statements(planted: Path) -> None:
    reports = planted / "reports/proef"
    assert len(list(reports.rglob("*"))) > 20
    found = {word: files_with(word, planted / "reports") for word in PLANTED}
    assert found == {word: ["proef/statements.csv"] for word in PLANTED}
    assert {"index.html", "kaarten/proef.json", "proef/samenvatting.docx"} <= set(
        files_with("Proefland", planted / "reports")
    )
    assert files_with("[naam]", reports / "review")
    assert "bewijstabellen.xlsx" in files_with("[naam]", reports / "evidence")
    assert "review/alles.csv" in files_with("Ruimte", reports)


def test_the_text_is_verbatim_in_statements_and_masked_in_predictions(planted: Path) -> None:
    statements = answers(planted, "statements.csv", STATEMENTS)
    assert statements["text"].tolist() == list(ANSWERS)
    assert statements["personal_data"].iloc[0] == "naam:27-45"
    assert statements["personal_data"].iloc[-1] == ""
    predictions = answers(planted, "predictions.csv", PREDICTIONS)
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


def test_the_coder_reads_the_text_verbatim_and_tonen_shows_it(copy: Path) -> None:
    hidden = answers(copy, "predictions.csv", PREDICTIONS)
    builders.changed(copy / "params.yaml", {"personal_data: maskeren": "personal_data: tonen"})
    assert classify.main(["proef"]) == 0
    open_ = answers(copy, "predictions.csv", PREDICTIONS)

    assert open_["text"].tolist() == list(ANSWERS)
    labels = ["statement_id", "category_confidence", "stance_confidence", "theme_confidences", "themes"]
    assert open_[labels].equals(hidden[labels])


def test_a_csv_of_ones_own_comes_back_as_it_was(copy: Path) -> None:
    (copy / "own.csv").write_text('id,text\n1,"Froukje Ossenwaard van het team belde."\n', encoding="utf-8")

    classify_file(copy / "own.csv", copy / "coded.csv")

    coded = parse_csv((copy / "coded.csv").read_text("utf-8"), where="coded.csv")
    assert coded["text"].tolist() == ["Froukje Ossenwaard van het team belde."]


def test_a_broken_cell_stops_the_stage_and_names_the_statement(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    builders.changed(copy / "reports/proef/statements.csv", {"naam:27-45": "naam:27-4500"})
    (copy / "reports/proef/predictions.csv").unlink()

    assert classify.main(["proef"]) == 2
    assert "naam:27-4500" in capsys.readouterr().err
    assert not (copy / "reports/proef/predictions.csv").exists()
