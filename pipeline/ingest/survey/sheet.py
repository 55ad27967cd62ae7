"""A sheet as survey tools leave it: which rows name its columns, and what each column is called."""

import html
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

import pandas as pd

from pipeline.core.delimited import Row, check_width, row_under
from pipeline.core.tabular.source_table import SourceTable

_LOOKED_AT = 200  # rows by which the header is told from what stands above it
_MOST_TITLE_ROWS, _MOST_HEADER_ROWS = 15, 3
_TAG = re.compile(r"</?(?:p|br|div|span|strong|em|b|i|u|ul|ol|li|a|h\d)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d)>", re.IGNORECASE)
_TOTAL = re.compile(r"(?:(?:(?:eind|sub)?totaal|(?:grand )?total|gemiddelde?):?|aantal(?: \w+)?:)", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:licht|geef|noem|beschrijf|vertel|vul|schrijf|kies|please)\b|.*(?:\?|\buw\b|hieronder|\.\.$)",
    re.IGNORECASE,
)
_IMPORT_ID = '{"ImportId"'  # Qualtrics's third row
# What a second row says of its column, and not of the question: Slido's kind of poll, SurveyMonkey's open field.
_KINDS = {"survey", "word cloud", "wordcloud", "open text", "multiple choice", "rating", "ranking", "quiz"}
_OPEN_FIELD = {
    "open-ended response",
    "response",
    "antwoord met open einde",
    "reactie",
    "respons",
    "antwoord",
    "open antwoord",
}
_CODE = re.compile(r"[A-Za-z]\w*(?:\[\w+\])*[.:]?\s+(?=\S)|[A-Za-z]\w*(?:\[\w+\])+[.:]?\s*(?=\S)")
_CODE_STOP = re.compile(r"[A-Za-z]\w*(?:\[\w+\])*\.\s+\S|[A-Za-z]\w*(?:\[\w+\])+[.:]?\s*\S")
_NUMBERED = re.compile(r"(?P<stem>.*[^\W\d_].*?)[\s_.-]*\(?(?P<number>\d{1,2})\)?")
_AGAIN = re.compile(r" \(\d+\)$|(?<=\?)\d+$")  # how tools tell columns of one name apart
_EXPLAINS = re.compile(r"\b(?:toelicht\w*|licht\b.*\btoe|waarom|explain)\b", re.IGNORECASE)
_CODE_STEMS = {"vraag", "question", "stelling", "item", "var", "kolom", "column", "antwoordoptie", "optie"}
_FIXED = re.compile(r"\d[\d\s:./,+-]*|true|false|ja|nee|yes|no|anonymous", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """One table under its column names.

    Attributes
    ----------
    name : of the sheet; "" for a text file.
    cells : texts, empty marks as ""; index = data row, 1 below the last row of the header.
    questions : column -> what was asked, as a person reads it; columns that are numbered parts of one question
        share it.
    header : numbers of the rows that name the columns.
    """

    name: str
    cells: pd.DataFrame
    questions: Mapping[str, str]
    header: tuple[int, ...]


def sheet_of(
    table: SourceTable, *, header: Sequence[int] = (), empty: Collection[str] = (), least: int = 0
) -> Sheet:
    """A sheet from its rows; every cell is in it, also to the right of the last column name, but for totals below.
    :class:`InputError` when a row of a text file has more cells than the header: a delimiter that is not quoted.

    Parameters
    ----------
    header : numbers of the rows that name the columns; none for the first row, 0 where no row does.
    empty : cells that say that there is nothing ("NA"), in any case.
    least : columns that there are at least, also where none has a name or a cell.
    """
    rows = table.rows
    numbers = tuple(header) or (rows[0][0],)
    width = max(len(cells) for _, cells in rows)
    if not table.name:
        named = max((len(cells) for number, cells in rows if number in numbers), default=width)
        rows = [(row[0], row_under([""] * named, row, where=table.where)) for row in rows if row[0] >= numbers[0]]
    while width > least and not any(cells[width - 1].strip() for _, cells in rows if len(cells) >= width):
        width -= 1
    check_width(width, where=table.where)
    padded = {number: [*cells[:width], *[""] * (width - len(cells))] for number, cells in rows}
    body = {number: [plain(cell) for cell in padded[number]] for number in padded if number > numbers[-1]}
    while body and is_total(body[last := max(body)]):
        del body[last]
    names, questions = _named([padded[number] for number in numbers if number in padded] or [[""] * width])
    nothing = {mark.casefold() for mark in empty}
    texts = [*body.values()]
    if nothing:
        texts = [["" if cell.strip().casefold() in nothing else cell for cell in cells] for cells in texts]
    frame = pd.DataFrame(texts, columns=names, index=[number - numbers[-1] for number in body], dtype=str)
    return Sheet(table.name, frame, dict(zip(names, questions, strict=True)), numbers)


def plain(cell: str) -> str:
    r"""A cell without the HTML in which platforms set paragraphs; any other as it is, with what people typed.

    >>> plain("<p>Meer <b>bomen</b>&nbsp;graag.</p><p>En gras &lt; 1 m</p>"), plain("<b>a</b> &amp;")
    ('Meer bomen graag.\nEn gras < 1 m', '<b>a</b> &amp;')
    """
    if "<" not in cell or not _TAG_BREAK.search(cell):
        return cell
    text = html.unescape(_TAG.sub("", _TAG_BREAK.sub("\n", cell))).replace("\xa0", " ")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row counts those above it."""
    first, *others = [cell.strip() for cell in cells if cell.strip()] or [""]
    return bool(_TOTAL.fullmatch(first) and others) and all(_FIXED.fullmatch(cell) for cell in others)


def header_rows(rows: Sequence[Row]) -> tuple[int, ...]:
    """Numbers of the rows that name the columns: below a title, as many as the tool writes; 0 where none does.

    >>> header_rows([(1, ["Stand van mei"]), (3, ["Nr", "Opmerking", "Wens"]), (4, ["1", "Te laat.", "Eerder."])])
    (3,)
    >>> header_rows([(1, ["", "Wij", "", "Zij", ""]), (2, ["Nr", "+", "-", "+", "-"]), (3, ["1", *"abcd"])])
    (1, 2)
    >>> header_rows([(1, ["R", "V1", "V2"]), (2, ["", "Wat gaat goed?", "Wat kan beter?"]), (3, ["1", "a", "b"])])
    (1, 2)
    >>> header_rows([(1, ["De stukken komen te laat."]), (2, ["Wij horen te weinig."])])
    (0,)
    """
    seen = rows[:_LOOKED_AT]
    width = max(len(cells) for _, cells in seen)
    table = [[*map(str.strip, cells), *[""] * (width - len(cells))] for _, cells in seen]
    filled = [sum(map(bool, cells)) for cells in table]
    most = max(filled[:_MOST_TITLE_ROWS])
    start = next((at for at, count in enumerate(filled) if count >= 3 or count > most / 2), 0)
    for at in range(1, min(len(seen), _MOST_TITLE_ROWS)):  # a block of titles ends with an empty row
        apart = seen[at][0] > seen[at - 1][0] + 1 and filled[at] > max(filled[:at])
        if apart and not _is_answers(table[at], table[at + 1 :]):
            start = at
    if _is_answers(table[start], table[start + 1 :]):
        return (0,) if start == 0 else (seen[start - 1][0],)
    if start and seen[start][0] == seen[start - 1][0] + 1 and _is_groups(table[start - 1]):
        start -= 1
    end = start + 1
    for at in range(end, min(len(table), start + _MOST_HEADER_ROWS)):
        cells = table[at]
        if any(cell.startswith(_IMPORT_ID) for cell in cells) or _is_header(table[at - 1], cells, table[at + 1 :]):
            end = at + 1
    if end > start + 1 and all(table[start][: filled[start]]) and 1.5 * filled[start] <= filled[start + 1]:
        start += 1  # cells at the left alone are a title; those that name groups of columns lie apart
    return tuple(number for number, _ in seen[start:end])


def _is_answers(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row where names are expected is one like those below: sentences, dates, numbers, choices again."""
    columns = {at: [row[at] for row in below if row[at]] for at, cell in enumerate(cells) if cell}
    sentences = [at for at in columns if len(cells[at].split()) > 3 and cells[at][-1] in ".!"]
    asks = any(_ASKS.match(cells[at]) for at in sentences)
    alike = [at for at, others in columns.items() if _FIXED.fullmatch(cells[at]) and _all_fixed(others)]
    again = [at for at, others in columns.items() if cells[at] in others]
    return bool(sentences) and not asks and {*sentences, *alike, *again} == {*columns} and bool(below)


def _is_header(above: Sequence[str], cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row below the names is no answer: kinds of poll, parts of questions, or texts above numbers."""
    said = {cell.casefold() for cell in cells if cell}
    if not said or not below:
        return False
    if said <= _KINDS or (said & _OPEN_FIELD and not all(cells)):
        return True
    asked = [at for at, cell in enumerate(cells) if len(cell.split()) > 2]
    if len(asked) > 1 and all(cells[at].endswith("?") and " " not in above[at] for at in asked):
        return not any(row[at].endswith("?") for row in below for at in asked)
    apart = _is_groups(above) and all(cell or not name for cell, name in zip(cells, above, strict=True))
    if apart and not any(_FIXED.fullmatch(cell) or (" " in cell and cell[-1] in ".!") for cell in said):
        return said.isdisjoint(cell.casefold() for row in below for cell in row)
    parts = [at for at, cell in enumerate(cells) if cell and not above[at]]
    if parts and not cells[0] and above[0] and any(row[0] for row in below):
        return len(parts) >= 2
    fixed = [at for at in range(len(cells)) if _all_fixed([row[at] for row in below])]
    unlike = [at for at in fixed if cells[at] and not _FIXED.fullmatch(cells[at])]
    return len(unlike) >= 2 and len(unlike) >= 0.6 * len(fixed)


def _is_groups(cells: Sequence[str]) -> bool:
    """Whether cells lie apart, as names of groups of columns do."""
    named = [at for at, cell in enumerate(cells) if cell and not _FIXED.fullmatch(cell)]
    return len(named) > 1 and all(after - at > 1 for at, after in pairwise(named))


def _all_fixed(cells: Sequence[str]) -> bool:
    """Whether a column below holds numbers, dates or yes and no."""
    fixed = [bool(_FIXED.fullmatch(cell)) for cell in cells if cell]
    return bool(fixed) and sum(fixed) >= 0.8 * len(fixed)


def _named(heads: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Column names, each once, and what was asked in each."""
    first, *others = [[cell.strip() for cell in cells] for cells in heads]
    others = [cells for cells in others if not any(cell.startswith(_IMPORT_ID) for cell in cells)]
    others = [cells for cells in others if not {cell.casefold() for cell in cells if cell} <= _KINDS]
    parted = any(not name and any(cells[at] for cells in others) for at, name in enumerate(first))
    parts = [cell for cells in others for cell in cells if cell]
    grouped = len(parts) == len(set(parts)) and any(map(_ASKS.match, parts)) and not any(map(_ASKS.match, first))
    names, questions, question = [], [], ""
    for at, name in enumerate(first):
        below = [cells[at] for cells in others if cells[at]]
        if parted:
            question = name or (question if below else "")
            parts = [question, *(part for part in below if part.casefold() not in _OPEN_FIELD)]
            names.append(" - ".join(part for part in parts if part))
            questions.append(below[0] if below and grouped else names[-1])
        else:
            names.append(name)
            questions.append(below[0] if below and " " in below[0].strip() else name)
    names = _distinct([name or _unnamed(at) for at, name in enumerate(names)])
    return names, [asked or name for asked, name in zip(_as_asked(questions), names, strict=True)]


def _unnamed(at: int) -> str:
    from openpyxl.utils import get_column_letter  # Not at the top: heavy, and most columns have a name.

    return f"column {get_column_letter(at + 1)}"


def _distinct(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        numbered = (f"{name} ({number})" for number in count(2))
        found.append(name if name not in found else next(n for n in numbered if n not in {*names, *found}))
    return found


def _as_asked(names: Sequence[str]) -> list[str]:
    """Without LimeSurvey's codes before the texts, and without the numbers of columns that are one question.

    >>> _as_asked(["Cijfer", "Licht toe", "Oordeel", "Licht toe", "Woord", "Woord (2)"])
    ['Cijfer', 'Cijfer - Licht toe', 'Oordeel', 'Oordeel - Licht toe', 'Woord', 'Woord']
    >>> _as_asked(["id. Nummer", "Q1[SQ001]. Wat gaat goed?", "opmerking1", "opmerking2", "vraag1", "vraag2"])
    ['id. Nummer', 'Q1[SQ001]. Wat gaat goed?', 'opmerking', 'opmerking', 'vraag1', 'vraag2']
    """
    plain = [" ".join(name.split()) for name in names]
    if sum(bool(_CODE_STOP.match(name)) for name in plain) > len(plain) / 2:
        plain = [_CODE.sub("", name, count=1) if _CODE_STOP.match(name) else name for name in plain]
    bases = [_AGAIN.sub("", name) for name in plain]
    aside = {base for base, before in zip(bases, ["", *bases], strict=False) if base == before}
    for at, base in enumerate(bases):
        if bases.count(base) > 1 and _EXPLAINS.search(base) and at and base not in aside:
            plain[at] = f"{bases[at - 1]} - {base}"  # each explains the answer before it
        elif plain[at].endswith(")") and base in plain:
            plain[at] = base
    stems = [_stem(name) for name in plain]
    often = Counter(stem for stem in stems if stem)
    return [stem if often[stem] > 1 else name for name, stem in zip(plain, stems, strict=True)]


def _stem(name: str) -> str:
    """The name without its number, where that may be a part of one question; "" where each number is another."""
    match = _NUMBERED.fullmatch(name)
    words = re.findall(r"[^\W\d_]+", match["stem"].casefold()) if match else []
    return match["stem"] if match and words and len(words[-1]) > 3 and words[-1] not in _CODE_STEMS else ""
