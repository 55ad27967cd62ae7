"""The two answers to how often a theme is named in a round: by its audit, and by the coder's labels.

What they are and what is done with them, :mod:`pipeline.trend.borrowing` says. Here is how sure both are, and by
how much they differ: of all items of a family, as arrays.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.measures.bootstrap import Bools, Floats
from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.cells import heavy
from pipeline.trend.correcting import effective_size
from pipeline.trend.error_pattern import ErrorPattern
from pipeline.trend.intervals import Component, Share

_PSEUDO = 2.0  # statements added, of the share over all rounds, to a round's own in its variance
_RAREST = 0.003  # below this share the variance is not made smaller
_NOTHING = 1e-9


class TwoAnswers(NamedTuple):
    """The two answers of one round, (k,) each: its audit's own, and that from the coder's labels.

    Attributes
    ----------
    share : smoothed, for variances. apart : the second less the first, what is common to the round taken off.
    own, second, both : variances of the two, and their covariance.
    pattern : variance of the second for what is not known of the pattern; across : its covariance with the first.
    chance : variance of ``apart`` without drift. fitted : variance of what was taken off.
    """

    share: Floats
    value: Floats
    apart: Floats
    own: Floats
    second: Floats
    both: Floats
    pattern: Floats
    across: Floats
    chance: Floats
    fitted: Floats

    def excess(self, lends: Bools) -> tuple[float, float]:
        """By how much ``apart`` squared is more than chance allows, and how much a unit of drift would add."""
        freedom = int(lends.sum()) - 2
        more = float((self.apart**2 / self.chance)[lends].sum()) - freedom + math.sqrt(2 * freedom)
        unit = float((self.share * (1 - self.share) / self.chance)[lends].sum()) * freedom / int(lends.sum())
        return more, max(unit, _NOTHING)


def two_answers(
    pattern: ErrorPattern, here: AnnotatedSample, columns: Sequence[int], shares: Sequence[Share]
) -> TwoAnswers:
    """Both answers of one round; ``shares`` are its own."""
    content, audited = content_of(here), int(here.audited.sum())
    value = np.array([share.value for share in shares])
    own = np.array([variance_of(share) + share.common**2 for share in shares])
    usual = np.minimum(pattern.share / content, 1.0)
    share = np.clip((np.clip(value, 0, 1) * audited + _PSEUDO * usual) / (audited + _PSEUDO), _RAREST, 1 - _RAREST)
    of_all, scale = share * content, pattern.gain * content  # among all statements, also those without content
    size = effective_size(here.weight) / here.design_effect([[column] for column in columns])
    labelled = heavy(here.predicted, here.weight * here.predicted_content)[columns] / here.weight.sum()
    second = pattern.labelled_spread(of_all) / (size * scale**2)
    both = np.minimum(share * (1 - share) / (size * content), np.minimum(own, second))
    errors = [
        of_all**2 * pattern.found * (1 - pattern.found),
        (1 - of_all) ** 2 * pattern.added * (1 - pattern.added),
    ]
    unknown = (np.array(errors) / pattern.sizes).sum(axis=0) / scale**2
    rest = float(here.weight[~here.audited].sum() / here.weight.sum())
    across = rest * of_all * (1 - of_all) * (1 - pattern.explained()) / pattern.audited / content**2
    alone = own + second - 2 * both
    chance = np.maximum(alone + unknown - 2 * across, alone / 4) + _NOTHING
    apart = (labelled - pattern.added) / scale - value
    common = np.stack([usual, 1 - usual], axis=1)
    weighed = np.where(pattern.lends, 1 / chance, 0.0)[:, None] * common
    inverse = np.linalg.pinv(common.T @ weighed)
    fitted = common @ inverse @ (weighed.T @ apart)
    return TwoAnswers(
        share,
        value,
        apart - fitted,
        own,
        second,
        both,
        unknown,
        across,
        chance,
        np.einsum("ki,ij,kj->k", common, inverse, common),
    )


def variance_of(share: Share) -> float:
    """Of a share of one column, each of its parts smoothed by one statement that has it and one that has not.

    Half the width of an interval would say less of a share of none: one of its sides has no length.
    """
    variance = 0.0
    for part in share.parts:
        if isinstance(part, Component):
            smooth = (part.share * part.size + 1) / (part.size + 2)
            variance += part.weight**2 * smooth * (1 - smooth) / part.size
    return max(variance, _NOTHING)


def content_of(here: AnnotatedSample) -> float:
    """The part of the statements that has content, 0-1, by the audit per answer of the coder."""
    spoken, audited = 0.0, here.audited
    for answer in (here.predicted_content, ~here.predicted_content):
        drawn, others = answer & audited, float(here.weight[answer & ~audited].sum())
        weight, content = here.weight[drawn], here.content[drawn]
        speaks = weight * (1 / here.probability[drawn] - 1)
        part = np.average(content, weights=speaks) if speaks.sum() else here.predicted_content[answer].any()
        spoken += float(weight @ content) + others * float(part)
    return max(spoken / float(here.weight.sum()), _NOTHING)
