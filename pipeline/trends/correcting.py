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

Whether a statement has content is corrected in the same way: of those that the coder takes for
empty the audited ones say which part has content, and the other way round.

The interval
------------
Three things are not known: what people would have said of the statements that were not audited, per
answer of the coder, and what others like these respondents would have said. Each is a proportion
with an interval of its own; they are joined by :class:`pipeline.trends.intervals.Share`. A normal
approximation, as in the papers, fails here: of 60 audited statements one or none has a rare theme.
Sizes are Kish's effective ones (L. Kish, 1965, Survey Sampling, 11.7), so unequal chances and
respondents who repeat themselves widen it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.trends.intervals import Part, Sampled, Share, counted
from pipeline.trends.voices import Bools, Floats, Voices

BORROWED = 2.0  # statements; more would draw themes of which much is known to the others
CORRECTED, BY_HAND, UNCORRECTED = "gecorrigeerd", "handmatig", "niet gecorrigeerd"


def effective_size(weights: Floats) -> float:
    """How many equally weighted statements say as much: (sum of weights)^2 / sum of squares; 0 for none."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def uncorrected(here: Voices, item: int, design_effect: float) -> Share:
    """The share as labelled now, among statements with content; there must be one."""
    weight = here.weight[here.content]
    size = effective_size(weight) / design_effect
    return counted(float(np.average(here.labelled[here.content, item], weights=weight)) * size, size)


def right_answers(here: Voices, items: Sequence[int]) -> float | None:
    """Of all that the coder said of audited statements, the part that people agree with, 0-1; None if nothing."""
    audited = here.where(here.audited & here.machine_content)
    others = (audited.weight * (1 / audited.chance - 1))[:, None]
    said = float((others * audited.machine[:, items]).sum())
    agreed = float((others * (audited.machine & audited.labelled)[:, items]).sum())
    return agreed / said if said else None


def corrected(
    here: Voices, item: int, design_effect: float, min_audit: int, right: float | None = None
) -> tuple[Share, str]:
    """The best estimate of a share, and how it was made.

    Parameters
    ----------
    here : statements of one round and audience, at least one of them with content.
    item : column of ``here.labelled``.
    min_audit : fewest audited statements with content from which anything is corrected.
    right : as :func:`right_answers` says of items like this one; None borrows nothing.

    Returns
    -------
    The share and ``gecorrigeerd``, ``handmatig`` (the coder's answer was no help) or ``niet gecorrigeerd``.
    """
    if (here.audited & here.content).sum() < max(1, min_audit):
        return uncorrected(here, item, design_effect), UNCORRECTED
    said = here.machine[:, item] & here.machine_content
    empty = ~here.machine_content
    answers, method = [said, ~said & ~empty], CORRECTED
    if any(not _known(here, answer) for answer in (answers if right is None else answers[1:])):
        answers, method = [~empty], BY_HAND
        unheard = said.any() and not (here.audited & here.content & here.labelled[:, item]).any()
        if not _known(here, ~empty) or unheard:
            return uncorrected(here, item, design_effect), UNCORRECTED
    cells = [_Cell(here, answer, item) for answer in (*answers, empty) if answer.any()]
    if method == CORRECTED and said.any() and right is not None:
        cells[0].borrow(right)
    total = sum(cell.total for cell in cells)
    told = here.content & here.labelled[:, item] & (here.audited | ~here.machine[:, item])  # by a person
    estimated = sum(cell.known + cell.rest * cell.share for cell in cells)
    value = min(1.0, max(float(here.weight[told].sum()), estimated) / total)
    parts = [
        Sampled(cell.total / total, cell.share, cell.size * cell.total / cell.rest) for cell in cells if cell.rest
    ]
    size = effective_size(here.weight[here.content]) / design_effect
    return Share(value, (Part(1.0, value, size), *parts)), method


def _known(here: Voices, answer: Bools) -> bool:
    """Whether all of these are audited, or some audited one with content speaks for the others."""
    speak = answer & here.content & (np.nan_to_num(here.chance, nan=1.0) < 1)
    return bool(speak.any() or not (answer & ~here.audited).any())


class _Cell:
    """Statements of which the coder said the same.

    Attributes
    ----------
    total : weight of those with content, of which the rest is not audited.
    known : weight of the audited that have the item.
    share : part of the rest that has it. size : what that rests on.
    """

    def __init__(self, here: Voices, answer: Bools, item: int) -> None:
        audited = here.where(answer & here.audited)
        people = audited.labelled[:, item] & audited.content
        others = audited.weight * (1 / audited.chance - 1)  # what each audited statement speaks for
        outside = float(here.weight[answer & ~here.audited].sum())
        machine_content = bool(here.machine_content[answer][0])
        content = float(np.average(audited.content, weights=others)) if others.sum() else float(machine_content)
        speakers = others * audited.content
        self._unseen = outside * content
        self.rest = self._unseen if speakers.sum() else 0.0
        self.share = float(np.average(people, weights=speakers)) if speakers.sum() else 0.0
        self.size = effective_size(speakers)
        self.total = self.rest + float(audited.weight[audited.content].sum())
        self.known = float(audited.weight[people].sum())

    def borrow(self, right: float) -> None:
        """Add what is known of other themes; it may be all that is known."""
        self.total += self._unseen - self.rest
        self.rest = self._unseen
        self.share = (self.share * self.size + right * BORROWED) / (self.size + BORROWED)
        self.size += BORROWED
