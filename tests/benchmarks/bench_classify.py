"""How fast is `thermometer classify`? ``python -m tests.benchmarks.bench_classify [--rows 1000 10000 100000]``.

Runs from the project's root, on a trained coder, in the mode that the coder was trained in
(``coder.encoder`` in params.yaml). The rows are training statements, shuffled, each with an id
of its own; from the 12,000th on they repeat. Printed, per number of rows:

- whole: statements per second of the command, its start included, and the most memory resident
  in any of its processes (each run is a process of its own);
- parts: microseconds per statement of each part by itself, on one core, after a first round over
  the same statements;
- beside it, in the same run: the encoder reading texts one by one, and a bag of hashed words with
  one linear model (scikit-learn's HashingVectorizer and SGDClassifier), which gives one label and
  no reason.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

from pipeline.coder.classify.classifying import code_statements
from pipeline.coder.classify.csv_stream import chunks
from pipeline.coder.data.training_set import statement_files
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, TRAINING
from pipeline.core.params import Params, load_params
from pipeline.core.text import plain_words, word_ngrams

SEED = 1
_PARTS_ROWS = 2000
_ONE_BY_ONE = 100
_COMMAND = (
    "import sys; from pathlib import Path; from pipeline.cli.commands.classify_file import classify_file; "
    "classify_file(Path(sys.argv[1]), Path(sys.argv[2]))"
)


def labelled() -> tuple[list[str], list[str]]:
    """Texts and categories of the training statements."""
    lines = [
        line for content in statement_files(TRAINING).values() for line in content.split("\n") if line.strip()
    ]
    found = [json.loads(line) for line in lines]
    return [line["text"] for line in found], [line["category"] for line in found]


def write_rows(path: Path, texts: Sequence[str], n_rows: int) -> None:
    """A CSV of so many rows."""
    rows = [texts[number % len(texts)] for number in range(n_rows)]
    random.Random(SEED).shuffle(rows)  # noqa: S311 - an order, no secret
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "text"])
        writer.writerows((f"r{number}", text) for number, text in enumerate(rows))


def whole(source: Path, out: Path) -> tuple[float, float]:
    """Seconds and most memory (MB) of the command in a process of its own."""
    measured = f"import resource, subprocess, sys; subprocess.run([sys.executable, '-c', {_COMMAND!r}, *sys.argv[1:]], check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"  # noqa: E501 - one program
    start = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", measured, str(source), str(out)], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - start, int(told.stdout.split()[-1]) / 1024


def per_text(work: Callable[[], object], n_texts: int, *, rounds: int = 2) -> float:
    """Microseconds of processor time per text, of the last round."""
    for _ in range(rounds):
        start = time.process_time()
        work()
        spent = time.process_time() - start
    return spent / n_texts * 1e6


def parts(texts: Sequence[str], source: Path, resources: CoderResources, params: Params) -> dict[str, float]:
    """Name of a part -> microseconds per statement."""
    some = list(texts[:_PARTS_ROWS])
    frame = pd.DataFrame({"text": some}, dtype=str)
    hits = [resources.rules.find_in(text) for text in some]
    logits = resources.encoder.read(some).logits
    features, coder = resources.coder.features, resources.coder
    rows = features.transform(some, hits, logits)
    n_read = sum(len(part) for part in chunks(source))
    found = {
        "csv": per_text(lambda: list(chunks(source)), n_read),
        "words": per_text(lambda: [(plain_words(text), word_ngrams(text)) for text in some], len(some)),
        "rules": per_text(lambda: [resources.rules.find_in(text) for text in some], len(some)),
        "encoder": per_text(lambda: resources.encoder.read(some), len(some)),
        "columns": per_text(lambda: features.transform(some, hits, logits), len(some)),
        "heads": per_text(lambda: coder.logits(rows), len(some)),
        "all of coding": per_text(lambda: code_statements(frame, resources, params.classify), len(some)),
    }
    counted = sum(found[name] for name in ("rules", "encoder", "columns", "heads"))
    return found | {"labels and reasons": found["all of coding"] - counted}


def others(texts: Sequence[str], categories: Sequence[str], resources: CoderResources) -> dict[str, float]:
    """Name of an alternative -> microseconds per statement."""
    few, some = texts[:_ONE_BY_ONE], texts[:_PARTS_ROWS]
    hashed = HashingVectorizer(ngram_range=(1, 2))
    model = SGDClassifier(random_state=SEED).fit(hashed.transform(texts), categories)
    return {
        "encoder, one by one": per_text(lambda: [resources.encoder.read([text]) for text in few], len(few)),
        "hashed words, one label": per_text(lambda: model.predict(hashed.transform(some)), len(some)),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench_classify")
    parser.add_argument("--rows", type=int, nargs="*", default=[1000, 10_000, 100_000])
    given = parser.parse_args(argv)
    params = load_params()
    texts, categories = labelled()
    resources = load_resources(params.language, params.coder, load_codebook(CODEBOOK))
    tell = sys.stdout.write
    tell(f"coder.encoder: {params.coder.encoder}\n")
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.csv", Path(folder) / "out.csv"
        for n_rows in given.rows:
            write_rows(source, texts, n_rows)
            seconds, memory = whole(source, out)
            tell(f"{n_rows:>7} rows: {n_rows / seconds:7.0f} statements/s, {seconds:6.1f} s, {memory:5.0f} MB\n")
        write_rows(source, texts, 10_000)
        for name, spent in (
            parts(texts, source, resources, params) | others(texts, categories, resources)
        ).items():
            tell(f"{name:>24}: {spent:7.1f} µs per statement\n")
    tell(f"of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
