from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.core.params import load_params
from pipeline.core.tables import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
    LABELS,
    Table,
    read_table,
    write_table,
)
from pipeline.stages import evidence, trend
from pipeline.stages.evidence import main
from tests import builders

FORMULA = '=HYPERLINK("http://voorbeeld.test";"klik")'
QUOTED_FORMULA = """"'=HYPERLINK(""http://voorbeeld.test"";""klik"")\""""
PLACE, TWIN = "b.csv;1;1;model;", "b.csv, rij 1"
LABEL, OF = ";model;0,700", ";12;Netwerkdag;HR"  # of each statement the stance, and the action

CODEBOOK = builders.codebook({"verkokering": "Verkokering", "regie": "Regie", "leren": "Leren"})
CORPUS = builders.corpus_yaml(
    'file: a.txt, profile: verkenning, round: "2024", date: 2024-10-01',
    'file: b.csv, profile: tabel, round: "2025", date: 2025-03-01, audience: extern',
)
ACTIONS = """\
actions:
  12: {title: Netwerkdag, owner: HR, themes: [regie]}
  2: {title: "@Samen", owner: directie, group: Sturing, themes: [verkokering, regie], themes_proposed: true}
  3: {title: Nog niets}
"""
labels = partial(builders.labels, source="b.csv", text="Een verzonnen zin.")
EXAMPLE = labels(
    {"themes": "regie", "theme_confidences": "regie=0.61", "text": FORMULA, "line_start": "4", "line_end": "4"},
    {"themes": "verkokering|regie", "stance": "knelpunt", "round": "2024-intern", "audience": "intern"},
    {"themes": "regie", "duplicate_of": "u0"},
    {"themes": "leren"},
    {"themes": ""},
    {"themes": "", "themes_status": "onbeslist"},
    {"themes": "", "themes_status": "geen_inhoud"},
    {"themes": "regie", "kind": "motto", "round": "2024-extern"},
)


@pytest.fixture
def coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reports of a corpus "proef" with labels and trend; the working directory is its root."""
    monkeypatch.chdir(builders.project(tmp_path, corpus=CORPUS, actions=ACTIONS, codebook=CODEBOOK))
    code(tmp_path / "reports/proef", EXAMPLE)
    return tmp_path / "reports/proef"


@pytest.fixture
def folder(coded: Path) -> Path:
    """What the stage wrote."""
    assert main(["proef"]) == 0
    return coded / "evidence"


def code(reports: Path, frame: pd.DataFrame) -> None:
    """What the stages before this one leave behind."""
    write_table(reports / "labels.csv", frame, LABELS)
    assert trend.main(["proef"]) == 0


def read(folder: Path, name: str, table: Table, *columns: str) -> list[list[str]]:
    """Some columns of a table, or all."""
    cells: list[list[str]] = read_table(folder / name, table)[list(columns) or table.names].to_numpy().tolist()
    return cells


def test_the_files_of_a_corpus(coded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert main(["proef"]) == 0

    assert {path.name for path in (coded / "evidence").iterdir()} == {
        *("LEESMIJ.txt", "actie-02.csv", "actie-03.csv", "actie-12.csv", "acties-zonder-onderbouwing.csv"),
        *("bewijstabellen.xlsx", "dekking.csv", "overzicht.csv", "themas-zonder-actie.csv"),
    }
    assert capsys.readouterr().out == (
        "evidence proef: 3 of 8 statements bear on 3 actions (3 without enough evidence)"
        " → reports/proef/evidence\n"
    )
    ledger = json.loads((coded / "ledgers/evidence.json").read_text(encoding="utf-8"))
    assert (ledger["in"], ledger["kept"]) == (8, 3)
    reasons = {"authors_words": "u7", "no_action": "u3", "no_content": "u6", "no_theme": "u4", "undecided": "u5"}
    assert {why: entry["units"] for why, entry in ledger["dropped"].items()} == {
        why: [u] for why, u in reasons.items()
    }


def test_an_action_as_dutch_excel_opens_it(folder: Path) -> None:
    content = (folder / "actie-12.csv").read_bytes()
    header, *rows = content.decode("utf-8-sig").split("\r\n")
    assert header.split(";") == EVIDENCE.names
    assert rows == [
        f"ja;regie;Regie;2025;extern;;wens;{QUOTED_FORMULA};b.csv;4;4;model;0,610{LABEL};nee;;{TWIN};u0{OF}",
        f"ja;regie;Regie;2024;intern;;knelpunt;Een verzonnen zin.;{PLACE}{LABEL};nee;;;u1{OF}",
        f"nee;regie;Regie;2025;extern;;wens;Een verzonnen zin.;{PLACE}{LABEL};nee;u0;;u2{OF}",
        "",
    ]
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(folder, "actie-12.csv", EVIDENCE, "tekst")[0] == [FORMULA]


def test_the_overview_of_the_actions_and_the_gaps(folder: Path) -> None:
    columns = ["nummer", "titel", "groep", "uitspraken", "dubbel", "per_ronde", "themas_voorgesteld", "onderbouwd"]
    assert read(folder, "overzicht.csv", EVIDENCE_OVERVIEW, *columns) == [
        ["2", "@Samen", "Sturing", "2", "1", "2024=1|2025=1", "ja", "nee"],
        ["3", "Nog niets", "", "0", "0", "2024=0|2025=0", "nee", "nee"],
        ["12", "Netwerkdag", "", "2", "1", "2024=1|2025=1", "nee", "nee"],
    ]
    assert read(folder, "overzicht.csv", EVIDENCE_OVERVIEW, "beweging")[2] == ["Regie: te weinig gegevens"]
    assert ";'@Samen;" in (folder / "overzicht.csv").read_text(encoding="utf-8-sig")
    weak = read(folder, "acties-zonder-onderbouwing.csv", EVIDENCE_ACTIONS, "nummer", "reden")
    assert weak[1] == ["3", "geen thema's gekoppeld"]
    themes = read(folder, "themas-zonder-actie.csv", EVIDENCE_THEMES, "thema", "ronde", "uitspraken")
    assert themes[0] == ["leren", "alle rondes", "1"]
    assert read(folder, "dekking.csv", EVIDENCE_COVERAGE) == [
        ["2024", "1", "1", "0", "0", "0", "1.0000"],
        ["2025", "4", "1", "1", "1", "1", "0.2500"],
        ["alle rondes", "5", "2", "1", "1", "1", "0.4000"],
    ]


def test_the_workbook_has_the_lists_and_runs_nothing(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "bewijstabellen.xlsx")
    assert book.sheetnames[:5] == ["Overzicht", "Per ronde", "Actie 2", "Actie 3", "Actie 12"]
    assert book["Overzicht"]["A1"].value == "Bewijstabellen: Proef"
    [text] = [cell for row in book["Actie 12"].iter_rows() for cell in row if cell.value == FORMULA]
    assert text.data_type != "f"


def test_order_of_rows_and_actions_is_free(folder: Path) -> None:
    outputs = sorted(folder.iterdir())
    before = [path.read_bytes() for path in outputs]
    actions = Path("corpora/proef/actions.yaml")
    head, *lines = actions.read_text(encoding="utf-8").splitlines()
    actions.write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
    code(folder.parent, EXAMPLE.sample(frac=1, random_state=3))

    assert main(["proef"]) == 0

    assert [path.read_bytes() for path in outputs] == before


def test_a_list_that_is_too_long_for_excel_is_cut_and_says_so(
    coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = load_params()
    short = params.evidence.model_copy(update={"most_listed": 2})
    monkeypatch.setattr(evidence, "load_params", lambda: params.model_copy(update={"evidence": short}))

    assert main(["proef"]) == 0

    folder = coded / "evidence"
    # Of action 12 two statements and a duplicate; the duplicate is last.
    assert read(folder, "actie-12.csv", EVIDENCE, "uitspraak_id") == [["u0"], ["u1"]]
    assert read(folder, "overzicht.csv", EVIDENCE_OVERVIEW, "nummer", "uitspraken", "dubbel")[-1] == [
        "12",
        "2",
        "1",
    ]
    said = " ".join((folder / "LEESMIJ.txt").read_text(encoding="utf-8").split())
    assert "actie-12.csv heeft de eerste 2 van 3 uitspraken: meer gaat in Excel niet vlot." in said
    assert "actie-03.csv heeft" not in said
    book = openpyxl.load_workbook(folder / "bewijstabellen.xlsx")
    cells = {
        name: [cell.value for row in book[name].iter_rows() for cell in row] for name in ("Actie 12", "Actie 3")
    }
    told = "Hier staan de eerste 2 van 3 uitspraken. Alle uitspraken staan in labels.csv."
    assert told in cells["Actie 12"]
    assert told not in cells["Actie 3"]


def test_without_actions_the_files_are_there_and_every_theme_is_open(folder: Path) -> None:
    Path("corpora/proef/actions.yaml").write_text("actions: {}\n", encoding="utf-8")

    assert main(["proef"]) == 0

    assert not list(folder.glob("actie-*.csv"))  # those of before are gone
    assert read(folder, "overzicht.csv", EVIDENCE_OVERVIEW) == []
    assert read(folder, "acties-zonder-onderbouwing.csv", EVIDENCE_ACTIONS) == []
    open_themes = read(folder, "themas-zonder-actie.csv", EVIDENCE_THEMES, "thema")
    assert {theme for [theme] in open_themes} == {"verkokering", "regie", "leren"}
    assert read(folder, "dekking.csv", EVIDENCE_COVERAGE, "dekking") == [["0.0000"]] * 3


def test_without_statements_every_action_is_there_and_bare(coded: Path) -> None:
    code(coded, LABELS.empty())

    assert main(["proef"]) == 0

    folder, columns = coded / "evidence", ["uitspraken", "per_ronde", "beweging", "onderbouwd"]
    assert read(folder, "actie-02.csv", EVIDENCE) == []
    assert read(folder, "overzicht.csv", EVIDENCE_OVERVIEW, *columns) == [["0", "", "", "nee"]] * 3
    reasons = read(folder, "acties-zonder-onderbouwing.csv", EVIDENCE_ACTIONS, "reden")
    assert reasons == [["geen uitspraken"], ["geen thema's gekoppeld"], ["geen uitspraken"]]
    assert read(folder, "dekking.csv", EVIDENCE_COVERAGE, "dekking") == [[""]]


def test_mistakes_are_told_and_leave_the_earlier_output_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = sorted(folder.iterdir())
    before = [path.read_bytes() for path in outputs]
    builders.changed(Path("corpora/proef/actions.yaml"), {"themes: [regie]": "themes: [regi]"})
    capsys.readouterr()

    assert main(["proef"]) == 2

    message = capsys.readouterr().err
    assert 'action 12: unknown theme "regi"' in message
    assert 'Closest: "regie"' in message
    assert [path.read_bytes() for path in outputs] == before


def test_without_trend_it_says_what_to_run(coded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (coded / "trend.csv").unlink()
    capsys.readouterr()

    assert main(["proef"]) == 2

    assert "trend.csv: file not found" in capsys.readouterr().err
    assert not (coded / "evidence").exists()
