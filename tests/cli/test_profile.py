"""Trying out a profile: each line with what it became, on a terminal and in a pipe; mistakes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.cli.profiles import checked, show, show_profiles
from tests.cases import cases

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
MINUTES = """\
Verslag overleg
Datum: 3 februari 2025

1. Samenwerking

Karin Bos (gemeente Lindwoud): Wij horen
niets terug.
De zaal is vol.

Het regent.
- Bel vaker
2. Rondvraag
"""
OWN = """\
layout: tekst
description: Een eigen opmaak.
titles:
- {names: [Punten], bullets: advies}
- {names: [Anders], reason: rest}
reasons:
  rest: iets anders
"""


@pytest.fixture
def minutes(small_project: Path) -> Path:
    path = small_project / "notulen.txt"
    path.write_text(MINUTES, encoding="utf-8")
    return path


def rows(out: str) -> list[list[str]]:
    return [line.split("\t") for line in out.split("\n\n")[0].splitlines()]


def test_every_line_says_what_it_became(minutes: Path) -> None:
    done = RUNNER.invoke(app, ["profile", "check", str(minutes), "--profile", "verslag", "--round", "2025"])

    assert done.exit_code == 0, done.output
    assert rows(done.stdout) == [
        ["line", "became", "known of it", "text"],
        ["1", "vergadering", "", "Verslag overleg"],
        ["2", "vergadering", "", "Datum: 3 februari 2025"],
        ["4", "kop", "titles.3", "1. Samenwerking"],
        ["6", "statement 1", "aanvulling · 2025-extern · Karin Bos · gemeente Lindwoud",
         "Karin Bos (gemeente Lindwoud): Wij horen"],
        ["7", "statement 1", "(goes on)", "niets terug."],
        ["8", "statement 1", "(goes on)", "De zaal is vol."],
        ["10", "verslag", "", "Het regent."],
        ["11", "statement 2", "aanvulling · 2025-onbekend", "- Bel vaker"],
        ["12", "kop", "titles.1", "2. Rondvraag"],
    ]  # fmt: skip


def test_summary_says_what_to_look_at(minutes: Path) -> None:
    summary = checked(minutes, "verslag", "2025")[1].split("\n")

    assert summary[0] == "2 statements from 4 of 9 non-blank lines."
    assert "      1 aanvulling, 2025-extern" in summary
    assert "      2 kop (item of the agenda, or another heading)" in summary
    assert "      1 verslag (told by the minute-taker, without saying who said it)" in summary
    assert "Dates: 2025-02-03." in summary
    assert "The profile knows nothing of 0 of 9 non-blank lines (titelblad, overig)." in summary
    idle = summary[summary.index("Rules that no heading of this file follows:") + 1 :]
    assert [line.split()[0] for line in idle] == ["titles.0", "titles.2"]


def test_lines_that_the_profile_does_not_know_are_counted(minutes: Path) -> None:
    summary = checked(minutes, "vragenlijst", "")[1].split("\n")

    assert "0 statements from 0 of 9 non-blank lines." in summary
    assert "The profile knows nothing of 9 of 9 non-blank lines (titelblad, overig)." in summary
    assert "No line has one of the profile's signs: new-corpus would not guess this profile." in summary


def test_a_profile_of_ones_own_is_tried_by_its_path(small_project: Path) -> None:
    (small_project / "eigen.yaml").write_text(OWN, encoding="utf-8")
    (small_project / "brief.txt").write_text("Hallo\n\nPunten\n- Luister\nAnders\nx\n", encoding="utf-8")

    done = RUNNER.invoke(app, ["profile", "check", "brief.txt", "--profile", "eigen.yaml"])

    assert done.exit_code == 0, done.output
    assert [row[:3] for row in rows(done.stdout)[1:]] == [
        ["1", "titelblad", ""],
        ["3", "kop", "titles.0 · Punten"],
        ["4", "statement 1", "advies · onbekend"],
        ["5", "kop", "titles.1 · Anders"],
        ["6", "rest", ""],
    ]
    assert "1 rest (iets anders)" in done.stdout


@pytest.mark.usefixtures("small_project")
def test_a_survey_goes_by_row() -> None:
    done = RUNNER.invoke(app, ["profile", "check", "corpora/proef/raw/enquete_2025.csv", "--profile", "tabel"])

    assert done.exit_code == 0, done.output
    assert rows(done.stdout)[1:] == [
        ["1", "statement 1", "antwoord · onbekend · R1 · gemeente · Wat gaat goed?", "Korte lijnen."],
        ["2", "leeg_antwoord", "", ""],
        ["3", "leeg_antwoord", "", ""],  # n.v.t.
    ]
    assert "1 statement from 1 of 3 rows." in done.stdout


def test_on_a_terminal_it_is_a_table_in_colour(minutes: Path) -> None:
    stream = io.StringIO()
    show(
        *checked(minutes, "verslag", ""),
        Console(file=stream, force_terminal=True, width=100, color_system="standard"),
    )
    page = stream.getvalue()

    assert "\t" not in page
    assert "\x1b[32m- Bel vaker" in page  # green: a statement
    assert "\x1b[32mHet regent." not in page
    assert all(len(line) <= 200 for line in page.splitlines())
    assert "2 statements from 4 of 9 non-blank lines." in page


def test_text_is_shown_as_it_is_not_as_markup(small_project: Path) -> None:
    (small_project / "eigen.yaml").write_text(OWN, encoding="utf-8")
    (small_project / "brief.txt").write_text("Punten\n- [bold]Luister[/bold] :smile:\n", encoding="utf-8")
    stream = io.StringIO()
    show(*checked(Path("brief.txt"), "eigen.yaml", ""), Console(file=stream, force_terminal=True, width=100))
    assert "[bold]Luister[/bold] :smile:" in stream.getvalue()


@pytest.mark.usefixtures("small_project")
def test_profiles_are_listed() -> None:
    done = RUNNER.invoke(app, ["profile", "list"])

    assert done.exit_code == 0
    listed = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(name, layout) for name, layout, _ in listed] == [
        ("notulen", "tekst"), ("rapport", "tekst"), ("tabel", "tabel"), ("verkenning", "tekst"),
        ("verslag", "tekst"), ("vragenlijst", "tekst"),
    ]  # fmt: skip
    assert all(description for *_, description in listed)
    stream = io.StringIO()
    show_profiles(Console(file=stream, force_terminal=True, width=100))
    assert "corpora/profiles" in stream.getvalue()
    assert "vragenlijst" in stream.getvalue()


@pytest.mark.parametrize(("profile", "change", "messages"), cases(__file__, "mistakes"))
def test_a_mistake_in_a_profile_is_explained(
    small_project: Path, profile: str, change: tuple[str, str] | None, messages: list[str]
) -> None:
    (small_project / "brief.txt").write_text("Punten\n- Luister\n", encoding="utf-8")
    text = OWN
    if change:
        assert change[0] in text
        text = text.replace(*change)
    (small_project / "eigen.yaml").write_text(text, encoding="utf-8")

    done = RUNNER.invoke(app, ["profile", "check", "brief.txt", "--profile", profile])

    assert done.exit_code == 2, done.output
    for message in messages:
        assert message in done.stderr
    assert "What to do" in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.output


@pytest.mark.usefixtures("small_project")
def test_a_file_that_is_not_there_is_named() -> None:
    done = RUNNER.invoke(app, ["profile", "check", "weg.txt", "--profile", "verslag"])
    assert done.exit_code == 2
    assert "weg.txt: file not found" in done.stderr
