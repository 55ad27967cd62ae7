"""Stage evaluate: holds the coder against the blind random audit, with intervals.

Reads   reports/<corpus>/labels.csv and codings.csv, corpora/<corpus>/corpus.yaml, corpora/codebook.yaml.
Writes  reports/<corpus>/metrics.json and ledgers/evaluate.json.

One unit of the ledger is a statement: compared with a person's blind coding, or left out
because it is not in the audit or does not count in shares. Without an audit every figure is
null, with the reason: not measured is not the same as bad.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from pipeline.core.corpus import Corpus
from pipeline.core.counting import NOT_COUNTED, why_not_counted
from pipeline.core.errors import guarded
from pipeline.core.files import write_json
from pipeline.core.ledger import Ledger
from pipeline.core.params import load_params
from pipeline.core.table import read_table
from pipeline.core.tables.labels import CODINGS, LABELS
from pipeline.review.metrics.measuring import Bootstrap, measured
from pipeline.review.metrics.reviewers import between_reviewers

REASONS = {**NOT_COUNTED, "not_audited": "it is not in the blind audit, or not coded yet"}


def run(name: str) -> str:
    """Evaluate one corpus; gives the summary line."""
    params, corpus = load_params(), Corpus(name)
    labels = read_table(corpus.reports / "labels.csv", LABELS)
    kinds_excluded = params.trend.kinds_excluded
    tuned = params.evaluate
    bootstrap = Bootstrap(tuned.bootstrap_samples, tuned.interval, tuned.seed)
    codings = read_table(corpus.reports / "codings.csv", CODINGS)
    metrics = {
        "corpus": name,
        **measured(labels, corpus.codebook, kinds_excluded, bootstrap),
        "reviewers": between_reviewers(codings, labels, corpus.codebook, bootstrap),
    }

    reasons = why_not_counted(labels, kinds_excluded)
    reasons = reasons.mask((reasons == "") & (labels["audit"] != "ja"), "not_audited")
    by_id = dict(zip(labels["statement_id"], reasons, strict=True))
    ledger = Ledger.of(
        "evaluate",
        "statement",
        incoming=labels["statement_id"],
        kept=[one for one, reason in by_id.items() if not reason],
        dropped={one: reason for one, reason in by_id.items() if reason},
        reasons=REASONS,
    )
    write_json(corpus.reports / "metrics.json", metrics)
    ledger.write(corpus.ledger("evaluate"))

    figure, n = metrics["audit"]["themes"]["micro_f1"], metrics["audit"]["themes"]["n"]
    if figure["value"] is None:
        said = f"not measured ({figure['reason']})"
    else:
        percent = round(100 * bootstrap.interval)
        said = f"{figure['value']:.2f} ({percent}% interval {figure['low']:.2f}–{figure['high']:.2f})"
    return f"evaluate {name}: themes micro F1 {said} on {n} audited statements → {corpus.reports / 'metrics.json'}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage from the command line."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.evaluate", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: _print(run(arguments.corpus)))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
