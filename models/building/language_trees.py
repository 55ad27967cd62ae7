"""The best dependency tree from scores for each word and head."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Heads = npt.NDArray[np.int64]
_NEVER = -1e9


def best_tree(scores: Scores) -> Heads:
    """Per word its head, one word at the root and no circles, with the highest sum of scores.

    Each word's best head when that is a tree; else Chu and Liu's and Edmonds' algorithm (1965, 1967)
    for each word as the root.

    Parameters
    ----------
    scores : words × (1 + words); column 0 is the root, column j + 1 word j.

    Returns
    -------
    Per word 0 for the root, or the head's place counted from 1.
    """
    words = len(scores)
    scores = scores.copy()
    scores[np.arange(words), np.arange(words) + 1] = _NEVER
    heads: Heads = scores.argmax(axis=1)
    if (heads == 0).sum() == 1 and _circle(heads) is None:
        return heads
    trees: list[Heads] = []
    for root in range(words):
        one = scores.copy()
        one[:, 0] = _NEVER
        one[root] = _NEVER
        one[root, 0] = scores[root, 0]
        trees.append(_edmonds(one))
    return max(trees, key=lambda tree: float(scores[np.arange(words), tree].sum()))


def _circle(heads: Heads) -> list[int] | None:
    """Places (from 1) of the words of one circle; None when there is none."""
    free = {0}
    for start in range(1, len(heads) + 1):
        path: list[int] = []
        place = start
        while place not in free and place not in path:
            path.append(place)
            place = int(heads[place - 1])
        if place in path:
            return path[path.index(place) :]
        free.update(path)
    return None


def _edmonds(scores: Scores) -> Heads:
    """Best tree of all; the circle found is shrunk to one word, solved, and opened at its best place."""
    heads: Heads = scores.argmax(axis=1)
    circle = _circle(heads)
    if circle is None:
        return heads
    inside = np.array(circle)
    outside = np.array([place for place in range(1, len(scores) + 1) if place not in circle], dtype=np.int64)
    kept = scores[inside - 1, heads[inside - 1]]
    into = scores[inside - 1] - kept[:, None]  # what it costs to open the circle at each word
    columns = np.concatenate([[0], outside])
    small = np.full((len(outside) + 1, len(columns) + 1), _NEVER)
    if len(outside):
        small[:-1, :-1] = scores[np.ix_(outside - 1, columns)]
        small[:-1, -1] = scores[np.ix_(outside - 1, inside)].max(axis=1)
    small[-1, :-1] = into[:, columns].max(axis=0)
    solved = _edmonds(small)
    result: Heads = heads.copy()
    for number, place in enumerate(outside):
        head = solved[number]
        if head == len(columns):
            result[place - 1] = inside[scores[place - 1, inside].argmax()]
        else:
            result[place - 1] = columns[head]
    entry = columns[solved[-1]]
    opened = into[:, entry].argmax()
    result[inside[opened] - 1] = entry
    return result
