from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.tables import ORPHANS, write_table
from pipeline.report.checksum import checksum
from pipeline.report.view.combined import ORDER
from pipeline.stages import evaluate, evidence, trend
from pipeline.stages.report import main
from tests import builders
from tests.pages import draw_once

CODEBOOK = builders.codebook({"verkokering": "Verkokering", "regie": "Regie & <verbinding>"})
CORPUS = builders.corpus_yaml(
    'file: a.txt, profile: verkenning, round: "2024", date: 2024-10-01',
    'file: b.csv, profile: tabel, round: "2025", date: 2025-03-01, audience: extern',
    title="Samen <in> Proef",
)
ACTIONS = """\
actions:
  2: {title: Netwerkdag, owner: HR, themes: [regie]}
"""
labels = partial(
    builders.labels,
    source="b.csv",
    stance="knelpunt",
    themes="regie",
    theme_confidences="regie=0.61",
    predicted_category="proces",
    predicted_stance="wens",
    text="Een verzonnen zin van wie niemand de naam kent.",
    reviewer="N. Geheim",
)
EXAMPLE = labels(
    {"text": "De regie ontbreekt bij ons in de streek.", "line_start": "7"},
    {"stance": "behouden", "stance_confidence": "0.900", "text": "De regie is juist heel goed geregeld.",
     "round": "2024-intern", "source": "a.txt", "audience": "intern", "kind": "citaat", "line_start": "31"},
    {"themes": "", "themes_status": "geen_thema", "theme_confidences": "", "audit": "ja"},
    {"themes": "verkokering", "text": "Iedere afdeling zegt weer iets anders hier."},
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The root of a project with a corpus "proef" that was reported on once, and what the stage said."""
    root = tmp_path_factory.mktemp("project")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as said:
        patch.chdir(root)
        builders.project(root, corpus=CORPUS, actions=ACTIONS, codebook=CODEBOOK)
        before(root, EXAMPLE)
        assert main(["proef"]) == 0
    return root, said.getvalue().splitlines()[-1]


@pytest.fixture
def corpus(built: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that project to change; the working directory is its root."""
    shutil.copytree(built[0], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def outputs(root: Path) -> dict[str, bytes]:
    reports = root / "reports" / "proef"
    files = [reports / name for name in ("samenvatting.html", "samenvatting.docx", "ledger.json")]
    files += sorted((reports / "charts").iterdir())
    found = {path.relative_to(reports).as_posix(): path.read_bytes() for path in files}
    return found | {"card": (root / "reports/kaarten/proef.json").read_bytes()}


def before(root: Path, frame: pd.DataFrame) -> None:
    """What the stages before this one leave behind."""
    builders.earlier_outputs(root / "reports" / "proef", frame)
    for module in (trend, evidence, evaluate):
        assert module.main(["proef"]) == 0


def test_the_files_of_a_corpus(built: tuple[Path, str]) -> None:
    corpus, line = built

    assert re.fullmatch(
        r"report proef: 1 finding, 1 action, 6 charts, \d+ kB → reports/proef/samenvatting\.html", line
    )
    charts = ("themas", "toon", "verandering", "verandering-toon", "verloop-alle", "verloop-doelgroepen")
    assert set(outputs(corpus)) == {
        "card", "ledger.json", "samenvatting.docx", "samenvatting.html",
        *(f"charts/{name}.{kind}" for name in charts for kind in ("png", "svg")),
    }  # fmt: skip
    account = json.loads((corpus / "reports/proef/ledger.json").read_text(encoding="utf-8"))
    assert [ledger["stage"] for ledger in account["stages"]] == list(ORDER)
    assert {(one["from"], one["to"]): one["n"] for one in account["handovers"]}["review", "trend"] == 4


def test_a_second_run_gives_the_same_account(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_once(monkeypatch)
    main(["proef"])
    first = (corpus / "reports/proef/ledger.json").read_bytes()

    main(["proef"])

    assert (corpus / "reports/proef/ledger.json").read_bytes() == first


def test_several_processes_and_another_order_of_rows_give_the_same_page_and_charts(corpus: Path) -> None:
    first = outputs(corpus)

    before(corpus, EXAMPLE.iloc[::-1])
    code = "from pipeline.stages import report; report._LARGE = 0; raise SystemExit(report.main(['proef']))"
    paths = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", code], env=paths, check=True, capture_output=True)

    again = outputs(corpus)
    # The ledger names units in the order in which they came; the order of labels.csv is review's promise.
    assert {name: again[name] for name in again if name != "ledger.json"} == {
        name: first[name] for name in first if name != "ledger.json"
    }


def test_the_page_shows_the_corpus_and_no_reviewer(corpus: Path) -> None:
    html = (corpus / "reports/proef/samenvatting.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "<h1>Samen &lt;in&gt; Proef</h1>" in html
    assert "Regie &amp; &lt;verbinding&gt;" in html
    assert "De regie ontbreekt bij ons in de streek." in text
    assert "b.csv, rij 7" in text
    assert "a.txt, regel 31" in text
    assert "Geheim" not in html


def test_the_card_for_the_index_has_the_figures_of_the_page(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_once(monkeypatch)
    orphan = {**dict.fromkeys(ORPHANS.names, ""), "bestand": "twijfel.csv", "rij": "2", "uitspraak_id": "weg",
              "reden": "weg"}  # fmt: skip
    reports = corpus / "reports/proef"
    write_table(reports / "review/zonder-uitspraak.csv", pd.DataFrame([orphan], dtype=str), ORPHANS)

    assert main(["proef"]) == 0

    row = json.loads((corpus / "reports/kaarten/proef.json").read_text(encoding="utf-8"))["rij"]
    text = " ".join(re.sub(r"<[^>]+>", "", row).split())
    assert re.findall(r'href="([^"]*)"', row) == [
        f"proef/{file}" for file in
        ("samenvatting.html", "samenvatting.docx", "evidence/bewijstabellen.xlsx", "review/")
    ]  # fmt: skip
    for sentence in (
        "Samen &lt;in&gt; Proef", "2024: 1 uitspraak 2025: 3 uitspraken Nieuwste ronde: 1 maart 2025",
        "Er zijn te weinig uitspraken (3) om thema’s te vergelijken.", "Bij 1 van de 3 knelpunten en wensen",
        "Er is 1 actie.", "is nog niet gemeten", "1 beoordeling hoort bij een uitspraak",
    ):  # fmt: skip
        assert sentence in text
    assert 'data-bron="proef/evidence/dekking.csv"' in row


def test_no_statements_no_actions_still_make_a_page(corpus: Path) -> None:
    (corpus / "corpora/proef/actions.yaml").write_text("actions: {}\n", encoding="utf-8")
    before(corpus, EXAMPLE.iloc[:0])
    (corpus / "reports/proef/charts/notitie.txt").write_text("of a person", encoding="utf-8")

    assert main(["proef"]) == 0

    html = (corpus / "reports/proef/samenvatting.html").read_text(encoding="utf-8")
    assert "Er zijn nog geen uitspraken die meetellen." in html
    assert "nog geen verbeteracties vastgelegd" in html
    assert [name for name in outputs(corpus) if name.startswith("charts/")] == [
        "charts/notitie.txt"
    ]  # those of the run before are gone


def test_a_missing_table_is_explained_and_harms_nothing(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = outputs(corpus)
    (corpus / "reports/proef/metrics.json").unlink()

    assert main(["proef"]) == 2

    error = capsys.readouterr().err
    assert "metrics.json: file not found" in error
    assert "dvc repro" in error
    assert outputs(corpus) == first


def test_the_checksum_is_of_every_file_that_a_number_names(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summed: list[str] = []
    reports = Path("reports/proef")

    def noted(files: Sequence[Path]) -> str:
        summed.extend(path.relative_to(reports).as_posix() for path in files)
        return "0" * 12

    monkeypatch.setattr("pipeline.stages.report.checksum", noted)
    draw_once(monkeypatch)
    main(["proef"])
    html = (corpus / reports / "samenvatting.html").read_text(encoding="utf-8")
    named = set(re.findall(r'data-bron="([^"]+)"', html))

    assert named
    assert named <= set(summed)
    assert {path.name for path in (corpus / reports / "evidence").glob("*.csv")} <= {Path(f).name for f in summed}
    assert len(summed) == len(set(summed))


def test_the_checksum_is_of_what_the_files_hold_not_of_its_order(tmp_path: Path) -> None:
    def written(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    first = checksum([written("a.csv", "kop", "een", "twee"), written("b.csv", "")])

    assert re.fullmatch(r"[0-9a-f]{12}", first)
    files = [written("a.csv", "kop", "twee", "een"), written("b.csv", "")]
    assert [checksum(files, run) for run in (1, 5, 100)] == [first] * 3
    assert checksum([written("a.csv", "kop", "twee", "drie"), written("b.csv", "")]) != first
    assert checksum([written("a.csv", "kop"), written("b.csv", "een", "twee")]) != first
