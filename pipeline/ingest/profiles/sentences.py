"""What every profile says, and splitting an answer into sentences where it asks for that."""

import re
from typing import Annotated

from pydantic import AfterValidator

from pipeline.core.yaml_model import StrictModel

# A sentence ends at . ! ? or … with what closes it, before a blank and something that can begin one.
# "3,5", "12.30" and "1.000" have no blank; "o.a. de" goes on in lower case.
_END = re.compile(r"[.!?…]+[”\"’'»)\]]*(?=\s+[“„\"‘'«(\[]*[^\W_a-z])")
_ITEM = re.compile(r"\n[ \t]*(?:\n\s*|(?=[-–—*•▪]\s))")
_LAST_WORD = re.compile(r"[^\s“„\"‘'«(\[]+$")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.)+")  # letters of a name: "J. de Vries", "P.J. Bos"
_MARK = re.compile(r"^[-–—*•▪]\s+")


def valid_pattern(text: str) -> str:
    """The text, or :class:`ValueError` when it is no regular expression."""
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"this is not a pattern: {problem}") from None
    return text


Pattern = Annotated[str, AfterValidator(valid_pattern)]


class Sentences(StrictModel):
    """Answers are split into sentences; a full stop after an abbreviation (written so, in any case) ends none."""

    abbreviations: tuple[str, ...]


class Layout(StrictModel):
    """What every profile says, of whatever layout."""

    description: str
    months: dict[int, tuple[str, ...]]
    sentences: Sentences | None = None

    @property
    def month_numbers(self) -> dict[str, int]:
        """Month name, case folded -> 1 to 12."""
        return {name.casefold(): number for number, names in self.months.items() for name in names}


def split_sentences(text: str, sentences: Sentences) -> list[str]:
    """The sentences of a text, in order; at least one for a text that is not blank.

    Blank lines and marks of lists inside a text separate as well. Nothing but white space and
    those marks is lost.

    >>> rules = Sentences(abbreviations=("bijv.", "dhr."))
    >>> split_sentences("Bel dhr. Bos. Kosten: 3,5 uur! Graag bijv. Elke week", rules)
    ['Bel dhr. Bos.', 'Kosten: 3,5 uur!', 'Graag bijv. Elke week']
    """
    known = {word.casefold() for word in sentences.abbreviations}
    found: list[str] = []
    for part in _ITEM.split(text):
        start = 0
        for end in _END.finditer(part):
            last = _LAST_WORD.search(part, start, end.end())
            if last and (last[0].casefold() in known or _INITIALS.fullmatch(last[0])):
                continue
            found.append(part[start : end.end()])
            start = end.end()
        found.append(part[start:])
    tidied = (_MARK.sub("", sentence.strip()) for sentence in found)
    whole = [sentence for sentence in tidied if sentence.strip()]
    return whole or ([text.strip()] if text.strip() else [])
