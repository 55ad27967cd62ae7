"""Whether the coder errs in one round as in the others, by what people said of their audited statements.

Two questions, each over all items at once, as one item tells little: of what people give, does the coder find as
much here as elsewhere; and of what they do not give, does it add as much? With per item a table of two by two,
here and elsewhere by found and missed, both are the test of N. Mantel, W. Haenszel, 1959, Journal of the National
Cancer Institute 22:719-748, which is for what is common to all tables.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import chdtrc

from pipeline.core.codes import BY_HAND, CORRECTED, ERRS_ALIKE, ERRS_OTHERWISE
from pipeline.measures.bootstrap import Floats
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.correcting import EstimatedShare
from pipeline.trend.error_pattern import tallied

_UNLIKELY = 0.01  # chance of a difference that is told: there are some rounds, and each may be told of


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
