from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli.commands.reviewing import check, more, status
from pipeline.core.errors import InputError, InputErrors
from pipeline.core.tables import (
    AUDIT_SAMPLE,
    CODINGS,
    LABELS,
    ORPHANS,
    PREDICTIONS,
    REJECTED,
    REVIEW,
    read_table,
    write_table,
)
from pipeline.review.returned.returned_table import parse_returned
from tests import builders
from tests.cases import cases

FOLDER = Path("reports/proef")
LABELS_GIVEN = {"categorie_correctie": "inhoud", "oordeel_correctie": "wens", "themas_correctie": "leren"}
CODED = {**LABELS_GIVEN, "status": "gecorrigeerd", "beoordelaar": "An"}


Rows = dict[str, dict[str, str]]


def write_labels(*rows: dict[str, str]) -> None:
    text, predicted = "Verzonnen zin u{}.", {"predicted_category": "proces", "predicted_stance": "wens"}
    write_table(FOLDER / "labels.csv", builders.labels(*rows, text=text, **predicted), LABELS)


def write_predictions(n: int) -> None:
    frame = builders.predictions(*[{}] * n, text="Verzonnen zin u{}.")
    write_table(FOLDER / "predictions.csv", frame, PREDICTIONS)


def write_codings(*codings: tuple[str, str]) -> None:
    """What was coded blind, each by id and reviewer."""
    cells = ({"statement_id": one, "reviewer": who} for one, who in codings)
    said = {"category": "inhoud", "stance": "wens", "themes_status": "geen_thema"}
    write_table(FOLDER / "codings.csv", builders.rows(CODINGS, *cells, **said), CODINGS)


def drawn(corpus: Path, *ids: str) -> None:
    """Put statements on record as drawn for the audit."""
    record = builders.rows(AUDIT_SAMPLE, *({"statement_id": one} for one in ids), design="gelaagd")
    write_table(corpus / "reviews" / "steekproef.csv", record, AUDIT_SAMPLE)


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(builders.project(tmp_path))
    write_predictions(5)
    return tmp_path / "corpora" / "proef"


def file(path: Path, rows: Rows, *, blind: bool = False) -> Path:
    cells = ({"uitspraak_id": one, "tekst": f"Verzonnen zin {one}.", **filled} for one, filled in rows.items())
    return builders.hand_in(path, *cells, blind=blind)


def tried(
    rows: Rows, *, blind: bool = False, strict: bool = False, out: Path | None = None
) -> tuple[list[str], InputError | None]:
    """Lines of the report on an.csv with these rows, and the mistakes that end the command."""
    report, mistakes = check(file(Path("an.csv"), rows, blind=blind), None, strict=strict, out=out)
    return report.splitlines(), mistakes


@pytest.mark.parametrize(("handed_in", "rows", "blind", "said"), cases(__file__, "checks"))
def test_a_dry_run_says_what_would_become_of_each_row_and_changes_nothing(
    handed_in: dict[str, Rows], rows: Rows, blind: bool, said: str, corpus: Path
) -> None:
    for name, given in handed_in.items():
        file(corpus / "reviews" / name, given)
    file(Path("an.csv"), rows, blind=blind)
    before = {one: one.read_bytes() for one in Path().rglob("*") if one.is_file()}

    lines, mistakes = tried(rows, blind=blind)

    found = "\n".join(line for line in lines if not line.startswith("  Allowed: verkokering, "))
    assert f"{found}\n" == f"review check proef: an.csv has {said}"
    assert mistakes is None
    assert {one: one.read_bytes() for one in Path().rglob("*") if one.is_file()} == before


def test_an_empty_file_is_listed_in_dutch_as_when_it_is_handed_in() -> None:
    Path("leeg.csv").write_bytes(b"")
    report, mistakes = check(Path("leeg.csv"), None, strict=False, out=Path("lijst.csv"))

    assert report == "review check proef: leeg.csv cannot be read as a table to review"
    assert "this file cannot be read, it is empty" in str(mistakes)
    listed = read_table(Path("lijst.csv"), REJECTED)
    assert listed[["bestand", "probleem"]].to_numpy().tolist() == [["leeg.csv", "Dit bestand is leeg."]]


def test_a_long_list_of_changes_is_cut_and_counted() -> None:
    write_predictions(15)
    lines, _ = tried({f"u{n}": CODED for n in range(15)})

    assert lines[1].startswith("  would change labels of 15 statements (categorie 15, oordeel 0, themas 15)")
    assert (len(lines), lines[-1]) == (23, "  and 10 more changes")


def test_strict_a_mistake_ends_the_command() -> None:
    rows = {"u0": CODED, "u1": {"status": "accoord", "beoordelaar": "An"}}
    lines, mistakes = tried(rows, strict=True, out=Path("lijst.csv"))

    assert "1 would be applied" in lines[0]
    assert isinstance(mistakes, InputError)
    assert (mistakes.nearest, "unknown status" in mistakes.problem) == ("akkoord", True)
    assert read_table(Path("lijst.csv"), REJECTED)["dichtstbij"].tolist() == ["akkoord"]
    # A statement that is gone is no mistake in the file.
    assert tried({"weg": CODED}, strict=True)[1] is None


@pytest.mark.parametrize("name", ["an.pdf", "an.xlsx"])
def test_what_is_no_table_ends_the_command(name: str) -> None:
    Path(name).write_bytes(b"%PDF-1.7 niets")
    report, mistakes = check(Path(name), None, strict=False, out=None)

    assert report == f"review check proef: {name} cannot be read as a table to review"
    assert isinstance(mistakes, InputError)
    assert not isinstance(mistakes, InputErrors)


def test_a_name_that_is_passed_over_is_refused() -> None:
    Path("steekproef.csv").write_text("a;b\n1;2\n")
    with pytest.raises(InputError, match="passed over"):
        check(Path("steekproef.csv"), None, strict=False, out=None)


def test_more_of_a_theme_comes_as_csv_and_workbook_and_never_from_the_audit(corpus: Path) -> None:
    has = {"themes": "leren", "themes_status": "thema"}
    write_labels(
        {**has, "theme_confidences": "leren=0.90"},
        {**has, "theme_confidences": "leren=0.60"},
        {**has, "theme_confidences": "leren=0.50"},
        {},
    )
    drawn(corpus, "u2")
    write_codings()

    said = more(None, theme="Leren en volhouden", size=1, second=False, out=None)

    written = ", ".join(f"reports/meer-proef-leren.{kind}" for kind in ("csv", "xlsx", "html"))
    assert said == f"review more proef: 1 statement → {written}"
    (row,) = read_table(Path("reports/meer-proef-leren.csv"), REVIEW).to_dict("records")
    assert (row["uitspraak_id"], row["themas"], row["controle"][0]) == ("u1", "leren", "c")
    book = Path("reports/meer-proef-leren.xlsx")
    assert parse_returned(book.name, book.read_bytes())["uitspraak_id"].tolist() == ["u1"]
    with pytest.raises(InputError, match="there already"):
        more(None, theme="leren", size=2, second=False, out=None)
    more(None, theme="leren", size=5, second=False, out=Path("mijn.csv"))
    assert read_table(Path("mijn.csv"), REVIEW)["uitspraak_id"].tolist() == ["u1", "u0"]


def test_a_second_reviewer_gets_audited_statements_without_any_answer(corpus: Path) -> None:
    write_labels({"category": "inhoud", "reviewer": "An"}, {}, {"reviewer": "An | Bo"})
    drawn(corpus, "u0", "u1", "u2")
    write_codings(("u0", "An"), ("u2", "An"), ("u2", "Bo"))
    more(None, theme="", size=None, second=True, out=Path("tweede.csv"))

    (row,) = read_table(Path("tweede.csv"), REVIEW).to_dict("records")
    assert (row["uitspraak_id"], row["controle"][0]) == ("u0", "b")
    assert {
        value for name, value in row.items() if name not in ("uitspraak_id", "controle", "ronde", "tekst")
    } == {""}


def test_nothing_more_to_review_is_said() -> None:
    write_labels({"review_status": "akkoord"})
    with pytest.raises(
        InputError, match="nothing more to review of this kind; outside the blind sample: 1 statement"
    ):
        more(None, theme="", size=None, second=False, out=None)
    with pytest.raises(InputError, match='unknown theme "leeren"') as caught:
        more(None, theme="leeren", size=None, second=False, out=None)
    assert caught.value.nearest == "leren"


def write_status(n: int, figure: dict[str, object], others: int = 400) -> None:
    write_labels(
        {"reviewer": "An", "review_status": "akkoord", "audit": "ja", "audit_probability": "0.5"},
        {"reviewer": "An", "review_status": "gecorrigeerd", "audit_probability": "0.5"},
        {"reviewer": "An", "review_status": "gecorrigeerd", "audit": "ja", "audit_probability": "0.5",
         "category": "inhoud", "predicted_category": "rol_houding"},
        {"reviewer": "An", "review_status": "twijfel"},
        {"reviewer": "An", "review_note": "Een opmerking."},
        {"reviewer": "An | Bo", "review_status": "geschil"},
        {"reviewer": "An", "review_status": "besluit"},
        *[{}] * others,
    )  # fmt: skip
    write_table(FOLDER / "review" / "zonder-uitspraak.csv", ORPHANS.empty(), ORPHANS)
    write_table(FOLDER / "review" / "afgewezen.csv", REJECTED.empty(), REJECTED)
    write_codings(("u3", "An"), ("u5", "An"))
    alpha = {"alpha": {"value": 0.81}, "coder_alpha": {"value": 0.62}}
    metrics = {
        "audit": {"themes": {"n": n, "micro_f1": figure}},
        "reviewers": {"statements": 3, "category": alpha, "stance": alpha, "themes": alpha},
    }
    (FOLDER / "metrics.json").write_text(json.dumps(metrics))


def test_the_status_says_how_far_it_is_and_what_is_left() -> None:
    write_status(100, {"value": 0.7, "low": 0.6, "high": 0.8})

    assert status(None).splitlines() == [
        "review status proef: 6 of 407 statements reviewed",
        "  coded blind 3, of which category as the machine: 2; in doubt: 1",
        "  agreed     0",
        "  corrected  1",
        "  decided    1",
        "  in doubt   0",
        "  disputed   1",
        "  orphans    0",
        "  problems   0 in returned files",
        "  audit      2 of 3 coded blind",
        "  alpha      category: 0.81 between reviewers, 0.62 with the coder",
        "  alpha      stance: 0.81 between reviewers, 0.62 with the coder",
        "  alpha      themes: 0.81 between reviewers, 0.62 with the coder",
        (
            "  left       300 minutes: themes micro F1 is 0.20 wide on 100 statements; 0.10 asks 400 statements, "
            "300 more at 60 seconds each (statements × (width now / width wanted)²)"
        ),
        "  To have them drawn, set review.audit_size: 400 in params.yaml and run dvc repro.",
    ]


def test_minutes_left_are_those_of_the_page_once_it_timed_twenty_statements() -> None:
    write_status(100, {"value": 0.7, "low": 0.6, "high": 0.8})
    said = {"category": "inhoud", "stance": "wens", "themes_status": "geen_thema", "seconds": "20"}
    coded = builders.rows(CODINGS, *({"statement_id": f"u{n}", "reviewer": "An"} for n in range(20)), **said)
    write_table(FOLDER / "codings.csv", coded, CODINGS)

    lines = status(None).splitlines()

    assert any(line.startswith("  left       100 minutes: ") and "at 20 seconds each" in line for line in lines)
    assert "  20 statements were timed in the page to review in: 20 seconds each" in lines


@pytest.mark.parametrize(("n", "figure", "others", "left"), cases(__file__, "left"))
def test_what_is_left_to_code_blind(n: int, figure: dict[str, object], others: int, left: str) -> None:
    write_status(n, figure, others)

    said = status(None).splitlines()

    assert f"  left       {left}" in said
    assert any("To have them drawn" in line for line in said) == (" asks " in left)
    assert not any("All statements are in" in line for line in said)


def test_where_all_is_in_the_blind_sample_nothing_is_left_to_learn_from(corpus: Path) -> None:
    write_status(2, {"value": 0.7, "low": 0.5, "high": 0.9}, 0)
    labels = read_table(FOLDER / "labels.csv", LABELS)
    write_table(
        FOLDER / "labels.csv", labels.assign(audit="ja", audit_probability="1.0", review_status=""), LABELS
    )

    left, nothing = status(None).splitlines()[-2:]
    assert left == (
        "  left       0 minutes: themes micro F1 is 0.40 wide on 2 statements; 0.10 cannot be reached, as there "
        "are too few statements: all of them are coded"
    )
    assert nothing == (
        "  All statements are in the blind sample: coding it is the measure, and leaves nothing to learn from."
    )
    drawn(corpus, *labels["statement_id"])
    write_codings()
    with pytest.raises(InputError, match="all statements are in the blind sample") as caught:
        more(None, theme="leren", size=None, second=False, out=None)
    assert caught.value.todo == "code review/blind-*; that is the measure"
    with pytest.raises(InputError, match="coded by one reviewer") as caught:
        more(None, theme="", size=None, second=True, out=None)
    assert "blind file first" in caught.value.todo
