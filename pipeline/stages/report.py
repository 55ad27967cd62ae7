"""The Dutch summary for management, its charts, and the account of all stages.

Reads from ``reports/<corpus>/``: ``labels.csv``, ``trend.csv``, ``trend-oordelen.csv``, ``evidence/``,
``topics.csv``, ``scores.csv``, ``metrics.json``, ``review/zonder-uitspraak.csv``, ``ledgers/*.json``; and
``corpora/<corpus>/corpus.yaml`` and the codebook. Writes ``samenvatting.html`` and the same for Word,
``samenvatting.docx``, ``charts/*.svg``, ``charts/*.png`` and ``ledger.json``; and, for the index of all
corpora, ``reports/kaarten/<corpus>.json``.

It counts nothing itself: every number on the page is looked up in a table and names it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline import report
from pipeline.core.codes import LEVELS
from pipeline.core.corpus import REPORTS, Corpus
from pipeline.core.counting import STANCES
from pipeline.core.errors import guarded, missing_file, several
from pipeline.core.files import remove_stale, write_bytes, write_json, write_text
from pipeline.core.params import Params, load_params
from pipeline.core.table import Table, read_table
from pipeline.core.tables.evidence import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
)
from pipeline.core.tables.labels import LABELS
from pipeline.core.tables.review import ORPHANS
from pipeline.core.tables.statements import SCORES
from pipeline.core.tables.topics import TOPICS
from pipeline.core.tables.trend import TREND, TREND_ACTIONS, TREND_MIRROR, TREND_STANCES
from pipeline.core.yaml_model import own_yaml
from pipeline.report.charts.gallery import drawn
from pipeline.report.html.cards import CARDS, card_of, to_json
from pipeline.report.html.rendering import names, render
from pipeline.report.page import About, Choices, Tables, compose
from pipeline.report.view.actions import (
    COVERAGE_FILE,
    OVERVIEW_FILE,
    TREND_FILE_OF_ACTIONS,
    UNCOVERED_FILE,
    UNSUPPORTED_FILE,
)
from pipeline.report.view.combined import ORDER, combine
from pipeline.report.view.explorer import explorer
from pipeline.report.view.extras import SCORES_FILE, TOPICS_FILE
from pipeline.report.view.figures import Book
from pipeline.report.view.moves import STANCES_FILE
from pipeline.report.view.reliability import METRICS_FILE, reliability
from pipeline.report.view.staff_vs_partners import MIRROR_FILE
from pipeline.report.view.themes import TREND_FILE
from pipeline.report.word.document import document

ORPHANS_FILE = "review/zonder-uitspraak.csv"
HERE = Path(report.__file__).parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage for one corpus."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.report", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="name of the folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: run(arguments.corpus))


def run(name: str) -> None:
    """Read, compose, draw, write."""
    corpus = Corpus(name)
    everything = load_params()
    params = everything.report
    folder = corpus.reports
    tables = read_tables(corpus)
    orphans = Book(ORPHANS_FILE, read_table(folder / ORPHANS_FILE, ORPHANS))
    ledgers = {stage: read_json(corpus.ledger(stage)) for stage in ORDER}
    account = combine(name, ledgers, len(tables.labels.frame))
    tables = replace(tables, dropped=frozenset(reasons(ledgers["trend"])))
    words, theme, texts = (
        own_yaml(HERE / "words.yaml"),
        own_yaml(HERE / "theme.yaml"),
        own_yaml(HERE / "findings.yaml"),
    )

    measured = reliability(read_json(folder / METRICS_FILE))
    page = compose(
        tables,
        about(corpus, words["oordeel"], [*tables.files, METRICS_FILE]),
        measured,
        choices(everything),
        texts,
    )
    charts = drawn(page, theme, words)
    page = replace(
        page,
        drawings={chart.name: chart.inline for chart in charts},
        explorer=explorer(
            tables.labels.frame,
            tables.overview.frame,
            {theme: label.label for theme, label in corpus.codebook.themes.items()},
            [row.name for row in page.rounds],
            reasons(ledgers["trend"]),
            (everything.evidence.quote_shortest, everything.evidence.quote_longest),
        ),
    )
    templates = {path.name: path.read_text(encoding="utf-8") for path in sorted((HERE / "templates").glob("*.j2"))}
    style = (HERE / "templates" / "style.css").read_text(encoding="utf-8")
    script = (HERE / "templates" / "explorer.js").read_text(encoding="utf-8")
    html = render(page, templates, style, words, LEVELS, script)
    in_word = document(
        (HERE / "templates" / "samenvatting.docx").read_bytes(),
        names(page, words, LEVELS),
        page.about.title,
        charts,
    )

    for chart in charts:
        write_text(folder / "charts" / f"{chart.name}.svg", chart.file_svg)
        write_bytes(folder / "charts" / f"{chart.name}.png", chart.file_png)
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    drawn_now = {folder / "charts" / f"{chart.name}{suffix}" for chart in charts for suffix in (".svg", ".png")}
    remove_stale(folder / "charts", ("*.[sp][vn]g",), drawn_now)  # charts that there are no figures for any more
    write_json(folder / "ledger.json", account)
    write_text(folder / "samenvatting.html", html)
    write_bytes(folder / "samenvatting.docx", in_word)
    card = card_of(
        name,
        page,
        actions=tables.overview.count("nummer"),
        orphans=orphans.count("uitspraak_id"),
        minimum=params.min_denominator,
        texts=texts,
        files=[file for file in words["bestand"] if (folder / file).exists()],
    )
    write_json(REPORTS / CARDS / f"{name}.json", to_json(card))
    sys.stdout.write(
        f"report {name}: {several(len(page.findings), 'finding')}, {several(len(page.actions), 'action')}, "
        f"{several(len(charts), 'chart')}, "
        f"{len(html.encode()) // 1000} kB → {folder / 'samenvatting.html'}\n"
    )


def read_tables(corpus: Corpus) -> Tables:
    """Every table that the page shows; each named as a reader finds it beside the page."""

    def book(file: str, table: Table) -> Book:
        return Book(file, read_table(corpus.reports / file, table))

    overview = book(OVERVIEW_FILE, EVIDENCE_OVERVIEW)
    return Tables(
        labels=book("labels.csv", LABELS),
        trend=book(TREND_FILE, TREND),
        stances=book(STANCES_FILE, TREND_STANCES),
        mirror=book(MIRROR_FILE, TREND_MIRROR),
        overview=overview,
        action_trend=book(TREND_FILE_OF_ACTIONS, TREND_ACTIONS),
        listings={
            number: book(f"evidence/actie-{int(number):02d}.csv", EVIDENCE) for number in overview.frame["nummer"]
        },
        uncovered=book(UNCOVERED_FILE, EVIDENCE_THEMES),
        unsupported=book(UNSUPPORTED_FILE, EVIDENCE_ACTIONS),
        coverage=book(COVERAGE_FILE, EVIDENCE_COVERAGE),
        topics=book(TOPICS_FILE, TOPICS),
        scores=book(SCORES_FILE, SCORES),
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


if __name__ == "__main__":
    sys.exit(main())
