"""The ingest stage as a person runs it: content, account, order, mistakes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pipeline.core.codes import PSEUDONYM
from pipeline.core.parts import engine
from pipeline.core.tables import ACTIONS_FOUND, SCORES, STATEMENTS, read_table
from pipeline.core.tabular import large_text
from pipeline.ingest import large
from pipeline.stages.ingest import main
from tests import builders
from tests.cases import cases
from tests.paths import ROOT

DEMO = ROOT / "corpora" / "nedermaas"


def outputs(root: Path) -> dict[str, bytes]:
    folder = root / "reports"
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_survey_becomes_statements_and_every_row_is_accounted_for(
    small_project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["proef"]) == 0

    statements = read_table(small_project / "reports/proef/statements.csv", STATEMENTS)
    assert statements[["text", "audience", "date", "round"]].to_numpy().tolist() == [
        ["Korte lijnen.", "extern", "2025-03-03", "2025"],
        ["n.v.t.", "intern", "2025-03-04", "2025"],
    ]
    ledger = json.loads((small_project / "reports/proef/ledgers/ingest.json").read_text(encoding="utf-8"))
    assert (ledger["unit"], ledger["in"], ledger["kept"]) == ("row", 3, 2)
    assert ledger["dropped"] == {
        "leeg_antwoord": {
            "n": 1,
            "meaning": "the respondent filled in nothing here",
            "units": ["enquete_2025.csv:2"],
        }
    }
    assert len(read_table(small_project / "reports/proef/scores.csv", SCORES)) == 0
    assert len(read_table(small_project / "reports/proef/actions_found.csv", ACTIONS_FOUND)) == 0
    line = capsys.readouterr().out
    assert line.startswith(
        "ingest proef: 2 statements from 1 source (utf-8-sig; rows: 3 in, 2 kept, 1 dropped with a reason) →"
    )
    assert line.count("\n") == 1


def test_report_and_surveys_together_have_ids_of_their_own(small_project: Path) -> None:
    shutil.copytree(DEMO, small_project / "corpora" / "nedermaas")

    assert main(["nedermaas"]) == 0

    statements = read_table(small_project / "reports/nedermaas/statements.csv", STATEMENTS)
    rows = statements["source"].value_counts().to_dict()
    assert rows["thermometer_2025.csv"] == 132
    assert rows["thermometer_2026.csv"] == 150
    assert rows["verkenning_2024.txt"] > 100
    assert statements["source"].drop_duplicates().tolist() == [
        "verkenning_2024.txt", "thermometer_2025.csv", "thermometer_2026.csv",
    ]  # fmt: skip
    assert set(statements["duplicate_of"]) - {""} <= set(statements["statement_id"])
    actions = read_table(small_project / "reports/nedermaas/actions_found.csv", ACTIONS_FOUND)
    assert actions["number"].tolist() == [str(number) for number in range(1, 9)]


def test_the_same_answer_in_two_files_of_one_round_is_two_statements(small_project: Path) -> None:
    folder = small_project / "corpora" / "proef"
    shutil.copyfile(folder / "raw" / "enquete_2025.csv", folder / "raw" / "tweede.csv")
    config = (folder / "corpus.yaml").read_text(encoding="utf-8")
    source = config[config.index("- file") :].replace("enquete_2025.csv", "tweede.csv")
    (folder / "corpus.yaml").write_text(config + source, encoding="utf-8")
    assert main(["proef"]) == 0
    before = outputs(small_project)

    head = config[: config.index("- file")]
    (folder / "corpus.yaml").write_text(head + source + config[config.index("- file") :], encoding="utf-8")
    assert main(["proef"]) == 0

    assert len(read_table(small_project / "reports/proef/statements.csv", STATEMENTS)) == 4
    assert outputs(small_project) == before


def test_a_large_table_gives_the_same_bytes_in_parts_and_by_several_processes(
    small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["proef"]) == 0
    before = outputs(small_project)
    monkeypatch.setattr(large_text, "LARGE", 0)
    monkeypatch.setattr(large, "ROWS", 1)
    monkeypatch.setattr(engine, "cores", lambda: 2)

    for _ in range(2):  # made, and kept
        assert main(["proef"]) == 0
        after = outputs(small_project)
        assert {name: content for name, content in after.items() if "/parts/" not in name} == before
        assert len(after) == len(before) + 4  # three rows and how many


@pytest.mark.parametrize(("path", "old", "new", "messages"), cases(__file__, "mistakes"))
def test_a_mistake_is_explained_and_earlier_outputs_stay(
    small_project: Path,
    capsys: pytest.CaptureFixture[str],
    path: str,
    old: str | None,
    new: str,
    messages: list[str],
) -> None:
    assert main(["proef"]) == 0
    before = outputs(small_project)
    file = small_project / "corpora" / "proef" / path
    if old:
        builders.changed(file, {old: new})
    else:
        file.write_text(new, encoding="utf-8")
    capsys.readouterr()

    assert main(["proef"]) == 2

    error = capsys.readouterr().err
    for message in messages:
        assert message in error
    assert "What to do" in error
    assert outputs(small_project) == before


@pytest.mark.parametrize("name", ["../x", "a/b", "..", "profiles", "Proef"])
def test_a_name_that_cannot_be_a_corpus_is_refused(
    small_project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main([name]) == 2
    assert "cannot be the name of a corpus" in capsys.readouterr().err
    assert not (small_project / "reports").exists()


def test_a_corpus_may_have_a_key_of_its_own_for_pseudonyms(
    small_project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_project / "corpora" / "proef"
    (folder / "raw" / "enquete_2025.csv").write_text(
        "antwoord,wie\nKorte lijnen.,Anna Verzonnen\nTe traag.,R-12\n", encoding="utf-8"
    )
    config = builders.corpus_yaml(
        'file: enquete_2025.csv, profile: tabel, round: "2025", columns: {text: antwoord, respondent: wie}'
    )

    def respondents(key: str) -> list[str]:
        (folder / "corpus.yaml").write_text(f"{key}\n{config}", encoding="utf-8")
        assert main(["proef"]) == 0
        return read_table(small_project / "reports/proef/statements.csv", STATEMENTS)["respondent"].tolist()

    common, own, again = (respondents(key) for key in ("", "pseudonym_key: geheim-van-proef", 'pseudonym_key: ""'))

    assert re.fullmatch(PSEUDONYM, common[0])
    assert re.fullmatch(PSEUDONYM, own[0])
    assert common[0] != own[0]
    assert common == again
    assert common[1] == own[1] == "R-12"
    (folder / "corpus.yaml").write_text(f"pseudonym_key: kort\n{config}", encoding="utf-8")
    assert main(["proef"]) == 2
    assert "pseudonym_key: allowed are 8 characters or more" in capsys.readouterr().err
