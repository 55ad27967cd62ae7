"""Why a statement has a theme: the rule and its words, or the words that weighed most; in Dutch, for reviewers."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.model.features import Features
from pipeline.coder.rules.rules import Hit
from pipeline.measures.bootstrap import Ints

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
    spoken: Sequence[Sequence[str]],
    rows: sp.csr_matrix,
    weights: npt.NDArray[np.float32],
    labels: Sequence[Sequence[int]],
    features: Features,
) -> list[list[list[str]]]:
    """Per text and label the words that added most to the label's log-odds, in the order of the text.

    Parameters
    ----------
    spoken : the plain words of each text.
    rows : (n_texts, n_columns) of the texts.
    weights : (n_columns, n_labels).
    labels : of each text the columns of ``weights`` that are asked for.

    Notes
    -----
    Words that many statements have are left out when there are others. A column's contribution is its value times
    its weight. That of a word n-gram is split over its words, of a character n-gram over the words that have it.
    """
    different = [[*dict.fromkeys(words)] for words in spoken]
    found = []
    for words, gains in zip(different, _gains(different, rows, weights, labels, features), strict=True):
        telling = [number for number, word in enumerate(words) if word not in features.common_words]
        found.append([_weightiest(words, gain, telling or range(len(words))) for gain in gains])
    return found


def _weightiest(words: Sequence[str], gain: Sequence[float], telling: Sequence[int]) -> list[str]:
    ranked = sorted(telling, key=lambda number: (-round(gain[number], 6), number))[:_SHOWN]
    floor = _FAINT * gain[ranked[0]] if ranked else 0.0
    return [words[number] for number in sorted(ranked) if gain[number] > 0 and gain[number] >= floor]


def _gains(
    spoken: Sequence[Sequence[str]],
    rows: sp.csr_matrix,
    weights: npt.NDArray[np.float32],
    labels: Sequence[Sequence[int]],
    features: Features,
) -> list[list[list[float]]]:
    """Per text and label what each of its different words adds. Each sum in the order of the columns."""
    begins = np.cumsum([0, *map(len, spoken)])  # of each text's words among all
    text_of = np.repeat(np.arange(len(spoken)), np.diff(begins))
    words = [word for own in spoken for word in own]
    # Cells of the matrix, numbered in its order: their text and column as one number.
    width, cell_of = rows.shape[1], np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    cells = cell_of * width + rows.indices
    owner, place, share = (
        np.concatenate(both)
        for both in zip(
            _of_word_ngrams(words, text_of, rows, cell_of, features),
            _of_char_ngrams(words, text_of * width + len(features.word_ngrams), cells, features),
            strict=True,
        )
    )
    values, columns = rows.data[place].astype(np.float64), rows.indices[place]
    asked = np.zeros((len(spoken), weights.shape[1]), dtype=bool)
    for number, own in enumerate(labels):
        asked[number, own] = True
    sums = {}
    for label in np.flatnonzero(asked.any(axis=0)).tolist():
        here = asked[text_of[owner], label]
        added = values[here] * weights[columns[here], label].astype(np.float64) / share[here]
        sums[label] = np.bincount(owner[here], added, len(words))
    spans = [slice(*span) for span in pairwise(begins.tolist())]
    return [[sums[label][span].tolist() for label in own] for span, own in zip(spans, labels, strict=True)]


def _of_word_ngrams(
    words: Sequence[str], text_of: Ints, rows: sp.csr_matrix, cell_of: Ints, features: Features
) -> tuple[Ints, Ints, Ints]:
    """Each word of a text's word n-grams: its number among ``words``, the n-gram's cell, the n-gram's words."""
    numbers, of_ngrams = features.words_of_ngrams
    there = np.flatnonzero(rows.indices < len(features.word_ngrams))
    wanted = of_ngrams[rows.indices[there]]
    known = np.array([numbers.get(word, -1) for word in words], dtype=np.int64)
    keys = text_of * (len(numbers) + 1) + known + 1
    order = np.argsort(keys, kind="stable")
    sought = (cell_of[there][:, None] * (len(numbers) + 1) + wanted + 1).ravel()
    at = np.minimum(np.searchsorted(keys[order], sought), max(len(words) - 1, 0))
    owner = order[at] if len(words) else at
    held = (wanted.ravel() >= 0) & (keys[owner] == sought if len(words) else False)
    places, sizes = np.repeat(there, wanted.shape[1]), np.repeat((wanted >= 0).sum(axis=1), wanted.shape[1])
    return owner[held], places[held], sizes[held]


def _of_char_ngrams(
    words: Sequence[str], starts: Ints, cells: Ints, features: Features
) -> tuple[Ints, Ints, Ints]:
    """Each different character n-gram of each word: the word's number, the n-gram's cell, how many words of the
    text have it. ``starts`` are the numbers that the first character n-gram has in the text of each word.
    """
    ngrams = [features.distinct_char_ngrams(word) for word in words]
    owner = np.repeat(np.arange(len(words)), [*map(len, ngrams)])
    place = np.searchsorted(cells, starts[owner] + np.concatenate([np.zeros(0, np.int32), *ngrams]))
    return owner, place, np.bincount(place, minlength=1)[place]
