"""Staff beside partners in one round: of what one of them speaks more, by the test that also says what changed.

Both are compared as two rounds are (:func:`pipeline.trend.comparing.compared`): the difference of the two
corrected shares with its interval, statements of one respondent together, p-values corrected for all themes.
Two intervals that touch can still hold a difference; whether they touch is no test. Where staff had other
questions or another kind of source than partners, that is told beside the verdict, as of two rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from pipeline.core.codes import FALLEN, MORE_PARTNERS, MORE_STAFF, RISEN, WARMER_PARTNERS, WARMER_STAFF
from pipeline.core.counting import TONE
from pipeline.core.params import Trend
from pipeline.trend.comparing import alike, compared, decimal
from pipeline.trend.order import Round
from pipeline.trend.series import Point
from pipeline.trend.voices import families_of, item_numbers

_OF_SHARES = {RISEN: MORE_STAFF, FALLEN: MORE_PARTNERS}
_OF_TONE = {RISEN: WARMER_STAFF, FALLEN: WARMER_PARTNERS}


def mirror_rows(
    staff: Mapping[str, Point],
    partners: Mapping[str, Point],
    rounds: Sequence[Round],
    themes: Mapping[str, str],
    params: Trend,
    *,
    audit: bool,
) -> list[dict[str, str]]:
    """The rows of TREND_MIRROR: by round, those per theme before those per stance and tone.

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
        like = alike(replace(theirs.asked, audiences={}), replace(ours.asked, audiences={}), params)
        changes = compared(ours.level, theirs.level, item_numbers(families), params, audit=audit)
        for number, (theme, stance, _) in enumerate(chain(*families)):
            change = changes[number]
            words = _OF_TONE if stance == TONE else _OF_SHARES
            rows.append(
                {
                    "thema": theme,
                    "thema_naam": themes[theme],
                    "oordeel": stance,
                    "ronde": name,
                    **_side("medewerkers", ours, number),
                    **_side("partners", theirs, number),
                    "verschil": decimal(change.moved.value),
                    "verschil_ondergrens": decimal(change.moved.low),
                    "verschil_bovengrens": decimal(change.moved.high),
                    "p_aangepast": "" if change.p_corrected is None else decimal(change.p_corrected),
                    "oordeel_verschil": words.get(change.verdict, change.verdict),
                    "vergelijking": like,
                }
            )
    return rows


def _side(who: str, point: Point, number: int) -> dict[str, str]:
    """The cells of one of both; respondents are empty where none is known."""
    estimate = point.level.shares[number][0].estimate()
    known = point.counts.respondents
    return {
        f"aandeel_{who}": decimal(estimate.value),
        f"ondergrens_{who}": decimal(estimate.low),
        f"bovengrens_{who}": decimal(estimate.high),
        f"noemer_{who}": str(point.counts.total),
        f"respondenten_{who}": str(known) if known else "",
    }
