"""The human ruler: how far reviewers agree who coded the same statements blind, and the coder with them.

Two measures. Krippendorff's alpha takes all reviewers together; themes are sets, with the MASI distance.
Cohen's kappa compares two: with more than two reviewers the tables of all pairs are added up. The coder
is held against every reviewer of the same statements, in the same measures, so that it is asked no more
than people can do. Statements that a reviewer found empty or off topic are left out of their pairs;
a label that the coder does not give, because it does, is another label.
"""

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.counting import is_codable
from pipeline.core.params import Evaluate
from pipeline.measures.agreement import (
    accuracy,
    alpha,
    cells,
    confusion_tables,
    indicators,
    kappa,
    label_tables,
    or_none,
)
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.review.metrics.audit import Measure, Sample

NOT_TWICE = "no statement came back coded blind by two reviewers: give both the same blind file"


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
    content = twice[is_codable(twice["themes_status"])]
    statement = content["statement_id"].map(number).to_numpy(dtype=int)
    agreement = {}
    for kind, known in codebook.labels.items():
        people, machine = (
            indicators(column.map(split_themes).tolist(), known)
            for column in (content[kind], coder.loc[ids, f"predicted_{kind}"])
        )
        agreement[kind] = _agreement(kind, known, statement, people, machine, settings)
    return {
        "statements": len(ids),
        "reviewers": twice["reviewer"].str.casefold().nunique(),
        **{
            name: int(twice.loc[twice["themes_status"] == status, "statement_id"].nunique())
            for name, status in (("no_content_by_some", NO_CONTENT), ("off_topic_by_some", OFF_TOPIC))
        },
        **agreement,
    }


def _agreement(
    kind: str, labels: Sequence[str], statement: Ints, people: Bools, machine: Bools, settings: Evaluate
) -> dict[str, Any]:
    """Alpha, and kappa of each label; where a statement has one label also kappa of all labels together.

    Parameters
    ----------
    statement : (n_codings,), which statement a reviewer coded.
    people : (n_codings, n_labels)
    machine : (n_statements, n_labels)
    """

    def figure(per_statement: Floats, measure: Measure) -> dict[str, Any]:
        return Sample(per_statement, settings, NOT_TWICE).figure(measure)

    n = len(machine)
    own = [np.flatnonzero(statement == number).tolist() for number in range(n)]
    pairs = [pair for codings in own for pair in combinations(codings, 2)]  # by the order of names
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    compared = {
        "kappa": (statement[first], people[first], people[second]),
        "coder_kappa": (statement, people, machine[statement]),
    }
    by_label = {name: label_tables(*two, n) for name, two in compared.items()}
    per_label = {
        label: {
            "support": int(people[:, column].sum()),
            **{name: figure(tables[:, column], kappa) for name, tables in by_label.items()},
        }
        for column, label in enumerate(labels)
    }
    alphas = {name: figure(*cells) for name, cells in _alphas(statement, people, machine).items()}
    if kind == "themes":
        return {**alphas, "per_theme": per_label}
    whole = {
        name: figure(confusion_tables(of, or_none(one), or_none(other), n), kappa)
        for name, (of, one, other) in compared.items()
    }
    return {**alphas, **whole, "per_label": per_label}


def _alphas(statement: Ints, people: Bools, machine: Bools) -> dict[str, tuple[Floats, Measure]]:
    """What each statement adds to alpha between reviewers and to that with the coder, and how alpha follows.

    The coder with each reviewer: every coding and the coder's answer to it are two codings of one unit. Statements
    are drawn, not codings.
    """
    n = len(people)
    if not n:
        return dict.fromkeys(("alpha", "coder_alpha"), (np.zeros((0, 2)), accuracy))
    both = np.vstack([people, machine[statement]])
    found: dict[str, tuple[Floats, Measure]] = {}
    for name, sets, unit, of_unit in (
        ("alpha", people, statement, np.arange(len(machine))),
        ("coder_alpha", both, np.tile(np.arange(n), 2), statement),
    ):
        per_unit, distances = cells(sets, unit, len(of_unit))
        per_statement = np.zeros((len(machine), per_unit.shape[1]))
        np.add.at(per_statement, of_unit, per_unit)
        found[name] = per_statement, partial(alpha, distances=distances)
    return found
