"""The words of a statement that can name a topic: no stop words, inflections taken together.

Statements are compared by lemma, so that "brieven" and "brief" are one word; people see the
most frequent surface form, as lemmas of Dutch separable verbs ("uit_leggen") are not words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib.resources import files

from pipeline.core.masking import without_placeholders
from pipeline.core.text import lemma_of, remembered

SHORTEST = 3  # letters; shorter Dutch words are nearly all function words
_KNOWN_WORDS = 100_000  # of which the lemma is remembered; about 20 MB

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """The bundled list, ``stopwoorden.txt``."""
    lines = (files(__package__) / "stopwoorden.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=8)
def _banned(unwanted: frozenset[str]) -> frozenset[str]:
    return stop_words() | unwanted


def surface_words(text: str) -> list[str]:
    """The words of a text in lower case, in order; numbers and signs are no words.

    >>> surface_words("Foto’s van de A2: e-mail mij!")
    ["foto's", 'van', 'de', 'a', 'e-mail', 'mij']
    """
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def topic_words(text: str, unwanted: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Pairs (lemma, surface form) of the words that can name a topic, in order.

    Parameters
    ----------
    unwanted : words (lower case) left out beside the stop words, such as the organisation's name.

    >>> topic_words("De brieven zijn onleesbaar.")
    [('brief', 'brieven'), ('onleesbaar', 'onleesbaar')]
    >>> topic_words("Wél níet dus!")
    []
    >>> topic_words("Brieven van [naam]")
    [('brief', 'brieven')]
    """
    banned = _banned(unwanted)
    pairs = [(lemma_of(word), word) for word in surface_words(without_placeholders(text)) if len(word) >= SHORTEST]
    return [pair for pair in pairs if banned.isdisjoint({*pair, _without_accents(pair[1])})]


def lemmas_of(texts: Iterable[str], unwanted: frozenset[str] = frozenset()) -> list[list[str]]:
    """Per text the lemmas of :func:`topic_words`; each different word is looked up once.

    >>> lemmas_of(["De brieven zijn onleesbaar.", "Brieven!"])
    [['brief', 'onleesbaar'], ['brief']]
    """
    lemmas = _lemmas(unwanted)
    return [[lemma for word in text.split() for lemma in lemmas(word)] for text in texts]


@lru_cache(maxsize=8)
def _lemmas(unwanted: frozenset[str]) -> Callable[[str], list[str]]:
    """From what stands between spaces to its lemmas: none when it cannot name a topic. No word, and nothing that
    stands for what was masked, has a space.
    """
    return remembered(lambda word: [lemma for lemma, _ in topic_words(word, unwanted)], _KNOWN_WORDS)


@lru_cache(maxsize=100_000)
def _without_accents(word: str) -> str:
    """Without the accents that Dutch writes for stress ("wél", "níet")."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def readable_forms(statements: Iterable[Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Per lemma its most frequent surface form over all statements; on a tie the shortest, then by alphabet.

    Every surface form has one lemma, so that no two lemmas read alike.
    """
    counts: dict[str, Counter[str]] = {}
    for pairs in statements:
        for base, word in pairs:
            counts.setdefault(base, Counter())[word] += 1
    return {
        base: min(forms, key=lambda form: (-forms[form], len(form), form))
        for base, forms in sorted(counts.items())
    }
