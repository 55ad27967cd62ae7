"""Topics as an analyst opens them: how each fares over rounds, and what the codebook does not know yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import SEPARATOR
from pipeline.core.tables.topics import TOPIC_CANDIDATES, TOPIC_ROUNDS

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
    for topic in topics.to_dict("records"):
        counts = weights_of(topic["rounds"])
        rows += [
            {
                "onderwerp_id": topic["topic_id"],
                "onderwerp": topic["label"],
                "ronde": name,
                "uitspraken": str(int(counts.get(name, 0))),
                "in_ronde": str(size),
                "aandeel": f"{counts.get(name, 0) / size:.4f}",
            }
            for name, size in sorted(sizes.items())
        ]
    return pd.DataFrame(rows, columns=TOPIC_ROUNDS.names, dtype=str)


def candidate_sheet(topics: pd.DataFrame, predictions: pd.DataFrame, min_coverage: float) -> pd.DataFrame:
    """The topics that the codebook does not know, by rank, each with statements to read.

    Parameters
    ----------
    topics : rows of the table TOPICS.
    predictions : rows of the table PREDICTIONS.
    min_coverage : share of statements with a theme under which the codebook is silent.
    """
    texts = dict(zip(predictions["statement_id"], predictions["text"], strict=True))
    themes = dict(zip(predictions["statement_id"], predictions["themes"], strict=True))
    rows = []
    for topic in topics[topics["candidate"] != ""].to_dict("records"):
        shown = _examples(topic["statements"].split(SEPARATOR), texts, themes)
        rows.append(
            {
                "volgorde": topic["candidate"],
                "onderwerp_id": topic["topic_id"],
                "onderwerp": topic["label"],
                "reden": SILENT if float(topic["coverage"]) < min_coverage else SCATTERED,
                "uitspraken": topic["n"],
                "zonder_thema": topic["without_theme"],
                "onbeslist": topic["undecided"],
                "themas": topic["themes"].replace(SEPARATOR, ", "),
                **{f"voorbeeld_{number + 1}": shown[number] for number in range(EXAMPLES)},
            }
        )
    rows.sort(key=lambda row: int(row["volgorde"]))
    return pd.DataFrame(rows, columns=TOPIC_CANDIDATES.names, dtype=str)


def _examples(members: Sequence[str], texts: Mapping[str, str], themes: Mapping[str, str]) -> list[str]:
    """Texts of a topic, those without a theme first, else most typical first; "" where there are no more."""
    ordered = sorted(members, key=lambda member: themes[member] != "")
    different = list(dict.fromkeys(texts[member] for member in ordered))
    return [*different[:EXAMPLES], *[""] * (EXAMPLES - len(different))]
