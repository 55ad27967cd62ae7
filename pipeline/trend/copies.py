"""Form letters and other copies: which statements are one text, sent more than once, and what that does.

A text of six words or more that is the same as another but for signs and capitals, or nearly, is a copy of it: of
their runs of three words at least 0.6 are shared (Jaccard). Answers of fewer words ("meer overleg") coincide by
themselves: they are what people said, each for himself. Pairs that may be alike are found by MinHash with
locality-sensitive hashing (A.Z. Broder, 1997; P. Indyk, R. Motwani, 1998), of 96 hashes in 32 bands, which misses
one in two thousand of the pairs that are just alike enough; then they are compared in full. A text is a copy of
what the text that is most like it is a copy of, of those that were sent as often or more.

Copies are sent by people, so each is a vote (Dutch: stem). But they are one text, of which somebody else chose the
words. So a round also has a number of distinct texts, copies count in shares once a round and audience (unless
``trend.count_copies``), and either way hang together in the interval, as the statements of one respondent do.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from pipeline.core.counting import is_codable
from pipeline.core.dates import moment_of
from pipeline.core.params import Trend
from pipeline.core.parts.store import digest
from pipeline.core.tables import TREND_CAMPAIGNS
from pipeline.core.text import FEWEST_COPIED_WORDS, folded, shingles
from pipeline.trend.order import DatedRound

COPY_OF = "copy_of"  # column beside those of LABELS: the text of which it is a copy; "" when it is of none
_ALIKE = 0.6  # of a letter of fourteen words one word more or less
_HASHES, _BANDS, _SEED = 96, 32, 1


def copies(texts: pd.Series) -> pd.Series:
    """Per text the folded text of which it is a copy, the most sent of them; "" where nothing is like it."""
    fold = {text: folded(text) for text in texts.unique()}
    mine = texts.map(fold)
    times = Counter(mine)
    leaders = _leaders(times)
    group = mine.map(leaders)
    sizes = Counter(group)
    return group.where((group != "") & (group.map(sizes) > 1), "").astype(str)


def _leaders(times: Mapping[str, int]) -> dict[str, str]:
    """Folded text to the one that stands for it and those alike; "" for one that is too short."""
    from rensa import RMinHash, RMinHashLSH  # Not at the top: what compares two rounds does without.

    index = RMinHashLSH(threshold=_ALIKE, num_perm=_HASHES, num_bands=_BANDS)
    found: dict[str, str] = {}
    indexed: list[str] = []
    for text in sorted(times, key=lambda text: (-times[text], text)):
        if text.count(" ") < FEWEST_COPIED_WORDS - 1:
            found[text] = ""
            continue
        sketch, own = RMinHash(num_perm=_HASHES, seed=_SEED), shingles(text)
        sketch.update(sorted(own))
        alike = ((_jaccard(own, shingles(indexed[place])), -place) for place in index.query(sketch))
        likeness, place = max(alike, default=(0.0, 0))
        found[text] = found[indexed[-place]] if likeness >= _ALIKE else text
        index.insert(len(indexed), sketch)
        indexed.append(text)
    return found


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def counted_once(weight: pd.Series, statements: pd.DataFrame) -> pd.Series:
    """The weights of ``statements``, by which the copies of a text in one round and audience count as one."""
    copied = statements[statements[COPY_OF] != ""]
    keys = [copied[COPY_OF], copied["round"].map(moment_of), copied["audience"]]
    shares = copied.groupby(keys)["statement_id"].transform("size")
    return weight / shares.reindex(weight.index).fillna(1)


def campaigns(statements: pd.DataFrame, rounds: Sequence[DatedRound], params: Trend) -> pd.DataFrame:
    """The table TREND_CAMPAIGNS: texts that were sent often in a round; by round, most sent first.

    Parameters
    ----------
    statements : rows of LABELS that count, or would if they had content, with COPY_OF.
    """
    return pd.DataFrame(_rows(statements, rounds, params), columns=TREND_CAMPAIGNS.names, dtype=str)


def _rows(statements: pd.DataFrame, rounds: Sequence[DatedRound], params: Trend) -> Iterator[dict[str, str]]:
    moments = statements["round"].map(moment_of)
    for each in rounds:
        here = statements[moments == each.name]
        counted = int(is_codable(here["themes_status"]).sum())
        sent = Counter(here[COPY_OF])
        often = sorted((-times, text) for text, times in sent.items() if text and times >= params.min_campaign)
        for times, text in often:
            own = here[here[COPY_OF] == text]
            named = own.loc[own["respondent"] != "", "respondent"].nunique()
            votes = int(is_codable(own["themes_status"]).sum())
            yield {
                "campagne": f"c{digest(text)[:8]}",
                "ronde": each.name,
                "stemmen": str(-times),
                "teksten": str(own["text"].map(folded).nunique()),
                "respondenten": str(named or ""),
                "aandeel_ronde": f"{votes / counted:.4f}" if counted else "",
                "themas": _most(own["themes"]),
                "oordeel": _most(own["stance"]),
                "tekst": _most(own["text"]),
            }


def _most(cells: pd.Series) -> str:
    """The cell that occurs most; the first by the alphabet of those that do."""
    times: Counter[str] = Counter(cells)
    return min(times, key=lambda cell: (-times[cell], cell))
