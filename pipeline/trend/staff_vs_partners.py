"""Staff beside partners in one round: which themes one of them names more, by the test of the trend.

Both are compared as two rounds are (:func:`pipeline.trend.comparing.compare`): the difference of the two
corrected shares with its interval, statements of one respondent together, p-values corrected for all themes.
Whether the two intervals overlap is no test: the difference may be shown where they do. Where staff had other
questions or another kind of source than partners, a column says so beside the verdict, as for two rounds.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.codes import FALLEN, MORE_PARTNERS, MORE_STAFF, RISEN, WARMER_PARTNERS, WARMER_STAFF
from pipeline.core.comparison import STAFF_VS_PARTNERS
from pipeline.trend.comparing import estimate_cells
from pipeline.trend.series import CountedRounds, RoundResult

_OF_SHARES = {RISEN: MORE_STAFF, FALLEN: MORE_PARTNERS}
_OF_NET_SENTIMENT = {RISEN: WARMER_STAFF, FALLEN: WARMER_PARTNERS}


def staff_vs_partners(counted: CountedRounds) -> list[dict[str, str]]:
    """The rows of TREND_MIRROR: by round, those per theme before those per stance and net sentiment.

    Rounds in which only one of both spoke have no rows.
    """
    rows = []
    for name in (each.name for each in counted.rounds):
        both = [counted.results[who][name] for who in ("intern", "extern") if name in counted.results[who]]
        if len(both) < 2:
            continue
        # That they are two audiences is what is compared, no reason not to.
        staff, partners = (replace(side, design=replace(side.design, audiences={})) for side in both)
        comparisons = counted.compared(staff, partners, _OF_SHARES, _OF_NET_SENTIMENT)
        for number, (theme, stance, _) in enumerate(counted.items):
            rows.append(
                {
                    "thema": theme,
                    "thema_naam": counted.themes[theme],
                    "oordeel": stance,
                    "ronde": name,
                    **_side("medewerkers", staff, number),
                    **_side("partners", partners, number),
                    **comparisons[number].cells(STAFF_VS_PARTNERS),
                }
            )
    return rows


def _side(who: str, result: RoundResult, number: int) -> dict[str, str]:
    """The cells of one of both; respondents are empty where none is known."""
    columns = [f"{part}_{who}" for part in ("aandeel", "ondergrens", "bovengrens")]
    return {
        **estimate_cells(result.shares.shares[number], columns),
        f"noemer_{who}": str(result.shares.total),
        f"respondenten_{who}": str(result.sample.count_respondents() or ""),
    }
