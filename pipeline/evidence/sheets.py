"""bewijstabellen.xlsx: the evidence in one file, the overview first, a sheet per action.

The cells are those of the CSV files beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.core.excel_writer import Worksheet
from pipeline.core.tables import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
    TREND_ACTIONS,
    Table,
    records,
)
from pipeline.evidence.workbook import ROUNDS, Links, Rows, SheetColumn, Value, worksheet

_NUMBER_OF_A_YEAR = re.compile(r"[1-9]\d{0,8}")
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


def sheets(tables: BookTables, layout: Layout, texts: Mapping[str, Any]) -> list[Worksheet]:
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
    overview = _plain("overzicht", _with_trend(tables), tables, layout, [(name, name) for name in others], names)
    actions = {int(row["nummer"]): row for row in records(tables.overview)}
    return [
        overview,
        _per_round(tables, layout, back, names),
        *(
            _of_action(names[number], actions[number], listed, layout, back)
            for number, listed in tables.listings.items()
        ),
        *(_plain(key, frame, tables, layout, back) for key, frame in tables.others.items()),
        _guide(layout, texts, back),
    ]


def _with_trend(tables: BookTables) -> pd.DataFrame:
    """The overview, with the trend of each action in the newest round."""
    of_all = tables.per_round[tables.per_round["doelgroep"] == "alle"]
    newest = of_all.drop_duplicates("nummer", keep="last").set_index("nummer")  # oldest first
    added = [name for name in newest if name not in tables.overview]
    return tables.overview.join(newest[added], on="nummer").fillna("")


def _columns(described: Mapping[str, Layout], title: str = "{kop}") -> list[SheetColumn]:
    """The columns of a sheet as the layout describes them."""
    return [
        SheetColumn(name, title.format(kop=column["kop"]), column["breedte"], column.get("vorm", ""))
        for name, column in described.items()
    ]


def _value(cell: str, *, number: bool) -> Value | None:
    """A cell of a table as a spreadsheet should have it."""
    if number and cell:
        return float(cell) if "." in cell else int(cell)
    return cell or None


def _values(frame: pd.DataFrame, names: Sequence[str], kind: Table) -> list[list[Value | None]]:
    numbers = {column.name for column in (*kind.columns, *TREND_ACTIONS.columns) if column.number}
    return [
        [
            _value(cell, number=name in numbers or (name in ROUNDS and bool(_NUMBER_OF_A_YEAR.fullmatch(cell))))
            for name, cell in zip(names, cells, strict=True)
        ]
        for cells in frame[list(names)].itertuples(index=False, name=None)
    ]


def _plain(
    key: str,
    frame: pd.DataFrame,
    tables: BookTables,
    layout: Layout,
    links: Sequence[tuple[str, str]],
    names: Mapping[int, str] | None = None,
) -> Worksheet:
    """A sheet that is a table as it is; ``names``: the sheet of each action, when the rows are actions."""
    page = layout["bladen"][key]
    heading = [page["kop"].format(onderzoek=tables.title), *page["uitleg"]]
    if frame.empty and "leeg" in page:
        heading.append(page["leeg"])
    columns, rows = _columns(page["kolommen"]), _values(frame, list(page["kolommen"]), KINDS[key])
    to = _to_actions(rows, names or {})
    return worksheet(page["naam"], heading, columns, rows, printed=page.get("papier"), links=links, row_links=to)


def _to_actions(rows: Rows, names: Mapping[int, str]) -> Links:
    """From the first two columns, number and title, to the sheets of the actions."""
    return {
        (place, column): names[number]
        for place, row in enumerate(rows)
        for column in (0, 1)
        if isinstance(number := row[0], int) and number in names and row[column] is not None
    }


def _per_round(
    tables: BookTables, layout: Layout, back: Sequence[tuple[str, str]], names: Mapping[int, str]
) -> Worksheet:
    """One row per action, a column per round and stance."""
    page, kind = layout["bladen"]["per_ronde"], KINDS["per_ronde"]
    of_all = tables.per_round[tables.per_round["doelgroep"] == "alle"]
    columns = _columns(page["vast"])
    frame = tables.overview[list(page["vast"])].set_index("nummer", drop=False)
    parts = [_values(frame, list(page["vast"]), kind)]
    for name in dict.fromkeys(of_all["ronde"]):
        here = of_all[of_all["ronde"] == name].set_index("nummer").reindex(frame.index).fillna("")
        parts.append(_values(here, list(page["kolommen"]), kind))
        columns += _columns(page["kolommen"], layout["per_ronde"].replace("{ronde}", name))
    rows = [[cell for cells in of_action for cell in cells] for of_action in zip(*parts, strict=True)]
    heading = [page["kop"], *page["uitleg"]]
    return worksheet(page["naam"], heading, columns, rows, links=back, row_links=_to_actions(rows, names))


def _of_action(
    name: str, action: Mapping[str, str], listed: pd.DataFrame, layout: Layout, back: Sequence[tuple[str, str]]
) -> Worksheet:
    """The statements of one action; a duplicate leads to its fuller twin."""
    page = layout["bladen"]["actie"]
    known = {key: cell or _NOT_KNOWN for key, cell in action.items()} | {"tekst": action["tekst"]}
    if hint := action["signaal_let_op"]:
        known["signaal"] += f" ({hint})"
    places = {identity: place for place, identity in enumerate(listed["uitspraak_id"])}
    column = list(page["kolommen"]).index("dubbel_van")
    return worksheet(
        name,
        [line for text in (page["kop"], *page["uitleg"]) if (line := text.format_map(known))],
        _columns(page["kolommen"]),
        _values(listed, list(page["kolommen"]), KINDS["actie"]),
        printed=page["papier"],
        links=back,
        row_links={
            (place, column): places[twin] for place, twin in enumerate(listed["dubbel_van"]) if twin in places
        },
        marked=frozenset(place for place, example in enumerate(listed["voorbeeld"]) if example == "ja"),
    )


def _guide(layout: Layout, texts: Mapping[str, Any], back: Sequence[tuple[str, str]]) -> Worksheet:
    """What each column means."""
    guide = layout["leeswijzer"]
    rows: list[list[Value | None]] = [
        [guide["woord"], word, meaning] for word, meaning in texts["woorden"].items()
    ]
    for page in layout["bladen"].values():
        rows += [[page["naam"], *explained] for explained in _meanings(page, guide["rij"], texts)]
    heading = [guide["kop"], *guide["uitleg"]]
    return worksheet(guide["naam"], heading, _columns(guide["kolommen"]), rows, links=back)


def _meanings(page: Layout, row: str, texts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    about = texts["tabellen"][page["tabel"]]
    yield row, about["rij"] if page["tabel"] == "evidence" else page["uitleg"][0]
    for name, column in {**page.get("vast", {}), **page["kolommen"]}.items():
        yield column["kop"], column["uitleg"] if "uitleg" in column else about["kolommen"][name]
