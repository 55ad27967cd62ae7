"""Why a statement has a theme: the rule and its words, or the words that weighed most; in Dutch, for reviewers."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.model.features import Features
from pipeline.coder.rules.rules import Hit
from pipeline.core.text import plain_words

_SHOWN = 3  # words per theme; more is not read
_FAINT = 0.25  # of the weightiest word's weight: below it a word explains little


def by_rule(hits: Iterable[Hit]) -> str:
    """Rules and words of one label's hits: ``regel kokers (woorden "hokjes")``."""
    words: dict[str, list[str]] = {}
    for hit in hits:
        words.setdefault(hit.rule, []).append(f'"{clean(hit.words)}"')
    return ", ".join(f"regel {rule} (woorden {', '.join(found[:_SHOWN])})" for rule, found in words.items())


def by_words(words: Sequence[str]) -> str:
    """Weightiest words of one label: ``woorden "kennen", "elkaar"``."""
    if not words:
        return "woorden niet aan te wijzen"
    return "woorden " + ", ".join(f'"{word}"' for word in words)


def clean(words: str) -> str:
    """Words of a text fit for the cell: one line, without the signs that part its entries."""
    return " ".join(words.replace("|", " ").replace('"', " ").split())


def decimal(value: float) -> str:
    """Two decimals with a comma."""
    return f"{value:.2f}".replace(".", ",")


def weightiest_words(
    text: str, row: sp.csr_matrix, weights: npt.NDArray[np.float32], labels: Sequence[int], features: Features
) -> list[list[str]]:
    """Words that added most to each label's log-odds, in the order of the text.

    Parameters
    ----------
    row : (1, n_columns) of the text.
    weights : (n_columns, n_labels).
    labels : columns of ``weights``.

    Notes
    -----
    Words that many statements have are left out when there are others. A column's contribution is its value times
    its weight. That of a word n-gram is split over its words, of a character n-gram over the words that have it.
    """
    words, gains = _gains(text, row, weights, labels, features)
    telling = [number for number, word in enumerate(words) if word not in features.common_words]
    return [_weightiest(words, gain, telling or range(len(words))) for gain in gains]


def _weightiest(words: Sequence[str], gain: Sequence[float], telling: Sequence[int]) -> list[str]:
    ranked = sorted(telling, key=lambda number: (-round(gain[number], 6), number))[:_SHOWN]
    floor = _FAINT * gain[ranked[0]] if ranked else 0.0
    return [words[number] for number in sorted(ranked) if gain[number] > 0 and gain[number] >= floor]


def _gains(
    text: str, row: sp.csr_matrix, weights: npt.NDArray[np.float32], labels: Sequence[int], features: Features
) -> tuple[list[str], list[list[float]]]:
    """The different words of a text, and per label what each adds. Each sum in the order of the columns."""
    words = list(dict.fromkeys(plain_words(text)))
    if not words:
        return words, [[] for _ in labels]
    number_of = {word: number for number, word in enumerate(words)}
    n_words = len(features.word_ngrams)
    indices, data = row.indices, row.data
    n_word_ngrams = int(np.searchsorted(indices, n_words))
    shared = [features.words_of_ngram[column] for column in indices[:n_word_ngrams].tolist()]
    pairs = [
        (number_of[word], place, len(own)) for place, own in enumerate(shared) for word in own if word in number_of
    ]
    ngrams = [features.distinct_char_ngrams(word) for word in words]
    of_ngrams = np.searchsorted(indices, np.concatenate(ngrams) + n_words)
    owner, place, share = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
    owner = np.concatenate([owner, np.repeat(np.arange(len(words)), [len(own) for own in ngrams])])
    place = np.concatenate([place, of_ngrams])
    share = np.concatenate([share, np.bincount(of_ngrams, minlength=1)[of_ngrams]])
    values, columns = data[place].astype(np.float64), indices[place]
    return words, [
        np.bincount(owner, values * weights[columns, label].astype(np.float64) / share, len(words)).tolist()
        for label in labels
    ]
