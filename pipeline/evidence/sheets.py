"""What stands on each sheet of the workbook: the tables, their headings and links; no spreadsheet yet."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from pipeline.core.table import Table
from pipeline.core.tables.evidence import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
)
from pipeline.core.tables.trend import TREND_ACTIONS

_NUMBER_OF_A_YEAR = re.compile(r"[1-9]\d{0,8}")
ROUNDS = ("ronde", "vorige_ronde", "eerste_ronde")  # text, but a year is a number to who sorts
_LONGEST_LINE = 600  # characters of a heading; the whole text stands in overzicht.csv
_NOT_KNOWN = "niet bekend"

KINDS = {
    "overzicht": EVIDENCE_OVERVIEW,
    "per_ronde": TREND_ACTIONS,
    "actie": EVIDENCE,
    "themas": EVIDENCE_THEMES,
    "acties": EVIDENCE_ACTIONS,
    "dekking": EVIDENCE_COVERAGE,
}

Layout = Mapping[str, Any]
Value = str | int | float


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet; width in characters; form is a key of the number formats, or ""."""

    name: str
    title: str
    width: int
    form: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    lines : what stands above the table, the title first; none too wide for the paper.
    rows : per row its values, None where there is nothing.
    paper : so many of the first columns are printed.
    links : text and sheet, one line below the heading.
    row_links : (row, column), both from 0, to the sheet and row, from 0, that it leads to; row None is the top.
    marked : rows, from 0, that stand out.
    """

    name: str
    lines: Sequence[str]
    heads: Sequence[SheetColumn]
    rows: Sequence[Sequence[Value | None]]
    paper: int
    links: Sequence[tuple[str, str]] = ()
    row_links: Mapping[tuple[int, int], tuple[str, int | None]] = field(default_factory=dict)
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True)
class BookTables:
    """The tables of the workbook, as the CSV files have them; per_round is TREND_ACTIONS.

    The others go by their key in the layout.
    """

    title: str
    overview: pd.DataFrame
    per_round: pd.DataFrame
    listings: Mapping[int, pd.DataFrame]
    others: Mapping[str, pd.DataFrame]


def sheets(tables: BookTables, layout: Layout, texts: Mapping[str, Any]) -> list[Sheet]:
    """The sheets of the workbook in their order.

    Parameters
    ----------
    tables : the tables as they are written to the CSV files.
    layout : bewijstabellen.yaml.
    texts : leesmij.yaml.
    """
    pages, guide = layout["bladen"], layout["leeswijzer"]
    names = {number: layout["actie"].format(nummer=number) for number in tables.listings}
    others = [*(pages[key]["naam"] for key in ("per_ronde", *tables.others)), guide["naam"]]
    back = [(layout["terug"], pages["overzicht"]["naam"])]
    first = _plain("overzicht", _with_trend(tables), tables, layout, links=[(name, name) for name in others])
    found = [_linked(first, names), _linked(_per_round(tables, layout, back), names)]
    actions = {int(row["nummer"]): row for row in tables.overview.to_dict("records")}
    found += [
        _of_action(names[number], {str(key): str(cell) for key, cell in actions[number].items()}, listed, layout)
        for number, listed in tables.listings.items()
    ]
    found += [_plain(key, frame, tables, layout, links=back) for key, frame in tables.others.items()]
    return [*found, _guide(layout, texts, back)]


def _with_trend(tables: BookTables) -> pd.DataFrame:
    """The overview, with the trend of each action in the newest round."""
    of_all = tables.per_round[tables.per_round["doelgroep"] == "alle"]
    newest = of_all.drop_duplicates("nummer", keep="last").set_index("nummer")  # oldest first
    added = [name for name in newest if name not in tables.overview]
    return tables.overview.join(newest[added], on="nummer").fillna("")


def heads(columns: Mapping[str, Layout]) -> list[SheetColumn]:
    """The columns of a sheet as the layout names them."""
    return [
        SheetColumn(name, column["kop"], column["breedte"], column.get("vorm", ""))
        for name, column in columns.items()
    ]


def value(cell: str, *, number: bool) -> Value | None:
    """A cell of a table as a spreadsheet should have it."""
    if not cell:
        return None
    if number:
        return float(cell) if "." in cell else int(cell)
    return cell


def _values(frame: pd.DataFrame, names: Sequence[str], kind: Table) -> list[list[Value | None]]:
    numbers = {column.name for column in (*kind.columns, *TREND_ACTIONS.columns) if column.number}
    return [
        [
            value(cell, number=name in numbers or (name in ROUNDS and bool(_NUMBER_OF_A_YEAR.fullmatch(cell))))
            for name, cell in zip(names, cells, strict=True)
        ]
        for cells in frame[list(names)].itertuples(index=False, name=None)
    ]


def _plain(
    key: str, frame: pd.DataFrame, tables: BookTables, layout: Layout, links: Sequence[tuple[str, str]]
) -> Sheet:
    """A sheet that is a table as it is."""
    page = layout["bladen"][key]
    columns = heads(page["kolommen"])
    paper = page.get("papier", len(columns))
    lines = [page["kop"].format(onderzoek=tables.title), *page["uitleg"]]
    if frame.empty and "leeg" in page:
        lines.append(page["leeg"])
    rows = _values(frame, [head.name for head in columns], KINDS[key])
    return Sheet(page["naam"], _fitting(lines, columns[:paper]), columns, rows, paper, links)


def _linked(sheet: Sheet, names: Mapping[int, str]) -> Sheet:
    """The sheet with its first two columns, number and title, leading to the sheets of the actions."""
    links = {
        (place, column): (names[number], None)
        for place, row in enumerate(sheet.rows)
        for column in (0, 1)
        if isinstance(number := row[0], int) and row[column] is not None
    }
    return replace(sheet, row_links=links)


def _per_round(tables: BookTables, layout: Layout, back: Sequence[tuple[str, str]]) -> Sheet:
    """One row per action, a column per round and stance."""
    page, title = layout["bladen"]["per_ronde"], layout["per_ronde"]
    of_all = tables.per_round[tables.per_round["doelgroep"] == "alle"]
    columns = [*heads(page["vast"])]
    frame = tables.overview[[head.name for head in columns]].set_index("nummer", drop=False)
    numbers = [_values(frame, [head.name for head in columns], KINDS["per_ronde"])]
    for name in dict.fromkeys(of_all["ronde"]):
        here = of_all[of_all["ronde"] == name].set_index("nummer").reindex(frame.index).fillna("")
        own = heads(page["kolommen"])
        numbers.append(_values(here, [head.name for head in own], KINDS["per_ronde"]))
        columns += [
            SheetColumn(head.name, title.format(ronde=name, kop=head.title), head.width, head.form) for head in own
        ]
    rows = [[cell for part in parts for cell in part] for parts in zip(*numbers, strict=True)]
    return Sheet(
        page["naam"], _fitting([page["kop"], *page["uitleg"]], columns), columns, rows, len(columns), back
    )


def _of_action(name: str, action: Mapping[str, str], listed: pd.DataFrame, layout: Layout) -> Sheet:
    """The statements of one action; a duplicate leads to its fuller twin."""
    page = layout["bladen"]["actie"]
    columns = heads(page["kolommen"])
    known = {key: cell or _NOT_KNOWN for key, cell in action.items()} | {"tekst": action["tekst"]}
    if hint := action["signaal_let_op"]:
        known["signaal"] += f" ({hint})"
    lines = [line for text in (page["kop"], *page["uitleg"]) if (line := text.format_map(known))]
    places = {identity: place for place, identity in enumerate(listed["uitspraak_id"])}
    column = list(page["kolommen"]).index("dubbel_van")
    links = {
        (place, column): (name, places[twin]) for place, twin in enumerate(listed["dubbel_van"]) if twin in places
    }
    marked = frozenset(place for place, first in enumerate(listed["voorbeeld"]) if first == "ja")
    return Sheet(
        name,
        _fitting(lines, columns[: page["papier"]]),
        columns,
        _values(listed, [head.name for head in columns], KINDS["actie"]),
        page["papier"],
        [(layout["terug"], layout["bladen"]["overzicht"]["naam"])],
        links,
        marked,
    )


def _guide(layout: Layout, texts: Mapping[str, Any], back: Sequence[tuple[str, str]]) -> Sheet:
    """What each column means."""
    guide = layout["leeswijzer"]
    columns = heads(guide["kolommen"])
    rows: list[list[Value | None]] = [
        [guide["woord"], word, meaning] for word, meaning in texts["woorden"].items()
    ]
    for page in layout["bladen"].values():
        rows += [[page["naam"], *explained] for explained in _meanings(page, guide["rij"], texts)]
    return Sheet(guide["naam"], _fitting([guide["kop"], *guide["uitleg"]], columns), columns, rows, 3, back)


def _meanings(page: Layout, row: str, texts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    about = texts["tabellen"][page["tabel"]]
    yield row, about["rij"] if page["tabel"] == "evidence" else page["uitleg"][0]
    for name, column in {**page.get("vast", {}), **page["kolommen"]}.items():
        yield column["kop"], column["uitleg"] if "uitleg" in column else about["kolommen"][name]


def _fitting(lines: Sequence[str], columns: Sequence[SheetColumn]) -> list[str]:
    """The title and the lines below it, broken where the paper ends."""
    width = max(40, sum(head.width for head in columns) - 5)
    title, *rest = lines
    short = [textwrap.shorten(line, _LONGEST_LINE, placeholder=" …") for line in rest]
    return [title, *(part for line in short for part in textwrap.wrap(line, width))]
