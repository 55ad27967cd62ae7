from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.cli.commands.gain import gain
from pipeline.coder.language import language
from pipeline.coder.model.corrections import Correction
from pipeline.core.corpus import Corpus
from pipeline.core.errors import InputError
from pipeline.core.table import write_table
from pipeline.core.tables.labels import LABELS
from pipeline.core.tables.statements import STATEMENTS
from pipeline.stages.train import main as train
from tests.paths import ROOT

REPORTS = Path("reports/proef")
CORRECTIONS = Path("models/coder/corrections/proef.jsonl")
CORPUS = """\
title: Proef
organisation: provincie Proef
sources:
- {file: a.csv, profile: tabel, round: "2025"}
"""
CELLS = {"source": "a.csv", "line_start": "1", "line_end": "1", "kind": "antwoord", "audience": "extern"}
MACHINE = {
    "round": "2025",
    "predicted_themes_status": "geen_thema",
    "category_confidence": "0.800",
    "stance_confidence": "0.700",
    "category_provenance": "model",
    "stance_provenance": "model",
    "themes_provenance": "model",
}
# Of each a sentence with the made-up word, and one without: what these are about only a correction can tell.
WHO = ("De gemeente", "Onze wethouder", "De provincie", "Het college", "Iedere burgemeester", "Een inwoner")
DOES = ("praat over", "denkt aan", "vraagt naar", "leest over", "werkt met", "schrijft over")
TEXTS = [f"{who} {does} {what}." for who in WHO for does in DOES for what in ("het kadeloket", "de raad")]


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, toy_encoder_folder: Path) -> Path:
    """A project with a small trained coder and one corpus without tables."""
    project = tmp_path_factory.mktemp("gain")
    shutil.copytree(ROOT / "corpora" / "rules", project / "corpora" / "rules")
    shutil.copytree(toy_encoder_folder, project / "models" / "encoder")
    shutil.copy(ROOT / "corpora" / "codebook.yaml", project / "corpora")
    (project / "corpora" / "training").mkdir()
    shutil.copy(ROOT / "corpora" / "training" / "field_17.jsonl", project / "corpora" / "training")
    params = (ROOT / "params.yaml").read_text(encoding="utf-8").replace("- nedermaas", "- proef")
    (project / "params.yaml").write_text(params.replace("gain_folds: 5", "gain_folds: 2"), encoding="utf-8")
    corpus = project / "corpora" / "proef"
    (corpus / "raw").mkdir(parents=True)
    (corpus / "raw" / "a.csv").write_text("antwoord\n")
    (corpus / "corpus.yaml").write_text(CORPUS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        assert language.main() == 0
        assert train([]) == 0
    return project


@pytest.fixture
def corpus(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    copy = tmp_path / "project"
    shutil.copytree(trained, copy)
    monkeypatch.chdir(copy)
    return Corpus("proef")


def truth(text: str) -> str:
    return "tempo_capaciteit" if "kadeloket" in text else ""


def write(themes: Sequence[str], *, audited: int = 0, respondent: str = "") -> None:
    """Tables of all texts; the first so many are of the audit, with true themes; the others have corrections.

    Parameters
    ----------
    themes : per text what reviewers say of it.
    """
    rows = []
    for n, (text, found) in enumerate(zip(TEXTS, themes, strict=True)):
        is_audit = n < audited
        labels = {
            "category": "proces",
            "stance": "wens",
            "themes": truth(text) if is_audit else found,
            "themes_status": "thema",
            **MACHINE,
            "audit": "ja" if is_audit else "",
            "audit_probability": "0.5" if is_audit else "",
        }
        own = {**CELLS, "statement_id": f"u{n:03}", "text": text, "respondent": respondent or f"R{n}"}
        rows.append(dict.fromkeys([*STATEMENTS.names, *LABELS.names], "") | own | labels)
    frame = pd.DataFrame(rows, dtype=str)
    write_table(REPORTS / "statements.csv", frame[STATEMENTS.names], STATEMENTS)
    write_table(REPORTS / "labels.csv", frame[LABELS.names], LABELS)
    corrections = [
        Correction(
            id=row["statement_id"],
            text=row["text"],
            category="",
            stance="",
            themes=tuple(row["themes"].split()),
            weight=1,
        ).model_dump_json()
        for row in rows[audited:]
    ]
    CORRECTIONS.parent.mkdir(parents=True, exist_ok=True)
    CORRECTIONS.write_text("".join(f"{line}\n" for line in corrections), encoding="utf-8")


def figures() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REPORTS / "leerwinst.json").read_text(encoding="utf-8"))
    return found


def test_lessons_that_teach_a_word_bring_a_gain(corpus: Corpus) -> None:
    write([truth(text) for text in TEXTS], audited=24)

    report = gain(corpus)
    first = (REPORTS / "leerwinst.json").read_bytes()

    found = json.loads(first)
    assert (found["corrections"], found["parts"], found["held_out_of_training"]) == (48, 2, 0)
    for where, n in (("reviewed", 48), ("audit", 24)):
        themes = found[where]["themes"]
        assert themes["statements"] == n
        assert themes["with"] > 0.8
        assert themes["gain"] == pytest.approx(themes["with"] - themes["without"], abs=1e-4)
        assert themes["interval"][0] > 0.3
    assert found["reviewed"]["stance"] == {"statements": 0, "measure": "macro F1"}
    assert found["audit"]["stance"]["statements"] == 24
    lines = report.splitlines()
    assert lines[0].startswith("review gain proef: what 48 reviewed statements brought")
    assert lines[2].startswith("    themes micro F1 0.")
    assert lines[3] == "  on the blind audit (24 statements, a fair sample of all):"
    assert gain(corpus) == report
    assert (REPORTS / "leerwinst.json").read_bytes() == first


def test_lessons_that_are_noise_bring_none(corpus: Corpus) -> None:
    write(np.random.default_rng(1).choice([*corpus.codebook.themes], len(TEXTS)).tolist())

    report = gain(corpus)

    themes = figures()["reviewed"]["themes"]
    low, high = themes["interval"]
    assert low <= 0.0
    assert high < 0.3
    assert report.splitlines()[-1] == "  on the blind audit: nothing came back coded"


def test_held_out_statements_are_counted(corpus: Corpus) -> None:
    write([truth(text) for text in TEXTS])
    held_out = Path("corpora/held_out")
    held_out.mkdir()
    lines = [
        {"id": f"h{n}", "text": text, "category": "proces", "stance": "wens", "themes": []}
        for n, text in enumerate(TEXTS[:8])
    ]
    (held_out / "zelf.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")

    told = gain(corpus).splitlines()[-1]

    n = figures()["held_out_of_training"]
    assert 8 <= n < len(TEXTS)
    assert told == (
        f"  {n} of them are in corpora/held_out: from those the coder of dvc repro does not learn; here it did"
    )


@pytest.mark.parametrize(
    ("kept", "respondent", "told"),
    [
        (0, "", "0 reviewed statements, beside the audit, are too few to say what they brought; it asks 20"),
        (19, "", "19 reviewed statements, beside the audit, are too few"),
        (20, "R1", "all 20 reviewed statements are of one respondent, or alike"),
    ],
)
def test_too_little_is_said(corpus: Corpus, kept: int, respondent: str, told: str) -> None:
    write([truth(text) for text in TEXTS], audited=len(TEXTS) - kept, respondent=respondent)

    assert told in gain(corpus)

    assert not (REPORTS / "leerwinst.json").exists()


def test_lessons_of_other_statements_are_an_error(corpus: Corpus) -> None:
    write([truth(text) for text in TEXTS])
    CORRECTIONS.write_text(CORRECTIONS.read_text(encoding="utf-8").replace('"u003"', '"weg"'), encoding="utf-8")

    with pytest.raises(InputError, match="statement weg is no longer in"):
        gain(corpus)


def test_without_lessons_the_stage_is_named(corpus: Corpus) -> None:
    with pytest.raises(InputError, match="dvc repro"):
        gain(corpus)
