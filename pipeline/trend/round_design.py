"""How two rounds were asked, who answered, and who coded what they said: in what they are not alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codes import JOINT, NO_NAME, OTHER_AUDIENCE
from pipeline.core.params import Trend

SURVEY_KIND = "antwoord"
_DECIMALS = 4


@dataclass(frozen=True)
class RoundDesign:
    """How people were asked, who answered, and who coded what they said.

    Attributes
    ----------
    kinds : whether from a survey (True), from a report (False), or both.
    audiences : part of the statements per audience, 0-1.
    coders : per audited statement of which it is known, the people who coded it; letter case set aside.
    campaign : part of what counts, 0-1, that the copies of one text make up at most.
    """

    kinds: frozenset[bool]
    questions: frozenset[str]
    audiences: Mapping[str, float]
    coders: Sequence[frozenset[str]] = ()
    campaign: float = 0.0


def round_design(statements: pd.DataFrame, campaign: float = 0.0) -> RoundDesign:
    """How the counted statements of one round and audience were asked, and by whom the audited were coded."""
    parts = statements["audience"].value_counts(normalize=True)
    coders = statements.loc[statements["audit"] == "ja", "reviewer"].map(_people)
    return RoundDesign(
        frozenset(statements["kind"] == SURVEY_KIND),
        frozenset(statements["question"]),
        {str(audience): float(part) for audience, part in parts.items()},
        [each for each in coders if each],
        campaign,
    )


def _people(reviewer: str) -> frozenset[str]:
    names = (" ".join(name.casefold().split()) for name in reviewer.split(JOINT))
    return frozenset(name for name in names if name not in ("", NO_NAME))


def comparability(before: RoundDesign, now: RoundDesign, params: Trend) -> str:
    """A value of ``vergelijking``: the most serious way in which two rounds differ.

    The questions come first, as they change the answers most: people who are asked what goes well give praise.
    Then a form letter that counts heavily: a change may be that of who sent it round. Then the people who coded:
    when nobody coded a fair part of both rounds, a change may be the coder's. Then the audiences: the part of the
    statements that another audience would have to make for the rounds to agree.
    """
    names = {*before.audiences, *now.audiences}
    shift = sum(abs(before.audiences.get(name, 0) - now.audiences.get(name, 0)) for name in names) / 2
    if before.kinds != now.kinds:
        return "andere soort bron"
    if before.questions != now.questions:
        return "andere vragen"
    if round(max(before.campaign, now.campaign), _DECIMALS) > params.max_campaign_share:
        return "campagne"
    if round(_coded_by_the_same(before, now), _DECIMALS) < params.min_same_coders:
        return "andere beoordelaars"
    return OTHER_AUDIENCE if round(shift, _DECIMALS) > params.max_audience_shift else "gelijk"


def _coded_by_the_same(before: RoundDesign, now: RoundDesign) -> float:
    """Of each round the part of the audit, 0-1, by people who coded in both: the smallest; 1 when not known."""
    if not (before.coders and now.coders):
        return 1.0
    both = frozenset[str]().union(*before.coders) & frozenset[str]().union(*now.coders)
    return min(
        sum(not both.isdisjoint(people) for people in each.coders) / len(each.coders) for each in (before, now)
    )
