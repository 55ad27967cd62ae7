"""Staff beside partners in one round: which themes one of them names more, by the test of the trend.

Both are compared as two rounds are (:func:`pipeline.trend.comparing.compare`): the difference of the two
corrected shares with its interval, statements of one respondent together, p-values corrected for all themes.
Whether the two intervals overlap is no test: the difference may be shown where they do. Where staff had other
questions or another kind of source than partners, a column says so beside the verdict, as for two rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from pipeline.core.codes import FALLEN, MORE_PARTNERS, MORE_STAFF, RISEN, WARMER_PARTNERS, WARMER_STAFF
from pipeline.core.counting import NET_SENTIMENT
from pipeline.core.params import Trend
from pipeline.core.tables.comparison import STAFF_VS_PARTNERS
from pipeline.trend.annotated_sample import families_of, item_numbers
from pipeline.trend.comparing import comparability, compare, decimal
from pipeline.trend.order import DatedRound
from pipeline.trend.series import RoundResult

_OF_SHARES = {RISEN: MORE_STAFF, FALLEN: MORE_PARTNERS}
_OF_NET_SENTIMENT = {RISEN: WARMER_STAFF, FALLEN: WARMER_PARTNERS}


def staff_vs_partners(
    staff: Mapping[str, RoundResult],
    partners: Mapping[str, RoundResult],
    rounds: Sequence[DatedRound],
    themes: Mapping[str, str],
    params: Trend,
    *,
    audit: bool,
) -> list[dict[str, str]]:
    """The rows of TREND_MIRROR: by round, those per theme before those per stance and net sentiment.

    Parameters
    ----------
    staff, partners : round to what they said in it.
    rounds : every round, oldest first; those in which only one of both spoke have no rows.
    themes : theme id to Dutch name, in codebook order.
    audit : whether the corpus has an audit.
    """
    rows, families = [], families_of(list(themes))
    for name in (each.name for each in rounds if each.name in staff and each.name in partners):
        ours, theirs = staff[name], partners[name]
        # That they are two audiences is what is compared, no reason not to.
        theirs_alone, ours_alone = (replace(side.design, audiences={}) for side in (theirs, ours))
        alike = comparability(theirs_alone, ours_alone, params)
        results = compare(ours.shares, theirs.shares, item_numbers(families), params, audit=audit)
        for number, (theme, stance, _) in enumerate(chain(*families)):
            words = _OF_NET_SENTIMENT if stance == NET_SENTIMENT else _OF_SHARES
            rows.append(
                {
                    "thema": theme,
                    "thema_naam": themes[theme],
                    "oordeel": stance,
                    "ronde": name,
                    **_side("medewerkers", ours, number),
                    **_side("partners", theirs, number),
                    **results[number].comparison(words, comparability=alike).cells(STAFF_VS_PARTNERS),
                }
            )
    return rows


def _side(who: str, result: RoundResult, number: int) -> dict[str, str]:
    """The cells of one of both; respondents are empty where none is known."""
    estimate = result.shares.shares[number][0].estimate()
    respondents = result.sample.count_respondents()
    return {
        f"aandeel_{who}": decimal(estimate.value),
        f"ondergrens_{who}": decimal(estimate.low),
        f"bovengrens_{who}": decimal(estimate.high),
        f"noemer_{who}": str(result.shares.total),
        f"respondenten_{who}": str(respondents or ""),
    }
