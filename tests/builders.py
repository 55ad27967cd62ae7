"""Small tables, codebooks and projects: a test fills in only what it is about."""

from __future__ import annotations

import copy
import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from ruamel.yaml import YAML

from pipeline.core.counting import Ledger, set_aside
from pipeline.core.delimited import dutch_csv
from pipeline.core.files import write_bytes
from pipeline.core.tables import (
    CODINGS,
    LABELS,
    ORPHANS,
    PREDICTIONS,
    REVIEW,
    SCORES,
    STATEMENTS,
    TOPICS,
    Table,
    write_table,
)
from pipeline.review.common.review_rows import check_code
from tests.paths import ROOT

Cells = Mapping[str, str]
Thing = TypeVar("Thing")

IN_SOURCE = {
    "statement_id": "u{}",  # with its number
    "text": "Verzonnen zin {}.",
    "source": "a.csv",
    "line_start": "1",
    "line_end": "1",
    "kind": "antwoord",
    "round": "2025",
    "audience": "extern",
}
PREDICTED = {"category": "proces", "category_confidence": "0.800", "stance": "wens", "stance_confidence": "0.700"}
BY_MODEL = {
    "category_provenance": "model",
    "stance_provenance": "model",
    "themes_provenance": "model",
    "predicted_themes_status": "geen_thema",
}
AUTHORS = ("toelichting", "advies_samenvatting", "motto")  # kinds that an author wrote himself
SURVEY = 'file: a.csv, profile: tabel, round: "2025"'
CATEGORIES = {"inhoud": "Inhoud", "proces": "Proces"}
STANCES = {"behouden": "Behouden", "knelpunt": "Knelpunt", "wens": "Wens", "neutraal": "Neutraal"}


def rows(table: Table, *cells: Cells, **shared: str) -> pd.DataFrame:
    """Rows of any table; a cell that is not given is empty."""
    empty = dict.fromkeys(table.names, "")
    return pd.DataFrame([{**empty, **shared, **row} for row in cells], columns=table.names, dtype=str)


def _numbered(table: Table, defaults: Cells, cells: Iterable[Cells], shared: Cells) -> pd.DataFrame:
    # ``{}`` in a cell that all rows share is the number of the row.
    complete = []
    for number, row in enumerate(cells):
        common = {name: value.replace("{}", str(number)) for name, value in {**defaults, **shared}.items()}
        status = "thema" if {**common, **row}.get("themes") else "geen_thema"
        complete.append({"themes_status": status, **common, **row})
    known = [{name: value for name, value in row.items() if name in table.names} for row in complete]
    return rows(table, *known)


def statements(*cells: Cells, **shared: str) -> pd.DataFrame:
    """Statements u0, u1 …: each row what differs from an answer in a survey; ``shared`` holds for all rows."""
    return _numbered(STATEMENTS, IN_SOURCE, cells, shared)


def predictions(*cells: Cells, **shared: str) -> pd.DataFrame:
    """Statements with the coder's labels; without a theme unless given."""
    return _numbered(PREDICTIONS, {**IN_SOURCE, **PREDICTED}, cells, shared)


def labels(*cells: Cells, **shared: str) -> pd.DataFrame:
    """Statements with final labels, the coder's, and whether they are set aside; no theme unless given."""
    frame = _numbered(LABELS, {**IN_SOURCE, **PREDICTED, **BY_MODEL}, cells, shared)
    return frame.assign(set_aside=set_aside(frame, AUTHORS))


def returned(*cells: Cells, blind: bool = False, **shared: str) -> pd.DataFrame:
    """Rows of a review file, each with the check code of its id and text unless given."""
    complete = []
    for row in cells:
        filled = {**shared, **row}
        code = check_code(filled.get("uitspraak_id", ""), filled.get("tekst", ""), blind=blind)
        complete.append({"controle": code, **filled})
    return rows(REVIEW, *complete)


def hand_in(path: Path, *cells: Cells, blind: bool = False, **shared: str) -> Path:
    """Write a review file as Dutch Excel saves it; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dutch_csv(returned(*cells, blind=blind, **shared)))
    return path


def open_sheet(*rows: str, name: str = "Blad1", before: str = "") -> bytes:
    """An .ods with these rows, each the XML of its cells."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    body = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>" for row in rows
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{before}"
            f'<table:table table:name="{name}">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return stream.getvalue()


def codebook(
    themes: Mapping[str, str],
    categories: Mapping[str, str] = CATEGORIES,
    stances: Mapping[str, str] = STANCES,
) -> dict[str, Any]:
    """A codebook as codebook.yaml holds it, from ids with their labels."""

    def entries(names: Mapping[str, str]) -> dict[str, dict[str, str]]:
        return {key: {"label": label, "definition": f"Gaat over {label}."} for key, label in names.items()}

    return {"categories": entries(categories), "stances": entries(stances), "themes": entries(themes)}


def corpus_yaml(*sources: str, title: str = "Proef", organisation: str = "provincie Proef") -> str:
    """A corpus.yaml; of each source the keys as YAML between braces."""
    listed = "".join(f"- {{{source}}}\n" for source in sources or (SURVEY,))
    return f"title: {json.dumps(title)}\norganisation: {organisation}\nsources:\n{listed}"


def altered(thing: Thing, **values: Any) -> Thing:
    """A copy with other values, of what is no dataclass."""
    other = copy.copy(thing)
    vars(other).update(values)
    return other


def changed(path: Path, changes: Mapping[str, str]) -> None:
    """Replace text in a file; what is to be replaced must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def corpus_folder(root: Path, name: str = "proef", corpus: str = "", actions: str = "actions: {}\n") -> Path:
    """A corpus in a project: its files of which the sources hold nothing that anybody said; return its folder."""
    folder = root / "corpora" / name
    for part in ("raw", "reviews"):
        (folder / part).mkdir(parents=True)
    corpus = corpus or corpus_yaml()
    for source in YAML(typ="safe").load(corpus)["sources"]:
        (folder / "raw" / source["file"]).write_text("antwoord\n", encoding="utf-8")
    (folder / "corpus.yaml").write_text(corpus, encoding="utf-8")
    (folder / "actions.yaml").write_text(actions, encoding="utf-8")
    return folder


def project(
    root: Path,
    *,
    corpus: str = "",
    actions: str = "actions: {}\n",
    codebook: Mapping[str, Any] | None = None,
    params: Mapping[str, str] | None = None,
    folders: Iterable[str] = (),
) -> Path:
    """A project with the corpus `proef`; return its root.

    Parameters
    ----------
    codebook : as :func:`codebook` makes it; the project's own unless given.
    params : text in params.yaml to replace, by what.
    folders : folders of the project to copy, such as ``corpora/rules``.
    """
    corpus_folder(root, corpus=corpus, actions=actions)
    for folder in folders:
        shutil.copytree(ROOT / folder, root / folder)
    own = (ROOT / "corpora" / "codebook.yaml").read_text(encoding="utf-8")
    text = own if codebook is None else json.dumps(codebook)
    (root / "corpora" / "codebook.yaml").write_text(text, encoding="utf-8")
    shutil.copyfile(ROOT / "params.yaml", root / "params.yaml")
    changed(root / "params.yaml", {"\n- nedermaas\n": "\n- proef\n", **(params or {})})
    return root


def earlier_outputs(reports: Path, frame: pd.DataFrame, **tables: pd.DataFrame) -> None:
    """What the stages up to review leave in ``reports``: these labels, and tables without rows unless given."""
    write_table(reports / "labels.csv", frame, LABELS)
    others = {"codings": CODINGS, "topics": TOPICS, "scores": SCORES, "review/zonder-uitspraak": ORPHANS}
    for name, table in others.items():
        write_table(reports / f"{name}.csv", tables.get(name, table.empty()), table)
    ids = list(frame["statement_id"])
    for stage in ("ingest", "classify", "discover", "review"):
        unit = "line" if stage == "ingest" else "statement"
        ledger = Ledger.of(stage, unit, incoming=ids, kept=ids, dropped={}, reasons={})
        write_bytes(reports / "ledgers" / f"{stage}.json", ledger.as_bytes())
