"""The human ruler: how far reviewers agree who coded the same statements blind, and the coder with them.

Two measures. Krippendorff's alpha takes all reviewers together; themes are sets, with the MASI distance.
Cohen's kappa compares two: with more than two reviewers the tables of all pairs are added up. The coder
is held against every reviewer of the same statements, in the same measures, so that it is asked no more
than people can do. Statements in which one of the two found nothing to code are left out of their pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import JOINT, NO_NAME
from pipeline.core.params import Evaluate
from pipeline.core.tables import CODINGS
from pipeline.measures.agreement import accuracy, alpha, cells, confusion_tables, indicators, kappa, label_tables
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.review.common.resolutions import DECIDED, Review
from pipeline.review.metrics.figures import Measure, Sample

NOT_TWICE = "no statement came back coded blind by two reviewers: give both the same blind file"


def codings(reviews: Sequence[Review]) -> pd.DataFrame:
    """Rows of CODINGS: what each reviewer who gave a name coded blind and in full, decisions left out."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for review in sorted(reviews, key=lambda r: (r.statement_id, r.reviewer, r.file, r.row)):
        who = " ".join(review.reviewer.casefold().split())
        one_person = who != NO_NAME and JOINT not in review.reviewer  # not a file made of several answers
        if review.blind and review.coded and review.status != DECIDED and one_person:
            found.setdefault(
                (review.statement_id, who),
                {name: str(getattr(review, name)) for name in CODINGS.names},
            )
    return pd.DataFrame(list(found.values()), columns=CODINGS.names, dtype=str)


def between_reviewers(
    codings: pd.DataFrame, labels: pd.DataFrame, codebook: Codebook, settings: Evaluate
) -> dict[str, Any]:
    """Agreement per category, stance and theme, of reviewers with each other and of the coder with them.

    Parameters
    ----------
    codings : rows of CODINGS.
    labels : rows of LABELS; codings of statements that are not among them are left out.

    Returns
    -------
    ``statements``: coded blind by two or more; ``reviewers``: how many people; per kind ``alpha`` and
    ``kappa`` between reviewers, ``coder_alpha`` and ``coder_kappa`` between coder and reviewers.
    """
    coder = labels.set_index("statement_id")
    codings = codings[codings["statement_id"].isin(coder.index)]
    times = codings["statement_id"].map(codings["statement_id"].value_counts())
    twice = codings[times > 1].sort_values(["statement_id", "reviewer"], ignore_index=True)
    ids = twice["statement_id"].unique()
    number = {identity: place for place, identity in enumerate(ids)}
    has_content = twice["themes_status"] != "geen_inhoud"
    content = twice[has_content]
    statement = content["statement_id"].map(number).to_numpy(dtype=int)
    agreement = {}
    for kind, known in codebook.labels.items():
        people, machine = (
            indicators(column.map(split_themes).tolist(), known)
            for column in (content[kind], coder.loc[ids, f"predicted_{kind}"])
        )
        agreement[kind] = _Agreement(statement, people, machine, known, settings).figures(kind)
    return {
        "statements": len(ids),
        "reviewers": twice["reviewer"].str.casefold().nunique(),
        "no_content_by_some": int(twice.loc[~has_content, "statement_id"].nunique()),
        **agreement,
    }


@dataclass(frozen=True)
class _Agreement:
    """What reviewers and the coder said of statements, for one kind of label.

    Attributes
    ----------
    statement : (n_codings,), which statement a reviewer coded.
    people : (n_codings, n_labels)
    machine : (n_statements, n_labels)
    """

    statement: Ints
    people: Bools
    machine: Bools
    labels: Sequence[str]
    settings: Evaluate

    def figures(self, kind: str) -> dict[str, Any]:
        """Alpha, and kappa of each label; where a statement has one label also kappa of all labels together."""
        pairs = self._pairs()
        with_coder = self.statement, self.people, self.machine[self.statement]
        by_label = [label_tables(*two, len(self.machine)) for two in (pairs, with_coder)]
        per_label = {
            label: {
                "support": int(self.people[:, column].sum()),
                "kappa": self._figure(by_label[0][:, column], kappa),
                "coder_kappa": self._figure(by_label[1][:, column], kappa),
            }
            for column, label in enumerate(self.labels)
        }
        found = {"alpha": self._alpha(), "coder_alpha": self._coder_alpha()}
        if kind == "themes":
            return {**found, "per_theme": per_label}
        whole = [confusion_tables(*two, len(self.machine)) for two in (pairs, with_coder)]
        return {
            **found,
            "kappa": self._figure(whole[0], kappa),
            "coder_kappa": self._figure(whole[1], kappa),
            "per_label": per_label,
        }

    def _figure(self, per_statement: Floats, measure: Measure) -> dict[str, Any]:
        return Sample(per_statement, self.settings, NOT_TWICE).figure(measure)

    def _pairs(self) -> tuple[Ints, Bools, Bools]:
        """Every two codings of one statement, by the order of names: which statement, the one's, the other's."""
        codings = [np.flatnonzero(self.statement == number) for number in range(len(self.machine))]
        pairs = [pair for own in codings for pair in combinations(own.tolist(), 2)]
        first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
        return self.statement[first], self.people[first], self.people[second]

    def _alpha(self) -> dict[str, Any]:
        if not len(self.people):
            return self._figure(np.zeros((0, 2)), accuracy)
        per_statement, distances = cells(self.people, self.statement, len(self.machine))
        return self._figure(per_statement, lambda sums: alpha(sums, distances))

    def _coder_alpha(self) -> dict[str, Any]:
        """The coder with each reviewer: every coding and the coder's answer to it are two codings of one unit."""
        n = len(self.people)
        if not n:
            return self._alpha()
        both = np.vstack([self.people, self.machine[self.statement]])
        per_coding, distances = cells(both, np.tile(np.arange(n), 2), n)
        per_statement = np.zeros((len(self.machine), per_coding.shape[1]))
        np.add.at(per_statement, self.statement, per_coding)  # statements are drawn, not codings
        return self._figure(per_statement, lambda sums: alpha(sums, distances))
