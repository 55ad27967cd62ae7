"""corpora/profiles/README.md: its example gives what it shows, and it explains every key there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.codes import KINDS
from pipeline.core.corpus import Corpus
from pipeline.core.tables import STATEMENTS, read_table
from pipeline.ingest.profiles.profiles import load_profile, profile_names
from pipeline.ingest.profiles.sentences import Sentences
from pipeline.ingest.profiles.table_profile import ColumnNames, OtherColumns, TableProfile
from pipeline.ingest.profiles.text_profile import (
    ENGINE_REASONS,
    Bullets,
    HeadingRule,
    Hyphenation,
    LineRule,
    Pages,
    PerspectiveRule,
    Speakers,
    TextProfile,
)
from tests.paths import ROOT

README = (ROOT / "corpora" / "profiles" / "README.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", README, re.DOTALL))
RUNS: list[tuple[str, str]] = re.findall(r"<!-- run: thermometer (.*?) -->\n```text\n(.*?)```", README, re.DOTALL)
SECTIONS: dict[str, type[BaseModel]] = {
    "The profile": TextProfile,
    "`chapters` and `titles`": HeadingRule,
    "`lines`": LineRule,
    "`speakers`": Speakers,
    "`pages`": Pages,
    "`bullets`": Bullets,
    "`hyphenation`": Hyphenation,
    "`perspectives`": PerspectiveRule,
    "`sentences`": Sentences,
    "The table profile": TableProfile,
    "`columns`": ColumnNames,
    "`other_columns`": OtherColumns,
}
RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})


def section(title: str) -> str:
    return README.split(f"\n### {title}\n", 1)[1].split("\n#", 1)[0]


def models(model: type[BaseModel], found: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """A model and all that stand in it, however deep."""
    found.add(model)
    text = repr([field.annotation for field in model.model_fields.values()])
    for name, other in ((each.__name__, each) for each in SECTIONS.values()):
        if re.search(rf"\b{name}\b", text) and other not in found:
            models(other, found)
    return found


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_explains_each_key_and_no_other(title: str) -> None:
    explained = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", section(title), re.MULTILINE)
    assert sorted(key for key, *_ in explained) == sorted(SECTIONS[title].model_fields)


def test_no_part_of_a_profile_is_left_out() -> None:
    assert models(TextProfile, set()) | models(TableProfile, set()) == set(SECTIONS.values())
    titles = re.findall(r"^### (.+)$", README, re.MULTILINE)
    assert titles == list(SECTIONS)


def test_every_kind_and_every_reason_of_the_engine_is_named() -> None:
    kinds = section("`chapters` and `titles`").split("Kinds of statement:", 1)[1].split(". Choose", 1)[0]
    assert tuple(re.findall(r"`(\w+)`", kinds)) == KINDS
    reasons = section("The profile").split("These reasons need no meaning", 1)[1]
    assert tuple(re.findall(r"`(\w+)`", reasons)) == tuple(ENGINE_REASONS)


def test_every_profile_is_listed() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", README.split("\n## ", 1)[0], re.MULTILINE)
    assert sorted(listed) == profile_names(ROOT / "corpora" / "profiles")


def test_profiles_explain_their_reasons_and_no_others() -> None:
    for name in profile_names(ROOT / "corpora" / "profiles"):
        profile = load_profile(name, folder=ROOT / "corpora" / "profiles")
        if isinstance(profile, TextProfile):
            used = {rule.reason for rule in (*profile.chapters, *profile.titles)}
            used |= {rule.reason for rule in profile.lines}
            assert set(profile.reasons) == used | set(ENGINE_REASONS), name


@pytest.mark.parametrize(("command", "shown"), RUNS)
def test_the_example_gives_what_it_shows(small_project: Path, command: str, shown: str) -> None:
    for name, text in FILES.items():
        (small_project / name).write_text(text, encoding="utf-8")

    done = RUNNER.invoke(app, command.split())

    assert done.exit_code == 0, done.output

    def words(page: str) -> list[list[str]]:
        return [line.split() for line in page.splitlines()]

    assert words(done.stdout) == words(shown)


def test_the_example_is_guessed_once_it_is_in_the_folder(small_project: Path) -> None:
    assert [name for name in FILES if name.endswith(".yaml")] == ["stap1.yaml", "stap2.yaml", "oogst.yaml"]
    assert len(RUNS) == 3
    (small_project / "oogst.txt").write_text(FILES["oogst.txt"], encoding="utf-8")
    (small_project / "corpora" / "profiles" / "oogst.yaml").write_text(FILES["oogst.yaml"], encoding="utf-8")
    assert "thermometer new-corpus molenkwartier oogst.txt" in README

    done = RUNNER.invoke(app, ["new-corpus", "molenkwartier", "oogst.txt"])

    assert done.exit_code == 0, done.output
    (source,) = Corpus("molenkwartier").config.sources
    assert (source.profile, str(source.date)) == ("oogst", "2025-05-20")
    done = RUNNER.invoke(app, ["ingest", "oogst.txt", "--profile", "oogst", "--out", "s.csv"])
    assert done.exit_code == 0, done.output
    statements = read_table(small_project / "s.csv", STATEMENTS)
    assert statements["text"].tolist() == [
        "De wijkmanager kent iedereen en belt altijd terug.",
        "Korte lijnen met de gemeente",
        "We weten elkaar te vinden.",
        "Te veel formulieren.",
        "Eén loket graag",
    ]
    assert statements["round"].tolist() == ["extern", "extern", "intern", "extern", "extern"]
    assert set(statements["question"]) == {"WAT GAAT GOED?", "WAT KAN BETER?"}
