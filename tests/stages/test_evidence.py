from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

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
from pipeline.stages import trend
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
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus "proef" with labels and trend; the working directory is its root."""
    monkeypatch.chdir(builders.project(tmp_path, corpus=CORPUS, actions=ACTIONS, codebook=CODEBOOK))
    code(tmp_path, EXAMPLE)
    return tmp_path


def code(root: Path, frame: pd.DataFrame) -> None:
    """What the stages before this one leave behind."""
    write_table(root / "reports/proef/labels.csv", frame, LABELS)
    assert trend.main(["proef"]) == 0


def read(root: Path, name: str, table: Table) -> pd.DataFrame:
    return read_table(root / "reports/proef/evidence" / name, table)


def test_the_files_of_a_corpus(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert main(["proef"]) == 0

    assert sorted(path.name for path in (corpus / "reports/proef/evidence").iterdir()) == [
        "LEESMIJ.txt",
        "actie-02.csv",
        "actie-03.csv",
        "actie-12.csv",
        "acties-zonder-onderbouwing.csv",
        "bewijstabellen.xlsx",
        "dekking.csv",
        "overzicht.csv",
        "themas-zonder-actie.csv",
    ]
    assert capsys.readouterr().out == (
        "evidence proef: 3 of 8 statements bear on 3 actions (3 without enough evidence)"
        " → reports/proef/evidence\n"
    )


def test_an_action_as_dutch_excel_opens_it(corpus: Path) -> None:
    main(["proef"])

    content = (corpus / "reports/proef/evidence/actie-12.csv").read_bytes()
    header, *rows = content.decode("utf-8-sig").split("\r\n")
    assert header.split(";") == EVIDENCE.names
    assert rows == [
        f"ja;regie;Regie;2025;extern;;wens;{QUOTED_FORMULA};b.csv;4;4;model;0,610{LABEL};nee;;{TWIN};u0{OF}",
        f"ja;regie;Regie;2024;intern;;knelpunt;Een verzonnen zin.;{PLACE}{LABEL};nee;;;u1{OF}",
        f"nee;regie;Regie;2025;extern;;wens;Een verzonnen zin.;{PLACE}{LABEL};nee;u0;;u2{OF}",
        "",
    ]
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(corpus, "actie-12.csv", EVIDENCE)["tekst"][0] == FORMULA


def test_the_overview_of_the_actions(corpus: Path) -> None:
    main(["proef"])

    table = read(corpus, "overzicht.csv", EVIDENCE_OVERVIEW)
    columns = ["nummer", "titel", "groep", "uitspraken", "dubbel", "per_ronde", "themas_voorgesteld", "onderbouwd"]
    assert table[columns].to_numpy().tolist() == [
        ["2", "@Samen", "Sturing", "2", "1", "2024=1|2025=1", "ja", "nee"],
        ["3", "Nog niets", "", "0", "0", "2024=0|2025=0", "nee", "nee"],
        ["12", "Netwerkdag", "", "2", "1", "2024=1|2025=1", "nee", "nee"],
    ]
    assert table["beweging"][2] == "Regie: te weinig gegevens"
    assert ";'@Samen;" in (corpus / "reports/proef/evidence/overzicht.csv").read_text(encoding="utf-8-sig")


def test_the_workbook_has_the_lists_and_runs_nothing(corpus: Path) -> None:
    main(["proef"])

    book = openpyxl.load_workbook(corpus / "reports/proef/evidence/bewijstabellen.xlsx")
    assert book.sheetnames[:5] == ["Overzicht", "Per ronde", "Actie 2", "Actie 3", "Actie 12"]
    assert book["Overzicht"]["A1"].value == "Bewijstabellen: Proef"
    texts = [cell for row in book["Actie 12"].iter_rows() for cell in row if cell.value == FORMULA]
    assert len(texts) == 1
    assert texts[0].data_type != "f"


def test_the_gaps(corpus: Path) -> None:
    main(["proef"])

    weak = read(corpus, "acties-zonder-onderbouwing.csv", EVIDENCE_ACTIONS)
    assert weak[["nummer", "reden"]].to_numpy().tolist()[1] == ["3", "geen thema's gekoppeld"]
    themes = read(corpus, "themas-zonder-actie.csv", EVIDENCE_THEMES)
    assert themes[["thema", "ronde", "uitspraken"]].to_numpy().tolist()[0] == ["leren", "alle rondes", "1"]
    assert read(corpus, "dekking.csv", EVIDENCE_COVERAGE).to_numpy().tolist() == [
        ["2024", "1", "1", "0", "0", "0", "1.0000"],
        ["2025", "4", "1", "1", "1", "1", "0.2500"],
        ["alle rondes", "5", "2", "1", "1", "1", "0.4000"],
    ]


def test_the_ledger_says_why_a_statement_is_in_no_list(corpus: Path) -> None:
    main(["proef"])

    ledger = json.loads((corpus / "reports/proef/ledgers/evidence.json").read_text(encoding="utf-8"))
    assert (ledger["in"], ledger["kept"]) == (8, 3)
    assert {reason: entry["units"] for reason, entry in ledger["dropped"].items()} == {
        "authors_words": ["u7"],
        "no_action": ["u3"],
        "no_content": ["u6"],
        "no_theme": ["u4"],
        "undecided": ["u5"],
    }


def test_order_of_rows_and_actions_is_free(corpus: Path) -> None:
    main(["proef"])
    outputs = sorted((corpus / "reports/proef/evidence").iterdir())
    before = [path.read_bytes() for path in outputs]
    actions = corpus / "corpora/proef/actions.yaml"
    head, *lines = actions.read_text(encoding="utf-8").splitlines()
    actions.write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
    code(corpus, EXAMPLE.sample(frac=1, random_state=3))

    assert main(["proef"]) == 0

    assert [path.read_bytes() for path in outputs] == before


def test_without_actions_the_files_are_there_and_every_theme_is_open(corpus: Path) -> None:
    main(["proef"])
    (corpus / "corpora/proef/actions.yaml").write_text("actions: {}\n", encoding="utf-8")

    assert main(["proef"]) == 0

    assert not list((corpus / "reports/proef/evidence").glob("actie-*.csv"))  # those of before are gone
    assert read(corpus, "overzicht.csv", EVIDENCE_OVERVIEW).empty
    assert read(corpus, "acties-zonder-onderbouwing.csv", EVIDENCE_ACTIONS).empty
    assert set(read(corpus, "themas-zonder-actie.csv", EVIDENCE_THEMES)["thema"]) == {
        "verkokering",
        "regie",
        "leren",
    }
    assert read(corpus, "dekking.csv", EVIDENCE_COVERAGE)["dekking"].tolist() == ["0.0000", "0.0000", "0.0000"]


def test_without_statements_every_action_is_there_and_bare(corpus: Path) -> None:
    code(corpus, LABELS.empty())

    assert main(["proef"]) == 0

    assert read(corpus, "actie-02.csv", EVIDENCE).empty
    overview = read(corpus, "overzicht.csv", EVIDENCE_OVERVIEW)
    assert (
        overview[["uitspraken", "per_ronde", "beweging", "onderbouwd"]].to_numpy().tolist()
        == [["0", "", "", "nee"]] * 3
    )
    reasons = read(corpus, "acties-zonder-onderbouwing.csv", EVIDENCE_ACTIONS)["reden"]
    assert reasons.tolist() == ["geen uitspraken", "geen thema's gekoppeld", "geen uitspraken"]
    assert read(corpus, "dekking.csv", EVIDENCE_COVERAGE)["dekking"].tolist() == [""]


def test_mistakes_are_told_and_leave_the_earlier_output_whole(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["proef"])
    outputs = sorted((corpus / "reports/proef/evidence").iterdir())
    before = [path.read_bytes() for path in outputs]
    actions = corpus / "corpora/proef/actions.yaml"
    actions.write_text(ACTIONS.replace("themes: [regie]", "themes: [regi]"), encoding="utf-8")
    capsys.readouterr()

    assert main(["proef"]) == 2

    message = capsys.readouterr().err
    assert 'action 12: unknown theme "regi"' in message
    assert 'Closest: "regie"' in message
    assert [path.read_bytes() for path in outputs] == before


def test_without_trend_it_says_what_to_run(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "reports/proef/trend.csv").unlink()
    capsys.readouterr()

    assert main(["proef"]) == 2

    assert "trend.csv: file not found" in capsys.readouterr().err
    assert not (corpus / "reports/proef/evidence").exists()
