"""The main job as its users do it: `dvc repro` on the demo corpus, through dvc.yaml."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.stages import check, ingest, review
from tests.cases import cases
from tests.end_to_end.conftest import another
from tests.paths import SHARED
from tests.refi.opened import Opened, codebook_schema, faults, project_schema

pytestmark = pytest.mark.slow

DEMO_LABELS = SHARED / "demo" / "labels.jsonl"


def rows(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    delimiter = ";" if content.startswith(b"\xef\xbb\xbf") else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_everything_that_the_design_names_is_there(fresh: Any) -> None:
    outputs = fresh.outputs("nedermaas")

    assert {
        "statements.csv", "scores.csv", "actions_found.csv", "predictions.csv", "topics.csv", "labels.csv",
        "trend.csv", "evidence/overzicht.csv", "evidence/themas-zonder-actie.csv",
        "evidence/acties-zonder-onderbouwing.csv", *(f"evidence/actie-{n:02d}.csv" for n in range(1, 9)),
        "review/alles.csv", "review/twijfel.csv", "review/LEESMIJ.txt", "samenvatting.html", "samenvatting.docx",
        "metrics.json", "ledger.json",
    } <= set(outputs)  # fmt: skip
    assert any(name.startswith("review/blind-") for name in outputs)
    index = (fresh.root / "reports" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="(nedermaas/[^"]*)"', index)
    assert "nedermaas/samenvatting.html" in links
    assert [link for link in links if not (fresh.root / "reports" / link).exists()] == []
    assert any(name.startswith("charts/") and name.endswith(".svg") for name in outputs)
    assert any(name.startswith("charts/") and name.endswith(".png") for name in outputs)


def test_the_demo_for_other_programs_is_sound_and_comes_back_as_it_was(fresh: Any, tmp_path: Path) -> None:
    project, codebook = tmp_path / "nedermaas.qdpx", tmp_path / "nedermaas.qdc"
    fresh.run("thermometer", "export", "refi", "nedermaas", "--out", str(project), "--codebook", str(codebook))
    opened = Opened(project.read_bytes())
    statements = rows(fresh.outputs("nedermaas")["statements.csv"])
    found = [row for row in statements if row["personal_data"]]

    assert faults(project_schema(), opened.parts["project.qde"]) == []
    assert faults(codebook_schema(), codebook.read_bytes()) == []
    assert sorted(text for _, text, _ in opened.selections()) == sorted(
        row["text"] for row in rows(fresh.outputs("nedermaas")["labels.csv"])
    )
    assert found
    assert not any(row["text"] in text for row in found for _, text, _ in opened.selections())
    back = fresh.run("thermometer", "import", "refi", str(project)).stdout
    assert f"{len(statements)} statements, 0 changed" in back


def test_nothing_is_left_to_do_and_git_is_clean(fresh: Any) -> None:
    again = fresh.run("dvc", "repro")

    assert "Running stage" not in again.stdout
    assert "Data and pipelines are up to date." in fresh.run("dvc", "status").stdout
    changed = fresh.run("git", "status", "--porcelain").stdout.split("\n")
    # The lock and the figures are committed; another processor may round a last digit otherwise.
    allowed = {" M dvc.lock", " M reports/nedermaas/metrics.json", " M models/coder/metrics.json", ""}
    assert set(changed) <= allowed | {" M models/coder/CARD.md"}


def test_the_demo_report_and_surveys_are_read_to_the_last_statement(fresh: Any) -> None:
    statements = rows(fresh.outputs("nedermaas")["statements.csv"])

    assert Counter(row["source"] for row in statements) == {
        "verkenning_2024.txt": 198,
        "thermometer_2025.csv": 132,
        "thermometer_2026.csv": 150,
    }
    assert len({row["statement_id"] for row in statements}) == 480


def test_every_stage_accounts_for_every_row(fresh: Any) -> None:
    ledgers = json.loads(fresh.outputs("nedermaas")["ledger.json"])["stages"]

    for ledger in ledgers:
        dropped = sum(reason["n"] for reason in ledger["dropped"].values())
        assert ledger["in"] == ledger["kept"] + dropped, ledger["stage"]


def test_reviewers_outrank_the_report_and_the_report_outranks_the_coder(fresh: Any) -> None:
    labels = rows(fresh.outputs("nedermaas")["labels.csv"])

    reviewed = [row for row in labels if row["audit"] == "ja"]
    headed = [row for row in labels if row["category_given"] and not row["reviewer"]]
    assert len(reviewed) == 365  # 2024 and 2026 whole, of 2025 its part of 200
    assert {row["category_provenance"] for row in reviewed} == {"beoordelaar"}
    assert headed
    assert all(row["category"] == row["category_given"] for row in headed)
    assert {row["category_provenance"] for row in headed} == {"rapport"}


@pytest.mark.skipif(
    not DEMO_LABELS.is_file(), reason="the demo's labels are not on this machine: ../shared/data/demo"
)
def test_the_returned_audit_says_what_the_demo_coder_said(fresh: Any) -> None:
    coded = {
        (label["source"], label["text"]): label
        for label in map(json.loads, DEMO_LABELS.read_text(encoding="utf-8").splitlines())
        if not label.get("non_answer")
    }
    audit = [row for row in rows(fresh.outputs("nedermaas")["labels.csv"]) if row["audit"] == "ja"]

    for row in audit:
        label = coded.get((row["source"], row["text"]))
        if label is not None:
            assert (row["category"], row["stance"]) == (label["category"], label["stance"])
            assert set(row["themes"].split("|")) - {""} == set(label["themes"])


def test_a_number_in_the_trend_is_the_number_of_labels(fresh: Any) -> None:
    outputs = fresh.outputs("nedermaas")
    authors = {"toelichting", "advies_samenvatting", "motto"}
    counted = [
        row for row in rows(outputs["labels.csv"])
        if row["round"] == "2025" and row["audience"] == "extern" and not row["duplicate_of"]
        and row["themes_status"] not in ("geen_inhoud", "buiten_onderwerp") and row["kind"] not in authors
    ]  # fmt: skip
    trend = [row for row in rows(outputs["trend.csv"]) if row["ronde"] == "2025" and row["doelgroep"] == "extern"]

    assert len(trend) == 20
    for row in trend:
        assert int(row["noemer"]) == len(counted)
        assert int(row["n"]) == sum(row["thema"] in label["themes"].split("|") for label in counted)


# What was built into the demo, as one who coded all of it would find.
MOVED = {
    ("trend.csv", "tempo_capaciteit"): "gestegen",
    ("trend-oordelen.csv", "tempo_capaciteit"): "verslechterd",
    ("trend-oordelen.csv", "black_box"): "verbeterd",
    ("trend-oordelen.csv", "toegankelijkheid"): "verbeterd",
    ("trend-oordelen.csv", "vertrouwen"): "verbeterd",
}
# Of whose tone so few spoke that no outcome could show a change: since the first round, and since the one before.
TOO_FEW_SINCE_FIRST = (
    "flexibiliteit", "gebiedsgericht", "gezamenlijke_doelen", "rolduidelijkheid", "stimuleren", "autonomie",
    "leren",
)  # fmt: skip
TOO_FEW_SINCE_LAST = ("regie", "leren")


def test_the_movements_that_the_demo_holds_are_found_and_no_others(fresh: Any) -> None:
    outputs = fresh.outputs("nedermaas")
    told = [
        (file, row)
        for file in ("trend.csv", "trend-oordelen.csv")
        for row in rows(outputs[file])
        if row.get("oordeel", "saldo") == "saldo"
    ]
    newest = [(file, row) for file, row in told if (row["ronde"], row["doelgroep"]) == ("2026", "alle")]

    for verdict, moved, too_few in (
        ("sinds_eerste", MOVED, TOO_FEW_SINCE_FIRST),
        ("verandering", {}, TOO_FEW_SINCE_LAST),
    ):
        found = {(file, row["thema"]): row[verdict] for file, row in newest}
        few = dict.fromkeys((("trend-oordelen.csv", theme) for theme in too_few), "te weinig gegevens")
        assert found == dict.fromkeys(found, "geen aantoonbaar verschil") | few | moved
    for _, row in told:
        for verdict, ends in (("verandering", "verschil_"), ("sinds_eerste", "verschil_eerste_")):
            if row[verdict] in ("gestegen", "gedaald", "verbeterd", "verslechterd"):
                low, high = (float(row[f"{ends}{end}"].replace(",", ".")) for end in ("ondergrens", "bovengrens"))
                assert low > 0 or high < 0


# Tables made of other tables from ingestion on, in the order of dvc.yaml. That topics, page and charts do not hang
# on the order of rows: tests/stages/test_discover.py and test_report.py.
OF_TABLES = ("ingest", "corrections", "classify", "ask", "review", "evaluate", "trend", "evidence")
NOT_MADE = ("check.txt", "profielen.txt", "samenvatting.html", "samenvatting.docx", "ledger.json")
OF_TOPICS = ("topics", "ledgers/discover.json")


@pytest.mark.filterwarnings("default")  # what libraries say in a stage is no error there either
def test_shuffled_input_gives_the_same_output(
    first_run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one process, with the coder of the first run, and with nothing left of the corpus's outputs."""
    shuffling = another(first_run, tmp_path)
    for path in (shuffling.root / "corpora" / "nedermaas" / "raw").glob("*.csv"):
        path.write_bytes(shuffled(path.read_bytes()))
    yaml = shuffling.root / "corpora" / "nedermaas" / "corpus.yaml"
    yaml.write_bytes(reordered(yaml.read_text(encoding="utf-8")).encode("utf-8"))
    shutil.rmtree(shuffling.root / "reports" / "nedermaas")
    monkeypatch.chdir(shuffling.root)
    assert [import_module(f"pipeline.stages.{stage}").main(["nedermaas"]) for stage in OF_TABLES] == [0] * 8

    before, after = first_run.outputs("nedermaas"), shuffling.outputs("nedermaas")
    others = {name for name in before if not name.startswith(("charts/", *OF_TOPICS))}
    assert others == {*after, *NOT_MADE}
    # Where a row stood is said in these; all else in them is the same.
    placed = {name for name in before if name.endswith(".csv") and b"line_start" in before[name].split(b"\n")[0]}
    placed |= {name for name in before if name.startswith("evidence/actie-")}
    placed &= others
    for name in sorted(placed):
        assert without_places(before[name]) == without_places(after[name]), name
    book = "evidence/bewijstabellen.xlsx"
    assert sheets_without_places(before[book]) == sheets_without_places(after[book])
    loose = placed | {book, "ledgers/ingest.json"}
    assert [name for name in sorted(set(after) - loose) if before[name] != after[name]] == []


def shuffled(content: bytes) -> bytes:
    table = rows(content)
    random.Random(7).shuffle(table)  # noqa: S311 - not for secrets
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, table[0], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(table)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def reordered(yaml: str) -> str:
    """corpus.yaml with its sources the other way round."""
    head, *sources = yaml.split("\n- file: ")
    assert len(sources) == 3
    return "\n- file: ".join([head, *reversed([source.rstrip("\n") + "\n" for source in sources])])


def sheets_without_places(content: bytes) -> dict[str, list[str]]:
    """Every sheet's rows, without the cells of the columns that say where a row stood."""
    found = {}
    for sheet in load_workbook(io.BytesIO(content)):
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        heads = next((row for row in cells if "Regel" in row), [])
        places = {at for at, head in enumerate(heads) if str(head).startswith("Regel")}
        found[sheet.title] = sorted(
            str([cell for at, cell in enumerate(row) if at not in places]) for row in cells
        )
    return found


def without_places(content: bytes) -> list[tuple[str, ...]]:
    table = rows(content)
    return sorted(
        tuple(value for key, value in row.items() if key not in ("line_start", "line_end", "regel", "regel_einde"))
        for row in table
    )


@pytest.mark.parametrize(("path", "old", "new", "stage", "message"), cases(__file__, "mistakes"))
def test_a_mistake_is_explained_and_harms_nothing(
    fresh: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: str,
    old: str,
    new: str,
    stage: str,
    message: str,
) -> None:
    before = fresh.outputs("nedermaas")
    content = (fresh.root / path).read_bytes()
    module, *corpus = stage.split()
    monkeypatch.chdir(fresh.root)
    try:
        fresh.edit(path, old, new)
        status = {"check": check, "ingest": ingest}[module].main(corpus)
    finally:
        (fresh.root / path).write_bytes(content)
    error = capsys.readouterr().err
    assert status == 2
    assert message in error
    assert Path(path).name in error or "raw" in error
    assert fresh.outputs("nedermaas") == before


def test_an_unknown_theme_in_a_returned_file_is_named_with_row_and_nearest(
    fresh: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = fresh.outputs("nedermaas")
    folder = fresh.root / "corpora" / "nedermaas" / "reviews"
    blind = next(path for path in sorted(folder.glob("blind-*.csv")) if b"verkokering" in path.read_bytes())
    content = blind.read_bytes()
    monkeypatch.chdir(fresh.root)
    try:
        blind.write_bytes(content.replace(b"verkokering", b"verkokerd", 1))
        fresh.edit("params.yaml", "strict: false", "strict: true")
        status = review.main(["nedermaas"])
    finally:
        blind.write_bytes(content)
        fresh.edit("params.yaml", "strict: true", "strict: false")
    error = capsys.readouterr().err
    assert status == 2
    assert blind.name in error
    assert "verkokerd" in error
    assert "verkokering" in error
    assert fresh.outputs("nedermaas") == before


@pytest.mark.filterwarnings("default")
def test_a_corrected_label_reaches_the_figures_and_only_what_follows_runs(
    fresh: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of this module: the project stays as it then is."""
    before = fresh.outputs("nedermaas")
    blind = next(path for path in sorted((fresh.root / "corpora/nedermaas/reviews").glob("blind-*.csv")))
    content = blind.read_bytes()
    row = next(row for row in rows(content) if row["categorie_correctie"] in ("proces", "Proces"))
    old = next(line for line in content.decode("utf-8-sig").split("\r\n") if line.startswith(row["uitspraak_id"]))
    new = old.replace(f";{row['categorie_correctie']};", ";communicatie;")
    blind.write_bytes(content.replace(old.encode(), new.encode()))
    status = fresh.run("dvc", "status").stdout
    monkeypatch.chdir(fresh.root)
    assert [import_module(f"pipeline.stages.{stage}").main(["nedermaas"]) for stage in ("review", "evaluate")] == [
        0,
        0,
    ]

    # What has the reviews as input runs again; all else only if that gives another output.
    assert set(re.findall(r"^(\S+):$", status, re.MULTILINE)) == {
        f"{stage}@nedermaas" for stage in ("corrections", "discover", "review")
    }
    after = fresh.outputs("nedermaas")
    label = next(label for label in rows(after["labels.csv"]) if label["statement_id"] == row["uitspraak_id"])
    assert label["category"] == "communicatie"
    assert after["metrics.json"] != before["metrics.json"]
