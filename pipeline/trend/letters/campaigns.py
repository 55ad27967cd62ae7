"""Campaigns: texts that were sent often in a round."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from pipeline.core.counting import is_codable
from pipeline.core.dates import moment_of
from pipeline.core.params import Trend
from pipeline.core.parts.store import digest
from pipeline.core.tables import TREND_CAMPAIGNS
from pipeline.measures.bootstrap import Ints
from pipeline.trend.letters.copies import COPY_OF, WORDS


def campaigns(statements: pd.DataFrame, rounds: Sequence[str], params: Trend) -> pd.DataFrame:
    """The table TREND_CAMPAIGNS: texts that were sent often in a round; by round, most sent first.

    Parameters
    ----------
    statements : rows of LABELS that count, or would if they had content, with WORDS and COPY_OF.
    rounds : their moments, in the order of the table.
    """
    return pd.DataFrame(_rows(statements, rounds, params), columns=TREND_CAMPAIGNS.names, dtype=str)


def _rows(statements: pd.DataFrame, rounds: Sequence[str], params: Trend) -> Iterator[dict[str, str]]:
    letters, respondents, themes, stances, texts = (
        pd.Categorical(statements[name]) for name in (COPY_OF, "respondent", "themes", "stance", "text")
    )
    words, moments = statements[WORDS].to_numpy(), statements["round"].map(moment_of)
    content, copied = is_codable(statements["themes_status"]).to_numpy(), np.asarray(letters != "")
    for moment in rounds:
        here = (moments == moment).to_numpy()
        rows, counted = np.flatnonzero(copied & here), int((content & here).sum())
        times = np.bincount(letters.codes[rows], minlength=len(letters.categories))
        by_letter, ends = rows[np.argsort(letters.codes[rows], kind="stable")], np.cumsum(times)
        often = np.flatnonzero(times >= params.min_campaign).tolist()
        for minus_times, text, letter in sorted((-int(times[at]), letters.categories[at], at) for at in often):
            own = by_letter[ends[letter] + minus_times : ends[letter]]
            people = respondents.categories[np.unique(respondents.codes[own])]
            yield {
                "campagne": f"c{digest(text)[:8]}",
                "ronde": moment,
                "stemmen": str(-minus_times),
                "teksten": str(len(np.unique(words[own]))),
                "respondenten": str(len(people) - ("" in people) or ""),
                "aandeel_ronde": f"{content[own].sum() / counted:.4f}" if counted else "",
                "themas": _most(themes, own),
                "oordeel": _most(stances, own),
                "tekst": _most(texts, own),
            }


def _most(cells: pd.Categorical, rows: Ints) -> str:
    """The cell that occurs most in some rows; the first by the alphabet of those that do."""
    different, times = np.unique(cells.codes[rows], return_counts=True)
    return str(min(cells.categories[different[times == times.max()]]))
