"""Explains one statement (``thermometer explain``). No stage of the pipeline.

Reads what classify reads, ``corpora/training``, and for a statement of a corpus its
``statements.csv`` and ``labels.csv``. Writes nothing.

As everywhere but in ``statements.csv``, the personal data that ingest found in a statement of a
corpus are masked, unless ``ingest.personal_data`` says ``tonen``. A text that was typed is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding

from pipeline.coder.classify.classifying import Knowledge
from pipeline.coder.classify.reasons import clean
from pipeline.coder.data.training_set import Example, read_training
from pipeline.coder.explain.explain import Explanation, explain, hidden
from pipeline.coder.explain.nearest import likeness_to
from pipeline.coder.explain.source import Decision, Place, decision, find_statement, meant_as_id
from pipeline.coder.explain.text import Told, as_data, as_text
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, TRAINING, Corpus
from pipeline.core.errors import InputError, unknown
from pipeline.core.files import CELL_LIMIT, decode, read_bytes
from pipeline.core.masking import masked, masked_reason, read_spans
from pipeline.core.params import Params, load_params
from pipeline.core.table import read_table
from pipeline.core.tables.labels import LABELS
from pipeline.core.tables.statements import STATEMENTS
from pipeline.stages.classify import trained_knowledge


def explained(typed: str, corpus: str = "") -> Told:
    """Explain a statement of a corpus, by its id or the beginning of it, or any text.

    Parameters
    ----------
    corpus : look for the id in this corpus only; "" for all of params.yaml.

    Raises
    ------
    InputError
        No such statement, or several; no trained coder, or one that does not belong to the
        codebook, rules and language pipeline of now.
    """
    params = load_params()
    if corpus and corpus not in params.corpora:
        raise unknown("corpus", corpus, params.corpora, where="--corpus", todo="name one of params.yaml")
    wanted = meant_as_id(typed)
    if wanted:
        return _of_corpus(wanted, [corpus] if corpus else params.corpora, params)
    if corpus:
        raise InputError(
            "this is a text, not an id; a text is of no corpus",
            where="--corpus",
            todo="leave --corpus out, or give an id of reports/<corpus>/statements.csv",
        )
    text = typed.encode("utf-8", "replace").decode("utf-8")  # a shell may hand on bytes that are no text
    if len(text) > CELL_LIMIT:
        raise InputError(
            f"the text has {len(text)} characters", where="TEXT", todo=f"give at most {CELL_LIMIT} characters"
        )
    knowledge = trained_knowledge(params, load_codebook(CODEBOOK))
    return Told(_explained({"text": text}, knowledge, params), knowledge.codebook, None, None)


def _of_corpus(wanted: str, corpora: list[str], params: Params) -> Told:
    tables = {
        name: read_table(Corpus(name).reports / "statements.csv", STATEMENTS)
        for name in corpora
        if len(corpora) == 1 or (Corpus(name).reports / "statements.csv").is_file()
    }
    if not tables:
        raise InputError("no corpus has statements yet", where="reports", todo="run dvc repro")
    name, identity = find_statement(
        wanted, {name: table["statement_id"].tolist() for name, table in tables.items()}
    )
    table = tables[name].set_index("statement_id", drop=False)
    row = {str(column): str(cell) for column, cell in table.loc[identity].items()}
    corpus = Corpus(name)
    knowledge = trained_knowledge(params, corpus.codebook)
    explanation = _explained(row, knowledge, params)
    place = Place(
        identity, name, *(row[cell] for cell in ("source", "line_start", "line_end", "round", "question"))
    )
    decided = _decision(corpus, identity, explanation)
    if params.ingest.personal_data == "maskeren":
        explanation = _masked(explanation, row, where=str(corpus.reports / "statements.csv"))
    return Told(explanation, knowledge.codebook, place, decided)


def _explained(statement: Mapping[str, str], knowledge: Knowledge, params: Params) -> Explanation:
    examples = _examples()
    likeness = likeness_to([example.text for example in examples], knowledge.coder, knowledge.encoder)
    return explain(statement, knowledge, params.classify, examples, likeness)


def _examples() -> tuple[Example, ...]:
    """The training statements; none where only the trained coder was handed on."""
    paths = sorted(TRAINING.glob("*.jsonl"))
    if not paths:
        return ()
    files = {path.name: decode(read_bytes(path), where=str(path))[0] for path in paths}
    return read_training(files, load_codebook(CODEBOOK), where=str(TRAINING)).examples


def _decision(corpus: Corpus, identity: str, explanation: Explanation) -> Decision | None:
    path = corpus.reports / "labels.csv"
    if not path.is_file():
        return None
    labels = read_table(path, LABELS)
    rows = labels[labels["statement_id"] == identity].to_dict("records")
    if not rows:
        return None
    said = {
        "category": explanation.category.label,
        "stance": explanation.stance.label,
        "themes": "|".join(theme.label for theme in explanation.themes),
        "themes_status": explanation.status,
    }
    return decision({str(name): str(cell) for name, cell in rows[0].items()}, said)


def _masked(explanation: Explanation, row: Mapping[str, str], *, where: str) -> Explanation:
    spans = read_spans(row["personal_data"], row["text"], where=f"{where}: {row['statement_id']}")

    def hide(words: str) -> str:
        return masked_reason(f'"{clean(words)}"', row["text"], spans)[1:-1]

    return hidden(explanation, masked(row["text"], spans), hide)


def show(told: Told, console: Console) -> None:
    """Print an explanation: folded to the width of a terminal, else one paragraph a line."""
    for indent, paragraph in as_text(told):
        if console.is_terminal:
            console.print(Padding(paragraph, (0, 0, 0, indent)))
        else:
            console.file.write(f"{' ' * indent}{paragraph.plain}\n")


def show_data(told: Told, console: Console) -> None:
    """Print an explanation for scripts: one JSON object."""
    console.file.write(json.dumps(as_data(told), ensure_ascii=False, indent=2) + "\n")
