"""Form letters and other copies: which statements are one text, sent more than once, and what that does.

A text of six words or more that is the same as another but for signs and capitals, or nearly, is a copy of it: of
their runs of three words at least half are shared (Jaccard). So a name filled in, a typo, a sentence more, another
order or a paragraph of one's own leave it a copy, and letters on one subject with one opening and closing are none
(measured: tests/benchmarks/README.md). Answers of fewer words ("meer overleg") coincide by themselves: they are
what people said, each for himself.

Copies are sent by people, so each is a vote (Dutch: stem). But they are one text, of which somebody else chose the
words. So a round also has a number of distinct texts, copies count in shares once a round and audience (unless
``trend.count_copies``), and either way hang together in the interval, as the statements of one respondent do.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.core.dates import moment_of
from pipeline.core.parallel import cores, each, stretches
from pipeline.core.parts.alike import named
from pipeline.core.text import folded
from pipeline.trend.letters.leaders import leaders

WORDS = "words"  # column beside those of LABELS: the number of the folded text
COPY_OF = "copy_of"  # column beside those of LABELS: the text of which it is a copy; "" when it is of none


def in_words(texts: pd.Series) -> pd.Series:
    """The folded texts, as categories by the alphabet: each is once in memory."""
    number, different = pd.factorize(texts)
    written = np.asarray(different, dtype=object).tolist()
    found = each(stretches(len(written)), _folded, written, processes=cores())
    return pd.Series(named(number, [own for some in found for own in some]), texts.index)


def _folded(texts: Sequence[str], some: slice) -> list[str]:
    return [folded(text) for text in texts[some]]


def copies(words: pd.Series) -> pd.Series:
    """Per folded text (:func:`in_words`) that of which it is a copy, the most sent of them; "" where nothing is
    like it.
    """
    mine, folds = words.cat.codes.to_numpy(), words.cat.categories
    leader = leaders(folds.tolist(), np.bincount(mine, minlength=len(folds)))
    group = np.where(leader[mine] >= 0, leader[mine], len(folds))
    alone = np.bincount(group, minlength=len(folds) + 1) < 2
    alone[len(folds)] = True
    return pd.Series(
        named(group, ["" if by_itself else folds[at] for at, by_itself in enumerate(alone[:-1])] + [""]),
        words.index,
    )


def counted_once(weight: pd.Series, statements: pd.DataFrame) -> pd.Series:
    """The weights of ``statements``, by which the copies of a text in one round and audience count as one."""
    copied = statements[statements[COPY_OF] != ""]
    keys = [copied[COPY_OF], copied["round"].map(moment_of), copied["audience"]]
    shares = copied.groupby(keys)["statement_id"].transform("size")
    return weight / shares.reindex(weight.index).fillna(1)
