from __future__ import annotations

import json
import shutil
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

FOLDER = Path("reports/proef")
LABELS_GIVEN = {"categorie_correctie": "inhoud", "oordeel_correctie": "wens", "themas_correctie": "leren"}
CODED = {**LABELS_GIVEN, "status": "gecorrigeerd", "beoordelaar": "An"}


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


def file(path: Path, rows: dict[str, dict[str, str]], *, blind: bool = False) -> Path:
    cells = ({"uitspraak_id": one, "tekst": f"Verzonnen zin {one}.", **filled} for one, filled in rows.items())
    return builders.hand_in(path, *cells, blind=blind)


def tried(
    rows: dict[str, dict[str, str]], *, blind: bool = False, strict: bool = False, out: Path | None = None
) -> tuple[list[str], InputError | None]:
    """Lines of the report on an.csv with these rows, and the mistakes that end the command."""
    report, mistakes = check(file(Path("an.csv"), rows, blind=blind), None, strict=strict, out=out)
    return report.splitlines(), mistakes


def test_a_dry_run_says_what_would_become_of_each_row_and_changes_nothing(corpus: Path) -> None:
    file(corpus / "reviews" / "bo.csv", {"u0": {**CODED, "themas_correctie": "regie", "beoordelaar": "Bo"}})
    wrong = {**CODED, "themas_correctie": "verkokerd"}
    rows = {"u0": CODED, "u1": wrong, "u2": {}, "weg": CODED}
    file(Path("an.csv"), rows)
    before = {one: one.read_bytes() for one in Path().rglob("*") if one.is_file()}

    lines, mistakes = tried(rows)

    report = "\n".join(lines)
    assert lines[:4] == [
        "review check proef: an.csv has 4 rows: 1 would be applied, 1 not filled in, 2 not applied",
        "  would change labels of 1 statement (categorie 0, oordeel 0, themas 1) and the review status of 1",
        "  row 2     u0           themas     regie → geen",  # disputed: the machine decides, that sees none
        "  disputed: u0, themes, with Bo (bo.csv row 2)",
    ]
    assert 'an.csv row 3 column themas_correctie: unknown theme "verkokerd"' in report
    assert 'Closest: "verkokering"' in report
    assert "an.csv row 5 column uitspraak_id: no statement has this id now" in report
    assert mistakes is None
    assert {one: one.read_bytes() for one in Path().rglob("*") if one.is_file()} == before


def test_a_file_without_problems_says_only_that() -> None:
    lines, mistakes = tried({"u0": CODED}, strict=True, out=Path("lijst.csv"))

    assert lines == [
        "review check proef: an.csv has 1 row: 1 would be applied, 0 not filled in, 0 not applied",
        "  would change labels of 1 statement (categorie 1, oordeel 0, themas 1) and the review status of 1",
        "  row 2     u0           categorie  proces → inhoud",
        "  row 2     u0           themas     geen → leren",
    ]
    assert mistakes is None
    assert len(read_table(Path("lijst.csv"), REJECTED)) == 0


@pytest.mark.parametrize("theme", ["leren", "geen"], ids=["another than the machine's", "the machine's"])
def test_a_blind_row_is_not_held_against_the_machine(theme: str) -> None:
    # Who is half-way would see what the machine thinks.
    coded = {**CODED, "categorie_correctie": "proces" if theme == "geen" else "inhoud", "themas_correctie": theme}

    lines, mistakes = tried({"u0": coded, "u1": {}}, blind=True)

    assert mistakes is None
    assert lines == [
        "review check proef: an.csv has 2 rows: 1 would be applied, 1 not filled in, 0 not applied",
        "  would change labels of 0 statements (categorie 0, oordeel 0, themas 0) and the review status of 1",
        "  of these, 1 are coded blind: what changes in their labels is not shown",
    ]


def test_an_empty_file_is_listed_in_dutch_as_when_it_is_handed_in() -> None:
    Path("leeg.csv").write_bytes(b"")
    report, mistakes = check(Path("leeg.csv"), None, strict=False, out=Path("lijst.csv"))

    assert report == "review check proef: leeg.csv cannot be read as a table to review"
    assert "this file cannot be read, it is empty" in str(mistakes)
    listed = read_table(Path("lijst.csv"), REJECTED)
    assert listed[["bestand", "probleem"]].to_numpy().tolist() == [["leeg.csv", "Dit bestand is leeg."]]


def test_a_file_that_was_handed_in_already_changes_nothing_and_its_next_version_what_is_new(corpus: Path) -> None:
    handed_in = file(corpus / "reviews" / "an.csv", {"u0": CODED, "u1": CODED})
    same, _ = check(Path(shutil.copy(handed_in, "an.csv")), None, strict=False, out=None)
    later, _ = tried({"u0": CODED, "u1": {**CODED, "oordeel_correctie": "behouden"}})

    assert same.splitlines()[1:] == [
        "  would change labels of 0 statements (categorie 0, oordeel 0, themas 0) and the review status of 0"
    ]
    assert later[1:] == [
        "  would change labels of 1 statement (categorie 0, oordeel 1, themas 0) and the review status of 0",
        "  row 3     u1           oordeel    wens → behouden",
    ]


@pytest.mark.parametrize(
    ("rows", "receipt"),
    [
        ({"u0": CODED}, "1 row: 1 would be applied, 0 not filled in, 0 not applied"),
        ({"u0": CODED, "u1": {}}, "2 rows: 1 would be applied, 1 not filled in, 0 not applied"),
    ],
    ids=["the row is missing", "the row is empty again"],
)
def test_a_review_that_the_next_version_of_a_file_lacks_is_said_to_be_lost(
    corpus: Path, rows: dict[str, dict[str, str]], receipt: str
) -> None:
    file(corpus / "reviews" / "an.csv", {"u0": CODED, "u1": CODED})
    lines, mistakes = tried(rows)

    assert lines == [
        f"review check proef: an.csv has {receipt}",
        "  would change labels of 1 statement (categorie 1, oordeel 0, themas 1) and the review status of 1",
        "  of these, 1 are reviewed in the file of this name handed in now, not in this one (row gone)",
        "  row gone  u1           categorie  inhoud → proces",
        "  row gone  u1           themas     leren → geen",
    ]
    assert mistakes is None


def test_a_file_that_would_take_all_reviews_away_says_so_too(corpus: Path) -> None:
    file(corpus / "reviews" / "an.csv", {"u0": {**CODED, "themas_correctie": "", "categorie_correctie": ""}})
    lines, _ = tried({"u0": {}})

    assert lines[1:] == [
        "  would change labels of 0 statements (categorie 0, oordeel 0, themas 0) and the review status of 1",
        "  of these, 1 are reviewed in the file of this name handed in now, not in this one (row gone)",
    ]


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

    said = more(None, theme="Leren en volhouden", size=1, second=False, out=None)

    assert said == "review more proef: 1 statement → reports/meer-proef-leren.csv, reports/meer-proef-leren.xlsx"
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


def test_before_anything_is_measured_the_widest_is_assumed() -> None:
    write_status(0, {"value": None, "low": None, "high": None, "reason": "x"})

    assert "left       385 minutes: themes micro F1 is not measured yet; 0.10 asks 385 statements" in status(None)
    assert "All statements are in" not in status(None)


@pytest.mark.parametrize(
    ("n", "figure", "others", "left"),
    [
        # 2 of the 7 are coded; .4 · √(2 / 7) = .214.
        (2, {"value": 0.7, "low": 0.5, "high": 0.9}, 0, ("5 minutes: themes micro F1 is 0.40 wide on 2 "
         "statements; 0.10 cannot be reached, as there are too few statements: coding the last 5 at 60 seconds "
         "each makes it about 0.21")),
        # 1.96 / √60.
        (0, {"value": None}, 55, ("60 minutes: themes micro F1 is not measured yet; 0.10 cannot be reached, as "
         "there are too few statements: coding the last 60 at 60 seconds each makes it about 0.25")),
    ],
)  # fmt: skip
def test_no_more_is_asked_than_there_is(n: int, figure: dict[str, object], others: int, left: str) -> None:
    write_status(n, figure, others)

    said = status(None).splitlines()

    assert f"  left       {left}" in said
    assert not any("To have them drawn" in line for line in said)


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
