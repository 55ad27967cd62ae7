"""Folds for cross-validation in which no two statements that know each other are parted.

Statements of one page or contrast pair, and near-duplicates, share a fold; else the coder
would be tested on what it has seen.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from pipeline.core.text.near_duplicates import folded, near_pairs


def kinship(texts: Sequence[str], groups: Sequence[str], *, near_duplicate: float) -> npt.NDArray[np.int_]:
    """(n_texts,) number of the family of each text.

    Parameters
    ----------
    groups : group of each text, "" for none.
    near_duplicate : rapidfuzz ratio, 0–100, from which two texts are one.
    """
    pairs: set[tuple[int, int]] = set()
    by_group: dict[str, int] = {}
    for number, group in enumerate(groups):
        if group:
            pairs.add((by_group.setdefault(group, number), number))
    pairs |= near_pairs([folded(text) for text in texts], near_duplicate)
    links = np.array(sorted(pairs)).reshape(-1, 2)
    graph = csr_matrix((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(texts), len(texts)))
    families: npt.NDArray[np.int_] = connected_components(graph, directed=False)[1]
    return families


def folds_of(
    ids: Sequence[str], families: npt.NDArray[np.int_], n_folds: int, *, seed: int
) -> npt.NDArray[np.int_]:
    """(n_texts,) fold of each text; families whole, folds about equally large.

    A family goes by a hash of its first id to the smallest fold so far, largest families first,
    so that the order of the rows plays no part.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for number, family in enumerate(families):
        members[int(family)].append(number)
    keyed = {
        family: (-len(rows), hashlib.sha256(f"{seed}:{min(ids[r] for r in rows)}".encode()).hexdigest())
        for family, rows in members.items()
    }
    folds, sizes = np.zeros(len(ids), dtype=np.int_), [0] * n_folds
    for family in sorted(members, key=lambda f: keyed[f]):
        fold = sizes.index(min(sizes))
        folds[members[family]] = fold
        sizes[fold] += len(members[family])
    return folds
