"""Folds for cross-validation in which no two statements that know each other are parted.

Statements of one page or contrast pair, and near-duplicates, share a fold; else the coder
would be tested on what it has seen.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from pipeline.core.text import folded, near_pairs


def group_numbers(texts: Sequence[str], names: Sequence[str], *, near_duplicate: float) -> npt.NDArray[np.int_]:
    """(n_texts,) number of the group of each text: of one name, or near-duplicates, also by way of a third.

    Parameters
    ----------
    names : name of the group that each text is known to be of, "" for none.
    near_duplicate : rapidfuzz ratio, 0–100, from which two texts are one.
    """
    pairs: set[tuple[int, int]] = set()
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if name:
            pairs.add((first.setdefault(name, number), number))
    pairs |= near_pairs([folded(text) for text in texts], near_duplicate)
    links = np.array(sorted(pairs)).reshape(-1, 2)
    graph = csr_matrix((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(texts), len(texts)))
    groups: npt.NDArray[np.int_] = connected_components(graph, directed=False)[1]
    return groups


def folds_of(ids: Sequence[str], groups: npt.NDArray[np.int_], n_folds: int, *, seed: int) -> npt.NDArray[np.int_]:
    """(n_texts,) fold of each text; groups whole, folds about equally large.

    A group goes by a hash of its first id to the smallest fold so far, largest groups first,
    so that the order of the rows plays no part.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        members[int(group)].append(number)
    keyed = {
        group: (-len(rows), hashlib.sha256(f"{seed}:{min(ids[r] for r in rows)}".encode()).hexdigest())
        for group, rows in members.items()
    }
    folds, sizes = np.zeros(len(ids), dtype=np.int_), [0] * n_folds
    for group in sorted(members, key=lambda f: keyed[f]):
        fold = sizes.index(min(sizes))
        folds[members[group]] = fold
        sizes[fold] += len(members[group])
    return folds
