"""What ``thermometer export`` does: write a corpus, or its codebook, for programs for qualitative research.

Reads   reports/<corpus>/labels.csv, corpora/<corpus>/ (title, codebook, actions).
Writes  the files that were asked for, nowhere else.
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline.core.codebook import KINDS, Codebook
from pipeline.core.corpus import corpus_named
from pipeline.core.errors import InputError, quoted, several
from pipeline.core.files import write_bytes
from pipeline.core.tables import LABELS, read_table, records
from pipeline.refi.codebook_file import csv_bytes, qdc_bytes
from pipeline.refi.codings import ExportOptions, Label, uncoded_audit
from pipeline.refi.project import Investigation, project_bytes
from pipeline.refi.round_texts import OurLabel, labels_of


def write_refi(name: str | None, options: ExportOptions, *, out: Path | None, codebook: Path | None) -> str:
    """Write the project, the codebook, or both; says what is in it."""
    corpus = corpus_named(name)
    files: dict[Path, bytes] = {}
    told = []
    if out is not None:
        labels = records(read_table(corpus.reports / "labels.csv", LABELS))
        if not labels:
            todo = "add a source with statements to it, and run dvc repro"
            raise InputError(
                "there is no statement to export", where=str(corpus.reports / "labels.csv"), todo=todo
            )
        _check_codebook(labels, corpus.codebook, where=str(corpus.reports / "labels.csv"))
        about = Investigation(corpus.name, corpus.config.title, corpus.codebook, corpus.actions)
        files[_named(out, ".qdpx")] = project_bytes(about, labels, options)
        told += [f"{several(len(labels))} → {out}", *_told_of(labels, options)]
    if codebook is not None:
        files[_named(codebook, ".qdc")] = qdc_bytes(corpus.codebook, corpus.actions, corpus.name)
        told.append(f"codebook → {codebook}")
    if not files:
        raise InputError(
            "nothing was asked for", where="export refi", todo="add --out FILE.qdpx, or --codebook FILE.qdc"
        )
    for path, content in files.items():
        write_bytes(path, content)
    return f"export refi {corpus.name}: " + "\n".join(told)


def _check_codebook(labels: Sequence[Label], codebook: Codebook, *, where: str) -> None:
    """:class:`InputError` where a label is not in the codebook: it was changed after the last run."""
    known = {OurLabel(kind, one) for kind in KINDS for one in getattr(codebook, kind)}
    gone = {one.id for row in labels for one in labels_of(row) if one.kind in KINDS and one not in known}
    if gone:
        problem = f"the codebook has no label {quoted(min(gone))} (any more)"
        raise InputError(problem, where=where, todo="run dvc repro, so that labels are those of the codebook now")


def _told_of(labels: Sequence[Label], options: ExportOptions) -> list[str]:
    """What to know of statements that were drawn for the blind audit and not coded yet."""
    left = sum(map(uncoded_audit, labels))
    if not left:
        return []
    if options.blind:
        return [f"  {several(left)} of the blind audit go without codes: they are still to be coded."]
    shown = "of the blind audit show the machine's codes, and are not coded blind here (--blind hides the codes)"
    return [f"  {several(left)} {shown}."]


def _named(path: Path, suffix: str) -> Path:
    if path.suffix.lower() != suffix:
        todo = f"give a name that ends in {suffix}"
        raise InputError("programs know this kind of file by the end of its name", where=str(path), todo=todo)
    return path


def write_codebook(name: str | None, out: Path) -> str:
    """Write the codebook as .qdc, or as .csv for Taguette."""
    corpus = corpus_named(name)
    if out.suffix.lower() == ".csv":
        content = csv_bytes(corpus.codebook)
    else:
        content = qdc_bytes(corpus.codebook, corpus.actions, corpus.name)
        out = _named(out, ".qdc")
    write_bytes(out, content)
    return f"export codebook {corpus.name}: {several(len(corpus.codebook.themes), 'theme')} → {out}"
