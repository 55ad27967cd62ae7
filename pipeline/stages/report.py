"""The Dutch summary for management, its charts, and the account of all stages.

Reads from ``reports/<corpus>/``: ``labels.csv``, ``trend.csv``, ``trend-oordelen.csv``, ``evidence/``,
``topics.csv``, ``scores.csv``, ``metrics.json``, ``review/zonder-uitspraak.csv``, ``ledgers/*.json``; and
``corpora/<corpus>/corpus.yaml`` and the codebook. Writes ``samenvatting.html`` and the same for Word,
``samenvatting.docx``, ``charts/*.svg``, ``charts/*.png`` and ``ledger.json``; and, for the index of all
corpora, ``reports/kaarten/<corpus>.json``.

It counts nothing itself: every number on the page is looked up in a table and names it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.core.corpus import REPORTS, Corpus
from pipeline.core.counting import STANCES
from pipeline.core.errors import missing_file, several
from pipeline.core.files import json_bytes
from pipeline.core.params import Params, load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import ORPHANS, read_table
from pipeline.report.charts.gallery import Chart, drawn
from pipeline.report.files import Files
from pipeline.report.html import CARDS
from pipeline.report.page import About, Choices, Page, compose
from pipeline.report.rendering import card, names, render
from pipeline.report.view.combined import ORDER, combine
from pipeline.report.view.explorer import explorer
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.reliability import METRICS_FILE, Reliability, reliability
from pipeline.report.view.tables import Tables, read_tables
from pipeline.report.word.document import document

ORPHANS_FILE = "review/zonder-uitspraak.csv"
MADE = ("samenvatting.docx",)  # of what the index leads to, what this stage makes itself


@dataclass(frozen=True)
class Inputs:
    """What the page is made from.

    Attributes
    ----------
    ledgers : of each stage. set_aside : statement to the reason why the trend does not count it.
    readable : shortest and longest of a readable statement, in characters.
    """

    corpus: Corpus
    tables: Tables
    orphans: SourcedTable
    ledgers: Mapping[str, Any]
    set_aside: Mapping[str, str]
    reliability: Reliability
    about: About
    choices: Choices
    files: Files

    @property
    def readable(self) -> tuple[int, int]:
        return self.choices.quote_shortest, self.choices.quote_longest


def load(corpus: Corpus) -> Inputs:
    """Read the tables, the ledgers, the measures, the settings and the texts of the page."""
    files = Files.read()
    ledgers = {stage: read_json(corpus.ledger(stage)) for stage in ORDER}
    set_aside = reasons(ledgers["trend"])
    tables = replace(read_tables(corpus.reports), dropped=frozenset(set_aside))
    return Inputs(
        corpus,
        tables,
        SourcedTable(ORPHANS_FILE, read_table(corpus.reports / ORPHANS_FILE, ORPHANS)),
        ledgers,
        set_aside,
        reliability(read_json(corpus.reports / METRICS_FILE)),
        about(corpus, files.words["oordeel"], [*tables.files, METRICS_FILE]),
        choices(load_params()),
        files,
    )


def page_of(inputs: Inputs) -> tuple[Page, list[Chart]]:
    """The page as data, with its drawings and its list of statements; and its charts."""
    files, tables = inputs.files, inputs.tables
    page = compose(tables, inputs.about, inputs.reliability, inputs.choices, files.findings)
    charts = drawn(page, files.theme, files.words)
    statements = explorer(
        tables.labels.frame,
        tables.overview.frame,
        {theme: label.label for theme, label in inputs.corpus.codebook.themes.items()},
        [row.name for row in page.rounds],
        inputs.set_aside,
        inputs.readable,
    )
    return replace(page, drawings={chart.name: chart.inline for chart in charts}, explorer=statements), charts


def row_of(inputs: Inputs, page: Page) -> str:
    """What the index of all corpora shows of this one."""
    corpus, files = inputs.corpus, inputs.files
    there = [file for file in files.words["bestand"] if file in MADE or (corpus.reports / file).exists()]
    return card(corpus.name, page, inputs.orphans.count("uitspraak_id"), there, files)


def run(corpus: Corpus) -> Outputs:
    """Make the page of one corpus, in HTML and for Word."""
    inputs = load(corpus)
    page, charts = page_of(inputs)
    files, folder = inputs.files, corpus.reports
    html = render(page, files).encode()
    made = {folder / "charts" / f"{chart.name}.svg": chart.file_svg.encode() for chart in charts}
    made |= {folder / "charts" / f"{chart.name}.png": chart.file_png for chart in charts}
    made |= {
        folder / "ledger.json": json_bytes(combine(corpus.name, inputs.ledgers, len(inputs.tables.labels.frame))),
        folder / "samenvatting.html": html,
        folder / "samenvatting.docx": document(files.document, names(page, files.words), page.about.title, charts),
        REPORTS / CARDS / f"{corpus.name}.json": json_bytes({"rij": row_of(inputs, page)}),
    }
    counts = ((len(page.findings), "finding"), (len(page.actions), "action"), (len(charts), "chart"))
    summary = ", ".join(several(count, what) for count, what in counts)
    return Outputs(
        made,
        f"{summary}, {len(html) // 1000} kB → {folder / 'samenvatting.html'}",
        stale={folder / "charts": ("*.[sp][vn]g",)},  # charts that there are no figures for any more
    )


def choices(params: Params) -> Choices:
    """How much the page shows, and what evidence calls enough."""
    return Choices(
        **params.report.model_dump(),
        quote_shortest=params.evidence.quote_shortest,
        quote_longest=params.evidence.quote_longest,
        enough=params.evidence.min_statements,
        enough_critical=params.evidence.min_critical,
    )


def about(corpus: Corpus, stances: Mapping[str, str], files: Sequence[str]) -> About:
    """What the page says of the corpus as a whole.

    Parameters
    ----------
    stances : stance to its name on the page. files : those that all figures come from.
    """
    return About(
        corpus.config.title,
        corpus.config.organisation,
        tuple((source.file, source.profile, source.round) for source in corpus.config.sources),
        {stance: stances[stance] for stance in STANCES},
        corpus.codebook.version,
        checksum([corpus.reports / file for file in files]),
    )


def checksum(files: Sequence[Path]) -> str:
    """Twelve signs that are the same exactly when the files hold the same lines, in whatever order."""
    digest = hashlib.sha256()
    for path in files:
        lines = sorted(path.read_bytes().splitlines())
        digest.update(b"\n".join([path.name.encode(), str(len(lines)).encode(), *lines, b""]))
    return digest.hexdigest()[:12]


def reasons(ledger: Mapping[str, Any]) -> dict[str, str]:
    """Statement to the reason why it was dropped, as a stage's ledger has it."""
    return {unit: reason for reason, account in ledger["dropped"].items() for unit in account["units"]}


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file that another stage wrote."""
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


main = corpus_stage(run)
