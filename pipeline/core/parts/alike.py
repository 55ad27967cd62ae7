"""Rows of which many are alike, worked on once a kind: a million statements have some thousand sets of themes."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int_]


def pairs_of(one: pd.Series, other: pd.Series) -> tuple[Ints, list[tuple[str, str]]]:
    """(n,) The number of the two cells of each row, and the different pairs by number."""
    (place, cells), (other_place, other_cells) = (pd.factorize(each) for each in (one, other))
    of_other = max(1, len(other_cells))
    number, pairs = pd.factorize(place.astype(np.int64) * of_other + other_place)
    texts, others = (np.asarray(each, dtype=object).tolist() for each in (cells, other_cells))
    return number, [(texts[pair // of_other], others[pair % of_other]) for pair in pairs.tolist()]


def named(number: Ints, names: Sequence[str]) -> pd.Categorical:
    """The name of each row, of names by number; names may occur twice."""
    place, different = pd.factorize(np.array(names, dtype=object), sort=True)
    return pd.Categorical.from_codes(place[number], pd.Index(different, dtype=str))
