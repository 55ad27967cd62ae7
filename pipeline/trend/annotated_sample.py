"""Statements as arrays: by whom, with which weight, and their labels by coder and by people.

The statements are those from which the audit draws: none that is set aside, but also those that the
coder takes for empty or off topic, as a person may think otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd

from pipeline.core.counting import CRITICISM, NET_SENTIMENT, PRAISE, STANCES, chances_coded, is_codable
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.trend.cells import Cells, Hundredths, chances, given, rows_with, sums
from pipeline.trend.letters.copies import COPY_OF, WORDS, in_words

Estimand = list[int]
"""What is estimated: the share that has the first of these columns of ``labelled`` and ``predicted``, less the
share that has the second where there is one; no statement has both."""


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

    @cached_property
    def audited(self) -> Bools:
        """(n,) whether a person coded it blind."""
        return ~np.isnan(self.probability)

    def where(self, which: Bools) -> "AnnotatedSample":
        """Some of the statements."""
        places = np.flatnonzero(which)
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: array[places] for name, array in arrays.items() if array is not None})

    def having(self, item: Estimand | None = None) -> Ints:
        """Places of the statements with content, or of those that have the item or either side of it."""
        key = () if item is None else tuple(item)
        if key not in self._having:
            if not key:
                found: Ints = np.flatnonzero(self.content)
            else:
                sides = [rows_with(self.labelled, column) for column in key]
                found = np.concatenate(sides)
                found = found[self.content[found]]
            self._having[key] = found
        return self._having[key]

    @cached_property
    def _having(self) -> dict[tuple[int, ...], Ints]:
        return {}

    def count(self, item: Estimand) -> int:
        """How many statements with content have the item, or either side of it."""
        return int(self._sums[item].sum())

    @cached_property
    def _sums(self) -> Ints:
        return sums(self.labelled, self.content)

    def count_respondents(self, item: Estimand | None = None) -> int:
        """How many known respondents said something, or named the item."""
        if item is None:
            return len(self.speakers)
        here = self.having(item[:1])
        return _different(self.respondent[here[self.identified[here]]])

    @cached_property
    def speakers(self) -> Ints:
        """Numbers, ascending, of the known respondents who said something."""
        here = self.having()
        return np.unique(self.respondent[here[self.identified[here]]])

    def count_texts(self, item: Estimand | None = None) -> int:
        """How many distinct texts with content there are, or have the item; copies are one."""
        if item is None:
            return self._texts
        here = self.having(item[:1])
        return len(here) if self.text is None else _different(self.text[here])

    @cached_property
    def _texts(self) -> int:
        here = self.having()
        return len(here) if self.text is None else _different(self.text[here])

    def count_independent(self, item: Estimand | None = None) -> int:
        """How many statements with content there are, or have the item or either side of it; with copies once."""
        here = self.having(item)
        if self.text is None or self.copied is None:
            return len(here)
        copied = self.copied[here]
        return int((~copied).sum()) + _different(self.text[here[copied]])

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

    def people(self, items: int | None = None) -> "AnnotatedSample":
        """The known respondents, each as one statement that has every label of what they said; of so many items.

        A respondent is audited when every statement of theirs is: only then it is known what they did not
        say. The chance of that is taken as if each statement were drawn apart.
        """
        here = self.where(self.identified & (self.content | self.predicted_content))
        number, different = pd.factorize(here.respondent)
        n = len(different)
        probability = np.ones(n)
        np.multiply.at(probability, number, here.probability)  # nan, not audited, stays nan

        def any_of(content: Bools, each: Bools | Cells[np.bool_] | None = None) -> Bools:
            rows = [np.arange(len(number))] if each is None else [rows_with(each, at) for at in range(columns)]
            said = np.zeros((len(rows), n), dtype=np.bool_)
            for of_item, those in zip(said, rows, strict=True):
                of_item[number[those[content[those]]]] = True
            return said

        columns = self.labelled.shape[1] if items is None else items
        return AnnotatedSample(
            np.ones(n),
            np.arange(n, dtype=np.int64),
            np.ones(n, dtype=np.bool_),
            probability,
            any_of(here.content)[0],
            any_of(here.predicted_content)[0],
            any_of(here.content, here.labelled).T,
            any_of(here.predicted_content, here.predicted).T,
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
        clustered, independent = np.sum([self._spread(item) for item in items], axis=0)
        return max(1.0, float(clustered / independent)) if independent else 1.0

    def _spread(self, item: Estimand) -> tuple[float, float]:
        """How far the clusters, and the statements, are from the share of an item: sums of squares, by weight.

        Few statements have it. So it is added up over these, and what all others add follows: with s the weight of
        those that have it in a cluster of weight w, sum (s - share * w)^2 is sum s^2 - 2 share sum s * w + share^2
        sum w^2.
        """
        if (key := tuple(item)) not in self._spreads:
            number, of_cluster, all_clusters = self._clustered
            total, squares = self.spoken
            sides = [self.having([column]) for column in item]
            those = np.concatenate(sides)
            mine = self.weight[those]
            side = np.repeat([1, -1][: len(item)], [len(of_side) for of_side in sides])
            place, clusters = pd.factorize(number[those])
            said = np.bincount(place, mine * side, len(clusters))
            share = float((mine * side).sum()) / total
            clustered = said @ said - 2 * share * (said @ of_cluster[clusters]) + share**2 * all_clusters
            independent = mine @ mine - 2 * share * (mine @ (mine * side)) + share**2 * squares
            self._spreads[key] = float(clustered), float(independent)
        return self._spreads[key]

    @cached_property
    def _spreads(self) -> dict[tuple[int, ...], tuple[float, float]]:
        return {}

    @cached_property
    def spoken(self) -> tuple[float, float]:
        """Of the statements with content the sum of their weights, and of these squared."""
        weight = self.weight[self.content]
        return float(weight.sum()), float((weight**2).sum())

    @cached_property
    def _clustered(self) -> tuple[Ints, Floats, float]:
        """Per statement the number of its cluster; per cluster the weight with content; the sum of its squares."""
        number, different = pd.factorize(self.clusters)
        of_cluster = np.bincount(number, self.weight * self.content, len(different)).astype(np.float64)
        return number, of_cluster, float(of_cluster @ of_cluster)


def _different(numbers: Ints) -> int:
    return len(pd.unique(numbers))


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
        With COPY_OF of copies.py, copies are known; with WORDS the texts need not be folded again.
    weight : for how many statements each row counts.
    """
    identified = (statements["respondent"] != "").to_numpy()
    number = pd.factorize(statements["respondent"])[0].astype(np.int64)
    apart = number.max(initial=-1) + 1 + np.arange(len(number))
    texts = (statements[WORDS] if WORDS in statements else in_words(statements["text"]).cat.codes).to_numpy()
    copied, copy_of = np.zeros(len(number), dtype=np.bool_), statements.get(COPY_OF)
    if copy_of is not None:
        copied = (copy_of != "").to_numpy()
        texts = np.where(copied, int(texts.max(initial=-1)) + 1 + pd.factorize(copy_of)[0], texts)
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
        *chances(statements, themes),
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
