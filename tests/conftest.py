"""A small project in a folder of its own, for tests of what people type."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("project", deadline=None)  # a machine that is busy is no fault
settings.load_profile("project")

ROOT = Path(__file__).parents[1]
SURVEY = (
    "respondent;organisatietype;vraag;antwoord;datum\r\n"
    "R1;gemeente;Wat gaat goed?;Korte lijnen.;03-03-2025\r\n"
    "R1;gemeente;Wat kan beter?;;03-03-2025\r\n"
    "R2;provincie (intern);Wat kan beter?;n.v.t.;04-03-2025\r\n"
)
CORPUS = """\
title: Samenwerking Proefland
organisation: provincie Proefland
sources:
- file: enquete_2025.csv
  profile: tabel
  round: "2025"
  audience: extern
  columns: {text: antwoord, question: vraag, respondent: respondent, organisation: organisatietype, date: datum}
  internal_values: [provincie (intern)]
"""


@pytest.fixture
def small_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's own settings, codebook, rules and profiles, and one corpus `proef`; the working folder."""
    root = tmp_path / "project"
    for folder in ("profiles", "rules"):
        shutil.copytree(ROOT / "corpora" / folder, root / "corpora" / folder)
    shutil.copyfile(ROOT / "corpora" / "codebook.yaml", root / "corpora" / "codebook.yaml")
    params = (ROOT / "params.yaml").read_text(encoding="utf-8")
    assert "\n- nedermaas\n" in params
    (root / "params.yaml").write_text(params.replace("\n- nedermaas\n", "\n- proef\n"), encoding="utf-8")
    corpus = root / "corpora" / "proef"
    (corpus / "raw").mkdir(parents=True)
    (corpus / "reviews").mkdir()
    (corpus / "raw" / "enquete_2025.csv").write_bytes(SURVEY.encode("utf-8-sig"))
    (corpus / "corpus.yaml").write_text(CORPUS, encoding="utf-8")
    (corpus / "actions.yaml").write_text("actions: {}\n", encoding="utf-8")
    monkeypatch.chdir(root)
    return root
