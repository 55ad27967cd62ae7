"""Stage ask: asks the language model, where there is one, what the statements say, and puts the answers on record.

Reads   params.yaml; when language_model.url is set also reports/<corpus>/statements.csv, predictions.csv and
        topics.csv, corpora/<corpus>/corpus.yaml, the codebook and corpora/training (examples of themes).
Writes  reports/<corpus>/language_model/: answers.jsonl (the record, only added to, also while the stage runs),
        taalmodel.csv (what later stages read), ledger.json, and onderwerpen.csv (names of topics) where that is
        asked. Without a language model only taalmodel.csv, without rows.

One row of taalmodel.csv is one statement. One without an answer is in it too, with the reason, and the next run
asks only those. What is sent has all personal data that ingest found masked, also where the settings show it
elsewhere.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core.corpus import CODEBOOK, TRAINING, Corpus
from pipeline.core.counting import Ledger
from pipeline.core.errors import several
from pipeline.core.masking import masked_texts
from pipeline.core.params import LanguageModel, load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import (
    PREDICTIONS,
    SECOND_CODER,
    STATEMENTS,
    TOPIC_NAMES,
    TOPICS,
    read_table,
    table_bytes,
    tables_bytes,
)
from pipeline.language_model.prompt import MOST_CHARACTERS, parts, topic_part

STALE = ("ledger.json", "onderwerpen.csv")


def off(folder: Path) -> Outputs:
    """Nothing is asked; the record of an earlier time stays."""
    path = folder / "taalmodel.csv"
    empty = table_bytes(SECOND_CODER.empty(), SECOND_CODER, where=str(path))
    return Outputs({path: empty}, "no language model is set (language_model.url)", {folder: STALE})


def run(corpus: Corpus) -> Outputs:
    """Ask about one corpus all that is not on record."""
    settings = load_params().language_model
    return asked(corpus, settings) if settings.url else off(corpus.language_model)


def examples() -> Sequence[Any]:
    """The training statements, of which two go with each theme; none where only the coder was handed on."""
    from pipeline.coder.data.training_set import read_training, statement_files
    from pipeline.core.codebook import load_codebook

    files = statement_files(TRAINING)
    return read_training(files, load_codebook(CODEBOOK)).examples if files else ()


def masked_statements(corpus: Corpus) -> pd.Series:
    """What is sent of each statement, by id."""
    source = corpus.reports / "statements.csv"
    statements = read_table(source, STATEMENTS)
    texts = [text[:MOST_CHARACTERS] for text in masked_texts(statements, where=str(source))]
    return pd.Series(texts, index=statements["statement_id"].tolist(), dtype=str)


def asked(corpus: Corpus, settings: LanguageModel) -> Outputs:
    """Ask, and make the tables from what is on record then."""
    # Not at the top: without a language model none of it is needed.
    from pipeline.language_model.asking import ask_all
    from pipeline.language_model.progress import shown
    from pipeline.language_model.second_coder import MISSING, not_asked, second_coder
    from pipeline.language_model.store import Store
    from pipeline.language_model.topics import about_topics, topic_names

    folder, texts = corpus.language_model, masked_statements(corpus)
    ids = [str(one) for one in texts.index]
    why_not = not_asked(read_table(corpus.reports / "predictions.csv", PREDICTIONS), settings.ask)
    questions, store = parts(corpus.codebook, examples()), Store(folder / "answers.jsonl")
    wanted = [text for text, reason in zip(texts, why_not, strict=True) if not reason]
    with shown() as told:
        outcome = ask_all(wanted, questions, settings, store, told)
    second = second_coder(texts, why_not, questions, str(settings.model), store, outcome.missing, corpus.codebook)
    tables = {"taalmodel.csv": (second, SECOND_CODER)}
    if settings.topics:
        topics = read_table(corpus.reports / "topics.csv", TOPICS)
        groups = about_topics(topics, texts)
        with shown() as told:
            ask_all([*groups.values()], [topic_part()], settings, store, told)
        tables["onderwerpen.csv"] = (topic_names(topics, groups, str(settings.model), store), TOPIC_NAMES)
    ledger = Ledger.of_statements("ask", ids, second["missing"], MISSING)
    lost = int((second["missing"] != "").sum()) - sum(map(bool, why_not))
    again = f", {lost} without an answer (again: dvc repro -f -s ask@{corpus.name})" if lost else ""
    return Outputs(
        {
            folder / "answers.jsonl": store.as_bytes(),
            **tables_bytes(folder, tables),
            folder / "ledger.json": ledger.as_bytes(),
        },
        f"{several(outcome.requests, 'request')}, {several(outcome.tokens, 'token')}; "
        f"{len(ledger.kept)} of {several(len(ids))} answered{again} → {folder / 'taalmodel.csv'}",
        {folder: STALE},
    )


main = corpus_stage(run)
