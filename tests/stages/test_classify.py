from __future__ import annotations

import json
import os
import random
import shutil
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.cli.commands.classify_file import classify_file
from pipeline.coder.classify import classifying
from pipeline.coder.classify.classifying import CODING, read_statements
from pipeline.coder.classify.coding_parts import CodingTask, code_part
from pipeline.core import parallel
from pipeline.core.delimited import parse_csv
from pipeline.core.parts import engine
from pipeline.core.parts.kept import Unit
from pipeline.core.parts.pieces import RowsPiece, pieces
from pipeline.core.parts.store import Cells, PartStore, digest
from pipeline.core.tables import PREDICTIONS, STATEMENTS, read_table, write_table
from pipeline.stages import classify
from pipeline.stages.classify import main
from tests import builders
from tests.cases import cases

TEXTS = ["Iedere afdeling werkt in een eigen hokje.", "n.v.t.", "Leg uit waarom iets niet kan.", '=HYPERLINK("x")']


@pytest.fixture
def project(toy_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of its own, so that a test may break it."""
    copy = tmp_path / "project"
    shutil.copytree(toy_project, copy)
    monkeypatch.chdir(copy)
    return copy


def statements(*texts: str) -> pd.DataFrame:
    return builders.statements(*({"statement_id": f"u{n:010}", "text": text} for n, text in enumerate(texts)))


def test_the_stage_codes_every_statement_in_order(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = project / "reports" / "proef"
    write_table(reports / "statements.csv", statements(*TEXTS), STATEMENTS)

    assert main(["proef"]) == 0
    first = (reports / "predictions.csv").read_bytes()
    assert main(["proef"]) == 0

    predictions = read_table(reports / "predictions.csv", PREDICTIONS)
    assert predictions["text"].tolist() == TEXTS
    assert predictions["themes_status"].tolist()[1] == "geen_inhoud"
    assert "verkokering: regel" in predictions["why"].iloc[0]
    assert json.loads((reports / "ledgers" / "classify.json").read_text(encoding="utf-8"))["kept"] == 4
    assert (reports / "predictions.csv").read_bytes() == first
    assert "classify proef: 4 statements, " in capsys.readouterr().out


def test_what_reviewers_taught_reaches_other_statements(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reports = project / "reports" / "proef"
    write_table(reports / "statements.csv", statements(*TEXTS, TEXTS[0]), STATEMENTS)
    assert main(["proef"]) == 0
    before = read_table(reports / "predictions.csv", PREDICTIONS)[CODING]
    said = {"category": "", "stance": "", "themes": [], "weight": 1.0}
    line = json.dumps({"id": f"u{0:010}", "text": TEXTS[0], **said})
    (reports / "corrections.jsonl").write_text(f"{line}\n", encoding="utf-8")

    assert main(["proef"]) == 0

    after = read_table(reports / "predictions.csv", PREDICTIONS)[CODING]
    assert after.iloc[0].tolist() == before.iloc[0].tolist()  # the statement itself is reviewers' to label
    changed = (after != before).any()
    assert changed["theme_confidences"]
    assert not changed[["category", "category_confidence", "stance", "stance_confidence"]].any()
    assert "without content, with 1 correction as lessons → " in capsys.readouterr().out


LETTER = "Geef ons één vast aanspreekpunt dat bereikbaar is."
MANY = [*TEXTS, LETTER, *(f"Het overleg over dossier {n} liep goed." for n in range(9)), LETTER, "n.v.t.", LETTER]


def kept(project: Path) -> dict[str, bytes]:
    """The parts that there are, by name."""
    return {path.name: path.read_bytes() for path in (project / "reports/proef/parts").rglob("*.parquet")}


def coded(project: Path, *texts: str) -> bytes:
    """What the stage makes of statements; each has its own id, whatever its place."""
    reports, ids = project / "reports" / "proef", Counter[str]()
    rows = []
    for text in texts:
        ids[text] += 1
        rows.append({"statement_id": f"u{digest(text)[:8]}{ids[text]}", "text": text})
    write_table(reports / "statements.csv", builders.statements(*rows), STATEMENTS)
    assert main(["proef"]) == 0
    return (reports / "predictions.csv").read_bytes()


def read_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that the coder reads from now on."""
    found: list[str] = []

    def reading(part: pd.DataFrame, *others: Any) -> Any:
        found.extend(dict.fromkeys(part["text"]))
        return read_statements(part, *others)

    monkeypatch.setattr(classifying, "read_statements", reading)
    monkeypatch.setattr(engine, "cores", lambda: 1)
    return found


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "MOST", 3)


def coded_by_mortals(task: CodingTask, part: Sequence[Unit]) -> list[Cells]:
    """As :func:`code_part`; whoever takes the first part dies of it."""
    try:
        Path("died").touch(exist_ok=False)
    except FileExistsError:
        return code_part(task, part)
    os.kill(os.getpid(), signal.SIGKILL)
    return []


@pytest.mark.parametrize(
    ("kind", "workers", "dies"),
    [
        ("serial", "null", False),
        ("processes", "2", False),
        ("processes", "8", False),
        pytest.param(
            "processes", "2", True, marks=pytest.mark.skipif(os.name == "nt", reason="kills as Linux does")
        ),
    ],
)
def test_parts_give_the_bytes_of_the_whole_whoever_does_them(
    project: Path, monkeypatch: pytest.MonkeyPatch, kind: str, workers: str, dies: bool
) -> None:
    whole = coded(project, *MANY)
    assert kept(project) == {}  # one part: nothing to go on with
    changes = {"kind: processes\n  #": f"kind: {kind}\n  #", "workers: null": f"workers: {workers}"}
    builders.changed(project / "params.yaml", changes)
    monkeypatch.setattr(parallel, "MOST", 3)
    if dies:
        monkeypatch.setattr(classify, "code_part", coded_by_mortals)

    assert coded(project, *MANY) == whole
    assert len(kept(project)) == 5  # of 14 different texts
    assert Path("died").exists() is dies
    lines = coded(project, *random.Random(1).sample(MANY, len(MANY))).splitlines()  # noqa: S311 - an order, no secret
    assert sorted(lines) == sorted(whole.splitlines())


@pytest.mark.usefixtures("small_parts")
def test_each_text_is_read_once_and_a_new_round_reads_its_own(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_texts(monkeypatch)
    coded(project, *MANY)
    assert sorted(read) == sorted(set(MANY))
    before = kept(project)
    read.clear()

    coded(project, *MANY, "Nieuw in deze ronde.", LETTER, "Ook dit is nieuw.")

    assert sorted(read) == ["Nieuw in deze ronde.", "Ook dit is nieuw."]
    assert kept(project).items() > before.items()


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("done", [0, 1, 4])
def test_a_killed_run_goes_on_where_it_was(project: Path, monkeypatch: pytest.MonkeyPatch, done: int) -> None:
    whole, add, left = coded(project, *MANY), PartStore.add, iter(range(done))
    shutil.rmtree(project / "reports/proef/parts")

    def killed(store: PartStore, rows: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        add(store, rows)

    with monkeypatch.context() as patch:
        patch.setattr(PartStore, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            main(["proef"])
    before, read = kept(project), read_texts(monkeypatch)
    assert len(before) == done

    assert coded(project, *MANY) == whole
    assert len(read) == 14 - 3 * done
    assert kept(project).items() >= before.items()


@pytest.mark.usefixtures("small_parts")
def test_what_another_coder_made_is_not_used(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coded(project, *MANY)
    before = kept(project)
    builders.changed(project / "params.yaml", {"abstention_margin: 0.05": "abstention_margin: 0.2"})
    read = read_texts(monkeypatch)

    coded(project, *MANY)

    assert sorted(read) == sorted(set(MANY))
    assert len(list((project / "reports/proef/parts/classify").iterdir())) == 1
    assert kept(project).keys() == before.keys()  # of the same texts


@pytest.mark.usefixtures("small_parts")
def test_rows_of_an_earlier_round_are_not_made_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classify, "pieces", partial(pieces, rows=4))
    whole = coded(project, *MANY)
    rows = project / "reports/proef/parts/predictions"
    before, made = {path.name for path in rows.rglob("*.zip")}, list[int]()

    def making(piece: RowsPiece, *given: Any) -> pd.DataFrame:
        made.append(len(piece))
        return frame(piece, *given)

    frame = RowsPiece.frame
    monkeypatch.setattr(RowsPiece, "frame", making)
    monkeypatch.setattr(engine, "cores", lambda: 1)

    more = coded(project, *MANY, "Nieuw in deze ronde.")
    assert coded(project, *MANY) == whole

    assert len(before) == 5  # of 17 statements
    assert made == [2, 2, 1, 1]  # what the last piece has become, and again; each looked at, then written
    shutil.rmtree(project / "reports/proef/parts")
    assert coded(project, *MANY, "Nieuw in deze ronde.") == more
    twice = (project / "reports/proef/statements.csv").read_bytes()
    (project / "reports/proef/statements.csv").write_bytes(twice + twice.splitlines(keepends=True)[1])
    assert main(["proef"]) == 2


def test_a_csv_keeps_its_own_columns_and_order(project: Path) -> None:
    source, out = project / "in.csv", project / "map" / "uit.csv"
    source.write_text(
        'statement_id;team;text;category\r\nb;Oost;Leg uit waarom.;oud\r\na;;geen;\r\nc;West;"a\nb";\r\n',
        encoding="utf-8-sig",
        newline="",
    )

    told = classify_file(source, out)

    frame = parse_csv(out.read_text("utf-8"), where="coded.csv")
    assert frame["statement_id"].tolist() == ["b", "a", "c"]
    assert frame["team"].tolist() == ["Oost", "", "West"]
    assert frame["text"].tolist() == ["Leg uit waarom.", "geen", "a\nb"]
    assert frame.columns.tolist() == ["statement_id", "team", "text", *CODING]
    assert frame["category"].tolist() != ["oud", "", ""]
    assert told == "classify in.csv: 3 statements, " + told.split(", ", 1)[1]


@pytest.mark.parametrize(("file", "change", "message"), cases(__file__, "refused"))
def test_what_does_not_belong_together_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], file: str, change: Mapping[str, str], message: str
) -> None:
    write_table(project / "reports" / "proef" / "statements.csv", statements(*TEXTS), STATEMENTS)
    if change:
        builders.changed(project / file, change)
    else:
        (project / file).unlink()

    assert main(["proef"]) == 2

    assert message in capsys.readouterr().err
    assert not (project / "reports" / "proef" / "predictions.csv").exists()
