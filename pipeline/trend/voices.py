"""What was said in one round by one audience, as arrays: who, how weighed, labelled by whom.

The statements are those from which the audit draws: no duplicates, not the authors' own words;
with those that the coder takes for empty, of which a person may say that they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codebook import split_themes
from pipeline.core.counting import CRITICISM, PRAISE, STANCES, TONE, chances_coded

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Item:
    """What is estimated: the share that has ``plus``, or that less the share that has ``minus``.

    Attributes
    ----------
    plus, minus : columns of ``labelled`` and ``machine``; no statement has both.
    """

    plus: int
    minus: int | None = None

    @property
    def columns(self) -> list[int]:
        """The columns, the one that is added first."""
        return [self.plus] if self.minus is None else [self.plus, self.minus]


@dataclass(frozen=True)
class Voices:
    """Statements of one round and audience.

    Attributes
    ----------
    weight : (n,) for how many statements each counts; above 0.
    respondent : (n,) number of who said it; who is not known has a number of his own.
    known : (n,) whether it is known who said it.
    chance : (n,) chance, 0-1, that a statement came back coded from the audit; nan for those that did not.
    content, machine_content : (n,) whether it has content: as labelled now, as the coder says.
    labelled, machine : (n, items) whether it has the theme, or the theme with a stance: as labelled
        now, as the coder says. Of an audited statement the label now is a person's, given blind.
    """

    weight: Floats
    respondent: Ints
    known: Bools
    chance: Floats
    content: Bools
    machine_content: Bools
    labelled: Bools
    machine: Bools

    @property
    def audited(self) -> Bools:
        """(n,) whether a person coded it blind."""
        return ~np.isnan(self.chance)

    def where(self, which: Bools) -> Voices:
        """Some of the statements."""
        return replace(self, **{name: array[which] for name, array in vars(self).items()})

    def people(self) -> Voices:
        """The known respondents, each as one statement that holds all that they said.

        Audited are those of whom all was: only then it is known what they did not say. The chance of
        that is taken as if each statement were drawn apart.
        """
        here = self.where(self.known & (self.content | self.machine_content))
        _, number = np.unique(here.respondent, return_inverse=True)
        n = int(number.max()) + 1 if len(number) else 0
        chance = np.ones(n)
        np.multiply.at(chance, number, here.chance)  # nan, not audited, stays nan

        def any_of(each: Bools) -> Bools:
            found = np.zeros((n, *each.shape[1:]), dtype=np.bool_)
            np.logical_or.at(found, number, each)
            return found

        return Voices(
            np.ones(n),
            np.arange(n, dtype=np.int64),
            np.ones(n, dtype=np.bool_),
            chance,
            any_of(here.content),
            any_of(here.machine_content),
            any_of(here.labelled & here.content[:, None]),
            any_of(here.machine & here.machine_content[:, None]),
        )

    def design_effect(self, items: Sequence[Item]) -> float:
        """How much less statements say because respondents repeat themselves; 1 or more.

        The variance of the shares clustered by respondent, over that of independent statements,
        summed over the items: one figure, as that of a rare theme alone would be noise.
        """
        here = self.where(self.content)
        has = here.labelled.astype(np.float64)
        less = [0.0 if one.minus is None else has[:, one.minus] for one in items]
        said = np.stack([has[:, one.plus] - minus for one, minus in zip(items, less, strict=True)], axis=1)
        apart = here.weight[:, None] * (said - np.average(said, axis=0, weights=here.weight))
        _, numbers = np.unique(here.respondent, return_inverse=True)
        together = np.zeros((numbers.max() + 1, len(items)))
        np.add.at(together, numbers, apart)
        alone = float((apart**2).sum())
        return max(1.0, float((together**2).sum()) / alone) if alone else 1.0


Family = list[tuple[str, str, Item]]


def families_of(themes: Sequence[str]) -> list[Family]:
    """What is judged together, each as theme, stance and item.

    The themes (stance ""), the themes with each stance, and the tone of each theme (stance ``saldo``).
    """
    both = [(theme, stance) for theme in themes for stance in STANCES]
    column = {one: len(themes) + place for place, one in enumerate(both)}
    return [
        [(theme, "", Item(place)) for place, theme in enumerate(themes)],
        [(*one, Item(column[one])) for one in both],
        [(theme, TONE, Item(column[theme, PRAISE], column[theme, CRITICISM])) for theme in themes],
    ]


def item_numbers(families: Sequence[Sequence[object]]) -> list[range]:
    """Per family the places of its items among those of all families together."""
    sizes = [len(family) for family in families]
    return [range(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]


def voices(statements: pd.DataFrame, weight: pd.Series, themes: Sequence[str]) -> Voices:
    """The statements of any rounds and audiences as arrays, in their order.

    Parameters
    ----------
    statements : rows of LABELS that the audit may draw, themes and stances checked.
    weight : for how many statements each row counts.
    """
    names = statements["respondent"].where(statements["respondent"] != "", "\n" + statements["statement_id"])
    return Voices(
        weight.to_numpy(dtype=np.float64),
        pd.factorize(names)[0].astype(np.int64),
        (statements["respondent"] != "").to_numpy(),
        chances_coded(statements).to_numpy(dtype=np.float64),
        (statements["themes_status"] != "geen_inhoud").to_numpy(),
        (statements["machine_themes_status"] != "geen_inhoud").to_numpy(),
        _has(statements["themes"], statements["stance"], themes),
        _has(statements["machine_themes"], statements["machine_stance"], themes),
    )


def _has(cells: pd.Series, stances: pd.Series, themes: Sequence[str]) -> Bools:
    number = {theme: place for place, theme in enumerate(themes)}
    has = np.zeros((len(cells), len(themes)), dtype=np.bool_)
    for row, cell in enumerate(cells):
        has[row, [number[theme] for theme in split_themes(cell) if theme in number]] = True
    by_stance = np.stack([(stances == stance).to_numpy() for stance in STANCES], axis=1)
    return np.concatenate(
        [has, (has[:, :, None] & by_stance[:, None, :]).reshape(len(cells), len(themes) * len(STANCES))], axis=1
    )


def weights(labels: pd.DataFrame, mentioned: dict[str, float], *, count_duplicates: bool) -> pd.Series:
    """For how many statements each row of LABELS counts.

    Parameters
    ----------
    mentioned : weight per value of the column mentioned; 1 for a value that is not there.
    count_duplicates : whether a statement also counts for its duplicates, which are not rows of their own.
    """
    weight = labels["mentioned"].map(mentioned).fillna(1.0).astype(float)
    if count_duplicates:
        twins = labels["duplicate_of"].value_counts()
        weight = weight * (1 + labels["statement_id"].map(twins).fillna(0))
    return weight
