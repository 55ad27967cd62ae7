"""All personal data of a text, and of the statements of a source."""

from __future__ import annotations

import re

import pandas as pd

from pipeline.core.masking import Span, written
from pipeline.privacy.addresses import addresses
from pipeline.privacy.lexicon import is_word, lexicon
from pipeline.privacy.names import names
from pipeline.privacy.numbers import numbers

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def find_personal_data(text: str, known: frozenset[str] = frozenset()) -> tuple[Span, ...]:
    """What is found, in the order of the text, without overlap.

    No promise that it is all: a name that is also a word, or that no list has, can be missed.

    Parameters
    ----------
    known : words of names that the source gives away elsewhere.
    """
    chosen: list[Span] = []
    for finder in (numbers(text), addresses(text), names(text, known)):
        for span in finder:
            if all(span.end <= other.start or other.end <= span.start for other in chosen):
                chosen.append(span)
    return tuple(sorted(chosen))


def flagged(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements with their column ``personal_data``.

    Who signed a quote is a name wherever it returns in the same source.

    Parameters
    ----------
    statements : columns ``source``, ``speaker`` and ``text`` at least.
    """
    known = {
        source: frozenset(word for speaker in rows for word in name_words(speaker))
        for source, rows in statements.groupby("source")["speaker"]
    }
    cells = [
        written(find_personal_data(text, known[source]))
        for source, text in zip(statements["source"], statements["text"], strict=True)
    ]
    return statements.assign(personal_data=pd.Series(cells, index=statements.index, dtype=str))


def name_words(speaker: str) -> frozenset[str]:
    """The words of a signature that are a name: before the first comma or bracket, functions left out.

    >>> sorted(name_words("Sjoerd Aldegonde-Kuip, wethouder Ruimte, gemeente Wielrade"))
    ['Aldegonde-Kuip', 'Sjoerd']
    """
    words, lists = lexicon().context, lexicon()
    signed = _WORD.findall(re.split(r"[,(;/|]", speaker, maxsplit=1)[0])
    return frozenset(
        word
        for word in signed
        if len(word) > 2
        and word[0].isupper()
        and not word.isupper()
        and word.lower() not in words.beside_names | words.prefixes | lists.places
        and (word in lists.all_first_names or word in lists.all_surnames or not is_word(word))
    )
