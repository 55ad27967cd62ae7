"""How many statements and audited statements a change of a given size needs to be shown.

From what one round showed: how often the theme is named, and how much the audit left unknown. Two
rounds alike are assumed, each statement by a person of its own. Of n audited among N statements

    variance of a share = p (1 - p) / N + (1 - n / N) u p (1 - p) / n

where u is what the coder leaves unknown of a statement, 0 (it is always right) to 1 (it is no help):
the first term is that of other people having answered, the second that of the audit.

u is read from the interval. Where most of a round was audited the interval says next to nothing of the coder; then
u is 1 - phi², the part of the variance of a yes or no that another one does not explain (G.U. Yule, 1912, Journal
of the Royal Statistical Society 75:579-652), or the coder's chance where that explains more, counted over the
audited statements of all rounds.

The other way round (:func:`shown_after`): what so many minutes show, of a theme of middling frequency, of its tone
and of the part off topic. Of a tone, the mean of 1, -1 and 0, the part of the statements that praises or
criticises stands for p (1 - p). What the audits of other rounds lend makes it somewhat better.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.core.codebook import split_themes
from pipeline.core.codes import OFF_TOPIC, UNCORRECTED
from pipeline.core.counting import CRITICISM, PRAISE, chances_coded, chances_in, why_not_counted
from pipeline.core.params import Trend
from pipeline.measures.bootstrap import Floats
from pipeline.trend.intervals import Z, standard_errors

MINUTES = (30, 60, 90, 120, 180, 240, 360)  # of reading, both rounds together
MULTIPLES = (1.0, 1.25, 1.5, 2.0, 3.0, 5.0)  # of the fewest statements with which it can be done
_LEAST_UNKNOWN = 0.05  # what a small audit saw no mistakes of is not without any
_MOST_AUDITED = 0.5


class Measured(NamedTuple):
    """What a round showed of one theme.

    Attributes
    ----------
    share : how often it is named, 0-1, neither end.
    unknown : u above, 0-1.
    statements, audited : per round, now.
    """

    share: float
    unknown: float
    statements: int
    audited: int


class Need(NamedTuple):
    """So many statements a round, and so many of them audited, are enough."""

    statements: int
    audited: int


class Plan(NamedTuple):
    """What a change needs.

    Attributes
    ----------
    now : with as many statements as now: None when no audit is large enough.
    choices : fewest statements first; all of those are audited.
    smallest : the change, 0-1, that is mostly shown with as many statements and audited ones as now; None when
        none was audited.
    """

    now: Need | None
    choices: tuple[Need, ...]
    smallest: float | None


class Kind(NamedTuple):
    """What may move between two rounds.

    Attributes
    ----------
    name : what it is.
    spread : p (1 - p), or what stands for it.
    unknown : u above, 0-1.
    compared : how many are compared at once.
    """

    name: str
    spread: float
    unknown: float
    compared: int


def kinds(labels: pd.DataFrame, newest: pd.Series, themes: Sequence[str]) -> list[Kind]:
    """A theme of middling frequency, its tone, and what is off topic, as the newest round has them.

    Parameters
    ----------
    labels : rows of LABELS, all of them. newest : which of them are of the newest round and the audience.
    """
    here = labels[newest & (labels["set_aside"] == "")]
    counted = here[why_not_counted(here) == ""]
    judged = counted[counted["stance"].isin([PRAISE, CRITICISM])]
    named = counted["themes"].map(split_themes).explode().value_counts().reindex([*themes], fill_value=0)
    used = named[named > 0].sort_values(kind="stable")
    if used.empty:
        return []
    middling = str(used.index[len(used) // 2])
    told = sum(middling in split_themes(cell) for cell in judged["themes"]) / len(counted)
    share = float(named[middling]) / len(counted)
    unknown = left_unknown(labels, middling)
    off = float((here["themes_status"] == OFF_TOPIC).mean())
    statuses = labels[["themes_status", "predicted_themes_status"]] == OFF_TOPIC
    audited = statuses[labels["audit"] == "ja"]
    return [
        Kind(f"a theme of {100 * share:.0f}%", share * (1 - share), unknown, len(themes)),
        Kind("its tone", told, unknown, len(themes)),
        Kind(
            f"off topic, {100 * off:.0f}%",
            max(off * (1 - off), 1 / (4 * len(here))),
            _unexplained(audited, None),
            1,
        ),
    ]


def shown_after(kind: Kind, statements: int, minutes: float, seconds: float, params: Trend) -> tuple[int, float]:
    """How many statements of each of two rounds are read in that time, and which change then mostly shows, 0-1.

    Parameters
    ----------
    statements : of the smaller of the two rounds.
    seconds : that one takes.
    """
    read = min(statements, max(1, int(minutes * 60 / seconds / 2)))
    variance = kind.spread * (1 / statements + (1 - read / statements) * kind.unknown / read)
    errors = standard_errors(kind.compared, params.false_discovery_rate, params.power)
    return read, min(1.0, errors * math.sqrt(2 * variance))


def left_unknown(labels: pd.DataFrame, theme: str) -> float:
    """What the coder leaves unknown of a theme, 0-1; 1 before any audit.

    Audited statements count as they do in metrics.json: by 1 / the chance that they were drawn and came back
    coded, on average once. Half a statement is added to each of the four ways in which coder and person may
    answer, as few tell little.

    Parameters
    ----------
    labels : rows of LABELS, all of them: the chances follow from what came back of each round.
    """
    coded = (labels["audit"] == "ja") & (why_not_counted(labels) == "")
    if not coded.any():
        return 1.0
    heavy = (1 / chances_coded(labels))[coded]
    weight = (heavy / heavy.mean()).fillna(1.0)
    by_coder, by_people = (
        labels.loc[coded, name].map(lambda cell: theme in split_themes(cell)).to_numpy(dtype=np.float64)
        for name in ("predicted_themes", "themes")
    )
    answers = [by_coder]
    if (labels["theme_chances"] != "").any():
        answers.append(chances_in(labels.loc[coded, "theme_chances"], [theme])[:, 0] / 100)
    both = (pd.DataFrame({"coder": each, "people": by_people}) for each in answers)
    return min(_unexplained(each, weight.to_numpy()) for each in both)


def _unexplained(answers: pd.DataFrame, weight: Floats | None) -> float:
    """1 - phi² of two columns of yes and no, or chances, with half a statement added to each of the four pairs."""
    both = np.concatenate([answers.to_numpy(dtype=np.float64), [[1, 1], [1, 0], [0, 1], [0, 0]]])
    heavy = np.ones(len(answers)) if weight is None else weight
    cov = np.cov(both.T, aweights=[*heavy, *[0.5] * 4], bias=True)
    return min(1.0, max(_LEAST_UNKNOWN, 1 - float(cov[0, 1] ** 2 / (cov[0, 0] * cov[1, 1]))))


def measured(row: Mapping[str, str], unknown: float = 1.0) -> Measured:
    """What a row of TREND says; of shares that are not corrected the coder is taken to be no help.

    Parameters
    ----------
    unknown : as :func:`left_unknown` says; used where most of the round was audited.
    """
    low, high, statements = float(row["ondergrens"]), float(row["bovengrens"]), int(row["noemer"])
    share = min(max(float(row["aandeel"]), (low + high) / 2), 1 - 1 / (2 * statements))
    audited, spread = int(row["gecontroleerd"]), share * (1 - share)
    if row["methode"] == UNCORRECTED or not audited:
        unknown = 1.0
    elif audited <= statements * _MOST_AUDITED:
        of_audit = ((high - low) / (2 * Z)) ** 2 - spread / statements
        from_interval = of_audit / (1 - audited / statements) * audited / spread
        unknown = min(1.0, max(_LEAST_UNKNOWN, from_interval))
    return Measured(share, unknown, statements, audited)


def planned(seen: Measured, change: float, themes: int, params: Trend) -> Plan:
    """What it takes to show a change.

    Parameters
    ----------
    change : 0-1, above 0; up, or down where up would pass 1.
    themes : how many are compared at once.
    """
    errors = standard_errors(themes, params.false_discovery_rate, params.power)
    after = seen.share + change if seen.share + change <= 1 else max(0.0, seen.share - change)
    spread = seen.share * (1 - seen.share) + after * (1 - after)
    # (1 - u) / statements + u / audited may be this much, summed over two rounds.
    room = (change / errors) ** 2 / spread
    fewest = max(math.ceil(1 / room), params.min_denominator, params.min_audit)
    choices = [_need(math.ceil(fewest * multiple), room, seen.unknown, params) for multiple in MULTIPLES]
    smallest = None
    if seen.audited:
        left = (1 - seen.unknown) / seen.statements + seen.unknown / seen.audited
        smallest = min(1.0, errors * math.sqrt(left * 2 * seen.share * (1 - seen.share)))
    return Plan(_need(seen.statements, room, seen.unknown, params), tuple(filter(None, choices)), smallest)


def _need(statements: int, room: float, unknown: float, params: Trend) -> Need | None:
    left = room - (1 - unknown) / statements
    if left <= 0 or statements < params.min_denominator:
        return None
    audited = max(math.ceil(unknown / left), params.min_audit)
    return Need(statements, audited) if audited <= statements else None
