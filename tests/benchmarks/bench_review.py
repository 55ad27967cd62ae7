"""How long do `thermometer review check` and stage review take? ``python -m tests.benchmarks.bench_review``.

A scratch project gets a fictional corpus of 20,000 statements (``--rows``). Stage review writes its
files; a reviewer fills in every row of alles.csv that shows labels and hands it in. Printed, in seconds of the
wall clock and of the processor, start of Python and its libraries left out:

- none: stage review with nothing handed in (reading, drawing the audit, writing all files);
- check, apply: trying the filled-in file, and the stage that applies it, as .csv and as .xlsx;
- wrong: the same of a file in which every answer holds a typing error, and of one whose statements
  are all gone, so that for each the nearest one is sought;
- beside it: what a script of three lines takes that reads the same file with pandas and writes it
  as .csv and as .xlsx, without checking anything.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from pipeline.cli.commands.reviewing import check
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import Corpus
from pipeline.core.delimited import dutch_csv
from pipeline.core.files import write_bytes
from pipeline.core.tables import PREDICTIONS, REVIEW, read_table, write_table
from pipeline.review.outgoing.workbook import workbook
from pipeline.stages import review
from tests import builders

NAME = "proef"
CORPUS = builders.corpus_yaml(
    'file: a.csv, profile: tabel, round: "2025", date: 2025-03-01, audience: extern',
    'file: b.csv, profile: tabel, round: "2026", date: 2026-03-01, audience: extern',
)
WORDS = """\
de provincie gemeente vergunning overleg afspraak besluit dossier bestuur medewerker loket termijn brief gesprek
regels samen helder laat snel niet wel vaak soms graag minder meer beter opnieuw eerst daarna over met voor zonder
binnen onze hun elkaar iemand niemand alles duidelijk vertrouwen kennis gebied water natuur
"""


def scratch(folder: Path, rows: int, chance: random.Random) -> None:
    """A project with one corpus that is coded already."""
    builders.project(folder, corpus=CORPUS)
    write_table(folder / "reports" / NAME / "predictions.csv", coded(folder, rows, chance), PREDICTIONS)


def coded(folder: Path, rows: int, chance: random.Random) -> pd.DataFrame:
    """Fictional statements of 8 to 40 words, each with labels of the codebook, drawn by chance."""
    codebook = load_codebook(folder / "corpora" / "codebook.yaml")
    found = []
    for number in range(rows):
        themes = chance.sample([*codebook.themes], chance.choice((0, 1, 1, 2)))
        found.append(
            {
                "statement_id": f"u{number:07x}",
                "source": "b.csv" if number % 3 else "a.csv",
                "line_start": str(number + 2),
                "line_end": str(number + 2),
                "round": "2026" if number % 3 else "2025",
                "category": chance.choice([*codebook.categories]),
                "category_confidence": f"{chance.uniform(0.4, 1):.3f}",
                "stance": chance.choice([*codebook.stances]),
                "stance_confidence": f"{chance.uniform(0.4, 1):.3f}",
                "themes": codebook.join({*themes}),
                "theme_confidences": "|".join(f"{one}={chance.uniform(0.5, 1):.2f}" for one in themes),
                "why": " | ".join(f"{one}: woorden overleg, afspraak" for one in themes),
                "text": " ".join(chance.choices(WORDS.split(), k=chance.randint(8, 40))).capitalize() + ".",
            }
        )
    return builders.predictions(*found)


def filled_in(sent: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    """A reviewer's answer in every row that shows labels: two of three agreed, one corrected."""
    rows = sent.copy()
    shown = rows["categorie"] != ""
    agreed = pd.Series([chance.random() < 2 / 3 for _ in range(len(rows))], rows.index)
    rows.loc[shown, "status"] = "akkoord"
    rows.loc[shown & ~agreed, ["status", "oordeel_correctie", "themas_correctie"]] = (
        "gecorrigeerd",
        "Knelpunt",
        "Vertrouwen, Verkokering",
    )
    rows.loc[shown, ["beoordelaar", "datum"]] = "An de Wit", "12-11-2026"
    return rows


def timed(name: str, work: Callable[[], object]) -> None:
    """Print how long it takes."""
    wall, processor = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        work()
    took = time.perf_counter() - wall, time.process_time() - processor
    sys.stdout.write(f"{name:<34} {took[0]:7.1f} {took[1]:7.1f}\n")
    sys.stdout.flush()


def handed_in(file: str, content: bytes) -> None:
    """Check the file where a reviewer's mail left it, then hand it in and apply."""
    folder = Corpus(NAME).reviews
    inbox = Path(file)
    inbox.write_bytes(content)
    timed(f"check {file}", lambda: check(inbox, None, strict=False, out=None))
    write_bytes(folder / file, content)
    timed(f"apply {file}", lambda: review.main([NAME]))
    (folder / file).unlink()


def by_hand(content: bytes) -> None:
    """The script of three lines that this is held against."""
    frame = pd.read_csv(io.BytesIO(content), sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    frame.to_csv("by_hand.csv", sep=";", index=False, encoding="utf-8-sig")
    frame.to_excel("by_hand.xlsx", index=False)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_review", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    arguments = parser.parse_args(argv)
    chance = random.Random(1)  # noqa: S311 - fictional data
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        scratch(Path(folder), arguments.rows, chance)
        sys.stdout.write(f"{f'{arguments.rows} rows':<34} {'wall s':>7} {'cpu s':>7}\n")
        timed("none", lambda: review.main([NAME]))
        sent = read_table(Corpus(NAME).reports / "review" / "alles.csv", REVIEW)
        answers = filled_in(sent, chance)
        content = dutch_csv(answers.astype(object))
        handed_in("an.csv", content)
        handed_in("an.xlsx", workbook(answers, Corpus(NAME).codebook))
        typing_errors = answers.assign(themas_correctie="vertrouwne|verkoekring")
        handed_in("typing-errors.csv", dutch_csv(typing_errors.astype(object)))
        gone = answers.assign(uitspraak_id="x" + answers["uitspraak_id"])
        gone["tekst"] = gone["tekst"].str.replace("a", "e")
        handed_in("gone.csv", dutch_csv(gone.astype(object)))
        timed("by hand: pandas, nothing checked", lambda: by_hand(content))
    return 0


if __name__ == "__main__":
    sys.exit(main())
