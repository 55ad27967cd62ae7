"""Two results compared, and a change held back that only shows because a text was sent often.

With ``trend.count_copies`` shares count a form letter as often as it was sent. Who sends a letter round then
moves a theme, and two letters of a twentieth each move it by ten points. So a change is a verdict only where it
also shows with every text counted once. The shares, differences and intervals stay those of what was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.core.codes import FALLEN, NONE_SHOWN, RISEN
from pipeline.core.comparison import Comparison
from pipeline.core.counting import NET_SENTIMENT
from pipeline.trend.comparing import (
    CountedRounds,
    RoundResult,
    compare,
    counts_of,
    hanging_together,
    round_shares,
)
from pipeline.trend.round_design import comparability


def compared(
    counted: CountedRounds,
    now: RoundResult,
    before: RoundResult,
    of_shares: Mapping[str, str],
    of_net_sentiment: Mapping[str, str],
    since: str = "",
) -> list[Comparison]:
    """Per item the comparison of two results; the mappings have other words for what was shown."""
    alike = comparability(before.design, now.design, counted.params)
    as_sent, *by_text = (
        compare(one, other, counted.params, audit=counted.audit, likeness=hanging_together(one, other))
        for one, other in each_way(counted, (now, before))
    )
    held = [
        held_back(test.verdict, *[way[place].verdict for way in by_text]) for place, test in enumerate(as_sent)
    ]
    words = [of_net_sentiment if stance == NET_SENTIMENT else of_shares for _, stance, _ in counted.items]
    return [
        replace(test, since=since, comparability=alike, verdict=verdicts.get(verdict, verdict))
        for test, verdict, verdicts in zip(as_sent, held, words, strict=True)
    ]


def each_way(counted: CountedRounds, results: Sequence[RoundResult]) -> list[Sequence[RoundResult]]:
    """The results; where copies in them count as often as they were sent, also with each text counted once."""
    if not counted.params.count_copies or not any(each.sample.has_copies for each in results):
        return [results]
    return [results, [_by_text(counted, each) for each in results]]


def _by_text(counted: CountedRounds, result: RoundResult) -> RoundResult:
    """The result with each text counted once, by its own audit: other rounds lend to what was sent."""
    sample, params = result.sample.by_text(), counted.params.model_copy(update={"count_copies": False})
    items = [[item for *_, item in family] for family in counted.families]
    return replace(
        result,
        sample=sample,
        shares=round_shares(sample, items, params),
        counts=counts_of(sample, items, params),
        texts=sample.count_independent(),
    )


def held_back(verdict: str, by_text: str | None = None) -> str:
    """The verdict on what was sent, where that on texts bears it out.

    >>> held_back("gestegen"), held_back("gestegen", "gestegen"), held_back("gestegen", "gedaald")
    ('gestegen', 'gestegen', 'geen aantoonbaar verschil')
    >>> held_back("gestegen", "te weinig gegevens"), held_back("te weinig gegevens", "gestegen")
    ('geen aantoonbaar verschil', 'te weinig gegevens')
    """
    return NONE_SHOWN if verdict in (RISEN, FALLEN) and by_text not in (None, verdict) else verdict
