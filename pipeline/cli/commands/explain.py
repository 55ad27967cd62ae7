"""Explains one statement (``thermometer explain``).

Reads what classify reads, ``corpora/training``, and for a statement of a corpus its
``statements.csv``, ``corrections.jsonl`` and ``labels.csv``. Writes nothing.

As everywhere but in ``statements.csv``, the personal data that ingest found in a statement of a
corpus are masked, unless ``ingest.personal_data`` says ``tonen``. A text that was typed is shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from rich.console import Console
from rich.padding import Padding

from pipeline.coder.classify.classifying import NO_LESSONS, lessons_of
from pipeline.coder.classify.lessons import Lessons
from pipeline.coder.classify.reasons import clean
from pipeline.coder.data.training_set import read_training, statement_files
from pipeline.coder.explain.explain import Explanation, explain
from pipeline.coder.explain.source import decision, find_statement, meant_as_id
from pipeline.coder.explain.text import as_text
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, TRAINING, Corpus
from pipeline.core.corrections import read_corrections
from pipeline.core.errors import InputError, unknown
from pipeline.core.files import CELL_LIMIT, own_text
from pipeline.core.masking import Span, masked, masked_reason, read_spans
from pipeline.core.params import Params, load_params
from pipeline.core.tables import LABELS, PREDICTIONS, STATEMENTS, read_table, records
from pipeline.language_model.mixing import said_of

_SAID = ("category", "stance", "themes", "themes_status", "why", "model", "missing")
_PLACE = ("statement_id", "source", "line_start", "line_end", "round", "question")


def explained(typed: str, corpus: str = "") -> tuple[Explanation, Codebook]:
    """Explain a statement of a corpus, by its id or the beginning of it, or any text.

    The id is looked for in ``corpus``, "" for all of params.yaml. :class:`InputError` when there is no such
    statement, or several; no trained coder, or one of another codebook, other rules or another language pipeline.
    """
    params = load_params()
    if corpus and corpus not in params.corpora:
        raise unknown("corpus", corpus, params.corpora, where="--corpus", todo="name one of params.yaml")
    if wanted := meant_as_id(typed):
        return _of_corpus(wanted, [corpus] if corpus else params.corpora, params)
    if corpus:
        raise InputError(
            "this is a text, not an id; a text is of no corpus",
            where="--corpus",
            todo="leave --corpus out, or give an id of reports/<corpus>/statements.csv",
        )
    text = typed.encode("utf-8", "replace").decode("utf-8")  # a shell may hand on bytes that are no text
    if len(text) > CELL_LIMIT:
        todo = f"give at most {CELL_LIMIT} characters"
        raise InputError(f"the text has {len(text)} characters", where="TEXT", todo=todo)
    resources = load_resources(params.language, params.coder, load_codebook(CODEBOOK))
    return _explained({"text": text}, resources, params, str), resources.codebook


def _of_corpus(wanted: str, corpora: list[str], params: Params) -> tuple[Explanation, Codebook]:
    paths = {name: Corpus(name).reports / "statements.csv" for name in corpora}
    tables = {
        name: read_table(path, STATEMENTS) for name, path in paths.items() if len(paths) == 1 or path.is_file()
    }
    if not tables:
        raise InputError("no corpus has statements yet", where="reports", todo="run dvc repro")
    ids = {name: table["statement_id"].tolist() for name, table in tables.items()}
    name, identity = find_statement(wanted, ids)
    row = {str(column): str(cell) for column, cell in tables[name].iloc[ids[name].index(identity)].items()}
    corpus = Corpus(name)
    resources = load_resources(params.language, params.coder, corpus.codebook)
    spans: tuple[Span, ...] = ()
    if params.ingest.personal_data == "maskeren":
        spans = read_spans(row["personal_data"], row["text"], where=f"{paths[name]}: {identity}")

    def hide(words: str) -> str:
        return masked_reason(f'"{clean(words)}"', row["text"], spans)[1:-1]

    # A corpus that classify has not coded yet has none.
    lines = own_text(corpus.corrections) if corpus.corrections.is_file() else ""
    corrections = read_corrections(lines, where=str(corpus.corrections))
    lessons = lessons_of(corrections, tables[name], resources, params.classify)
    explanation = _explained(row, resources, params, hide, lessons)
    shown = replace(
        explanation,
        text=masked(row["text"], spans),
        why=masked_reason(explanation.why, row["text"], spans),
        place={"corpus": name, **{column: row[column] for column in _PLACE}},
        decision=_decision(corpus, identity, explanation),
    )
    return shown, resources.codebook


def _explained(
    statement: Mapping[str, str],
    resources: CoderResources,
    params: Params,
    hide: Callable[[str], str],
    lessons: Lessons = NO_LESSONS,
) -> Explanation:
    # Without training statements where only the trained coder was handed on.
    files = statement_files(TRAINING)
    examples = read_training(files, load_codebook(CODEBOOK)).examples if files else ()
    return explain(statement, resources, params.classify, examples, hide, lessons)


def _decision(corpus: Corpus, identity: str, explanation: Explanation) -> dict[str, str | bool] | None:
    path = corpus.reports / "labels.csv"
    labels = read_table(path, LABELS).set_index("statement_id") if path.is_file() else None
    if labels is None or identity not in labels.index:
        return None
    coder = {
        "category": explanation.category.label if explanation.category else "",
        "stance": explanation.stance.label,
        "themes": "|".join(theme.label for theme in explanation.themes),
        "themes_status": explanation.status,
    }
    found = decision({str(name): str(cell) for name, cell in labels.loc[identity].items()}, coder)
    said = [row for row in records(said_of(corpus)) if row["statement_id"] == identity]
    if not said:
        return found
    # The labels may be those of both coders: whether the bundled one changed its mind, its own table tells.
    then = read_table(corpus.reports / "predictions.csv", PREDICTIONS).set_index("statement_id").loc[identity]
    changed = any(then[name] != cell for name, cell in coder.items())
    return {**found, "outdated": changed, **{f"language_model_{name}": said[0][name] for name in _SAID}}


def show(explanation: Explanation, codebook: Codebook, console: Console) -> None:
    """Print an explanation: folded to the width of a terminal, else one paragraph a line."""
    for indent, paragraph in as_text(explanation, codebook):
        if console.is_terminal:
            console.print(Padding(paragraph, (0, 0, 0, indent)))
        else:
            console.file.write(f"{' ' * indent}{paragraph.plain}\n")
