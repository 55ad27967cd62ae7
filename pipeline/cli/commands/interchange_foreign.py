"""What ``thermometer import refi`` does with a project that was made elsewhere: its texts become a source.

Reads   the project; of a corpus that has the source already reports/<corpus>/statements.csv and labels.csv.
Writes  first corpora/<corpus>/raw/<name>.csv (a row a passage) and codes-<name>.csv (which code is which label: a
        proposal, to be looked at), in a new corpus where there is none of that name. Once the corpus has run:
        corpora/<corpus>/reviews/refi-<name>.csv, with the codes that are taken over as labels.
"""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, CORPORA, Corpus, corpus_named
from pipeline.core.delimited import dutch_csv, parse_csv, plain_csv
from pipeline.core.errors import InputError, quoted, several
from pipeline.core.files import decode, read_bytes, write_bytes, write_text
from pipeline.core.tables import LABELS, STATEMENTS, read_table, records
from pipeline.new_corpus.create import make_corpus
from pipeline.new_corpus.files import rendered
from pipeline.new_corpus.survey import Wishes
from pipeline.refi.foreign import PROPOSAL, TEXT, Passage, chosen, is_taken, passages, proposal, reviews, table
from pipeline.refi.project_reading import ReadProject
from pipeline.refi.told import left_aside


def plain_stem(file: Path) -> str:
    """The name of a file, without its end, of signs that every system knows."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", file.stem).strip("-.") or "project"


def check_free(target: Path, content: bytes, *, replace: bool) -> None:
    """:class:`InputError` where a file is in the way that says otherwise."""
    if target.is_file() and target.read_bytes() != content and not replace:
        todo = "add --replace to put this project in its place, or name another file with --out"
        raise InputError("an earlier import of this project is there, and says otherwise", str(target), todo=todo)


def take_project(project: ReadProject, file: Path, name: str | None, *, out: Path | None, replace: bool) -> str:
    """Take a project as a source of a corpus, or its coding as reviews; says what came, and what did not."""
    found = passages(project)
    head = _counted(file.name, project, found)
    stem = plain_stem(file)
    there = name is not None and (CORPORA / name).is_dir()
    codebook = corpus_named(name).codebook if there else load_codebook(CODEBOOK)
    codes_file = CORPORA / (name or "") / f"codes-{stem}.csv"
    proposed = _proposed(codes_file, project, codebook) if there else proposal(project, codebook)
    told = [each for each in [left_aside(_left(project, proposed), {})] if each]
    if name is None or not found:
        return "\n".join([head, _nothing_taken(name), *told])
    if not there:
        return "\n".join(
            [head, _new_corpus(name, stem, table(found, project)), _to_look_at(codes_file, proposed), *told]
        )
    corpus = corpus_named(name)
    raw = corpus.raw / f"{stem}.csv"
    if not _is_source(corpus, raw.name):
        text = plain_csv(table(found, project))
        check_free(raw, text.encode(), replace=replace)
        write_text(raw, text)
        write_bytes(codes_file, dutch_csv(proposed))
        way_on = rendered("templates/project_taken.txt.j2", package="pipeline.cli", file=raw.name, column=TEXT)
        return "\n".join([head, f"→ {raw}, {codes_file}", way_on.rstrip("\n"), *told])
    labels = chosen(proposed, codebook, where=str(codes_file))
    rows = reviews(project, found, labels, _statements(found, corpus, raw.name), codebook)
    if rows.empty:
        return "\n".join([head, f"Nothing is taken over: {codes_file} says of which code it would be.", *told])
    target = out or corpus.reviews / f"refi-{stem}.csv"
    content = dutch_csv(rows)
    check_free(target, content, replace=replace)
    write_bytes(target, content)
    return "\n".join([head, f"{several(len(rows), 'review')} → {target}", "Run: dvc repro", *told])


def _counted(name: str, project: ReadProject, found: Sequence[Passage]) -> str:
    coded = sum(bool(one.codings) for one in found)
    return (
        f"import refi {name}: a project of {project.origin or 'an unknown program'}, "
        f"{several(len(project.sources), 'text')}, {several(len(found), 'passage')}, {coded} of them coded, "
        f"{several(len(project.codes), 'code')}"
    )


def _left(project: ReadProject, proposed: pd.DataFrame) -> dict[str, int]:
    """How much of each kind of thing is not taken over."""
    empty = sum(not source.text.strip() for source in project.sources)
    coders = {coding.user for source in project.sources for one in source.selections for coding in one.codings}
    idle = len({*project.users.values()} - coders)
    unlike = len(proposed) - sum(map(is_taken, proposed["overnemen"]))
    return {**project.aside, "code": unlike, "Note": len(project.notes), "empty": empty, "user": idle}


def _nothing_taken(name: str | None) -> str:
    if name is None:
        return "Nothing is taken over yet: name the corpus, new or known, with --corpus NAME."
    return "It holds no text, so there is nothing to make statements of. Its codes: thermometer import codebook."


def _new_corpus(name: str, stem: str, rows: pd.DataFrame) -> str:
    """Make the corpus; gives what is told of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem}.csv"
        write_text(path, plain_csv(rows))
        return make_corpus(name, [path], Wishes(profile="tabel", roles={"text": TEXT}, no_date=True)).message()


def _to_look_at(path: Path, proposed: pd.DataFrame) -> str:
    write_bytes(path, dutch_csv(proposed))
    return f"Which code is which label is proposed in {path}. Look at it, run dvc repro, and import again."


def _proposed(path: Path, project: ReadProject, codebook: Codebook) -> pd.DataFrame:
    """The proposal as it is on disk, where a person may have worked on it; else a new one."""
    if not path.is_file():
        return proposal(project, codebook)
    frame = parse_csv(decode(read_bytes(path), where=str(path))[0], where=str(path))
    if lacking := [name for name in PROPOSAL if name not in frame.columns]:
        todo = "put the column back, or remove the file and import again"
        raise InputError(f"column {quoted(lacking[0])} is missing", where=str(path), allowed=PROPOSAL, todo=todo)
    return frame


def _is_source(corpus: Corpus, file: str) -> bool:
    return any(source.file == file for source in corpus.config.sources)


def _statements(found: Sequence[Passage], corpus: Corpus, file: str) -> dict[int, tuple[str, str, str]]:
    """Id, round and masked text of the statements that the passages became, by the number of the passage."""
    statements = read_table(corpus.reports / "statements.csv", STATEMENTS)
    shown = {row["statement_id"]: row for row in records(read_table(corpus.reports / "labels.csv", LABELS))}
    numbers = {}
    for row in records(statements[statements["source"] == file]):
        number, label = int(row["line_start"]) - 1, shown.get(row["statement_id"])  # the header does not count
        if label and number < len(found) and _alike(found[number].text, row["text"]):
            numbers[number] = (row["statement_id"], label["round"], label["text"])
    return numbers


def _alike(passage: str, text: str) -> bool:
    """Whether a statement is this passage, but for signs and blanks that reading takes away."""
    plain = [re.sub(r"\W+", "", each).casefold() for each in (passage, text)]
    return plain[0] == plain[1] or (bool(plain[1]) and plain[1] in plain[0])
