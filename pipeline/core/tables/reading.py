"""Tables as data: the columns of each stand, with their meaning, in the YAML file of its subject.

A table has ``row`` (what one row is), ``key``, ``columns`` in order and, where so, ``dutch`` or ``linked`` (see
:class:`Table`). A column is its name with its meaning: under ``number`` when it holds numbers, under ``text`` when
it has ``allowed`` values too. Those name a list of codes.py, or are a list of such names and of values. ``from``
takes over the columns of another table, ``without`` some of them, and ``with`` others in their place. Columns
that several tables of a file have stand once, under ``shared``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.core import codes
from pipeline.core.table import Column, Table
from pipeline.core.yaml_model import own_yaml

HERE = Path(__file__).parent


def tables(subject: str, *others: Table) -> tuple[Table, ...]:
    """The tables of a subject, in the order of its file.

    Parameters
    ----------
    others : tables of other subjects that these take columns from.
    """
    content = own_yaml(HERE / f"{subject}.yaml")
    known = {table.name: table for table in others}
    return tuple(_table(name, about, known) for name, about in content.get("tables", content).items())


def _table(name: str, about: Mapping[str, Any], known: Mapping[str, Table]) -> Table:
    columns = tuple(_columns(about["columns"], known))
    dialect = {flag: about[flag] for flag in ("dutch", "linked") if flag in about}
    return Table(name, about["row"], tuple(about["key"]), columns, **dialect)


def _columns(entries: Iterable[Any], known: Mapping[str, Table]) -> Iterator[Column]:
    for entry in entries:
        if isinstance(entry, list):  # shared
            yield from _columns(entry, known)
        elif "from" in entry:
            instead = {column.name: column for column in _columns(entry.get("with", ()), known)}
            taken = (column for column in known[entry["from"]].columns if column.name not in entry["without"])
            yield from (instead.get(column.name, column) for column in taken)
        else:
            ((name, about),) = entry.items()
            yield _column(name, about if isinstance(about, Mapping) else {"text": about})


def _column(name: str, about: Mapping[str, Any]) -> Column:
    number = "number" in about
    meaning = about["number"] if number else about["text"]
    return Column(name, meaning, tuple(_allowed(about.get("allowed", ()))), number=number)


def _allowed(values: str | Iterable[str]) -> Iterator[str]:
    """Values of one code list by its name, or of several names and values."""
    for value in [values] if isinstance(values, str) else values:
        yield from getattr(codes, value) if value.isupper() else [value]
