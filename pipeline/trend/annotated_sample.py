"""Statements as arrays: by whom, with which weight, and their labels by coder and by people.

The statements are those from which the audit draws: none that is set aside, but also those that the
coder takes for empty or off topic, as a person may think otherwise.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codebook import SEPARATOR, numbers_of
from pipeline.core.codes import UNCODED
from pipeline.core.counting import CRITICISM, NET_SENTIMENT, PRAISE, STANCES, chances_coded, chances_in, is_codable
from pipeline.core.parts.alike import pairs_of
from pipeline.core.text import folded
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.trend.cells import Cells, given
from pipeline.trend.copies import COPY_OF

Hundredths = npt.NDArray[np.uint8]
Chances = tuple[Hundredths | Cells[np.uint8] | None, Hundredths | None]
Estimand = list[int]
"""What is estimated: the share that has the first of these columns of ``labelled`` and ``predicted``, less the
share that has the second where there is one; no statement has both."""

_STANCE_RIGHT = 0.7  # how often the coder's is, roughly; how much it tells is measured on the audit
_LEAST = 0.005  # chance that is written as 0.01


@dataclass(frozen=True)
class AnnotatedSample:
    """Statements of one round and audience.

    Attributes
    ----------
    weight : (n,) for how many statements each counts; above 0.
    respondent : (n,) number of the respondent; a statement of an unknown one has a number of its own.
    identified : (n,) whether the respondent is known.
    probability : (n,) chance, 0-1, that a statement came back coded from the audit; nan for those that did not.
    content, predicted_content : (n,) whether it has content and is on topic: as labelled now, as the coder says.
    labelled, predicted : (n, items) whether it has the theme, or the theme with a stance: as labelled
        now, as the coder says. The label of an audited statement is a person's, given blind.
    text : (n,) number of the text; copies share it. None where that is not known.
    copied : (n,) whether there is another copy of it. None where that is not known.
    chance : (n, items) hundredths: how likely the coder takes each item to be, given or not. None: not known.
    content_chance : (n,) hundredths: how likely it takes it to have content and be on topic. None: not known.
    """

    weight: Floats
    respondent: Ints
    identified: Bools
    probability: Floats
    content: Bools
    predicted_content: Bools
    labelled: Bools | Cells[np.bool_]
    predicted: Bools | Cells[np.bool_]
    text: Ints | None = None
    copied: Bools | None = None
    chance: Hundredths | Cells[np.uint8] | None = None
    content_chance: Hundredths | None = None

    @property
    def audited(self) -> Bools:
        """(n,) whether a person coded it blind."""
        return ~np.isnan(self.probability)

    def where(self, which: Bools) -> "AnnotatedSample":
        """Some of the statements."""
        places = np.flatnonzero(which)
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: array[places] for name, array in arrays.items() if array is not None})

    def count(self, item: Estimand) -> int:
        """How many statements with content have the item, or either side of it."""
        return int(self.labelled[self.content][:, item].sum())

    def count_respondents(self, item: Estimand | None = None) -> int:
        """How many known respondents said something, or named the item."""
        spoke = self.identified & self.content
        return len(np.unique(self.respondent[spoke if item is None else spoke & self.labelled[:, item[0]]]))

    def count_texts(self, item: Estimand | None = None) -> int:
        """How many distinct texts with content there are, or have the item; copies are one."""
        here = self.content if item is None else self.content & self.labelled[:, item[0]]
        return int(here.sum()) if self.text is None else len(np.unique(self.text[here]))

    def count_independent(self, item: Estimand | None = None) -> int:
        """How many statements with content there are, or have the item or either side of it; with copies once."""
        here = self.content if item is None else self.content & self.labelled[:, item].any(axis=1)
        if self.text is None or self.copied is None:
            return int(here.sum())
        return int((here & ~self.copied).sum()) + len(np.unique(self.text[here & self.copied]))

    def largest_campaign(self, fewest: int) -> float:
        """Which part of the statements with content, 0-1, by weight, a text of so many copies makes up at most."""
        if self.text is None or self.copied is None:
            return 0.0
        here = self.copied & self.content
        heavy = np.bincount(self.text[here], self.weight[here])[np.bincount(self.text[here]) >= fewest]
        return float(heavy.max() / self.weight[self.content].sum()) if len(heavy) else 0.0

    @property
    def clusters(self) -> Ints:
        """(n,) number of what hangs together: the copies of a text, else the statements of a respondent."""
        if self.text is None or self.copied is None:
            return self.respondent
        clusters: Ints = np.where(self.copied, -1 - self.text, self.respondent)
        return clusters

    def people(self) -> "AnnotatedSample":
        """The known respondents, each as one statement that has every label of what they said.

        A respondent is audited when every statement of theirs is: only then it is known what they did not
        say. The chance of that is taken as if each statement were drawn apart.
        """
        here = self.where(self.identified & (self.content | self.predicted_content))
        _, number = np.unique(here.respondent, return_inverse=True)
        n = int(number.max()) + 1 if len(number) else 0
        probability = np.ones(n)
        np.multiply.at(probability, number, here.probability)  # nan, not audited, stays nan

        order = np.argsort(number, kind="stable")
        first = np.searchsorted(number[order], np.arange(n))

        def any_of(each: Bools) -> Bools:
            any_statement: Bools = np.logical_or.reduceat(each[order], first, axis=0) if n else each
            return any_statement

        return AnnotatedSample(
            np.ones(n),
            np.arange(n, dtype=np.int64),
            np.ones(n, dtype=np.bool_),
            probability,
            any_of(here.content),
            any_of(here.predicted_content),
            any_of(np.asarray(here.labelled) & here.content[:, None]),
            any_of(np.asarray(here.predicted) & here.predicted_content[:, None]),
        )

    @property
    def has_copies(self) -> bool:
        """Whether any of it is a copy."""
        return self.copied is not None and bool(self.copied.any())

    def by_text(self) -> "AnnotatedSample":
        """The same, by which all copies of a text count as one statement."""
        if self.text is None or self.copied is None:
            return self
        times = np.bincount(self.text[self.copied], minlength=int(self.text.max(initial=0)) + 1)[self.text]
        return replace(self, weight=self.weight / np.where(self.copied, times, 1))

    def design_effect(self, items: Sequence[Estimand]) -> float:
        """How much less statements say because respondents repeat themselves, or each other; 1 or more.

        The variance of the shares clustered by respondent or form letter, over that of independent statements,
        summed over the items: one figure, as that of a rare theme alone would be noise.
        """
        clustered, independent = np.sum([self._spread(tuple(item)) for item in items], axis=0)
        return max(1.0, float(clustered / independent)) if independent else 1.0

    def _spread(self, item: tuple[int, ...]) -> tuple[float, float]:
        """How far the clusters, and the statements, are from the share of an item: sums of squares, by weight.

        Few statements have it. So it is added up over these, and what all others add follows: with s the weight of
        those that have it in a cluster of weight w, sum (s - share * w)^2 is sum s^2 - 2 share sum s * w + share^2
        sum w^2.
        """
        if item not in self._spreads:
            weight, number, of_cluster = self._clustered
            has = np.subtract.reduce(self.labelled[:, [*item]].astype(np.int8), axis=1)[self.content]
            those = np.flatnonzero(has)
            mine, side = weight[those], has[those]
            said = np.bincount(number[those], mine * side, len(of_cluster))
            share = float((mine * side).sum() / weight.sum())
            clustered = said @ said - 2 * share * (said @ of_cluster) + share**2 * (of_cluster @ of_cluster)
            independent = mine @ mine - 2 * share * (mine @ (mine * side)) + share**2 * (weight @ weight)
            self._spreads[item] = float(clustered), float(independent)
        return self._spreads[item]

    @cached_property
    def _spreads(self) -> dict[tuple[int, ...], tuple[float, float]]:
        return {}

    @cached_property
    def _clustered(self) -> tuple[Floats, Ints, Floats]:
        """Of the statements with content the weight and the number of their cluster; per cluster its weight."""
        weight = self.weight[self.content]
        _, number = np.unique(self.clusters[self.content], return_inverse=True)
        return weight, number, np.bincount(number, weight).astype(np.float64)


Family = list[tuple[str, str, Estimand]]


def families_of(themes: Sequence[str]) -> list[Family]:
    """What is judged together, each as theme, stance and item.

    The themes (stance ""), the themes with each stance, and the net sentiment of each theme (stance ``saldo``).
    """
    columns = {pair: [len(themes) + place] for place, pair in enumerate(product(themes, STANCES))}
    return [
        [(theme, "", [place]) for place, theme in enumerate(themes)],
        [(*pair, column) for pair, column in columns.items()],
        [(theme, NET_SENTIMENT, columns[theme, PRAISE] + columns[theme, CRITICISM]) for theme in themes],
    ]


def annotated_sample(statements: pd.DataFrame, weight: pd.Series, themes: Sequence[str]) -> AnnotatedSample:
    """The statements of any rounds and audiences as arrays, in their order.

    Parameters
    ----------
    statements : rows of LABELS that the audit may draw, themes and stances checked.
        With COPY_OF of copies.py, copies are known.
    weight : for how many statements each row counts.
    """
    identified = (statements["respondent"] != "").to_numpy()
    number = pd.factorize(statements["respondent"])[0].astype(np.int64)
    apart = number.max(initial=-1) + 1 + np.arange(len(number))
    written, different = pd.factorize(statements["text"])
    texts = pd.factorize(np.array([folded(text) for text in different], dtype=object))[0][written]
    copied, copy_of = np.zeros(len(number), dtype=np.bool_), statements.get(COPY_OF)
    if copy_of is not None:
        copied = (copy_of != "").to_numpy()
        texts = np.where(copied, texts.max(initial=-1) + 1 + pd.factorize(copy_of)[0], texts)
    return AnnotatedSample(
        weight.to_numpy(dtype=np.float64),
        np.where(identified, number, apart),
        identified,
        chances_coded(statements).to_numpy(dtype=np.float64),
        is_codable(statements["themes_status"]).to_numpy(),
        is_codable(statements["predicted_themes_status"]).to_numpy(),
        given(statements["themes"], statements["stance"], themes),
        given(statements["predicted_themes"], statements["predicted_stance"], themes),
        texts.astype(np.int64),
        copied,
        *_chances(statements, themes),
    )


def _chances(statements: pd.DataFrame, themes: Sequence[str]) -> Chances:
    """Hundredths per theme and theme with a stance, and of having content; None where the coder said none of them.

    What the coder makes of the stance is known only as the one that it thinks best.
    """
    cells = statements["theme_chances"]
    if not (cells != "").any():
        return None, None
    number, pairs = pairs_of(cells, statements["predicted_stance"])
    named = chances_in(pd.Series([cell for cell, _ in pairs]), [*themes, *UNCODED])
    of_themes, neither = named[:, : len(themes)], named[:, len(themes) :].sum(axis=1)
    says = np.array([[stance == each for each in STANCES] for _, stance in pairs], dtype=np.bool_)
    share = np.where(says, _STANCE_RIGHT, (1 - _STANCE_RIGHT) / (len(STANCES) - 1)).astype(np.float32)
    by_stance = np.rint(of_themes[:, :, None] * share[:, None, :]).astype(np.uint8)
    chance = np.concatenate([of_themes, by_stance.reshape(len(pairs), len(themes) * len(STANCES))], axis=1)
    return Cells(chance, number), (100 - np.minimum(neither, 100)).astype(np.uint8)[number]


def either_of(cell: str, groups: Mapping[str, Collection[str]]) -> str:
    """A cell of ``theme_chances`` of which groups of themes take the place of the themes.

    A group is as likely as any of its themes, as if each came by itself.

    >>> either_of("rust=0.50|leren=0.20|buiten_onderwerp=0.30", {"1": {"rust", "leren"}})
    '1=0.60|buiten_onderwerp=0.30'
    """
    chances = numbers_of(cell)
    none = {name: math.prod(1 - chances.get(theme, 0.0) for theme in themes) for name, themes in groups.items()}
    rest = {name: chances[name] for name in UNCODED if name in chances}
    shown = {name: 1 - chance for name, chance in none.items()} | rest
    return SEPARATOR.join(f"{name}={chance:.2f}" for name, chance in shown.items() if chance >= _LEAST)


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
