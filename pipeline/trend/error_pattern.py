"""How the coder errs, learned from the audited statements of all rounds together.

How often the coder finds a mention (``found``) is known of few mentions per theme: it is drawn towards that of all
items of the family, as far as they are seen to be alike (empirical Bayes, by the method of moments; as in Y. Li,
N. Ignatiadis, 2025, Prediction-powered adaptive shrinkage, arXiv:2502.14166). How often it adds one (``added``) is
known of many statements.

Whether it errs in one round as in the others
---------------------------------------------
Two questions, each over all items at once, as one item tells little: of what people give, does the coder find as
much here as elsewhere; and of what they do not give, does it add as much? With per item a table of two by two,
here and elsewhere by found and missed, both are the test of N. Mantel, W. Haenszel, 1959, Journal of the National
Cancer Institute 22:719-748, which is for what is common to all tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc

from pipeline.core.codes import BY_HAND, CORRECTED, ERRS_ALIKE, ERRS_OTHERWISE
from pipeline.measures.bootstrap import Bools, Floats
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.correcting import EstimatedShare

_UNLIKELY = 0.01  # chance of a difference that is told: there are some rounds, and each may be told of
FEWEST_ROUNDS = 2  # one has nobody to borrow from
FEWEST_MENTIONS = 3.0  # of an item in all audits together
_LEAST_GAIN = 0.03  # found less added; less tells nothing
_LEAST_SPREAD = 2e-3  # variance between the items of a family in how often mentions are found
_NOTHING = 1e-9


@dataclass(frozen=True)
class ErrorPattern:
    """How the coder errs, per item of a family, (k,) each.

    Attributes
    ----------
    found, added : part of the statements to which the coder gives the item: of those that have it, of the others.
    share : part of the statements that has it, over all rounds.
    sizes : (2, k) how many statements the first two rest on.
    audited : how many statements in all.
    lends : whether the item is named often enough, and the coder tells more of it than chance would.
    drift : how far rounds differ in it beyond chance: variance of the second answer, per p (1 - p).
    """

    found: Floats
    added: Floats
    share: Floats
    sizes: Floats
    audited: float
    lends: Bools
    drift: float = 0.0

    @property
    def gain(self) -> Floats:
        """How much more often the coder gives the item to statements that have it."""
        return np.maximum(self.found - self.added, _LEAST_GAIN)

    def labelled_spread(self, share: Floats) -> Floats:
        """The variance of the coder's label where that part of the statements has the item."""
        labelled = self.added + share * self.gain
        return np.maximum(labelled * (1 - labelled), _NOTHING)

    def unknown(self, share: Floats) -> Floats:
        """The variance of the coder's part of labels, at that share, for what is not known of the pattern."""
        found = share**2 * self.found * (1 - self.found) / self.sizes[0]
        both: Floats = found + (1 - share) ** 2 * self.added * (1 - self.added) / self.sizes[1]
        return both

    def explained(self) -> Floats:
        """The squared correlation of the coder's labels with people's, 0-1."""
        return np.minimum(self.gain**2 * self.share * (1 - self.share) / self.labelled_spread(self.share), 1.0)


def said_of(here: AnnotatedSample, columns: Sequence[int]) -> tuple[Bools, Bools]:
    """(n, k) whether a statement has each item: as labelled, as the coder says."""
    people = here.labelled[:, columns] & here.content[:, None]
    return people, here.predicted[:, columns] & here.predicted_content[:, None]


class Tallies(NamedTuple):
    """Audited statements, each round counting for as many as it says (Kish); (k,) but ``total``.

    Attributes
    ----------
    have : that have each item, as people say; right : and the coder, too; wrong : that only the coder gives it.
    """

    have: Floats
    right: Floats
    wrong: Floats
    total: float


def tallied(rounds: Sequence[AnnotatedSample], columns: Sequence[int]) -> Tallies:
    """The audited statements of rounds, of which each has some."""
    have, right, wrong = np.zeros((3, len(columns)))
    total = 0.0
    for audit in (each.where(each.audited) for each in rounds):
        speaks = audit.weight / audit.probability
        speaks = speaks * speaks.sum() / (speaks**2).sum()
        people, coder = said_of(audit, columns)
        have += speaks @ people
        right += speaks @ (people & coder)
        wrong += speaks @ (coder & ~people)
        total += float(speaks.sum())
    return Tallies(have, right, wrong, total)


def pattern_of(rounds: Sequence[AnnotatedSample], columns: Sequence[int]) -> ErrorPattern | None:
    """The coder's errors in the audited statements of rounds; None of fewer than two rounds with any.

    Parameters
    ----------
    columns : of ``labelled`` and ``predicted``, one an item.
    """
    audited = [each for each in rounds if each.audited.any()]
    if len(audited) < FEWEST_ROUNDS:
        return None
    have, right, wrong, total = tallied(audited, columns)
    mentions = max(float(have.sum()), _NOTHING)
    everyone = float(right.sum()) / mentions
    noise = everyone * (1 - everyone)
    apart = float(have @ (right / np.maximum(have, _NOTHING) - everyone) ** 2) - (len(columns) - 1) * noise
    between = apart / max(mentions - float((have**2).sum()) / mentions, _NOTHING)
    drawn = noise / max(between, _LEAST_SPREAD)
    others = np.maximum(total - have, 1.0)
    pattern = ErrorPattern(
        found=(right + drawn * everyone) / np.maximum(have + drawn, _NOTHING),
        added=wrong / others,
        share=(have + 0.5) / (total + 1),
        sizes=np.maximum([have + drawn, others], 1.0),
        audited=total,
        lends=have >= FEWEST_MENTIONS,
    )
    helps = (pattern.found > pattern.added) & (pattern.explained() > 1 / max(total - 2, 1.0))
    return replace(pattern, lends=pattern.lends & helps)


def errs_alike(
    here: AnnotatedSample,
    shares: Sequence[EstimatedShare],
    rounds: Mapping[str, AnnotatedSample],
    name: str,
    items: Sequence[Estimand],
) -> str:
    """A value of ALIKE_ROUNDS; "" where nothing is estimated with what others lend, or no other was audited.

    Parameters
    ----------
    shares : those of the round, of ``items``. rounds : by name, of everyone. name : of the round.
    """
    elsewhere = [each for other, each in rounds.items() if other != name and each.audited.any()]
    if not elsewhere or not {made for _, made in shares} <= {CORRECTED, BY_HAND}:
        return ""
    columns = [item[0] for item in items]
    one, rest = tallied([here], columns), tallied(elsewhere, columns)
    found = chance_of_same(one.right, one.have, rest.right, rest.have)
    added = chance_of_same(one.wrong, one.total - one.have, rest.wrong, rest.total - rest.have)
    return ERRS_OTHERWISE if 2 * min(found, added) < _UNLIKELY else ERRS_ALIKE


def chance_of_same(one: Floats, of_one: Floats, other: Floats, of_other: Floats) -> float:
    """How likely two rounds differ by so much, 0-1, where the coder does the same in both.

    Parameters
    ----------
    one, other : (k,) in how many statements of each round the coder gave the item, ``of`` so many.
    """
    total, given = of_one + of_other, one + other
    told = total > 1
    total, given, of_one, of_other = (each[told] for each in (total, given, of_one, of_other))
    expected = of_one * given / total
    variance = float((expected * of_other * (total - given) / (total * (total - 1))).sum())
    apart = float(np.sum(one[told] - expected))
    return float(chdtrc(1, apart**2 / variance)) if variance > 0 else 1.0
