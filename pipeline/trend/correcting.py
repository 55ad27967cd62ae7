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
- how often the coder's yes is right is known of few statements per theme. Two more are added that
  are right as often as those of all themes together: without
  them one audited mistake would turn a theme that the coder saw eight times into one that nobody named.
  Where the audit holds none of the coder's yes, these two are all that is known of it;
- where the audit holds no statement of one of the coder's answers and nothing can be borrowed, both answers
  are taken together: lambda is 0, and the share is that of the hand-coded (``handmatig``). If they hold no
  yes either, and the coder said yes, the audit says too little of this theme: ``niet gecorrigeerd``;
- a share is never below that of the statements of which a person said that they have it.

Statements that reviewers corrected outside the audit were not drawn by chance: the coder is most
often wrong there. Here they count by what the coder said; only the audit corrects.

The tone of a theme, the part that praises less the part that criticises, is a mean of 1, -1 and 0. It is
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

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.core.codes import BY_HAND, CORRECTED, UNCORRECTED, WHOLE
from pipeline.trend.intervals import Balance, Part, Sampled, Share
from pipeline.trend.voices import Bools, Floats, Item, Voices

BORROWED = 2.0  # statements; more would draw themes of which much is known to the others
_NOTHING = 1e-9  # statements


def effective_size(weights: Floats) -> float:
    """How many equally weighted statements say as much: (sum of weights)^2 / sum of squares; 0 for none."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def uncorrected(here: Voices, item: Item, design_effect: float) -> Share:
    """The share as labelled now, among statements with content; there must be one."""
    weight = here.weight[here.content]
    return _plain(
        np.average(here.labelled[here.content][:, item.columns], axis=0, weights=weight),
        effective_size(weight) / design_effect,
    )


def right_answers(here: Voices, items: Sequence[Item]) -> Floats | None:
    """How often the coder is right in all that it said of audited statements.

    Returns
    -------
    (k, k) for items of k columns: of statements to which the coder gave the row's, the part, 0-1, to which
    people give the column's; nan where it said nothing. None if it said nothing at all.
    """
    audited = here.where(here.audited & here.machine_content)
    others = audited.weight * (1 / audited.chance - 1)
    k = len(items[0].columns)
    said, agreed = np.zeros(k), np.zeros((k, k))
    for item in items:
        coder = others[:, None] * audited.machine[:, item.columns]
        said += coder.sum(axis=0)
        agreed += coder.T @ audited.labelled[:, item.columns]
    return np.where(said > 0, agreed.T / np.maximum(said, _NOTHING), np.nan).T if said.any() else None


def corrected(
    here: Voices, item: Item, design_effect: float, min_audit: int, right: Floats | None = None
) -> tuple[Share, str]:
    """The best estimate of a share, and how it was made.

    Parameters
    ----------
    here : statements of one round and audience, at least one of them with content.
    min_audit : fewest audited statements with content from which anything is corrected.
    right : as :func:`right_answers` says of items like this one; None borrows nothing.

    Returns
    -------
    The share and ``geheel handmatig`` (all were audited: a plain count, nothing is corrected), ``gecorrigeerd``,
    ``handmatig`` (the coder's answer was no help) or ``niet gecorrigeerd``.
    """
    if here.audited.all():
        return uncorrected(here, item, design_effect), WHOLE
    if (here.audited & here.content).sum() < max(1, min_audit):
        return uncorrected(here, item, design_effect), UNCORRECTED
    empty = ~here.machine_content
    said = [here.machine[:, column] & ~empty for column in item.columns]
    nothing = ~(np.any(said, axis=0) | empty)
    lent = [None] * len(said) if right is None else [None if np.isnan(row).any() else row for row in right]
    cells = [_Cell(here, answer, item, row) for answer, row in zip((*said, nothing), (*lent, None), strict=True)]
    method = CORRECTED
    if not all(cell.known for cell in cells):
        cells, method = [_Cell(here, ~empty, item)], BY_HAND
        heard = (here.audited & here.content) @ here.labelled[:, item.columns].any(axis=1)
        if not cells[0].known or (np.any(said) and not heard):
            return uncorrected(here, item, design_effect), UNCORRECTED
    cells.append(_Cell(here, empty, item))
    total = sum(cell.total for cell in cells)
    # What a person gave to one that is not audited, as the coder did not.
    given = here.labelled[:, item.columns] & (here.audited[:, None] | ~here.machine[:, item.columns])
    least = here.weight[here.content] @ given[here.content]
    values = np.minimum(1.0, np.maximum(least, sum(cell.yes + cell.rest * cell.shares for cell in cells)) / total)
    whole = _plain(values, effective_size(here.weight[here.content]) / design_effect)
    parts = tuple(cell.part(total) for cell in cells if cell.rest)
    return Share(whole.value, (*whole.parts, *parts), whole.lowest), method


def _plain(shares: Floats, size: float) -> Share:
    """A share of statements that are all known, or one share less another."""
    if len(shares) == 1:
        return Share(float(shares[0]), (Part(1.0, float(shares[0]), size),))
    # Often nobody praises a theme, or nobody criticises it: Wilson's limit of none lies, so far in the tail as
    # twenty comparisons ask, twice as far as it need. With it no false turn was ever seen, and few true ones.
    praise, criticism = (Sampled(1.0, float(one), size) for one in shares)
    return Share(praise.share - criticism.share, (Balance(praise, criticism),), lowest=-1.0)


class _Cell:
    """Statements of which the coder said the same; there may be none.

    Attributes
    ----------
    known : whether all are audited, or some audited one with content, or what is borrowed, speaks for the others.
    total : weight of those with content, of which the rest is not audited.
    yes : (k,) weight of the audited that have each column of the item.
    rest, shares : of the others the weight, and (k,) the part of them that has it. size : what that rests on.
    """

    def __init__(self, here: Voices, answer: Bools, item: Item, lent: Floats | None = None) -> None:
        audited = here.where(answer & here.audited)
        people = audited.labelled[:, item.columns] & audited.content[:, None]
        others = audited.weight * (1 / audited.chance - 1)  # what each audited statement speaks for
        speakers = others * audited.content
        outside = float(here.weight[answer & ~here.audited].sum())
        machine_content = bool(here.machine_content[answer].any())
        content = float(np.average(audited.content, weights=others)) if others.sum() else float(machine_content)
        borrowed = 0.0 if lent is None else BORROWED
        self.size = effective_size(speakers)
        said = np.average(people, axis=0, weights=speakers) if speakers.sum() else np.zeros(len(item.columns))
        self.known = not outside or bool(self.size + borrowed)
        self.rest = outside * content if self.size + borrowed else 0.0
        self.shares = said
        if lent is not None:
            self.shares = (said * self.size + lent * BORROWED) / (self.size + BORROWED)
            self.size += BORROWED
        self.total = self.rest + float(audited.weight[audited.content].sum())
        self.yes = audited.weight @ people

    def part(self, total: float) -> Part | Balance:
        """What it adds to what is not known of the share of ``total``."""
        size = self.size * self.total / self.rest
        parts = [Sampled(self.total / total, float(share), size) for share in self.shares]
        return parts[0] if len(parts) == 1 else Balance(parts[0], parts[1])
