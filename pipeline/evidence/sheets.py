"""bewijstabellen.xlsx: the evidence in one file, the overview first, a sheet per action.

The cells are those of the CSV files beside it: numbers are numbers and texts are texts. The header of a sheet
stays in sight, has filters, and comes again on each printed page.
"""

import re
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.excel.rows import Look, SheetRow, Value
from pipeline.core.excel.writer import LINE, Column, Worksheet, height, height_of, lines_of, place
from pipeline.core.tables import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
    TREND_ACTIONS,
    records,
)
from pipeline.evidence.readme import dutch_count

ROUNDS = ("ronde", "vorige_ronde", "eerste_ronde")  # text, but a year is a number to who sorts
_TABLES = (EVIDENCE, EVIDENCE_ACTIONS, EVIDENCE_COVERAGE, EVIDENCE_OVERVIEW, EVIDENCE_THEMES, TREND_ACTIONS)
NUMBERS = {column.name for table in _TABLES for column in table.columns if column.number}
_NUMBER_OF_A_YEAR = re.compile(r"[1-9]\d{0,8}")
_NOT_KNOWN = "niet bekend"
_FORMS = {"procent": "0.0%", "heel_procent": "0%", "punten": "+0.0%;-0.0%;0.0%"}
_LONGEST_LINE = 600  # characters of a heading; the whole text stands in overzicht.csv
_TEXT: Look = {"text_wrap": True, "valign": "top", "align": "left", "indent": 1}
_NUMBER: Look = {"valign": "top", "align": "right", "indent": 1}
_LINE: Look = {"bottom": 1, "bottom_color": "#C8D3DC"}
_LINK: Look = {"font_color": "#0B4F8A", "underline": 1}
_MARKED: Look = {"bg_color": "#EEF4F8"}
_TITLE: Look = {"bold": True, "font_size": 14}
_HEADER: Look = {"bold": True, "bg_color": "#DDE6EE", **_TEXT, **_LINE}
_BOLDER = 2  # characters that a column of a header has less room for, in letters that are bold

Rows = Sequence[Sequence[Value]]
Layout = Mapping[str, Any]
Links = Sequence[tuple[str, str]]  # text and sheet, one line below the heading
Leads = Mapping[
    tuple[int, int], str | int
]  # row and column, from 0, to a sheet or a row, from 0, of the same table


class BookTables(NamedTuple):
    """The tables of the workbook, as the CSV files have them; per_round is TREND_ACTIONS.

    The summaries go by their file name, which is their key in the layout: ``overzicht`` and others.
    """

    title: str
    per_round: pd.DataFrame
    listings: Mapping[int, pd.DataFrame]
    summaries: Mapping[str, pd.DataFrame]


def sheets(tables: BookTables, layout: Layout, texts: Mapping[str, Any]) -> list[Worksheet]:
    """The sheets of the workbook in their order.

    Parameters
    ----------
    tables : the tables as they are written to the CSV files.
    layout : bewijstabellen.yaml.
    texts : leesmij.yaml.
    """
    pages, words = layout["bladen"], {"onderzoek": tables.title}
    overview = tables.summaries["overzicht"]
    others = [key for key in tables.summaries if key != "overzicht"]
    names = {number: layout["actie"].format(nummer=number) for number in tables.listings}
    to = [pages[key]["naam"] for key in ("per_ronde", *others)] + [layout["leeswijzer"]["naam"]]
    back = [(layout["terug"], pages["overzicht"]["naam"])]
    of_all = tables.per_round[tables.per_round["doelgroep"] == "alle"]
    shown = _values(_with_trend(overview, of_all), pages["overzicht"]["kolommen"])
    columns, rounds = _by_round(overview, of_all, layout)
    per_round = {**pages["per_ronde"], "kolommen": columns}
    return [
        _sheet(pages["overzicht"], shown, [(name, name) for name in to], words, leads=_to_actions(shown, names)),
        _sheet(per_round, rounds, back, words, leads=_to_actions(rounds, names)),
        *(
            _of_action(
                {**pages["actie"], "naam": names[int(action["nummer"])]},
                action,
                tables.listings[int(action["nummer"])],
                back,
            )
            for action in records(overview)
        ),
        *(
            _sheet(pages[key], _values(tables.summaries[key], pages[key]["kolommen"]), back, words)
            for key in others
        ),
        _sheet(layout["leeswijzer"], list(_meanings(layout, texts)), back, words),
    ]


def _with_trend(overview: pd.DataFrame, of_all: pd.DataFrame) -> pd.DataFrame:
    """The overview, with the trend of each action in the newest round."""
    newest = of_all.drop_duplicates("nummer", keep="last").set_index("nummer")  # oldest first
    return overview.join(newest[[name for name in newest if name not in overview]], on="nummer").fillna("")


def _column(name: str, cells: Sequence[str]) -> list[Value]:
    """The cells of a column of a table as a spreadsheet should have them."""
    if name in NUMBERS:
        return [(float(cell) if "." in cell else int(cell)) if cell else None for cell in cells]
    if name in ROUNDS:
        return [int(cell) if _NUMBER_OF_A_YEAR.fullmatch(cell) else cell or None for cell in cells]
    return [cell or None for cell in cells]


def _values(frame: pd.DataFrame, names: Iterable[str]) -> list[list[Value]]:
    columns = [_column(name, frame[name].to_numpy().tolist()) for name in names]
    return [[*row] for row in zip(*columns, strict=True)]


def _to_actions(rows: Rows, names: Mapping[int, str]) -> Leads:
    """From the first two columns, number and title, to the sheets of the actions."""
    return {
        (number, column): names[row[0]]
        for number, row in enumerate(rows)
        for column in (0, 1)
        if isinstance(row[0], int) and row[column] is not None
    }


def _by_round(overview: pd.DataFrame, of_all: pd.DataFrame, layout: Layout) -> tuple[Layout, Rows]:
    """One row per action, a column per round and stance."""
    page = layout["bladen"]["per_ronde"]
    frame = overview.set_index("nummer", drop=False)
    columns, parts = dict(page["vast"]), [_values(frame, page["vast"])]
    for name in dict.fromkeys(of_all["ronde"]):
        here = of_all[of_all["ronde"] == name].set_index("nummer").reindex(frame.index).fillna("")
        parts.append(_values(here, page["kolommen"]))
        for key, column in page["kolommen"].items():
            heading = layout["per_ronde"].format(ronde=name, kop=column["kop"])
            columns[f"{key} {name}"] = {**column, "kop": heading}
    return columns, [[cell for cells in of_action for cell in cells] for of_action in zip(*parts, strict=True)]


def _of_action(page: Layout, action: Mapping[str, str], listed: pd.DataFrame, back: Links) -> Worksheet:
    """The statements of one action; a duplicate leads to its fuller twin."""
    known = {key: cell or _NOT_KNOWN for key, cell in action.items()} | {"tekst": action["tekst"]}
    if hint := action["signaal_let_op"]:
        known["signaal"] += f" ({hint})"
    if len(listed) < (number_listed := int(action["uitspraken"]) + int(action["dubbel"])):
        page = {**page, "uitleg": [*page["uitleg"], page["ingekort"]]}
        known |= {"getoond": dutch_count(len(listed)), "alle": dutch_count(number_listed)}
    places = {identity: number for number, identity in enumerate(listed["uitspraak_id"])}
    twins, column = enumerate(listed["dubbel_van"]), list(page["kolommen"]).index("dubbel_van")
    return _sheet(
        page,
        _values(listed, page["kolommen"]),
        back,
        known,
        leads={(number, column): places[twin] for number, twin in twins if twin in places},
        marked={number for number, example in enumerate(listed["voorbeeld"]) if example == "ja"},
    )


def _meanings(layout: Layout, texts: Mapping[str, Any]) -> Iterator[list[Value]]:
    """What each column means: sheet, column, meaning."""
    guide = layout["leeswijzer"]
    for word, meaning in texts["woorden"].items():
        yield [guide["woord"], word, meaning]
    for page in layout["bladen"].values():
        about = texts["tabellen"][page["tabel"]]
        yield [page["naam"], guide["rij"], about["rij"] if page["tabel"] == "evidence" else page["uitleg"][0]]
        for name, column in {**page.get("vast", {}), **page["kolommen"]}.items():
            yield [page["naam"], column["kop"], column.get("uitleg") or about["kolommen"][name]]


def _sheet(
    page: Layout,
    rows: Rows,
    links: Links,
    words: Mapping[str, str],
    *,
    leads: Leads | None = None,
    marked: Collection[int] = (),
) -> Worksheet:
    """One sheet; ``words`` is what its heading leaves open, and the ``marked`` rows, from 0, stand out."""
    columns = page["kolommen"]
    widths, printed = [column["breedte"] for column in columns.values()], page.get("papier") or len(columns)
    texts = [page["kop"], *page["uitleg"], *([page["leeg"]] if "leeg" in page and not rows else [])]
    lines = _fitting([line for text in texts if (line := text.format_map(words))], sum(widths[:printed]))
    header, titles = len(lines) + 1, [column["kop"] for column in columns.values()]
    targets: dict[int, dict[int, str]] = {}
    for (number, column), to in (leads or {}).items():
        target = place(page["naam"], header + 1 + to) if isinstance(to, int) else place(to)
        targets.setdefault(number, {})[column] = target
    values = [*zip(*rows, strict=True)] or [()] * len(columns)
    looks = [_look(name, about, own) for (name, about), own in zip(columns.items(), values, strict=True)]
    marked_looks = [{**look, **_MARKED} for look in looks]
    body = [
        SheetRow(["" if value is None else value for value in row], marked_looks if number in marked else looks)
        for number, row in enumerate(rows)
    ]
    for number, leading in targets.items():
        own_looks = [{**look, **_LINK} if n in leading else look for n, look in enumerate(body[number].looks)]
        body[number] = SheetRow(body[number].values, own_looks, leading)
    return Worksheet(
        page["naam"],
        [Column(width) for width in widths],
        [
            *(SheetRow([line], [{} if number else _TITLE]) for number, line in enumerate(lines)),
            _spread(links, widths),
            SheetRow(titles, [_HEADER] * len(titles)),
            *body,
        ],
        header,
        {header - 1: LINE * 1.5}
        | dict(enumerate(_heights(values, widths), start=header + 1))
        | {header: height(titles, [width - _BOLDER for width in widths])},
        filtered=True,
        printed=printed,
    )


def _heights(values: Sequence[Sequence[Value]], widths: Sequence[int]) -> Iterator[float]:
    """Points that each row needs, from its columns; a text is looked at once in each."""
    lines = []
    for own, width in zip(values, widths, strict=True):
        known = {value: lines_of(value, width) if isinstance(value, str) else 1 for value in {*own}}
        lines.append([known[value] for value in own])
    return map(height_of, map(max, zip(*lines, strict=True)))


def _look(name: str, column: Layout, values: Sequence[Value]) -> Look:
    """Numbers to the right, unless they name a round; what else is there to the left."""
    is_number = name not in ROUNDS and not {int, float}.isdisjoint(map(type, values))
    form: Look = {"num_format": _FORMS[column["vorm"]]} if "vorm" in column else {}
    return {**(_NUMBER if is_number else _TEXT), **_LINE, **form}


def _fitting(heading: Sequence[str], width: int) -> list[str]:
    """The title and the lines below it, broken where the paper ends."""
    title, *rest = heading
    short = [textwrap.shorten(line, _LONGEST_LINE, placeholder=" …") for line in rest]
    return [title, *(part for line in short for part in textwrap.wrap(line, max(40, width - 5)))]


def _spread(links: Links, widths: Sequence[int]) -> SheetRow:
    """The links in one row, each with room for its text."""
    values: list[Value] = [None] * len(widths)
    places: dict[int, str] = {}
    free = 0
    for text, sheet in links:
        while free < len(widths) and widths[free] < 8:  # too narrow to start in
            free += 1
        values[free : free + 1] = [text]
        places[free] = place(sheet)
        room = 0
        while free < len(widths) and room < len(text) + 2:
            room += widths[free]
            free += 1
    return SheetRow(values, [_LINK] * len(values), places)
