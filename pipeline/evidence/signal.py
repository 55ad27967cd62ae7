"""The signal of an action: one verdict, by a fixed rule, on how people now speak of its themes.

The rule asks four comparisons of the newest round, in this order: bottlenecks and net sentiment since the
previous round, then both since the first round, as a slow change does not show from round to round. Bottlenecks
are the rows `knelpunt` of trend-oordelen.csv, net sentiment the rows `saldo`. The signal is that of the first
comparison that shows a change. A change of net sentiment is called one of tone: praise alone can cause it.

Within a comparison each theme of the action has a vote, unless the trend has too few data on it. When the votes
differ, so does the signal. A change names the round that it is measured from. It is only a hint when the two
rounds asked differently, or other people coded them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from pipeline.core.codes import FALLEN, RISEN, SIGNAL_HINTS, SIGNAL_SINCE, SIGNALS
from pipeline.core.comparison import FIRST, PREVIOUS, Comparison
from pipeline.core.counting import CRITICISM, NET_SENTIMENT
from pipeline.core.dates import UNNAMED
from pipeline.core.tables import records

LESS, MORE, BETTER, WORSE, SAME, DIFFERS, FEW = SIGNALS
# A verdict of the trend -> the signal; other verdicts have no vote.
_VOTES = {FALLEN: LESS, RISEN: MORE, "verbeterd": BETTER, "verslechterd": WORSE, SAME: SAME}
_ASKED, _CODED = SIGNAL_HINTS
_HINTS = {"gelijk": "", "": "", "andere beoordelaars": _CODED}  # of comparability; other values: _ASKED

PerTheme = Mapping[str, Comparison]


def newest_comparisons(trend: pd.DataFrame) -> list[PerTheme]:
    """Theme to the comparison of its newest round with the previous one, and the same with the first.

    Parameters
    ----------
    trend : the TREND table, or the rows of TREND_STANCES of one stance; of these everyone together counts.
    """
    newest = trend[trend["doelgroep"] == "alle"].drop_duplicates("thema", keep="last")  # oldest first
    rows = {row["thema"]: row for row in records(newest)}
    return [{theme: Comparison.read(row, columns) for theme, row in rows.items()} for columns in (PREVIOUS, FIRST)]


def of_stance(stance: str, stances: pd.DataFrame) -> list[PerTheme]:
    """The newest comparisons of one stance or net sentiment, from the TREND_STANCES table."""
    return newest_comparisons(stances[stances["oordeel"] == stance])


def signal_order(stances: pd.DataFrame) -> list[PerTheme]:
    """The comparisons that a signal rests on, in the order in which they are asked."""
    pairs = zip(of_stance(CRITICISM, stances), of_stance(NET_SENTIMENT, stances), strict=True)
    return [comparisons for pair in pairs for comparisons in pair]


def signal(themes: Iterable[str], asked: Sequence[PerTheme]) -> tuple[str, str]:
    """The signal of an action: of the first comparison that shows a change, and why it may be only a hint.

    Parameters
    ----------
    themes : that the action answers.
    asked : as :func:`signal_order` gives them.

    >>> same = {"regie": Comparison("2025", verdict="geen aantoonbaar verschil")}
    >>> signal(["regie"], [same, {"regie": Comparison("2025", verdict="verbeterd")}])
    ('toon verbeterd sinds 2025', '')
    >>> fallen = Comparison("2024", verdict="gedaald", comparability="andere vragen")
    >>> signal(["regie"], [same, {"regie": fallen}])
    ('signaal neemt af sinds 2024', 'aanwijzing: anders gevraagd')
    >>> signal(["regie"], [same, {"regie": Comparison("2024", verdict="te weinig gegevens")}])
    ('geen aantoonbaar verschil', '')
    """
    answered = list(themes)
    verdicts = []
    for comparisons in asked:
        of_action = [comparisons[theme] for theme in answered if theme in comparisons]
        verdict = _agreed(comparison.verdict for comparison in of_action)
        if verdict not in (SAME, FEW):
            since = of_action[0].since
            hint = _HINTS.get(of_action[0].comparability, _ASKED)
            return f"{verdict}{SIGNAL_SINCE}{f'de ronde {UNNAMED}' if since == UNNAMED else since}", hint
        verdicts.append(verdict)
    return SAME if SAME in verdicts else FEW, ""


def _agreed(verdicts: Iterable[str]) -> str:
    """The signal of one comparison, from the trend's verdict on each theme."""
    votes = {_VOTES[verdict] for verdict in verdicts if verdict in _VOTES}
    if not votes:
        return FEW
    return votes.pop() if len(votes) == 1 else DIFFERS
