"""What each column of a table holds, judged by its cells: open answers, choices, dates, names, numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from pipeline.ingest.profiles.table_profile import TableProfile
from pipeline.ingest.survey.sheet import Sheet
from pipeline.ingest.survey.stamps import is_date

Role = Literal[
    "open", "closed", "question", "respondent", "name", "e-mail", "organisation", "date", "number", "code",
    "reply", "translation", "background", "other", "empty",
]  # fmt: skip

WORD = re.compile(r"[^\W_]+")
MOST = 0.9  # share of the cells that have one form, where a typing error may stand among them
NOWHERE = 10_000  # the rank of a name that fits none
_EMAIL = r"(?i:\S+@\S+\.\w+|anonymous|anoniem)"
_NUMBER = r"[-+€$]?\s?\d[\d.,\s]*%?"
_YEAR_OR_DAY = r"(?:19|20)\d\d|\d{5}(?:[.,]\d+)?"  # as spreadsheets number the days
_CODE = (
    r"(?=\S*[\d_])\S+|[A-Za-z]{1,2}|\S*(?:://|www\.)\S*|[A-Za-z]{2}-[A-Za-z]+"
    r"|\d{4} ?[A-Za-z]{2}|\+?[\d\s()-]{7,}"  # postcodes, telephone numbers
)
_CLOCK = r"(?i:\d{1,2}:\d{2}(:\d{2})?( ?[ap]\.?m\.?)?)"
_NAME = (
    r"(?:[A-Z]\w*\.?|van|de|der|den|el|al|ten|ter|'t|-)(?: (?:[A-Z][\w.-]*|van|de|der|den|el|al|ten|ter|'t)){0,4}"
)
_ORGANISATION = (
    r"(?i)\b(?:gemeente|provincie|waterschap|hoogheemraadschap|stichting|vereniging|ministerie|universiteit|school|"
    r"hogeschool|b\.?v\.?|n\.?v\.?|bureau|bedrijf|coöperatie|omgevingsdienst|dienst|raad|rijkswaterstaat)\b"
)
_ASKS_OPENLY = re.compile(
    r"^(?:wat|waarom|hoe komt|waar denk|noem|beschrijf|licht|geef|vertel)"
    r"|^welke? (?:advies|tip|verbeter|idee|wens|suggest|woord)"
    r"|toelicht|opmerking|suggesti|waarom|advies|verbeter|kwijt|namelijk|woord|anders\b|.\b(?:mist|missen|moeten?|zou(?:den)?|nodig)\b|reden|comment|explain",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^)]*\)")
_ASKING = re.compile(  # words of a question about facts that are not its subject: "Wat is uw functie?"
    r"^(?:(?:in|bij|voor|uit) )?(?:wat|welke?)\b(?: (?:is|zijn))?(?: (?:uw|je|jouw))?\b"
    r"|\b(?:woon|werk)t? (?:u|je|jij)\b",
    re.IGNORECASE,
)
_PROPOSED = re.compile(r"voorgesteld|voorstel|gewenst|suggesti", re.IGNORECASE)  # a change that a respondent wants
_NOTHING = r"(?i)\W*(?:geen|nee|niets|niet|nvt|n\.v\.t\.|idem|geen (?:opmerking(?:en)?|idee|suggesties?))?\W*"
_FEW_SAID = 4  # answers that are too few to tell their language
_FEW_ROWS = 6  # that tell too little; then the name of a column decides
_LONG = 4  # words; what one chooses from is mostly shorter


@dataclass(frozen=True)
class SeenColumn:
    """One column, and what was seen in it.

    Attributes
    ----------
    question : what was asked, as people read it.
    filled : cells that are not empty.
    distinct : texts among them, alike in any case.
    several : share of cells with four words or more; ``sentences`` : with a word that stands in sentences too.
    examples : its two longest cells.
    text : characters of its distinct cells of four words or more.
    """

    name: str
    question: str
    role: Role
    filled: int = 0
    distinct: int = 0
    several: float = 0
    sentences: float = 0
    examples: tuple[str, ...] = ()
    text: int = 0


def column_roles(sheet: Sheet, profile: TableProfile) -> dict[str, SeenColumn]:
    """Every column by name, in order."""
    names, others = profile.columns, profile.other_columns
    columns = [column_of(name, asked, sheet.cells[name], profile) for name, asked in sheet.questions.items()]
    asking = [column for column in columns if _is_question(column, profile, len(sheet.cells))]
    asked = min(asking, key=lambda column: column.role in ("code", "number"), default=None)
    beside = [column for column in columns[1:] if column.role == "open"]
    if not asked and len(beside) > 1 and columns[0].role in ("open", "background", "other"):
        asks = all(example.endswith("?") for example in columns[0].examples)
        if asks and not any(column.name.endswith("?") for column in (columns[0], *beside)):
            asked = columns[0]  # questions, beside what each person said to them
    if asked and any(c is not asked and (c.role == "open" or _named(c.name, names.text)) for c in columns):
        columns = [replace(column, role="question") if column is asked else column for column in columns]
    stems = {_stem(column.name) for column in columns if column.role == "open"}
    remarks = {column.name for column in columns if column.role == "open" and _named(column.name, others.remarks)}
    for at, column in enumerate(columns):
        if (
            column.role == "other" and len(_stem(column.name)) > 3 and _stem(column.name) in stems
        ):  # a few words to a part of an open question
            columns[at] = replace(column, role="open")
        elif column.role == "open" and remarks - {column.name} and _named(column.name, others.reply_beside):
            columns[at] = replace(column, role="open" if column.name in remarks else "reply")
    answers = [column.name for column in columns if column.role == "open"]
    for at, column in enumerate(columns):
        others_say = column.text and column.role in ("open", "other")
        if others_say and any(_translated(sheet.cells, column.name, other, profile) for other in answers):
            columns[at] = replace(column, role="translation")
    return {column.name: column for column in columns}


def _translated(cells: pd.DataFrame, name: str, other: str, profile: TableProfile) -> bool:
    """Whether a column says in another language what another says in Dutch."""
    ours, theirs = (cells[column].str.strip().str.casefold().str.findall(WORD) for column in (name, other))
    if (ours.astype(bool) != theirs.astype(bool)).any():
        return False
    unlike = (ours != theirs) & (ours.map(len) >= _LONG) & (theirs.map(len) >= _LONG)
    shares = [
        float(words[unlike].map(frozenset(profile.dutch_words).isdisjoint).mean()) for words in (ours, theirs)
    ]
    return sum(unlike) >= _FEW_SAID and shares[0] >= 0.8 and shares[1] <= 0.2


def column_of(name: str, question: str, cells: Sequence[str] | pd.Series, profile: TableProfile) -> SeenColumn:
    """One column, apart from the others."""
    texts = pd.Series(cells, dtype=str).str.strip()
    texts = texts[texts != ""]
    if texts.empty:
        return SeenColumn(name, question, "empty")
    told = texts[~texts.str.fullmatch(_NOTHING)]
    said = (texts if told.empty else told).str.split().str.join(" ")
    words = said.str.casefold().str.findall(WORD)
    long = words.map(len) >= _LONG
    signs = frozenset(profile.sentence_words)
    seen = SeenColumn(
        name,
        question,
        "other",
        len(texts),
        said.str.casefold().nunique(),
        float(long.mean()),
        float((long & ~words.map(signs.isdisjoint)).mean()),
        tuple(sorted(set(texts), key=lambda text: (-min(len(text), 80), text))[:2]),
        int(said[said.str.count(" ") >= _LONG - 1].drop_duplicates().str.len().sum()),
    )
    return replace(seen, role=_form(seen, texts, profile) or _kind(seen, said, profile))


def _stem(name: str) -> str:
    return re.sub(r"\W*\d*\W*$", "", name)


def _form(column: SeenColumn, texts: pd.Series, profile: TableProfile) -> Role | None:
    """A role that the form of nearly all cells tells."""

    def share(form: str) -> float:
        return float(texts.str.fullmatch(form).mean())

    names = profile.columns
    person = _named(column.name, names.respondent) and not _named(column.name, names.question)
    if share(_NUMBER) >= MOST:
        if _named(column.name, profile.columns.date) and share(_YEAR_OR_DAY) == 1:
            return "date"
        return "respondent" if person else "number"
    if texts.map(lambda text: is_date(text, profile.month_numbers)).mean() >= MOST:
        return "background" if re.search("geboo?r|birth", column.name.casefold()) else "date"
    if share(_CLOCK) >= MOST:
        return "number"
    if share(_EMAIL) >= MOST and ("mail" in column.name.casefold() or texts.str.contains("@").any()):
        return "e-mail"
    if share(_CODE) >= MOST:
        return "respondent" if person else "code"
    return None


def _kind(column: SeenColumn, said: pd.Series, profile: TableProfile) -> Role:
    """The role of a column of words."""
    names, others = profile.columns, profile.other_columns
    if _named(column.name, others.reply) and not _PROPOSED.search(column.name):
        return "reply"
    named = _named(column.name, names.text)
    if named and column.filled < _FEW_ROWS:
        return "open"
    about = _ASKING.sub(" ", column.question)
    organisation = _named(about, names.organisation)
    option = column.distinct == 1 and said.iloc[0].casefold() in column.name.casefold()
    if option or _chosen(said, profile):
        return "organisation" if organisation else "closed"
    background = _named(about, others.background, beside=1) and not named
    if column.sentences < 0.4:
        organisations = said.str.contains(_ORGANISATION).mean() >= 0.4 and column.several < 0.5
        if organisation or organisations:
            return "organisation"
        persons = said.str.fullmatch(_NAME).mean() >= 0.7
        if _named(about, (*others.name, *names.respondent)) and (persons or column.several < 0.5):
            return "name"
        if background:
            return "background"
        if persons and not _ASKS_OPENLY.search(column.question) and said.str.contains(" ").any():
            return "name"
    elif background and column.several < 0.7:
        return "background"
    unlike = column.distinct / len(said)
    told = column.sentences >= 0.1 and column.several >= 0.25 and unlike >= 0.5
    asked = named or (unlike >= 0.6 and _ASKS_OPENLY.search(column.question))
    return "open" if told or column.sentences * column.distinct >= 8 or asked else "other"


def _chosen(said: pd.Series, profile: TableProfile) -> bool:
    """Whether the cells are picked from a list, one or several in a cell."""
    folded = said.str.casefold()
    distinct = folded.value_counts()
    if len(said) >= 3 and len(distinct) == 1:
        return True
    for options in (folded, *(folded.str.split(mark).explode().str.strip() for mark in ";,")):
        counts = options[options != ""].value_counts()
        once = sum(len(str(text).split()) > _LONG for text in counts.index[counts == 1])
        kinds = (
            counts[counts > 1] if len(options) > 1.2 * len(said) else counts
        )  # beside options one writes one's own
        few = 2 * len(counts) <= counts.sum() and len(kinds) <= max(12, len(said) // 10)
        if few and counts.sum() > 3 and once < max(3, 0.1 * len(said)):
            return True
    words = folded.str.findall(WORD)
    return bool((words.map(frozenset(profile.closed).issuperset) & words.astype(bool)).mean() >= MOST)


def _is_question(column: SeenColumn, profile: TableProfile, rows: int) -> bool:
    """Whether a column tells per row what was asked: few texts, each many times; or all of them questions."""
    names = profile.columns.question
    whole = rank(column.name, names) < len(names)
    named = whole or (_named(column.name, names) and column.several >= 0.3)
    marks = any(example.rstrip().endswith("?") for example in column.examples)
    few = column.distinct * 2 <= column.filled or (whole and (column.filled < _FEW_ROWS or marks))
    roles = ("closed", "open", "other", *(("code", "number") if whole else ()))
    return few and column.role in roles and column.filled >= MOST * rows and (named or marks)


def _named(name: str, names: Sequence[str], beside: int = 3) -> bool:
    """Whether a name is one of these, or a short one with one of these in it.

    >>> _named("Uw toelichting", ["toelichting"]), _named("Wat vindt u van de reactie van hen?", ["reactie"])
    (True, False)
    """
    return rank(name, names, beside) < NOWHERE


def rank(name: str, names: Sequence[str], beside: int = 3) -> int:
    """The place of the first that fits; whole names before those with so many words beside them."""
    words, *wanted = (WORD.findall(each.casefold().replace("_", " ")) for each in (_ASIDE.sub(" ", name), *names))
    if words in wanted:
        return wanted.index(words)
    for at, each in enumerate(wanted, start=len(names)):
        if len(words) <= len(each) + beside and any(words[i : i + len(each)] == each for i in range(len(words))):
            return at
    return NOWHERE
