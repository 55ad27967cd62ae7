"""A project that was made elsewhere, as a source: its texts as a table of passages, its codes as labels of ours.

A passage is a paragraph. It has the codes of all that was selected in it, or over it. Which code is which label is
a proposal, for a person to look at: names that are the same mean the same only perhaps.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codebook import Codebook, name_words
from pipeline.core.dates import dutch_date
from pipeline.core.files import restore
from pipeline.core.tables import REVIEW, records
from pipeline.refi.code_matching import OurCodes
from pipeline.refi.project_reading import ReadCoding, ReadProject, ReadSource
from pipeline.refi.round_texts import OurLabel
from pipeline.refi.words import WORDS
from pipeline.review.common.review_rows import check_code

TEXT = "uitspraak"  # the column of the table that holds the passages
PROPOSAL = ("code", "gebruikt", "soort", "label", "overnemen")
YES, NO = "ja", "nee"
_KINDS: Mapping[str, str] = {word: kind for kind, word in WORDS["kinds"].items() if kind != "statuses"}
_COLUMNS = {"themes": "themas_correctie", "categories": "categorie_correctie", "stances": "oordeel_correctie"}
_BLANK = re.compile(r"\n[ \t]*\n")
_SENTENCE_END = re.compile(r"[.!?:…\"'”’)]\s*$")
_WRAPPED = 0.5  # of the lines that others follow, so many end in the middle of a sentence in wrapped text


@dataclass(frozen=True)
class Passage:
    """A paragraph of a text, in one line, with the codes on it."""

    source: str
    text: str
    codings: tuple[ReadCoding, ...]


def passages(project: ReadProject) -> list[Passage]:
    """All paragraphs of all texts, in their order."""
    return [passage for source in project.sources for passage in _passages(source)]


def _passages(source: ReadSource) -> Iterator[Passage]:
    for start, end in _paragraphs(source.text):
        own = [
            coding
            for one in source.selections
            if 2 * (min(end, one.end) - max(start, one.start)) >= max(1, min(end - start, one.end - one.start))
            for coding in one.codings
        ]
        yield Passage(source.name, " ".join(source.text[start:end].split()), tuple(own))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph is: between blank lines where lines are wrapped, else each line."""
    blocks = [block for block in _BLANK.split(text) if block.strip()]
    inner = [line for block in blocks for line in block.strip().split("\n")[:-1]]
    broken = sum(1 for line in inner if not _SENTENCE_END.search(line))
    divider = _BLANK if len(blocks) > 1 and broken >= _WRAPPED * max(1, len(inner)) else re.compile(r"\n")
    start = 0
    for match in [*divider.finditer(text), None]:
        end = match.start() if match else len(text)
        if part := text[start:end].strip():
            first = text.index(part, start)
            yield first, first + len(part)
        start = match.end() if match else end


def table(found: Sequence[Passage], project: ReadProject) -> pd.DataFrame:
    """A row a passage: its text, the text that it is from, the names of its codes."""
    names = {guid: code.name for guid, code in project.codes.items()}
    rows = [
        [one.text, one.source, "|".join(dict.fromkeys(names.get(coding.code, "?") for coding in one.codings))]
        for one in found
    ]
    return pd.DataFrame(rows, columns=[TEXT, "bron", "codes"], dtype=str)


def proposal(project: ReadProject, codebook: Codebook) -> pd.DataFrame:
    """Rows of PROPOSAL, one a code: the label that its name is, or is like, and whether that is taken over."""
    used = Counter(
        coding.code for source in project.sources for one in source.selections for coding in one.codings
    )
    ours = OurCodes.of(codebook, project.codes)
    rows = []
    for guid, code in project.codes.items():
        if code.codable:
            label, sure = _likely(code.name, codebook)
            kind = WORDS["kinds"].get(label.kind, "") if label else ""
            taken = YES if label and sure else NO
            rows.append([ours.name(guid), str(used[guid]), kind, label.id if label else "", taken])
    return pd.DataFrame(rows, columns=[*PROPOSAL], dtype=str).drop_duplicates("code", ignore_index=True)


def _likely(name: str, codebook: Codebook) -> tuple[OurLabel | None, bool]:
    """The label that a code may be, and whether it has the very name."""
    for kind in _KINDS.values():
        for one, label in getattr(codebook, kind).items():
            if name_words(name) in (name_words(one), name_words(label.label)):
                return OurLabel(kind, one), True
    near = codebook.find_loosely("themes", name)
    return (OurLabel("themes", near) if near else None), False


def chosen(frame: pd.DataFrame, codebook: Codebook, *, where: str) -> dict[str, OurLabel]:
    """The label of each code, by its name with what it stands under, that a person takes over.
    :class:`InputError` for a label that the codebook has not.
    """
    found = {}
    for row in records(frame):
        if is_taken(row["overnemen"]):
            kind = _KINDS.get(row["soort"].strip().casefold() or WORDS["kinds"]["themes"], "themes")
            place = f"{where}: code {row['code']}"
            found[restore(row["code"])] = OurLabel(kind, codebook.resolve(kind, row["label"], where=place))
    return found


def is_taken(cell: str) -> bool:
    """Whether a person takes a code over.

    >>> is_taken("Ja "), is_taken("nee"), is_taken("")
    (True, False, False)
    """
    return cell.strip().casefold() in (YES, "j", "x")


def reviews(
    project: ReadProject,
    found: Sequence[Passage],
    labels: Mapping[str, OurLabel],
    statements: Mapping[int, tuple[str, str, str]],
    codebook: Codebook,
) -> pd.DataFrame:
    """Rows of REVIEW: what each coder said of each passage that is a statement now.

    Parameters
    ----------
    labels : by the name of a code, those that are taken over.
    statements : id, round and text (masked), by the number of the passage.
    """
    ours = OurCodes.of(codebook, project.codes)
    rows = []
    for number, (one, round_id, text) in sorted(statements.items()):
        by_person: dict[str, list[ReadCoding]] = {}
        for coding in found[number].codings:
            if ours.name(coding.code) in labels:
                by_person.setdefault(coding.user, []).append(coding)
        for person, codings in sorted(by_person.items()):
            said = {labels[ours.name(coding.code)] for coding in codings}
            cells, doubts = _cells(said, ours)
            rows.append(
                {
                    "uitspraak_id": one,
                    "controle": check_code(one, text, blind=False),
                    "ronde": round_id,
                    "tekst": text,
                    **cells,
                    "status": "twijfel" if doubts else "gecorrigeerd",
                    "beoordelaar": person,
                    "datum": dutch_date(max(coding.day for coding in codings)),
                    "opmerking": "; ".join(doubts),
                }
            )
    return pd.DataFrame(rows, columns=REVIEW.names, dtype=str).fillna("")


def _cells(said: set[OurLabel], ours: OurCodes) -> tuple[dict[str, str], list[str]]:
    """The corrections, and what cannot be one."""
    cells, doubts = {}, []
    for kind, column in _COLUMNS.items():
        ids = sorted(label.id for label in said if label.kind == kind)
        if kind == "themes":
            cells[column] = ours.joined(ids)
        elif len(ids) == 1:
            cells[column] = ids[0]
        elif ids:
            doubts.append(WORDS["doubt"]["several"].format(what=WORDS["kinds"][kind], chosen=", ".join(ids)))
    return cells, doubts
