"""Dictionary lemmas: fast, by the word form alone."""

from __future__ import annotations

from functools import lru_cache

import simplemma
from spacy.language import Language
from spacy.tokens import Doc

_KNOWN_WORDS = 200_000  # word forms that are remembered; about 20 MB


@lru_cache(maxsize=_KNOWN_WORDS)
def lemma_of(word: str) -> str:
    """Dictionary lemma of a lower-case word form; the form itself when it is not in the dictionary."""
    return str(simplemma.lemmatize(word, lang="nl")).lower() if word else ""


@lru_cache(maxsize=_KNOWN_WORDS)
def is_known(word: str) -> bool:
    """Whether the dictionary has this form."""
    return bool(word) and bool(simplemma.is_known(word, lang="nl"))


@Language.component("dutch_lemmas", assigns=["token.lemma"])
def dutch_lemmas(doc: Doc) -> Doc:
    """Set the dictionary lemma of every token."""
    for token in doc:
        token.lemma_ = lemma_of(token.lower_)
    return doc
