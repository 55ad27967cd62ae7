"""Why a theme: the rule and its words, or the words that weighed most. In Dutch, for reviewers.

A reason by rule starts with "regel"; the review stage tells provenance by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coding.features import Features
from pipeline.coding.rules import Hit
from pipeline.coding.words import character_runs, plain_words

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
    return f"woorden {', '.join(f'{chr(34)}{word}{chr(34)}' for word in words)}"


def clean(words: str) -> str:
    """Words of a text fit for the cell: one line, without the signs that part its entries."""
    return " ".join(words.replace("|", " ").replace('"', " ").split())


def decimal(value: float) -> str:
    """Two decimals with a comma."""
    return f"{value:.2f}".replace(".", ",")


def weightiest_words(
    text: str, row: sp.csr_matrix, weights: npt.NDArray[np.float32], features: Features
) -> list[str]:
    """Words that added most to one label's log-odds, in the order of the text.

    Parameters
    ----------
    row : (1, n_columns) of the text.
    weights : (n_columns,) of the label.

    Notes
    -----
    Words that many statements have are left out when there are others. A column's contribution
    is its value times its weight. That of a word sequence is split over its words, that of a
    character run over the words that have it.
    """
    words = list(dict.fromkeys(plain_words(text)))
    telling = [word for word in words if word not in features.common_words] or words
    owners: Mapping[str, list[str]] = _owners(words)
    gain: dict[str, float] = defaultdict(float)
    n_words, n_runs = len(features.words), len(features.runs)
    for column, value in zip(row.indices, row.data, strict=True):
        if column >= n_words + n_runs:
            continue
        if column < n_words:
            shared = [part for part in features.words[column].split() if part.isalnum()]
        else:
            shared = owners.get(features.runs[column - n_words], [])
        for word in shared:
            gain[word] += float(value) * float(weights[column]) / len(shared)
    ranked = sorted(telling, key=lambda word: (-round(gain[word], 6), words.index(word)))[:_SHOWN]
    floor = _FAINT * gain[ranked[0]] if ranked else 0.0
    chosen = {word for word in ranked if gain[word] > 0 and gain[word] >= floor}
    return [word for word in words if word in chosen]


def _owners(words: Iterable[str]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for run in set(character_runs(word)):
            owners[run].append(word)
    return owners
