"""Shares corrected for the coder's errors, from the blind audit.

The estimate
------------
Prediction-powered inference (A.N. Angelopoulos, S. Bates, C. Fannjiang, M.I. Jordan, T. Zrnic,
2023, Science 382:669-674): the share of the coder's labels over all statements, plus what the
audit says that they are wrong on average. With power tuning (A.N. Angelopoulos, J.C. Duchi,
T. Zrnic, 2024, PPI++, arXiv:2311.01453) the coder's labels count by the factor lambda that makes
the error smallest. A coder's label is yes or no; the best lambda is then (share of the coder's yes
that people agree with) - (share of its no that people make a yes), and the estimate is the
post-stratified mean over the coder's two answers: per answer what people said of the audited, times
how many there are (C.-E. Sarndal, B. Swensson, J. Wretman, 1992, Model Assisted Survey Sampling, 7.6).
In this form it takes sampling weights and a finite population:

- an audited statement counts as its person says; only for the others the coder is corrected;
- an audited statement speaks for (1 / its chance of being drawn) - 1 others;
- how often the coder's yes is right is known of few statements per theme. Two pseudo-observations are
  added that are right as often as those of all themes together: without them one audited mistake would
  turn a theme that the coder saw eight times into one that nobody named. Where the audit holds none of the
  coder's yes, these two are all that is known of it;
- where the audit holds no statement of one of the coder's answers and there are no pseudo-observations,
  both answers are taken together: lambda is 0, and the share is that of the hand-coded (``handmatig``). If
  they hold no yes either, and the coder said yes, the audit says too little of this theme: ``niet gecorrigeerd``;
- a share is never below that of the statements of which a person said that they have it.

Statements that reviewers corrected outside the audit were not drawn by chance: the coder is most
often wrong there. Here they count by what the coder said; only the audit corrects.

The net sentiment of a theme, the part that praises less the part that criticises, is a mean of 1, -1 and 0. It is
corrected alike: the coder then has three answers, and of each the audit says which part people make a 1
and which a -1. What was said of power tuning holds: lambda is then a factor per answer.

Whether a statement has content is corrected in the same way: of those that the coder takes for
empty the audited ones say which part has content, and the other way round.

The interval
------------
Three things are not known: what people would have said of the statements that were not audited, per
answer of the coder, and what others like these respondents would have said. Each is a proportion
with an interval of its own; they are joined by :class:`pipeline.trend.intervals.Share`. A normal
approximation, as in the papers, fails here: of 60 audited statements one or none has a rare theme.
Sizes are Kish's effective ones (L. Kish, 1965, Survey Sampling, 11.7), so unequal chances and
respondents who repeat themselves widen it.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.core.codes import BY_HAND, CORRECTED, UNCORRECTED, WHOLE
from pipeline.measures.bootstrap import Bools, Floats
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.intervals import Balance, Component, Sampled, Share

PSEUDO_OBSERVATIONS = 2.0  # statements; more would draw themes of which much is known to the others
_NOTHING = 1e-9  # statements

EstimatedShare = tuple[Share, str]  # and how it was made, of METHODS


def effective_size(weights: Floats) -> float:
    """How many equally weighted statements say as much: (sum of weights)^2 / sum of squares; 0 for none."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def uncorrected(here: AnnotatedSample, item: Estimand, design_effect: float) -> Share:
    """The share as labelled now, among statements with content; there must be one."""
    total, squares = here.spoken
    named = np.array([here.weight[here.having([column])].sum() for column in item])
    return _plain(named / total, total**2 / squares / design_effect)


def as_labelled(here: AnnotatedSample, min_audit: int) -> str:
    """How shares are called that are those of the labels as they are, as all or too few were audited; else ""."""
    if here.audited.all():
        return WHOLE
    return UNCORRECTED if (here.audited & here.content).sum() < max(1, min_audit) else ""


def confusion_rates(here: AnnotatedSample, items: Sequence[Estimand]) -> Floats | None:
    """How often the coder is right in all that it said of audited statements.

    Returns
    -------
    (k, k) for items of k columns: of statements to which the coder gave the row's, the part, 0-1, to which
    people give the column's; nan where it said nothing. None if it said nothing at all.
    """
    audited = here.where(here.audited & here.predicted_content)
    others = audited.weight * (1 / audited.probability - 1)
    k = len(items[0])
    said, agreed = np.zeros(k), np.zeros((k, k))
    for item in items:
        coder = others[:, None] * audited.predicted[:, item]
        said += coder.sum(axis=0)
        agreed += coder.T @ audited.labelled[:, item]
    return np.where(said > 0, agreed.T / np.maximum(said, _NOTHING), np.nan).T if said.any() else None


def corrected(
    here: AnnotatedSample, item: Estimand, design_effect: float, min_audit: int, rates: Floats | None = None
) -> tuple[Share, str]:
    """The best estimate of a share, and how it was made.

    Parameters
    ----------
    here : statements of one round and audience, at least one of them with content.
    min_audit : fewest audited statements with content from which anything is corrected.
    rates : the :func:`confusion_rates` of items like this one, for pseudo-observations; None adds none.

    Returns
    -------
    The share and ``geheel handmatig`` (all were audited: a plain count, nothing is corrected), ``gecorrigeerd``,
    ``handmatig`` (the coder's answer was no help) or ``niet gecorrigeerd``.
    """
    if method := as_labelled(here, min_audit):
        return uncorrected(here, item, design_effect), method
    empty = ~here.predicted_content
    said = [here.predicted[:, column] & ~empty for column in item]
    nothing = ~(np.any(said, axis=0) | empty)
    priors = [None] * len(said) if rates is None else [None if np.isnan(row).any() else row for row in rates]
    answers = zip((*said, nothing), (*priors, None), strict=True)
    strata = [_Stratum(here, answer, item, prior) for answer, prior in answers]
    method = CORRECTED
    if not all(stratum.known for stratum in strata):
        strata, method = [_Stratum(here, ~empty, item)], BY_HAND
        named = (here.audited & here.content) @ here.labelled[:, item].any(axis=1)
        if not strata[0].known or (np.any(said) and not named):
            return uncorrected(here, item, design_effect), UNCORRECTED
    strata.append(_Stratum(here, empty, item))
    total = sum(stratum.total for stratum in strata)
    # What a person gave to one that is not audited, as the coder did not.
    given = here.labelled[:, item] & (here.audited[:, None] | ~here.predicted[:, item])
    least = here.weight[here.content] @ given[here.content]
    values = np.minimum(1.0, np.maximum(least, sum(each.yes + each.rest * each.shares for each in strata)) / total)
    whole = _plain(values, effective_size(here.weight[here.content]) / design_effect)
    parts = tuple(stratum.part(total) for stratum in strata if stratum.rest)
    return Share(whole.value, (*whole.parts, *parts), whole.lowest), method


def _plain(shares: Floats, size: float) -> Share:
    """A share of statements that are all known, or one share less another."""
    if len(shares) == 1:
        return Share(float(shares[0]), (Component(1.0, float(shares[0]), size),))
    # Often nobody praises a theme, or nobody criticises it. Twenty comparisons need a limit far in the tail, and
    # there Wilson's limit of a share of none lies twice as far away as it should: it hides true changes.
    praise, criticism = (Sampled(1.0, float(share), size) for share in shares)
    return Share(praise.share - criticism.share, (Balance(praise, criticism),), lowest=-1.0)


class _Stratum:
    """Statements to which the coder gave the same answer; there may be none.

    Attributes
    ----------
    known : whether all are audited, or else an audited one with content or a pseudo-observation speaks for others.
    total : weight of those with content, of which the rest is not audited.
    yes : (k,) weight of the audited that have each column of the item.
    rest, shares : of the others the weight, and (k,) the part of them that has it. size : what that rests on.
    """

    def __init__(self, here: AnnotatedSample, answer: Bools, item: Estimand, prior: Floats | None = None) -> None:
        audited = here.where(answer & here.audited)
        people = audited.labelled[:, item] & audited.content[:, None]
        others = audited.weight * (1 / audited.probability - 1)  # what each audited statement speaks for
        speakers = others * audited.content
        outside = float(here.weight[answer & ~here.audited].sum())
        machine_content = bool(here.predicted_content[answer].any())
        content = float(np.average(audited.content, weights=others)) if others.sum() else float(machine_content)
        added = 0.0 if prior is None else PSEUDO_OBSERVATIONS
        self.size = effective_size(speakers)
        said = np.average(people, axis=0, weights=speakers) if speakers.sum() else np.zeros(len(item))
        self.known = not outside or bool(self.size + added)
        self.rest = outside * content if self.size + added else 0.0
        self.shares = said
        if prior is not None:
            self.shares = (said * self.size + prior * added) / (self.size + added)
            self.size += added
        self.total = self.rest + float(audited.weight[audited.content].sum())
        self.yes = audited.weight @ people

    def part(self, total: float) -> Component | Balance:
        """What it adds to what is not known of the share of ``total``."""
        size = self.size * self.total / self.rest
        parts = [Sampled(self.total / total, float(share), size) for share in self.shares]
        return parts[0] if len(parts) == 1 else Balance(parts[0], parts[1])
