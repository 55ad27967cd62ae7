"""Personal data in a text as spans: how a table holds them, and how they are masked.

What finds them is in :mod:`pipeline.privacy`; this is what every stage may know.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.errors import InputError, quoted

PLACEHOLDERS = {
    "naam": "[naam]",
    "email": "[e-mailadres]",
    "telefoon": "[telefoonnummer]",
    "bsn": "[bsn]",
    "iban": "[rekeningnummer]",
    "adres": "[adres]",
}
_SPAN = re.compile(rf"({'|'.join(PLACEHOLDERS)}):(\d+)-(\d+)")
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text that is personal data.

    Attributes
    ----------
    start, end : characters, 0-based, end not included.
    kind : a key of ``PLACEHOLDERS``.
    """

    start: int
    end: int
    kind: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.kind not in PLACEHOLDERS:
            raise ValueError(f"not a span: {self.kind} {self.start}-{self.end}")


def written(spans: Iterable[Span]) -> str:
    """The spans as one cell, in the order of the text.

    >>> written([Span(12, 28, "naam"), Span(40, 61, "email")])
    'naam:12-28|email:40-61'
    """
    return "|".join(f"{span.kind}:{span.start}-{span.end}" for span in sorted(spans))


def read_spans(cell: str, text: str, *, where: str) -> tuple[Span, ...]:
    """The spans of a cell that :func:`written` made.
    :class:`InputError` for another cell, or spans that overlap or do not fit the text.
    """
    spans: list[Span] = []
    for entry in cell.split("|") if cell else ():
        match = _SPAN.fullmatch(entry)
        start, end = (int(match[2]), int(match[3])) if match else (0, 0)
        if not match or not (spans[-1].end if spans else 0) <= start < end <= len(text):
            raise InputError(
                f"{quoted(entry)} is no stretch of this text",
                where=where,
                allowed=tuple(f"{kind}:start-end" for kind in PLACEHOLDERS),
                todo="run dvc repro; if the file was edited by hand, restore it",
            )
        spans.append(Span(start, end, match[1]))
    return tuple(spans)


def masked(text: str, spans: Sequence[Span]) -> str:
    """The text with every span replaced by its placeholder.

    >>> masked("Bel Piet Bakker.", [Span(4, 15, "naam")])
    'Bel [naam].'
    """
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + PLACEHOLDERS[span.kind] + text[span.end :]
    return text


def masked_texts(statements: pd.DataFrame, *, where: str) -> list[str]:
    """The masked text of each statement (columns statement_id, text, personal_data) of the file ``where``."""
    columns = (statements[name].to_numpy().tolist() for name in ("statement_id", "text", "personal_data"))
    return [
        masked(text, read_spans(cell, text, where=f"{where}: {name}")) if cell else text
        for name, text, cell in zip(*columns, strict=True)
    ]


def without_placeholders(text: str) -> str:
    """A masked text without what stands for what was masked: "naam" is no word that was said.

    >>> without_placeholders("Bel [naam] op [telefoonnummer].")
    'Bel  op .'
    """
    for placeholder in PLACEHOLDERS.values():
        text = text.replace(placeholder, "")
    return text


def masked_reason(why: str, text: str, spans: Sequence[Span]) -> str:
    """A reason that quotes a text, with no word between quote marks that the masked text lacks.

    >>> masked_reason('relatie: woorden "bakker", "bel"', "Bel Piet Bakker.", [Span(4, 15, "naam")])
    'relatie: woorden "[naam]", "bel"'
    """
    shown = set(_WORD.findall(masked(text, spans).casefold()))
    hidden = {
        word: PLACEHOLDERS[span.kind]
        for span in sorted(spans)
        for word in _WORD.findall(text[span.start : span.end].casefold())
        if word not in shown
    }
    return _QUOTED.sub(lambda quote: f'"{_without(quote[1], hidden)}"', why) if hidden else why


def _without(words: str, hidden: dict[str, str]) -> str:
    masked_words = _WORD.sub(lambda word: hidden.get(word[0].casefold(), word[0]), words)
    for placeholder in PLACEHOLDERS.values():  # a name of three words is one name
        masked_words = re.sub(
            rf"{re.escape(placeholder)}(?:\W{{1,2}}{re.escape(placeholder)})+", placeholder, masked_words
        )
    return masked_words
