"""Corpora through the real stages, from a survey to the pages; only the coder is a stand-in without training.

The stand-in reads labels from the statement itself: ``Wij wachten lang (tempo_capaciteit, knelpunt)`` has that
theme and that stance. So a test can count in what it wrote, apart from all tables.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.coder.classify.classifying import CODING
from pipeline.coder.classify.coded_rows import without_personal_data
from pipeline.core.codebook import load_codebook
from pipeline.core.counting import STANCES, Ledger
from pipeline.core.files import write_bytes
from pipeline.core.tables import PREDICTIONS, STATEMENTS, TOPICS, read_table, write_table
from pipeline.stages import evaluate, evidence, index, ingest, report, review, trend
from tests.builders import project
from tests.cases import data
from tests.pages import Page, draw_once

HEAD, SOURCE, TOLD_APART, ACTIONS = (data(__file__, part) for part in ("head", "source", "told_apart", "actions"))
INTERN, EXTERN = "provincie (intern)", "gemeente"
Answer = tuple[str, str]  # kind of organisation, text


@dataclass(frozen=True)
class Made:
    """A corpus that ran: the root of its project."""

    root: Path

    @property
    def reports(self) -> Path:
        return self.root / "reports" / "proef"

    @cached_property
    def html(self) -> str:
        return (self.reports / "samenvatting.html").read_text(encoding="utf-8")

    @cached_property
    def page(self) -> Page:
        return Page(self.html)

    @cached_property
    def index(self) -> Page:
        return Page((self.root / "reports" / "index.html").read_text(encoding="utf-8"))

    def rows(self, file: str) -> list[dict[str, str]]:
        """The rows of a table, read as any program reads it; formula marks of a spreadsheet left as they are."""
        content = (self.reports / file).read_text(encoding="utf-8-sig")
        head = content.split("\n", 1)[0]
        delimiter = ";" if ";" in head else ","
        return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter))

    def check(self, page: Page, base: Path) -> set[str]:
        """Compare all figures of a page with the files that they name, seen from ``base``; return those files."""

        @cache
        def content(file: str) -> Any:
            path = base / file
            if path.suffix == ".json":
                return json.loads(path.read_text(encoding="utf-8"))
            return self.rows(path.relative_to(self.reports).as_posix())

        return page.check_figures(content)


Make = Callable[..., Made]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Run a corpus: ``make({"2025": [(EXTERN, "Wij wachten (tempo_capaciteit, knelpunt)"), …]})``."""

    def making(
        answers: dict[str, Iterable[Answer]],
        *,
        actions: str = ACTIONS,
        told_apart: bool = True,
        title: str = "Samenwerking Proefland",
        audited: bool = False,
    ) -> Made:
        root = tmp_path_factory.mktemp("whole")
        lay_out(root, answers, actions, told_apart, title)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(root)
            draw_once(patch)
            assert ingest.main(["proef"]) == 0
            coded(root)
            if audited:
                assert review.main(["proef"]) == 0
                hand_back(root)
            for stage in (review, trend, evidence, evaluate, report):
                assert stage.main(["proef"]) == 0, stage
            assert index.main([]) == 0
        return Made(root)

    return making


def lay_out(
    root: Path,
    answers: dict[str, Iterable[Answer]],
    actions: str,
    told_apart: bool,
    title: str,
) -> None:
    """What the user brings."""
    config = HEAD.format(title=title)
    for name in answers:
        config += SOURCE.format(round=name) + (TOLD_APART if told_apart else "")
    fewer_draws = {"bootstrap_samples: 2000": "bootstrap_samples: 100"}
    project(root, corpus=config, actions=actions, params=fewer_draws, folders=("corpora/profiles",))
    for name, given in answers.items():
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(("organisatietype", "antwoord"))
        writer.writerows(given)
        raw = root / "corpora" / "proef" / "raw" / f"enquete_{name}.csv"
        raw.write_bytes(stream.getvalue().encode("utf-8-sig"))


def hand_back(root: Path) -> None:
    """Fill in the blind files, as a reviewer who finds what the statements say, and hand them back."""
    codebook = load_codebook(root / "corpora" / "codebook.yaml")
    for path in sorted((root / "reports" / "proef" / "review").glob("blind-*.csv")):
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
        for row in rows:
            found = labels_in(row["tekst"], list(codebook.themes))
            row |= {
                "categorie_correctie": found["category"],
                "oordeel_correctie": found["stance"],
                "themas_correctie": found["themes"] or "geen",
                "status": "gecorrigeerd",
                "beoordelaar": "A. Proef",
                "datum": "01-04-2026",
            }
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        (root / "corpora" / "proef" / "reviews" / path.name).write_bytes(stream.getvalue().encode("utf-8-sig"))


def coded(root: Path) -> None:
    """What classify and discover leave behind."""
    reports = root / "reports" / "proef"
    statements = read_table(reports / "statements.csv", STATEMENTS)
    codebook = load_codebook(root / "corpora" / "codebook.yaml")
    coding = pd.DataFrame(
        [labels_in(text, list(codebook.themes)) for text in statements["text"]],
        columns=CODING,
        index=statements.index,
        dtype=str,
    )
    predictions = without_personal_data(statements.join(coding), where="statements.csv")
    write_table(reports / "predictions.csv", predictions, PREDICTIONS)
    write_table(reports / "topics.csv", TOPICS.empty(), TOPICS)
    ids = statements["statement_id"].tolist()
    for stage in ("classify", "discover"):
        ledger = Ledger.of(stage, "statement", incoming=ids, kept=ids, dropped={}, reasons={})
        write_bytes(reports / "ledgers" / f"{stage}.json", ledger.as_bytes())


def labels_in(text: str, themes: list[str]) -> dict[str, str]:
    """The labels that a statement names itself."""
    found = [theme for theme in themes if theme in text]
    status = "thema" if found else "geen_inhoud" if text.strip().lower() == "n.v.t." else "geen_thema"
    return {
        "category": "proces",
        "category_confidence": "0.800",
        "stance": next((stance for stance in STANCES if stance in text), "neutraal"),
        "stance_confidence": "0.900",
        "themes": "|".join(found),
        "themes_status": status,
        "theme_confidences": "|".join(f"{theme}=0.85" for theme in found),
        "theme_chances": "|".join(f"{theme}=0.85" for theme in found),
        "why": "|".join(f"{theme}: woorden" for theme in found),
    }
