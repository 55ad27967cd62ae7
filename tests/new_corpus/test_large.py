"""A corpus of a file that is too large to hold: guessed as a small one, copied whole, refused where broken."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.corpus import Columns, Corpus
from pipeline.core.tabular import large_text
from pipeline.new_corpus.create import make_corpus
from tests.benchmarks import bench_new_corpus

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
WORDS = [
    "wij",
    "horen",
    "te",
    "weinig",
    "van",
    "de",
    "gemeente",
    "over",
    "plannen",
    "want",
    "niemand",
    "belt",
    "terug",
]


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Samples are small, so that a small file is too large for one."""
    for name, value in (("_FIRST", 50), ("_SPREAD", 150), ("_FEW_VALUES", 100)):
        monkeypatch.setattr(large_text, name, value)


@pytest.fixture
def export(small_project: Path) -> Path:
    """1,500 answers; the only staff and the earliest day are deep in the file."""
    chance = random.Random(7)  # noqa: S311 - made-up answers, no secret
    rows = [
        f'R{row};partner;{row % 10};"{" ".join(chance.choices(WORDS, k=12))}\nDank.";{1 + row % 28:02}-03-2025'
        for row in range(1_500)
    ]
    rows[1_111] = "R1111;medewerker;8;Het overleg gaat goed.;05-01-2025"
    path = small_project / "enquete.csv"
    path.write_text("\n".join(["respondent;doelgroep;cijfer;Toelichting;datum", *rows, ""]), encoding="utf-8")
    return path


def large(monkeypatch: pytest.MonkeyPatch, path: Path, by: int = 1) -> None:
    monkeypatch.setattr(large_text, "LARGE", path.stat().st_size - by)


def test_just_under_and_above_the_threshold_the_guess_is_the_same(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(monkeypatch, export, by=0)
    small = make_corpus("klein", [export])
    large(monkeypatch, export)
    made = make_corpus("groot", [export])

    assert small.guesses[0].sample is None
    assert made.guesses[0].sample
    assert len(made.guesses[0].reading.statements) < 600
    assert made.guesses[0].source == small.guesses[0].source
    assert made.guesses[0].source.columns == Columns(
        text="Toelichting", respondent="respondent", organisation="doelgroep", date="datum"
    )
    assert made.guesses[0].source.internal_values == ("medewerker",)
    texts = [
        Corpus(name).folder.joinpath("corpus.yaml").read_text(encoding="utf-8") for name in ("klein", "groot")
    ]
    assert texts[0].replace("klein", "groot").replace("Klein", "Groot") == texts[1]
    assert (Corpus("groot").raw / "enquete.csv").read_bytes() == export.read_bytes()


def test_it_is_said_that_a_sample_was_read_and_a_dry_run_writes_nothing(
    export: Path, small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(monkeypatch, export)
    before = {path: path.read_bytes() for path in small_project.rglob("*") if path.is_file()}

    done = RUNNER.invoke(app, ["new-corpus", "groot", str(export), "--dry-run"])

    assert done.exit_code == 0, done.output
    assert "  rows      1501, header included, of which " in done.stdout
    assert "blind sample" not in done.stdout
    assert {path: path.read_bytes() for path in small_project.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("row", "problem", "where"),
    [
        pytest.param(
            "R1;partner;8;Te laat.;01-03-2025;nog een", "6 cells where the header has 5", "row 1502", id="wide"
        ),
        pytest.param('R1;partner;8;"Te" laat.;01-03-2025', "the CSV cannot be read", "line 3001", id="quote"),
        pytest.param("R1;partner;8;Te laat.;later", '"later" is not a date', "data row 1501", id="no date"),
    ],
)
def test_a_broken_row_deep_in_the_file_is_named_and_nothing_is_made(
    export: Path, small_project: Path, monkeypatch: pytest.MonkeyPatch, row: str, problem: str, where: str
) -> None:
    rows = export.read_text(encoding="utf-8")
    export.write_text(f"{rows}{row}\n{rows.split(chr(10), 1)[1]}", encoding="utf-8")
    large(monkeypatch, export)

    done = RUNNER.invoke(app, ["new-corpus", "groot", str(export)])

    assert done.exit_code == 2, done.output
    assert problem in done.stderr
    assert where in done.stderr
    assert not (small_project / "corpora" / "groot").exists()


def test_a_large_table_is_no_report(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large(monkeypatch, export)

    done = RUNNER.invoke(app, ["new-corpus", "groot", str(export), "--profile", "verkenning"])

    assert done.exit_code == 2, done.output
    assert "a .csv file cannot be read" in done.stderr


def test_the_benchmark_makes_a_large_file_and_a_corpus_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bench_new_corpus, "BLOCK", 500)
    monkeypatch.setattr(large_text, "LARGE", 100_000)
    path = tmp_path / "groot.csv"

    rows = bench_new_corpus.made(path, 300_000)
    got = bench_new_corpus.one(path, bench_new_corpus.copied_project(tmp_path / "project"))

    assert path.stat().st_size >= 300_000
    assert (rows, got["code"]) == (1_500, 0)
    assert f"  rows      {rows + 1}, header included" in str(got["said"])
    assert (tmp_path / "project/corpora/groot/raw/groot.csv").read_bytes() == path.read_bytes()
