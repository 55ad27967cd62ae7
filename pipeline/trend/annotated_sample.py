"""Statements as arrays: by whom, with which weight, and their labels by coder and by people.

The statements are those from which the audit draws: none that is set aside, but also those that the
coder takes for empty or off topic, as a person may think otherwise.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codebook import SEPARATOR, numbers_of, split_themes
from pipeline.core.codes import UNCODED
from pipeline.core.counting import CRITICISM, NET_SENTIMENT, PRAISE, STANCES, chances_coded, chances_in, is_codable
from pipeline.core.text import folded
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.trend.copies import COPY_OF

Hundredths = npt.NDArray[np.uint8]
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
    labelled: Bools
    predicted: Bools
    text: Ints | None = None
    copied: Bools | None = None
    chance: Hundredths | None = None
    content_chance: Hundredths | None = None

    @property
    def audited(self) -> Bools:
        """(n,) whether a person coded it blind."""
        return ~np.isnan(self.probability)

    def where(self, which: Bools) -> "AnnotatedSample":
        """Some of the statements."""
        return replace(self, **{name: array[which] for name, array in vars(self).items() if array is not None})

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

        def any_of(each: Bools) -> Bools:
            any_statement = np.zeros((n, *each.shape[1:]), dtype=np.bool_)
            np.logical_or.at(any_statement, number, each)
            return any_statement

        return AnnotatedSample(
            np.ones(n),
            np.arange(n, dtype=np.int64),
            np.ones(n, dtype=np.bool_),
            probability,
            any_of(here.content),
            any_of(here.predicted_content),
            any_of(here.labelled & here.content[:, None]),
            any_of(here.predicted & here.predicted_content[:, None]),
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
        content = self.content
        weight, labelled = self.weight[content], self.labelled[content]
        values = np.subtract.reduce(np.ascontiguousarray(labelled[:, np.array(items)], np.float64), axis=2)
        deviations = weight[:, None] * (values - np.average(values, axis=0, weights=weight))
        _, numbers = np.unique(self.clusters[content], return_inverse=True)
        clustered = np.stack([np.bincount(numbers, each) for each in deviations.T], axis=1)
        independent = float((deviations**2).sum())
        return max(1.0, float((clustered**2).sum()) / independent) if independent else 1.0


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
    names = statements["respondent"].where(statements["respondent"] != "", "\n" + statements["statement_id"])
    copy_of = statements.get(COPY_OF, pd.Series("", index=statements.index))
    texts = copy_of.where(copy_of != "", statements["text"].map(folded))
    return AnnotatedSample(
        weight.to_numpy(dtype=np.float64),
        pd.factorize(names)[0].astype(np.int64),
        (statements["respondent"] != "").to_numpy(),
        chances_coded(statements).to_numpy(dtype=np.float64),
        is_codable(statements["themes_status"]).to_numpy(),
        is_codable(statements["predicted_themes_status"]).to_numpy(),
        _has(statements["themes"], statements["stance"], themes),
        _has(statements["predicted_themes"], statements["predicted_stance"], themes),
        pd.factorize(texts)[0].astype(np.int64),
        (copy_of != "").to_numpy(),
        *_chances(statements, themes),
    )


def _chances(statements: pd.DataFrame, themes: Sequence[str]) -> tuple[Hundredths | None, Hundredths | None]:
    """Hundredths per theme and theme with a stance, and of having content; None where the coder said none of them.

    What the coder makes of the stance is known only as the one that it thinks best.
    """
    cells = statements.get("theme_chances")
    if cells is None or not (cells != "").any():
        return None, None
    named = chances_in(cells, [*themes, *UNCODED])
    of_themes, neither = named[:, : len(themes)], named[:, len(themes) :].sum(axis=1)
    says = np.stack([(statements["predicted_stance"] == stance).to_numpy() for stance in STANCES], axis=1)
    share = np.where(says, _STANCE_RIGHT, (1 - _STANCE_RIGHT) / (len(STANCES) - 1)).astype(np.float32)
    by_stance = np.rint(of_themes[:, :, None] * share[:, None, :]).astype(np.uint8)
    chance = np.concatenate([of_themes, by_stance.reshape(len(cells), len(themes) * len(STANCES))], axis=1)
    return chance, (100 - np.minimum(neither, 100)).astype(np.uint8)


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


def _has(cells: pd.Series, stances: pd.Series, themes: Sequence[str]) -> Bools:
    place, different = pd.factorize(cells)
    named = [set(split_themes(cell)) for cell in different]
    has = np.array([[theme in own for theme in themes] for own in named], dtype=np.bool_)
    has = has.reshape(len(named), len(themes))[place]
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
