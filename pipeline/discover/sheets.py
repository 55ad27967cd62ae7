"""The tables of topics for people and scripts: over rounds, candidates for the codebook, parts, and statements."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.core.codebook import SEPARATOR, numbers_of
from pipeline.core.parts.alike import pairs_of
from pipeline.core.tables import TOPIC_CANDIDATES, TOPIC_PARTS, TOPIC_ROUNDS, TOPIC_STATEMENTS, records
from pipeline.discover.topics import Placing, Topic

LABEL_WORDS = 3
EXAMPLES = 3  # statements quoted of each: enough to see what they share, few enough to read
SILENT = "de meeste uitspraken hebben geen thema"
SCATTERED = "de thema's lopen uiteen"


def round_sheet(topics: pd.DataFrame, sizes: Mapping[str, int]) -> pd.DataFrame:
    """One row per topic and round, also where nobody spoke of it; topics and rounds in their own order.

    Parameters
    ----------
    topics : rows of the table TOPICS.
    sizes : round -> number of statements in which topics were looked for.
    """
    rows = []
    for topic in records(topics):
        counts = numbers_of(topic["rounds"])
        for name, size in sorted(sizes.items()):
            n = int(counts.get(name, 0))
            share = f"{n / size:.4f}"
            rows.append((topic["topic_id"], topic["label"], name, str(n), str(size), share, topic["remark"]))
    return pd.DataFrame(rows, columns=TOPIC_ROUNDS.names, dtype=str)


def candidate_sheet(topics: pd.DataFrame, predictions: pd.DataFrame, min_coverage: float) -> pd.DataFrame:
    """The topics that the codebook does not know, by rank, each with statements to read.

    Parameters
    ----------
    topics : rows of the table TOPICS.
    predictions : rows of the table PREDICTIONS.
    min_coverage : share of statements with a theme under which the codebook is silent.
    """
    named = {one for cell in topics["statements"] for one in cell.split(SEPARATOR)}
    of_any = predictions[predictions["statement_id"].isin(named)]
    statements = of_any[["statement_id", "themes", "text"]].set_index("statement_id")
    rows = [
        (
            topic["candidate"],
            topic["topic_id"],
            topic["label"],
            SILENT if float(topic["coverage"]) < min_coverage else SCATTERED,
            *(topic[name] for name in ("n", "without_theme", "undecided")),
            topic["themes"].replace(SEPARATOR, ", "),
            *_examples(statements.loc[topic["statements"].split(SEPARATOR)]),
            topic["remark"],
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


def statement_sheet(
    frame: pd.DataFrame, placing: Placing, topic_ids: Sequence[str], part_ids: Sequence[str]
) -> pd.DataFrame:
    """One row per statement of ``frame`` that is in a topic, in its order; ids by the numbers in ``placing``."""
    placed = placing.topics >= 0
    parts = np.array([*part_ids, ""], dtype=object)  # OUTLIER is the last
    columns = (
        frame["statement_id"].to_numpy()[placed],
        np.array([*topic_ids, ""], dtype=object)[placing.topics[placed]],
        parts[placing.parts[placed]],
    )
    return pd.DataFrame(dict(zip(TOPIC_STATEMENTS.names, columns, strict=True)), dtype=str)


def part_sheet(
    topics: pd.DataFrame,
    statements: pd.DataFrame,
    parts: Mapping[str, Topic],
    forms: Mapping[str, str],
) -> pd.DataFrame:
    """The parts of each topic, largest first, topics in their own order.

    Parameters
    ----------
    topics, statements : rows of the tables TOPICS and TOPIC_STATEMENTS.
    parts : by id. forms : lemma -> as people write it.
    """
    number, pairs = pairs_of(statements["topic_id"], statements["part_id"])
    counts = dict(zip(pairs, np.bincount(number, minlength=len(pairs)).tolist(), strict=True))
    found = sorted((topic_id, -n, part_id) for (topic_id, part_id), n in counts.items() if part_id)
    rows = []
    for topic in records(topics):
        for topic_id, n, part_id in found:
            if topic_id == topic["topic_id"]:
                words = [forms[lemma] for lemma, _ in parts[part_id].words]
                named = ", ".join(words[:LABEL_WORDS])
                rows.append((topic_id, topic["label"], part_id, named, ", ".join(words), str(-n), topic["n"]))
    return pd.DataFrame(rows, columns=TOPIC_PARTS.names, dtype=str)
