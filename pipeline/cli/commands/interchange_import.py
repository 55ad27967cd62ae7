"""What ``thermometer import refi`` does: a project that comes back becomes a review file; another one a source.

Reads   a .qdpx; reports/<corpus>/labels.csv, to know which corpus it is of.
Writes  corpora/<corpus>/reviews/refi-<name of the file>.csv (columns of REVIEW); nothing when nothing was changed.
"""

import tempfile
from pathlib import Path

from pipeline.cli.commands.interchange_foreign import check_free, plain_stem, take_project
from pipeline.cli.commands.reviewing import check
from pipeline.core.corpus import Corpus, corpus_named
from pipeline.core.delimited import dutch_csv
from pipeline.core.errors import InputError, several
from pipeline.core.files import read_bytes, write_bytes
from pipeline.core.params import load_params
from pipeline.core.tables import LABELS, read_table, records
from pipeline.refi.changes import Changes, changes, our_texts
from pipeline.refi.codings import Label
from pipeline.refi.project_reading import ReadProject, read_project
from pipeline.refi.round_texts import lost_check
from pipeline.refi.told import left_aside
from pipeline.refi.words import WORDS

_OURS = ("Variable", "Case", "Set", "comment")  # we write these ourselves: that they are not read back is no loss


def read_refi(file: Path, name: str | None, *, reviewer: str, out: Path | None, replace: bool) -> str:
    """Take over what was changed in a project; says what became of it, and in Dutch what is left aside."""
    project = read_project(read_bytes(file), where=str(file))
    unchecked = sum(lost_check(source.text) for source in project.sources)
    if not our_texts(project) and unchecked:
        todo = "export it again from here, and change no text; what was coded stays in the other program"
        raise InputError("the part below the texts, by which they are known, is gone", where=str(file), todo=todo)
    if not our_texts(project):
        return take_project(project, file, name, out=out, replace=replace)
    corpus, labels = _corpus_of(project, name)
    found = changes(project, corpus.codebook, labels, reviewer=reviewer)
    aside = {what: n for what, n in project.aside.items() if what not in _OURS}
    aside |= {"astray": found.astray, "unchecked": unchecked}
    told = [left_aside(aside, found.new_codes) or WORDS["told"]["nothing"]]
    if found.rows.empty:
        return "\n".join([f"import refi {file.name}: {_counted(found)} → nothing to review", *told])
    target = out or corpus.reviews / f"refi-{plain_stem(file)}.csv"
    content = dutch_csv(
        found.rows
    )  # no table of ours: of a statement that several people coded it has several rows
    check_free(target, content, replace=replace)
    if found.nameless:
        told.insert(0, f"{several(found.nameless, 'row')} without a name: say who it was with --reviewer NAME")
    if target.parent == corpus.reviews:
        told.append(_tried(target.name, content, corpus))
    write_bytes(target, content)
    return "\n".join([f"import refi {file.name}: {_counted(found)} → {target}", *told])


def _tried(name: str, content: bytes, corpus: Corpus) -> str:
    """What would become of each row, and what it would change: said before the file is there, as of any review."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return check(path, corpus.name, strict=False, out=None)[0]


def _counted(found: Changes) -> str:
    changed = found.rows["uitspraak_id"].nunique()
    return f"{several(found.statements)}, {changed} changed"


def _corpus_of(project: ReadProject, name: str | None) -> tuple[Corpus, dict[str, Label]]:
    """The corpus that a project was exported from, with its labels: the one that is named, or that has its ids."""
    ids = {place.statement_id for text, _ in our_texts(project) for place in text.places}
    if name is not None or len(load_params().corpora) == 1:
        corpus = corpus_named(name)
        return corpus, _labels(corpus)
    known = [(corpus, _labels(corpus)) for corpus in map(Corpus, load_params().corpora)]
    corpus, labels = max(known, key=lambda pair: len(ids & pair[1].keys()))
    return (corpus, labels) if ids & labels.keys() else (corpus_named(None), {})


def _labels(corpus: Corpus) -> dict[str, Label]:
    path = corpus.reports / "labels.csv"
    return {row["statement_id"]: row for row in records(read_table(path, LABELS))} if path.is_file() else {}
