"""Gives each statement its category, stance and themes, with confidences and reasons.

Reads ``reports/<corpus>/statements.csv``, ``models/coder/coder.skops``, ``models/encoder``,
``corpora/rules``, the codebook and ``models/language/installed.json``. Writes
``reports/<corpus>/predictions.csv`` and its ledger.

The coder reads the text verbatim; what it writes for others has the personal data that ingest
found masked, in the text and in the reason (unless ``ingest.personal_data`` says ``tonen``).

One row is one statement; none is dropped. The labels are the coder's own: what the report's
heading or a reviewer says is put over them by the review stage.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import Progress

from pipeline.coder.classify.classifying import Knowledge, code_statements
from pipeline.coder.classify.csv_stream import chunks, written
from pipeline.coder.data.rule_folder import read_rule_folder
from pipeline.coder.encoder.sentence import read_encoder
from pipeline.coder.encoder.static import read_static
from pipeline.coder.language.language import check_installed, load
from pipeline.coder.model.coder import check_fresh, read_coder
from pipeline.coder.rules.rules import RuleSet, fingerprint
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, CODER, ENCODER, RULES, Corpus
from pipeline.core.errors import guarded, several
from pipeline.core.files import check_targets, read_bytes
from pipeline.core.ledger import Ledger
from pipeline.core.masking import masked, masked_reason, read_spans
from pipeline.core.parallel import cores, in_order
from pipeline.core.params import Params, load_params
from pipeline.core.table import check_conserved, read_table, write_table
from pipeline.core.tables.predictions import CODING, PREDICTIONS
from pipeline.core.tables.statements import STATEMENTS

_LARGE = 1_000_000  # bytes, about 8,000 statements


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage for one corpus."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.classify", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="name of the folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: run(arguments.corpus))


def run(name: str) -> None:
    """Read, code, write."""
    corpus = Corpus(name)
    params = load_params()
    statements = read_table(corpus.reports / "statements.csv", STATEMENTS)
    coding = code_statements(statements, trained_knowledge(params, corpus.codebook), params.classify)
    predictions = statements.join(coding)
    if params.ingest.personal_data == "maskeren":
        predictions = without_personal_data(predictions, where=str(corpus.reports / "statements.csv"))
    check_conserved("classify", statements["statement_id"], predictions["statement_id"])
    ids = predictions["statement_id"].tolist()
    ledger = Ledger.of("classify", "statement", incoming=ids, kept=ids, dropped={}, reasons={})

    path = corpus.reports / "predictions.csv"
    write_table(path, predictions, PREDICTIONS)
    ledger.write(corpus.ledger("classify"))
    status = predictions["themes_status"]
    sys.stdout.write(
        f"classify {name}: {several(len(predictions))}, {(status == 'thema').sum()} with a theme, "
        f"{(status == 'onbeslist').sum()} undecided, {(status == 'geen_inhoud').sum()} without content → {path}\n"
    )


def without_personal_data(predictions: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """The predictions with what ``personal_data`` points at masked in ``text`` and ``why``."""
    texts, reasons = [], []
    columns = ["statement_id", "text", "why", "personal_data"]
    for name, text, why, cell in predictions[columns].itertuples(index=False, name=None):
        spans = read_spans(cell, text, where=f"{where}: {name}")
        texts.append(masked(text, spans))
        reasons.append(masked_reason(why, text, spans))
    return predictions.assign(
        text=pd.Series(texts, index=predictions.index, dtype=str),
        why=pd.Series(reasons, index=predictions.index, dtype=str),
    )


@lru_cache(maxsize=1)
def _at_hand() -> tuple[Params, Knowledge]:
    """Settings and knowledge, read once; a process that is started anew reads them again."""
    params = load_params()
    return params, trained_knowledge(params, load_codebook(CODEBOOK))


def _coding_of(part: pd.DataFrame) -> pd.DataFrame:
    params, knowledge = _at_hand()
    return code_statements(part, knowledge, params.classify)


def _processes(path: Path, params: Params) -> int:
    """The sentence encoder uses all cores by itself; of a small file the start would take longest."""
    return cores() if params.coder.encoder == "static" and path.stat().st_size > _LARGE else 1


def classify_file(path: Path, out: Path) -> str:
    """Code any CSV with columns ``id`` (or ``statement_id``) and ``text``; return a summary line.

    Other columns pass through; the coder's are added, or renewed when there. Rows keep their order.
    Columns ``kind``, ``question`` and ``effect`` help when there. Of the rows that were coded only
    the ids are kept in memory.

    Raises
    ------
    InputError
        The file, the coder or a setting is not in order; ``out`` is then left as it was.
    """
    check_targets(path, {"--out": out})
    _at_hand.cache_clear()
    params, _ = _at_hand()
    coded, undecided = 0, 0
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar, written(out) as stream:
        task = bar.add_task("coding", total=None)
        writer = csv.writer(stream, lineterminator="\n")
        for part, coding in in_order(chunks(path), _coding_of, processes=_processes(path, params)):
            result = part.drop(columns=[column.name for column in CODING], errors="ignore").join(coding)
            if not coded:
                writer.writerow(result.columns)
            writer.writerows(result.itertuples(index=False, name=None))
            coded += len(result)
            bar.update(task, completed=coded)
            undecided += int((coding["themes_status"] == "onbeslist").sum())
    return f"classify {path.name}: {several(coded)}, {undecided} undecided → {out}"


def trained_knowledge(params: Params, codebook: Codebook) -> Knowledge:
    """The trained coder and all that it needs, checked to belong together."""
    common = load_codebook(CODEBOOK)
    pipeline = check_installed(params.language.model)
    folder = read_rule_folder(RULES, common)
    where = CODER / "coder.skops"
    coder = read_coder(read_bytes(where, todo="train it first: dvc repro"), where=str(where))
    encoder = read_static(ENCODER) if params.coder.encoder == "static" else read_encoder(ENCODER)
    check_fresh(
        coder,
        codebook=common.version,
        rules=fingerprint(folder.files),
        language=pipeline.title,
        encoder=encoder.version,
        where=str(where),
    )
    nlp = load(params.language.model)
    return Knowledge(
        coder,
        encoder,
        RuleSet(folder.files, nlp, params.language.model, grammar=params.coder.encoder == "sentence"),
        folder.no_content,
        folder.context,
        codebook,
    )


if __name__ == "__main__":
    sys.exit(main())
