"""Who was asked: the groups of a round, and its statements weighed to another mix of them.

A group is an audience (intern, extern, beide), with the kind of organisation where that is known of most. Nothing
is made up for a group that is not there, or hardly (``trend.min_group``): it is left out, and named. Where the
others make up too little of a round (``trend.min_comparable``), rounds are not brought to one mix.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codes import BY_AUDIENCE, BY_ORGANISATION, OF_ORGANISATION
from pipeline.core.params import Trend
from pipeline.core.parts.alike import named, pairs_of
from pipeline.measures.bootstrap import Floats
from pipeline.trend.annotated_sample import AnnotatedSample

Names = pd.Categorical | npt.NDArray[np.str_]
Groups = Mapping[str, Names]
"""Per level, finest first, the group of each statement; "" where it is not known."""
UNKNOWN = "onbekend"
_MOST = (
    0.8  # of a round must be compared before audiences are told apart by organisation; else too many are left out
)


def groups_of(statements: pd.DataFrame) -> Groups:
    """Of rows of LABELS who speaks; organisations spelled one way. Staff are of one's own organisation."""
    number, pairs = pairs_of(statements["audience"], statements["organisation"])
    plain = [" ".join(name.split()) for _, name in pairs]
    spelled: dict[str, str] = {}
    for name in sorted(plain, reverse=True):
        spelled[name.casefold()] = name  # the first by the alphabet
    audiences = [audience if audience != UNKNOWN else "" for audience, _ in pairs]
    organised = [
        f"{audience}{OF_ORGANISATION}{spelled[name.casefold()]}" if audience and name
        else audience if audience == "intern"
        else ""
        for audience, name in zip(audiences, plain, strict=True)
    ]  # fmt: skip
    levels = {BY_ORGANISATION: organised, BY_AUDIENCE: audiences}
    return {level: named(number, names) for level, names in levels.items()}


@dataclass(frozen=True)
class Mix:
    """What each group that all rounds hold counts for.

    Attributes
    ----------
    level : BY_ORGANISATION or BY_AUDIENCE.
    parts : what each compared group counts for, adding up to 1: the mean over the rounds of its part there.
    compared : part of the counted statements, 0-1, that is of these groups; of the round where it is smallest.
    left_out : groups that some round holds and that are not compared; UNKNOWN for those of whom nothing is known.
    """

    level: str
    parts: Mapping[str, float]
    compared: float
    left_out: tuple[str, ...]


def common_mix(rounds: Sequence[tuple[AnnotatedSample, Groups]], params: Trend) -> Mix | None:
    """The mix at which rounds are compared, of the finest groups that make up enough of each round.

    Returns
    -------
    Without parts where too little is of groups that all rounds hold. None where there is nothing to weigh: nobody
    is known, or all are of one group.
    """
    for level in (BY_ORGANISATION, BY_AUDIENCE):
        here = [(sample, groups[level]) for sample, groups in rounds]
        sizes = [_sizes(sample, names, sample.weight) for sample, names in here]
        held = [_sizes(sample, names, np.ones(len(names))) for sample, names in here]
        every = sorted(set[str]().union(*held) - {""})
        shared = [name for name in every if min(of[name] for of in held) >= params.min_group]
        inside = [sum(of[name] for name in shared) for of in sizes]
        compared = min(part / sum(of.values()) for part, of in zip(inside, sizes, strict=True))
        if level == BY_ORGANISATION and round(compared, 4) < max(_MOST, params.min_comparable):
            continue
        if not every or (len(every) == 1 and round(compared, 4) == 1):
            return None
        unknown = [UNKNOWN] if any(of[""] for of in held) else []
        left_out = tuple(name for name in [*every, *unknown] if name not in shared)
        if not shared or round(compared, 4) < params.min_comparable:
            return Mix(level, {}, compared, left_out)
        pairs = [*zip(sizes, inside, strict=True)]
        parts = {name: float(np.mean([of[name] / part for of, part in pairs])) for name in shared}
        return Mix(level, parts, compared, left_out)
    raise AssertionError("the last level returns")


def _sizes(sample: AnnotatedSample, groups: Names, weight: Floats) -> Counter[str]:
    """Group to the weight of its counted statements; also those of nobody known."""
    number, different = pd.factorize(groups[sample.content])
    sums = np.bincount(number, weight[sample.content])
    return Counter(dict(zip(map(str, different), sums.tolist(), strict=True)))


def at_mix(sample: AnnotatedSample, groups: Groups, mix: Mix) -> AnnotatedSample:
    """The statements of the groups of a mix, weighed so that each group counts for its part of it."""
    names = groups[mix.level]
    sizes = _sizes(sample, names, sample.weight)
    total = sum(sizes[name] for name in mix.parts)
    factors = {name: part * total / sizes[name] for name, part in mix.parts.items()}
    number, different = pd.factorize(names)
    factor = np.array([factors.get(str(name), 0.0) for name in different], dtype=np.float64)[number]
    return replace(sample, weight=sample.weight * factor).where(factor > 0)
