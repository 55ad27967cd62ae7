"""A theme gets another name in every file that names it, or in none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.cli.commands.theme_renaming import rename_theme
from pipeline.cli.corpora import coder_inputs
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, Corpus
from pipeline.core.errors import InputError
from pipeline.core.files import write_bytes
from tests.paths import ROOT

HEAD = """\
categories:
  inhoud: {label: Inhoud, definition: Waarover.}
  proces: {label: Proces, definition: Hoe.}
stances:
  knelpunt: {label: Knelpunt, definition: Niet goed.}
  wens: {label: Wens, definition: Advies.}
"""
THEMES = """\
# Waarover het gaat.
themes:
  taal:
    label: Taal   # ruim
    definition: Gewone woorden.
    not: Over regie (dan rol).
  rol: {label: "Rol en houding", definition: Wie.}
"""
ACTIONS = """\
actions:
  1: {title: Schrijf kort, themes: [rol, taal]}  # taal
  2:
    title: taal
    themes:
    - taal
  3: {title: Nog niets}
"""
RULE = "label: taal\nof: themes\nrules:\n  taal:\n    words:\n    - taal\n"
STATEMENT = '{"id": "A1", "text": "Zet \\"themes\\": [\\"taal\\"] in taal.", "themes": ["rol", "taal"]}'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with one theme in every kind of file."""
    monkeypatch.chdir(tmp_path)
    for path, text in {
        "corpora/codebook.yaml": HEAD + THEMES,
        "corpora/rules/taal.yaml": RULE,
        "corpora/training/part_a.jsonl": STATEMENT + "\n",
        "corpora/training/coders/first.jsonl": '{"id": "A1", "themes":["taal"]}\n',
        "corpora/held_out/field.jsonl": '{"id": "H1", "themes": []}\n',
        "corpora/proef/corpus.yaml": "title: taal\norganisation: taal\nsources: []\n",
        "corpora/proef/actions.yaml": ACTIONS,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def contents(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode() for path in root.rglob("*") if path.is_file()
    }


def test_the_name_changes_everywhere_and_every_other_byte_stays(project: Path) -> None:
    before = contents(project)

    told = rename_theme("taal", "Begrijpelijke taal")

    renamed = THEMES.replace("  taal:", "  begrijpelijke_taal:")
    renamed = renamed.replace("label: Taal ", "label: Begrijpelijke taal ")
    renames = "renames: {taal: begrijpelijke_taal}\n"
    assert contents(project) == {
        **{path: text for path, text in before.items() if path != "corpora/rules/taal.yaml"},
        "corpora/codebook.yaml": HEAD + renamed.replace("themes:\n", renames + "themes:\n"),
        "corpora/rules/begrijpelijke_taal.yaml": RULE.replace("label: taal", "label: begrijpelijke_taal"),
        "corpora/training/part_a.jsonl": STATEMENT.replace('"rol", "taal"', '"rol", "begrijpelijke_taal"') + "\n",
        "corpora/training/coders/first.jsonl": '{"id": "A1", "themes":["begrijpelijke_taal"]}\n',
        "corpora/proef/actions.yaml": ACTIONS.replace("[rol, taal]", "[rol, begrijpelijke_taal]").replace(
            "- taal", "- begrijpelijke_taal"
        ),
    }
    assert told.splitlines()[0] == ('Theme taal is now begrijpelijke_taal ("Begrijpelijke taal"), in these files:')
    assert "  corpora/rules/taal.yaml (goes)" in told
    assert "Run: dvc repro" in told
    assert load_codebook(CODEBOOK).find("themes", "taal") == "begrijpelijke_taal"


def test_earlier_names_go_on_too(project: Path) -> None:
    path = project / CODEBOOK
    path.write_text(HEAD + THEMES + "renames:\n  spreektaal: taal  # 2023\nsplits: {vorm: [taal, rol]}\n")

    rename_theme("Rol & houding", "Opstelling")
    rename_theme("TAAL", "Woorden")

    codebook = load_codebook(path)
    assert codebook.renames == {
        "rol": "opstelling", "Rol en houding": "opstelling", "taal": "woorden", "spreektaal": "woorden",
    }  # fmt: skip
    assert codebook.splits == {"vorm": ("woorden", "opstelling")}
    assert "spreektaal: woorden  # 2023" in path.read_text()


def test_another_dutch_name_alone_leaves_the_id(project: Path) -> None:
    before = contents(project)

    rename_theme("rol", "Rol!")

    after = contents(project)
    assert [path for path in after if after[path] != before[path]] == ["corpora/codebook.yaml"]
    assert load_codebook(CODEBOOK).themes["rol"].label == "Rol!"
    assert load_codebook(CODEBOOK).renames == {"Rol en houding": "rol"}


def test_a_codebook_of_a_corpus_follows(project: Path) -> None:
    path = project / "corpora/proef/corpus.yaml"
    own = "".join(f"  {line}\n" for line in (HEAD + THEMES.replace("Taal ", "Onze taal ")).splitlines())
    path.write_text(f"title: T\norganisation: O\nsources: []\ncodebook:\n{own}", encoding="utf-8")

    rename_theme("taal", "Woorden")

    text = path.read_text()
    assert "    woorden:\n      label: Onze taal   # ruim\n" in text
    assert "  renames: {taal: woorden}\n  themes:\n" in text


@pytest.mark.parametrize(
    ("old", "name", "message"),
    [
        ("tal", "Woorden", 'Closest: "taal"'),
        ("taal", "Rol", "goes by"),
        ("taal", "24/7", "cannot be the name"),
        ("taal", "Onze regels", "there are rules of that name already"),
    ],
)
def test_what_cannot_be_changes_nothing(project: Path, old: str, name: str, message: str) -> None:
    (project / "corpora/rules/onze_regels.yaml").write_text(RULE)
    before = contents(project)

    with pytest.raises(InputError) as caught:
        rename_theme(old, name)

    assert message in str(caught.value)
    assert contents(project) == before


def test_a_file_that_cannot_be_edited_changes_nothing(project: Path) -> None:
    (project / "corpora/proef/actions.yaml").write_text("actions:\n  1: {title: A, themes: &a [taal]}\n  2: *a\n")
    before = contents(project)

    with pytest.raises(InputError, match=r"cannot be renamed in this file"):
        rename_theme("taal", "Woorden")

    assert contents(project) == before


def test_a_full_disk_puts_back_what_was_there(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(project)
    full = iter([False, False, True])

    def write_until_full(path: Path, content: bytes) -> None:
        if next(full, False):
            raise InputError("no room", where=str(path), todo="")
        write_bytes(path, content)

    monkeypatch.setattr("pipeline.cli.commands.theme_renaming.write_bytes", write_until_full)
    with pytest.raises(InputError, match="no room"):
        rename_theme("taal", "Woorden")

    assert contents(project) == before


def test_the_real_corpora_still_fit_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After it the codebook, rules, training and held-out sets are read, and every action has its themes."""
    shutil.copytree(ROOT / "corpora", tmp_path / "corpora")
    shutil.copy(ROOT / "params.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    before, lines = Corpus("nedermaas").actions, coder_inputs()
    theme = next(theme for action in before.values() for theme in action.themes)

    result = CliRunner().invoke(app, ["theme", "rename", theme, "Een heel andere naam"])
    checked = CliRunner().invoke(app, ["check"])

    assert (result.exit_code, checked.exit_code) == (0, 0), result.output + checked.output
    assert coder_inputs() == lines
    new = "een_heel_andere_naam"
    assert {number: action.themes for number, action in Corpus("nedermaas").actions.items()} == {
        number: tuple(new if each == theme else each for each in action.themes)
        for number, action in before.items()
    }
    files = [*Path("corpora/training").rglob("*.jsonl"), *Path("corpora/held_out").rglob("*.jsonl")]
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").split("\n") if line]
    assert not any(theme in row["themes"] for row in rows)
    assert load_codebook(CODEBOOK).renames[theme] == new


def test_check_names_a_rule_and_a_label_that_the_codebook_has_not(project: Path) -> None:
    shutil.copy(ROOT / "params.yaml", project)
    shutil.copytree(ROOT / "corpora/rules/general", project / "corpora/rules/general")
    text = (project / CODEBOOK).read_text()
    (project / CODEBOOK).write_text(text.replace("  taal:", "  woorden:"))

    with pytest.raises(InputError) as caught:
        coder_inputs()

    message = str(caught.value)
    assert "corpora/rules/taal.yaml" in message
    assert "corpora/training/part_a.jsonl line 1" in message
