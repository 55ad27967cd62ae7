"""Whether a phrase of a rule can be read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from pipeline.coder.rules.phrases import GAP
from pipeline.core.errors import InputError, quoted

START = "^"  # before a phrase: only where it opens a sentence; "maak" is a request there


def problems(phrase: str, where: str) -> Iterable[InputError]:
    """What is wrong with the form of a phrase; ``where`` names its file and rule."""
    words = phrase.split()
    if START in words[1:] or words == [START]:
        yield InputError(
            f"phrase {quoted(phrase)} has {START} elsewhere than before its first word",
            where=where,
            todo=f"write {START} and a space before the word that opens the sentence",
        )
        return
    words = words[1:] if words[0] == START else words
    if words[0] == GAP or words[-1] == GAP or (GAP, GAP) in pairwise(words):
        yield InputError(
            f"phrase {quoted(phrase)} has {GAP} where no word is beside it",
            where=where,
            todo=f"put a word on both sides of {GAP}",
        )
    if any(not part.strip("*") for word in words for part in word.split("/")):
        yield InputError(
            f"phrase {quoted(phrase)} has a word without letters",
            where=where,
            todo="write letters beside * and on both sides of /, without spaces around the /",
        )
