"""The Dutch summary for management, its charts, and the account of all stages.

Reads from ``reports/<corpus>/``: ``labels.csv``, ``trend.csv``, ``trend-oordelen.csv``, ``trend-campagnes.csv``,
``evidence/``, ``topics.csv``, ``scores.csv``, ``metrics.json``, ``review/zonder-uitspraak.csv``,
``ledgers/*.json``; where there is a language model its ``ledger.json`` and ``onderwerpen.csv``; and
``corpora/<corpus>/corpus.yaml`` and the codebook. Writes ``samenvatting.html`` and the same for Word,
``samenvatting.docx``, ``charts/*.svg``, ``charts/*.png`` and ``ledger.json``; and, for the index of all
corpora, ``reports/kaarten/<corpus>.json``.

It counts nothing itself: every number on the page is looked up in a table and names it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.core.corpus import REPORTS, Corpus
from pipeline.core.counting import STANCES
from pipeline.core.errors import several
from pipeline.core.files import json_bytes, own_text
from pipeline.core.parallel import Begin, aside, here
from pipeline.core.params import load_params
from pipeline.core.parts.engine import processes_of
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import ORPHANS, TOPIC_NAMES, read_table, records
from pipeline.report.charts.gallery import Chart, begun
from pipeline.report.checksum import checksum
from pipeline.report.html import CARDS, Files
from pipeline.report.page import About, Page
from pipeline.report.rendering import card, names, render
from pipeline.report.view.combined import ORDER, combine, shortened
from pipeline.report.view.explorer import explorer
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.reliability import METRICS_FILE, Reliability
from pipeline.report.view.tables import Choices, Tables, files_of, read_books, read_tables
from pipeline.report.word.document import document

ORPHANS_FILE = "review/zonder-uitspraak.csv"
MADE = ("samenvatting.docx",)  # of what the index leads to, what this stage makes itself
# Bytes of labels.csv from which on other processes pay. Charts are then drawn in those alone: what draws them does
# not work in the copy of a process in which it drew before.
_LARGE = 4_000_000


@dataclass(frozen=True)
class Inputs:
    """What the page is made from; ``ledgers`` are those of each stage, of very many units shortened, ``checksum``
    gives that of the tables.
    """

    corpus: Corpus
    tables: Tables
    orphans: SourcedTable
    ledgers: Mapping[str, Any]
    reliability: Reliability
    about: About
    choices: Choices
    files: Files
    topic_names: Mapping[str, Mapping[str, str]]
    checksum: Callable[[], str]


def load(corpus: Corpus, begin: Begin = here) -> Inputs:
    """Read the tables, the ledgers, the measures, the settings and the texts of the page."""
    books = read_books(corpus.reports)
    summed = begin(checksum, [corpus.reports / file for file in (*files_of(books), METRICS_FILE)])
    files, params, config = Files(), load_params(), corpus.config
    asked, named = (corpus.language_model / name for name in ("ledger.json", "onderwerpen.csv"))
    accounts = {stage: corpus.ledger(stage) for stage in ORDER} | ({"ask": asked} if asked.is_file() else {})
    dropped = json.loads(own_text(accounts["trend"]))["dropped"].items()
    set_aside = {unit: reason for reason, account in dropped for unit in account["units"]}
    tables = read_tables(corpus.reports, books, set_aside, begin)
    ledgers = {
        stage: shortened(json.loads(own_text(path)), path.relative_to(corpus.reports).as_posix())
        for stage, path in accounts.items()
    }
    return Inputs(
        corpus,
        tables,
        SourcedTable(ORPHANS_FILE, read_table(corpus.reports / ORPHANS_FILE, ORPHANS)),
        ledgers,
        Reliability(json.loads(own_text(corpus.reports / METRICS_FILE))),
        About(
            config.title,
            config.organisation,
            tuple((source.file, source.profile, source.round) for source in config.sources),
            {stance: files.words["oordeel"][stance] for stance in STANCES},
            corpus.codebook.version,
        ),
        Choices(
            **params.report.model_dump(),
            **params.evidence.model_dump(),
            count_copies=params.trend.count_copies,
            false_discovery_rate=params.trend.false_discovery_rate,
        ),
        files,
        {row["topic_id"]: row for row in records(read_table(named, TOPIC_NAMES))} if named.is_file() else {},
        summed,
    )


def page_of(inputs: Inputs, begin: Begin = here) -> tuple[Page, list[Chart]]:
    """The page as data, with its drawings and its list of statements; and its charts."""
    page = Page(inputs.tables, inputs.about, inputs.reliability, inputs.choices, inputs.files.findings)
    drawing = begun(page, inputs.files, begin)
    names = {theme: label.label for theme, label in inputs.corpus.codebook.themes.items()}
    page.topic_names = inputs.topic_names
    page.explorer = explorer(inputs.tables, names, [row.name for row in page.rounds], inputs.choices)
    charts = [chart() for chart in drawing]
    page.drawings = {chart.name: chart.inline for chart in charts}
    page.about = replace(page.about, checksum=inputs.checksum())
    return page, charts


def run(corpus: Corpus) -> Outputs:
    """Make the page of one corpus, in HTML and for Word."""
    labels = corpus.reports / "labels.csv"
    is_large = labels.is_file() and labels.stat().st_size > _LARGE
    with aside(processes_of(load_params().engine) if is_large else 1) as begin:
        inputs = load(corpus, begin)
        page, charts = page_of(inputs, begin)
    files, folder = inputs.files, corpus.reports
    html = render(page, files).encode()
    made = {folder / "charts" / f"{chart.name}.svg": chart.file_svg.encode() for chart in charts}
    made |= {folder / "charts" / f"{chart.name}.png": chart.file_png for chart in charts}
    present = [file for file in files.words["bestand"] if file in MADE or (folder / file).exists()]
    row = card(corpus.name, page, inputs.orphans.count("uitspraak_id"), present, files)
    made |= {
        folder / "ledger.json": json_bytes(combine(corpus.name, inputs.ledgers, len(inputs.tables.labels.frame))),
        folder / "samenvatting.html": html,
        folder / "samenvatting.docx": document(files.document, names(page, files.words), page.about.title, charts),
        REPORTS / CARDS / f"{corpus.name}.json": json_bytes({"rij": row}),
    }
    counts = ((len(page.findings), "finding"), (len(page.actions), "action"), (len(charts), "chart"))
    summary = ", ".join(several(count, what) for count, what in counts)
    return Outputs(
        made,
        f"{summary}, {len(html) // 1000} kB → {folder / 'samenvatting.html'}",
        stale={folder / "charts": ("*.[sp][vn]g",)},  # charts that there are no figures for any more
    )


main = corpus_stage(run)
