"""The human ruler: how far reviewers agree who coded the same statements blind, and the coder with them.

Two measures. Krippendorff's alpha takes all reviewers together; themes are sets, with the MASI distance.
Cohen's kappa compares two: with more than two reviewers the tables of all pairs are added up. The coder
is held against every reviewer of the same statements, in the same measures, so that it is asked no more
than people can do. Statements in which one of the two found nothing to code are left out of their pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import JOINT, NO_NAME
from pipeline.core.tables.labels import CODINGS
from pipeline.measures import confusion
from pipeline.measures.confusion import Array
from pipeline.measures.krippendorff import Bools, alpha, cells
from pipeline.review.metrics.measuring import Bootstrap, Counts
from pipeline.review.verdicts.verdicts import DECIDED, Review

NOT_TWICE = "no statement came back coded blind by two reviewers: give both the same blind file"

Pair = tuple[int, str, str]  # statement, what the one said, what the other said


def codings(reviews: Sequence[Review]) -> pd.DataFrame:
    """Rows of CODINGS: what each reviewer who gave a name coded blind and in full, decisions left out."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for review in sorted(reviews, key=lambda r: (r.statement_id, r.reviewer, r.file, r.row)):
        who = " ".join(review.reviewer.casefold().split())
        one_person = who != NO_NAME and JOINT not in review.reviewer  # not a file made of several answers
        if review.blind and review.coded and review.status != DECIDED and one_person:
            found.setdefault(
                (review.statement_id, who),
                {
                    "statement_id": review.statement_id,
                    "reviewer": review.reviewer,
                    "category": review.category,
                    "stance": review.stance,
                    "themes": review.themes,
                    "themes_status": review.themes_status,
                },
            )
    return pd.DataFrame(list(found.values()), columns=CODINGS.names, dtype=str)


def between_reviewers(
    codings: pd.DataFrame, labels: pd.DataFrame, codebook: Codebook, bootstrap: Bootstrap
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
    machine = labels.set_index("statement_id")
    codings = codings[codings["statement_id"].isin(machine.index)]
    times = codings["statement_id"].map(codings["statement_id"].value_counts())
    twice = codings[times > 1].sort_values(["statement_id", "reviewer"], ignore_index=True)
    coder = machine.loc[twice["statement_id"].unique()].reset_index()
    coder = pd.DataFrame(
        {"statement_id": coder["statement_id"], **{name: coder[f"predicted_{name}"] for name in _SAID}}
    )
    content = twice["themes_status"] != "geen_inhoud"
    with_content, n = twice[content].reset_index(drop=True), len(coder)
    place = {one: number for number, one in enumerate(coder["statement_id"])}
    measured = {
        kind: _single(kind, with_content, coder, place, [*getattr(codebook, plural)], bootstrap)
        for kind, plural in (("category", "categories"), ("stance", "stances"))
    }
    return {
        "statements": n,
        "reviewers": twice["reviewer"].str.casefold().nunique(),
        "no_content_by_some": int(twice.loc[~content, "statement_id"].nunique()),
        **measured,
        "themes": _themes(with_content, coder, place, [*codebook.themes], bootstrap),
    }


_SAID = ("category", "stance", "themes")


def _single(
    kind: str,
    codings: pd.DataFrame,
    coder: pd.DataFrame,
    place: dict[str, int],
    labels: Sequence[str],
    bootstrap: Bootstrap,
) -> dict[str, Any]:
    number, said = codings["statement_id"].map(place).tolist(), codings[kind].tolist()
    with_coder = [(one, label, coder[kind][one]) for one, label in zip(number, said, strict=True)]
    people, machine = (_tables(pairs, labels, len(place)) for pairs in (_pairs(number, said), with_coder))
    sets = [[label] for label in said]
    return {
        "alpha": _alpha(number, sets, labels, len(place), bootstrap),
        "coder_alpha": _coder_alpha(number, sets, [[one] for one in coder[kind]], labels, bootstrap),
        "kappa": Counts.of(people, bootstrap, NOT_TWICE).figure(confusion.kappa),
        "coder_kappa": Counts.of(machine, bootstrap, NOT_TWICE).figure(confusion.kappa),
        "per_label": {
            label: {
                "support": said.count(label),
                "kappa": Counts.of(_one_or_not(people, at), bootstrap, NOT_TWICE).figure(confusion.kappa),
                "coder_kappa": Counts.of(_one_or_not(machine, at), bootstrap, NOT_TWICE).figure(confusion.kappa),
            }
            for at, label in enumerate(labels)
        },
    }


def _themes(
    codings: pd.DataFrame, coder: pd.DataFrame, place: dict[str, int], themes: Sequence[str], bootstrap: Bootstrap
) -> dict[str, Any]:
    number = codings["statement_id"].map(place).tolist()
    sets, machine = codings["themes"].map(split_themes).tolist(), coder["themes"].map(split_themes).tolist()
    per_theme = {}
    for theme in themes:
        said = [str(theme in one) for one in sets]
        with_coder = [(one, has, str(theme in machine[one])) for one, has in zip(number, said, strict=True)]
        people, against = (
            Counts.of(_tables(pairs, ["True", "False"], len(place)), bootstrap, NOT_TWICE)
            for pairs in (_pairs(number, said), with_coder)
        )
        per_theme[theme] = {
            "support": said.count("True"),
            "kappa": people.figure(confusion.kappa),
            "coder_kappa": against.figure(confusion.kappa),
        }
    return {
        "alpha": _alpha(number, sets, themes, len(place), bootstrap),
        "coder_alpha": _coder_alpha(number, sets, machine, themes, bootstrap),
        "per_theme": per_theme,
    }


def _pairs(number: Sequence[int], said: Sequence[str]) -> list[Pair]:
    """Every two codings of one statement, by the order of names."""
    by_statement: dict[int, list[str]] = {}
    for one, label in zip(number, said, strict=True):
        by_statement.setdefault(one, []).append(label)
    return [(one, *two) for one, labels in by_statement.items() for two in combinations(labels, 2)]


def _tables(pairs: Sequence[Pair], labels: Sequence[str], n: int) -> Array:
    """(n_statements, n_labels, n_labels): per statement what the one said against what the other said."""
    tables = np.zeros((n, len(labels), len(labels)))
    for number, one, other in pairs:
        tables[number, labels.index(one), labels.index(other)] += 1
    return tables


def _one_or_not(tables: Array, at: int) -> Array:
    """Tables of one label against all others: (n_statements, 2, 2)."""
    both, one, other = tables[:, at, at], tables[:, at].sum(axis=1), tables[:, :, at].sum(axis=1)
    rest = tables.sum(axis=(1, 2)) - one - other + both
    return np.stack([np.stack([both, one - both], axis=1), np.stack([other - both, rest], axis=1)], axis=1)


def _sets(said: Sequence[Sequence[str]], labels: Sequence[str]) -> Bools:
    return np.array([[label in one for label in labels] for one in said], dtype=bool).reshape(-1, len(labels))


def _alpha(
    number: Sequence[int], sets: Sequence[Sequence[str]], labels: Sequence[str], n: int, bootstrap: Bootstrap
) -> dict[str, Any]:
    if not number:
        return Counts.of(np.zeros((0, 3)), bootstrap, NOT_TWICE).figure(confusion.accuracy)
    per_statement, distances = cells(_sets(sets, labels), np.array(number, dtype=int), n)
    return Counts.of(per_statement, bootstrap, NOT_TWICE).figure(lambda sums: alpha(sums, distances))


def _coder_alpha(
    number: Sequence[int],
    sets: Sequence[Sequence[str]],
    coder: Sequence[Sequence[str]],
    labels: Sequence[str],
    bootstrap: Bootstrap,
) -> dict[str, Any]:
    """The coder with each reviewer: every coding and the coder's answer to it are two codings of one unit."""
    if not number:
        return _alpha(number, sets, labels, 0, bootstrap)
    units = np.arange(len(number))
    both = np.vstack([_sets(sets, labels), _sets([coder[one] for one in number], labels)])
    per_coding, distances = cells(both, np.tile(units, 2), len(units))
    per_statement = np.zeros((len(coder), per_coding.shape[1]))
    np.add.at(per_statement, np.array(number, dtype=int), per_coding)  # statements are drawn, not codings
    return Counts.of(per_statement, bootstrap, NOT_TWICE).figure(lambda sums: alpha(sums, distances))
