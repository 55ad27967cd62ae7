from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.core.delimited import dutch_csv
from pipeline.core.files import write_bytes
from pipeline.core.tables import (
    AUDIT_SAMPLE,
    CODINGS,
    DISPUTES,
    LABELS,
    MIGRATED,
    ORPHANS,
    PREDICTIONS,
    RECEIPTS,
    REJECTED,
    REVIEW,
    Table,
    read_table,
    records,
    write_table,
)
from pipeline.stages.review import main
from tests import builders

CORPUS = builders.corpus_yaml(
    'file: a.csv, profile: tabel, round: "2025", date: 2025-03-01, audience: extern',
    'file: b.csv, profile: tabel, round: "2026", date: 2026-03-01, audience: extern',
)
THEMES = ("verkokering", "vertrouwen", "")
Fill = Callable[..., Path]
pytestmark = pytest.mark.usefixtures("corpus")


def predictions(n: int = 30) -> pd.DataFrame:
    """Fictional statements, two thirds in 2025: one is a duplicate, one a motto, one without content."""
    rows = [
        {
            "statement_id": f"u{number:03d}",
            "source": "a.csv" if number % 3 else "b.csv",
            "kind": "motto" if number == 1 else "antwoord",
            "round": "2025" if number % 3 else "2026",
            "duplicate_of": "u003" if number == 2 else "",
            "category_given": "inhoud" if number == 4 else "",
            "category_confidence": f"0.{500 + number}",
            "themes": THEMES[number % 3],
            "themes_status": "geen_inhoud" if number == 5 else "thema" if THEMES[number % 3] else "geen_thema",
        }
        for number in range(n)
    ]
    return builders.predictions(*rows, text="Verzonnen zin nummer {}; met een puntkomma.")


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scratch project with corpus `proef`; an audit of 10 statements."""
    builders.project(tmp_path, corpus=CORPUS, params={"audit_size: 200": "audit_size: 10"})
    write_table(tmp_path / "reports" / "proef" / "predictions.csv", predictions(), PREDICTIONS)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "corpora" / "proef"


@pytest.fixture
def strict(corpus: Path) -> None:
    """Any mistake in a returned file ends the stage."""
    builders.changed(corpus.parents[1] / "params.yaml", {"strict: false": "strict: true"})


def run() -> dict[str, bytes]:
    """Run the stage; what it wrote, by name."""
    assert main(["proef"]) == 0
    return outputs()


def outputs() -> dict[str, bytes]:
    folder = Path("reports/proef")
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*"))}


def read(name: str, table: Table = LABELS) -> pd.DataFrame:
    return read_table(Path("reports/proef") / name, table)


def cells(name: str, table: Table, *columns: str) -> list[list[str]]:
    rows: list[list[str]] = read(name, table)[list(columns)].to_numpy().tolist()
    return rows


def code(**changes: str) -> None:
    """Let the coder say what :func:`predictions` says but for these changes of columns."""
    write_table(Path("reports/proef/predictions.csv"), predictions().assign(**changes), PREDICTIONS)


def row(statement_id: str) -> dict[str, str]:
    return {label["statement_id"]: label for label in records(read("labels.csv"))}[statement_id]


@pytest.fixture
def fill(corpus: Path) -> Fill:
    """Hand back a file that the stage wrote, with cells filled in for the ids named (all when none)."""

    def hand_in(source: str, to: str, ids: list[str] | None = None, **cells: str) -> Path:
        frame = read(f"review/{source}", REVIEW)
        chosen = frame["uitspraak_id"].isin(ids if ids is not None else frame["uitspraak_id"])
        for name, cell in {"beoordelaar": "An de Wit", "datum": "12-11-2026", **cells}.items():
            frame.loc[chosen, name] = cell
        target = corpus / "reviews" / to
        write_bytes(target, dutch_csv(frame.astype(object)))
        return target

    return hand_in


CODED = {
    "categorie_correctie": "Rol/Houding",
    "oordeel_correctie": "knelpunt",
    "themas_correctie": "vertrouwen",
    "status": "gecorrigeerd",
}


def test_without_returned_files_the_files_to_review_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    written = run()

    assert set(written) == {
        "predictions.csv", "labels.csv", "codings.csv", "ledgers/review.json", "review/LEESMIJ.txt",
        "review/alles.csv", "review/blind-2025.csv", "review/blind-2026.csv", "review/twijfel.csv",
        "review/alles.html", "review/blind-2025.html", "review/blind-2026.html", "review/twijfel.html",
        "review/alles.xlsx", "review/blind-2025.xlsx", "review/blind-2026.xlsx", "review/twijfel.xlsx",
        "review/afgewezen.csv", "review/geschillen.csv", "review/ingeleverd.csv", "review/omgezet.csv",
        "review/zonder-uitspraak.csv", "review/.geschreven.json",
    }  # fmt: skip
    # 28 may be drawn (no duplicate, no motto): 18 of 2025, 10 of 2026; 10 of 28 is 6.43 and 3.57.
    blind = {name: read(f"review/blind-{name}.csv", REVIEW) for name in ("2025", "2026")}
    assert {name: len(frame) for name, frame in blind.items()} == {"2025": 6, "2026": 4}
    assert set(pd.concat(blind.values())["categorie"]) == {""}
    assert len(read("review/alles.csv", REVIEW)) == 30
    # Of the 28, 10 are in the audit and one has no content.
    assert len(read("review/twijfel.csv", REVIEW)) in (17, 18)
    assert capsys.readouterr().out == (
        "review proef: 30 statements, 0 reviewed (0 of 10 in the audit), 0 disputed, "
        "0 problems in returned files → reports/proef/labels.csv\n"
    )
    assert row("u004")["category_provenance"] == "rapport"
    assert written["review/blind-2025.csv"].startswith(b"\xef\xbb\xbfuitspraak_id;controle;ronde;tekst;categorie;")
    assert b"0,5" in written["review/alles.csv"]
    leesmij = written["review/LEESMIJ.txt"].decode("utf-8-sig")
    for told in (
        "blind-2025.csv (6 uitspraken)",
        "verkokering (Verkokering)\r\n    De org",
        "corpora/proef/reviews",
    ):
        assert told in leesmij
    assert "Alle uitspraken zitten in de blinde steekproef" not in leesmij
    ledger = json.loads(written["ledgers/review.json"])
    assert (ledger["unit"], ledger["in"], ledger["kept"], ledger["dropped"]) == ("statement", 30, 30, {})


def test_where_all_is_drawn_for_the_audit_the_reviewer_is_told() -> None:
    builders.changed(Path("params.yaml"), {"audit_size: 10": "audit_size: 28"})

    leesmij = run()["review/LEESMIJ.txt"].decode("utf-8-sig")

    assert "Alle uitspraken zitten in de blinde steekproef" in leesmij
    assert "twijfel.csv (" not in leesmij


def test_a_filled_in_audit_comes_back_as_labels(fill: Fill) -> None:
    run()
    for round_id in ("2025", "2026"):
        fill(f"blind-{round_id}.csv", f"blind-{round_id}.csv", **CODED)
    ids = pd.concat([read(f"review/blind-{name}.csv", REVIEW) for name in ("2025", "2026")])["uitspraak_id"]
    run()

    labels = read("labels.csv").set_index("statement_id")
    assert sorted(ids) == labels.index[labels["audit"] == "ja"].tolist()
    assert len(ids) == 10
    columns = ["category", "themes_provenance", "reviewer", "predicted_category"]
    assert {*map(tuple, labels.loc[ids, columns].to_numpy())} == {
        ("rol_houding", "beoordelaar", "An de Wit", "proces")
    }
    assert "waarvan 6 al ingevuld" in Path("reports/proef/review/LEESMIJ.txt").read_text(encoding="utf-8-sig")
    assert cells("review/ingeleverd.csv", RECEIPTS, "verwerkt") == [["6"], ["4"]]
    codings = cells("codings.csv", CODINGS, "reviewer", "category", "themes")
    assert codings == [["An de Wit", "rol_houding", "vertrouwen"]] * 10


def test_applying_twice_is_applying_once(corpus: Path, fill: Fill) -> None:
    run()
    path = fill("blind-2025.csv", "an.csv", **CODED)
    once = run()
    assert run() == once

    shutil.copy(path, corpus / "reviews" / "kopie van an.csv")
    copied = run()
    assert {name for name in once if copied[name] != once[name]} == {"review/ingeleverd.csv"}

    # The stage's own file, in which the answers are filled in by now.
    shutil.copy("reports/proef/review/blind-2025.csv", corpus / "reviews" / "volgende.csv")
    assert run()["labels.csv"] == once["labels.csv"]


def test_a_round_that_is_gone_leaves_no_file() -> None:
    run()
    code(round="2025")

    assert "review/blind-2026.csv" not in run()


def test_a_statement_that_changed_or_went_is_listed_and_never_lost(
    fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    ids = ["u010", "u011", "u012", "u013"]
    path = fill("alles.csv", "an.csv", ids, themas_correctie="leren", status="gecorrigeerd")
    before = path.read_bytes()
    changed = predictions().set_index("statement_id", drop=False)
    changed.loc["u010", "text"] = "Iets heel anders."
    changed.loc["u012", "text"] = "Verzonnen zin nummer 12; met een komma."
    write_table(Path("reports/proef/predictions.csv"), changed.drop(index="u011"), PREDICTIONS)
    run()

    counted = "3 problems in returned files (3 reviews of a statement that changed or went)"
    assert counted in capsys.readouterr().out
    assert cells("review/afgewezen.csv", REJECTED, "rij", "uitspraak_id", "kolom") == [
        ["12", "u010", "controle"], ["13", "u011", "uitspraak_id"], ["14", "u012", "controle"],
    ]  # fmt: skip
    who = ["leren", "An de Wit"]
    assert cells("review/zonder-uitspraak.csv", ORPHANS, "uitspraak_id", "reden", "themas", "beoordelaar") == [
        ["u010", "veranderd", *who], ["u011", "weg", *who], ["u012", "veranderd", *who],
    ]  # fmt: skip
    lost = read("review/zonder-uitspraak.csv", ORPHANS).iloc[1]
    assert lost["tekst"] == "Verzonnen zin nummer 11; met een puntkomma."
    assert lost["nu_uitspraak_id"].startswith("u0")
    assert float(lost["gelijkenis"]) > 0.9
    assert path.read_bytes() == before
    assert (row("u010")["reviewer"], row("u012")["reviewer"]) == ("", "")
    assert row("u013")["themes"] == "leren"


def test_a_moment_that_corpus_yaml_wants_coded_whole(corpus: Path) -> None:
    config = corpus / "corpus.yaml"
    config.write_text(CORPUS + 'audit_whole: ["2026"]\n')
    run()

    drawable = read("labels.csv").query("duplicate_of == '' and kind != 'motto'").groupby("round").size()
    audit = read("labels.csv").query("audit_probability == '1.000000'").groupby("round").size()
    assert audit.to_dict() == {"2026": drawable["2026"]}


def test_a_moment_to_code_whole_that_is_not_there(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "corpus.yaml").write_text(CORPUS + 'audit_whole: ["2027"]\n')

    assert main(["proef"]) == 2

    error = capsys.readouterr().err
    assert 'corpora/proef/corpus.yaml: audit_whole: unknown round "2027"' in error
    assert "Allowed: 2025, 2026" in error
    assert not Path("reports/proef/labels.csv").exists()


@pytest.mark.usefixtures("strict")
def test_an_unknown_theme_ends_the_stage_and_harms_nothing(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    before = run()
    capsys.readouterr()
    returned = fill("alles.csv", "an.csv", ["u010"], themas_correctie="verkokerd", status="gecorrigeerd")

    assert main(["proef"]) == 2
    error = capsys.readouterr().err
    assert 'an.csv row 12 column themas_correctie: unknown theme "verkokerd"' in error
    assert 'Closest: "verkokering"' in error
    assert "reports/te-verbeteren-proef.csv" in error
    assert outputs() == before
    listed = cells("../te-verbeteren-proef.csv", REJECTED, "rij", "gevonden", "dichtstbij")
    assert listed == [["12", "verkokerd", "Verkokering"]]

    returned.unlink()
    assert run() == before
    assert not Path("reports/te-verbeteren-proef.csv").exists()


def test_one_bad_row_does_not_block_the_good_ones(corpus: Path, fill: Fill) -> None:
    run()
    fill("alles.csv", "an.csv", ["u010"], themas_correctie="verkokerd", status="gecorrigeerd")
    fill("alles.csv", "bo.csv", ["u011"], themas_correctie="leren", status="gecorrigeerd")
    (corpus / "reviews" / "leeg.csv").write_bytes(b"")
    (corpus / "reviews" / "plaatje.csv").write_bytes(bytes(range(32)) * 20)
    (corpus / "reviews" / "brief.docx").write_bytes(b"PK")
    run()

    assert row("u011")["themes"] == "leren"
    assert row("u010")["reviewer"] == ""
    assert cells("review/afgewezen.csv", REJECTED, "bestand", "rij", "gevonden", "dichtstbij") == [
        ["an.csv", "12", "verkokerd", "Verkokering"],
        *([name, "", "", ""] for name in ("brief.docx", "leeg.csv", "plaatje.csv")),
    ]
    counts = ("bestand", "gelezen", "verwerkt", "niet_ingevuld", "niet_verwerkt")
    assert cells("review/ingeleverd.csv", RECEIPTS, *counts) == [
        ["an.csv", "ja", "0", "29", "1"],
        ["bo.csv", "ja", "1", "29", "0"],
        *([name, "nee", "0", "0", "0"] for name in ("brief.docx", "leeg.csv", "plaatje.csv")),
    ]


def save(path: Path, ids: Sequence[str], **filled: str) -> Path:
    """Save alles.csv under a name, or a workbook of the stage as it is, with cells filled in for these ids."""
    if path.suffix == ".xlsx":
        edit_workbook(path.name, path, [*ids], **filled)
    else:
        frame = read("review/alles.csv", REVIEW)
        for name, cell in filled.items():
            frame.loc[frame["uitspraak_id"].isin(list(ids)), name] = cell
        path.write_bytes(dutch_csv(frame.astype(object)))
    return path


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        pytest.param("alles.csv", CODED, id="coded"),
        pytest.param("alles.csv", {"opmerking": "Kijk hier nog eens naar."}, id="a remark"),
        pytest.param("alles.csv", {"themas_correctie": "verkokerd"}, id="a mistake"),
        pytest.param("alles van An.csv", {"status": "akkoord"}, id="under another name"),
        pytest.param("alles.xlsx", {"status": "akkoord"}, id="in a workbook"),
    ],
)
def test_answers_filled_in_where_the_stage_writes_are_not_lost(
    name: str, filled: dict[str, str], corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    path = save(Path("reports/proef/review") / name, ["u010"], **filled)
    before = outputs()

    assert main(["proef"]) == 2
    error = capsys.readouterr().err
    assert f"reports/proef/review/{name}: answers were filled in here and not handed in (row 12)" in error
    assert "move it to corpora/proef/reviews/" in error
    assert outputs() == before

    (corpus / "reviews").mkdir(exist_ok=True)
    path.rename(corpus / "reviews" / name)
    run()
    assert read("review/ingeleverd.csv", RECEIPTS)["bestand"].tolist() == [name]


def test_a_file_of_ones_own_there_without_answers_ends_nothing() -> None:
    run()
    save(Path("reports/proef/review/alles van An.csv"), [])
    run()


def test_a_damaged_record_of_what_was_written_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    run()
    Path("reports/proef/review/.geschreven.json").write_text("{")

    assert main(["proef"]) == 2
    assert ".geschreven.json: this file is not as it was written" in capsys.readouterr().err


def test_a_file_that_was_only_saved_again_ends_nothing(fill: Fill) -> None:
    """Also when what it shows as filled in was changed in the returned file, or taken back."""
    before = run()
    returned = fill("blind-2025.csv", "an.csv", **CODED)
    run()
    path = Path("reports/proef/review/alles.csv")
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    run()
    returned.unlink()

    assert run() == before


def test_what_is_no_review_is_left_alone(corpus: Path) -> None:
    before = run()
    for name in (".gitkeep", "~$an.xlsx", "notities.md", "steekproef.yaml"):
        write_bytes(corpus / "reviews" / name, b"x")

    assert run() == before


def test_the_order_of_rows_in_predictions_does_not_matter() -> None:
    before = run()
    write_table(Path("reports/proef/predictions.csv"), predictions().sample(frac=1, random_state=5), PREDICTIONS)
    after = run()

    assert {name for name in before if before[name] != after[name]} == {"predictions.csv"}


def edit_workbook(source: str, target: Path, ids: list[str], **cells: str) -> None:
    """Fill in a workbook that the stage wrote as a person does, and save it where it is handed in."""
    book = openpyxl.load_workbook(f"reports/proef/review/{source}")
    sheet = book["Nakijken"]
    place = {cell.value: cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        if sheet.cell(line, place["uitspraak_id"]).value in ids:
            for name, value in cells.items():
                sheet.cell(line, place[name]).value = value
    target.parent.mkdir(exist_ok=True)
    book.save(target)


def test_a_dispute_is_settled_by_a_decision_that_is_handed_in(corpus: Path, fill: Fill) -> None:
    run()
    fill("alles.csv", "1.csv", ["u010"], themas_correctie="leren", status="gecorrigeerd")
    fill("alles.csv", "2.csv", ["u010"], themas_correctie="geen", status="gecorrigeerd", beoordelaar="Bo")
    run()
    assert (row("u010")["review_status"], row("u010")["reviewer"]) == ("geschil", "An de Wit | Bo")
    said = [["An de Wit", "leren"], ["Bo", "geen"]]
    assert cells("review/geschillen.csv", DISPUTES, "beoordelaar", "themas") == said
    (conflicting,) = read("review/besluiten.csv", REVIEW).to_dict("records")
    assert conflicting["uitspraak_id"] == "u010"
    assert conflicting["waarom"] == "An de Wit: leren / Bo: geen"

    edit_workbook(
        "besluiten.xlsx",
        corpus / "reviews" / "besluiten.xlsx",
        ["u010"],
        themas_correctie="Leren en volhouden",
        status="besluit",
        beoordelaar="An de Wit",
    )
    run()

    assert (
        cells("review/afgewezen.csv", REJECTED, "gevonden")
        == cells("review/geschillen.csv", DISPUTES, "rij")
        == []
    )
    assert (row("u010")["themes"], row("u010")["review_status"]) == ("leren", "besluit")
    assert not Path("reports/proef/review/besluiten.csv").exists()
    assert not Path("reports/proef/review/besluiten.xlsx").exists()


def test_what_a_killed_run_wrote_is_not_taken_for_answers(fill: Fill) -> None:
    run()
    handed_in = fill("blind-2025.csv", "an.csv", **CODED)
    written = Path("reports/proef/review/.geschreven.json")
    before = written.read_bytes()
    run()
    # Killed just before it was done: what it wrote is known by the record of what it was writing.
    written.rename(written.with_name(".wordt-geschreven.json"))
    written.write_bytes(before)
    handed_in.unlink()
    run()

    assert set(read("review/blind-2025.csv", REVIEW)["status"]) == {""}


def test_a_renamed_round_keeps_its_reviews_and_its_audit(fill: Fill, corpus: Path) -> None:
    run()
    for name in ("2025", "2026"):
        fill(f"blind-{name}.csv", f"blind-{name}.csv", **CODED)
    fill("alles.csv", "an.csv", ["u010"], themas_correctie="leren", status="gecorrigeerd")
    run()
    before = read("labels.csv")
    # An id is made of the round's name among others.
    renamed = predictions().replace({"round": {"2025": "voorjaar"}})
    in_round = renamed["round"] == "voorjaar"
    renamed["statement_id"] = renamed["statement_id"].mask(in_round, renamed["statement_id"].str.replace("u", "w"))
    write_table(Path("reports/proef/predictions.csv"), renamed, PREDICTIONS)
    after = run()

    labels = read("labels.csv").assign(statement_id=lambda frame: frame["statement_id"].str.replace("w", "u"))
    labels = labels.replace({"round": {"voorjaar": "2025"}}).sort_values("statement_id", ignore_index=True)
    assert labels.equals(before)
    assert (labels["audit"] == "ja").sum() == 10
    assert len(read("review/zonder-uitspraak.csv", ORPHANS)) == 0
    taken_over = read("review/omgezet.csv", MIGRATED)
    assert len(taken_over) == 7  # six of the audit, and one
    assert set(taken_over["hoe"]) == {"overgenomen"}
    drawn = read_table(corpus / "reviews" / "steekproef.csv", AUDIT_SAMPLE)
    assert drawn["round"].value_counts().to_dict() == {"voorjaar": 6, "2026": 4}
    assert run() == after
