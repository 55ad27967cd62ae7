"""Topics as an analyst opens them: how each fares over rounds, and what the codebook does not know yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import SEPARATOR
from pipeline.core.tables import TOPIC_CANDIDATES, TOPIC_ROUNDS, records

EXAMPLES = 3  # statements quoted of each: enough to see what they share, few enough to read

SILENT = "de meeste uitspraken hebben geen thema"
SCATTERED = "de thema's lopen uiteen"


def weights_of(cell: str) -> dict[str, float]:
    """Number per name of one cell of topics, in the order written; an empty cell gives none.

    >>> weights_of("brief=0.1234|taal=0.1000"), weights_of("")
    ({'brief': 0.1234, 'taal': 0.1}, {})
    """
    pairs = (part.rpartition("=") for part in cell.split(SEPARATOR) if part)
    return {name: float(value) for name, _, value in pairs}


def round_sheet(topics: pd.DataFrame, sizes: Mapping[str, int]) -> pd.DataFrame:
    """One row per topic and round, also where nobody spoke of it; topics and rounds in their own order.

    Parameters
    ----------
    topics : rows of the table TOPICS.
    sizes : round -> number of statements in which topics were looked for.
    """
    rows = []
    for topic in records(topics):
        counts = weights_of(topic["rounds"])
        for name, size in sorted(sizes.items()):
            n = int(counts.get(name, 0))
            rows.append((topic["topic_id"], topic["label"], name, str(n), str(size), f"{n / size:.4f}"))
    return pd.DataFrame(rows, columns=TOPIC_ROUNDS.names, dtype=str)


def candidate_sheet(topics: pd.DataFrame, predictions: pd.DataFrame, min_coverage: float) -> pd.DataFrame:
    """The topics that the codebook does not know, by rank, each with statements to read.

    Parameters
    ----------
    topics : rows of the table TOPICS.
    predictions : rows of the table PREDICTIONS.
    min_coverage : share of statements with a theme under which the codebook is silent.
    """
    statements = predictions.set_index("statement_id")
    rows = [
        (
            topic["candidate"],
            topic["topic_id"],
            topic["label"],
            SILENT if float(topic["coverage"]) < min_coverage else SCATTERED,
            *(topic[name] for name in ("n", "without_theme", "undecided")),
            topic["themes"].replace(SEPARATOR, ", "),
            *_examples(statements.loc[topic["statements"].split(SEPARATOR)]),
        )
        for topic in records(topics[topics["candidate"] != ""])
    ]
    rows.sort(key=lambda row: int(row[0]))
    return pd.DataFrame(rows, columns=TOPIC_CANDIDATES.names, dtype=str)


def _examples(members: pd.DataFrame) -> Sequence[str]:
    """Texts of a topic, those without a theme first, else most typical first; "" where there are no more."""
    silent = members["themes"] == ""
    different = list(dict.fromkeys([*members.loc[silent, "text"], *members.loc[~silent, "text"]]))
    return [*different[:EXAMPLES], *[""] * (EXAMPLES - len(different))]
