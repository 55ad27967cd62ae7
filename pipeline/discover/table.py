"""From predictions to the tables of topics: who takes part, what a topic is called, what covers it; how each fares
over rounds, and what the codebook does not know yet.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.core.codebook import SEPARATOR, numbers_of, split_themes
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.counting import check_known
from pipeline.core.params import Discover
from pipeline.core.tables import TOPIC_CANDIDATES, TOPIC_ROUNDS, TOPICS, records
from pipeline.discover.keeping import KeptTopic, profile, settled_ids
from pipeline.discover.words import readable_forms, surface_words, topic_words

if TYPE_CHECKING:
    from pipeline.discover.model import Topic

Meaning = Callable[[Sequence[str]], NDArray[np.floating]]
"""Texts -> (texts, any dimensions); texts that say alike lie close."""

LABEL_WORDS = 3
EXAMPLES = 3  # statements quoted of each: enough to see what they share, few enough to read
SILENT = "de meeste uitspraken hebben geen thema"
MOSTLY_OFF = "gaat vooral niet over samenwerken"
SCATTERED = "de thema's lopen uiteen"
_ID_WORDS = 5  # fewer: two topics may share them; more: an id changes with every new statement

NOT_IN_A_TOPIC = {
    "dubbel": "a fuller twin of it takes part; the twin is named in duplicate_of",
    NO_CONTENT: "it says nothing that can be coded, such as 'n.v.t.'",
    "geen_woorden": "no word is left without stop words and the organisation's name",
    "te_weinig_uitspraken": "too few different statements to look for topics (params: discover.min_topic_size)",
    "geen_onderwerp": "too few others say something like it (params: discover)",
}


def discover_topics(
    predictions: pd.DataFrame,
    themes: Sequence[str],
    organisation: str,
    params: Discover,
    kept: Mapping[str, KeptTopic] | None = None,
    meaning: Meaning | None = None,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The table of topics, largest first, and per statement that is in none the reason.
    :class:`InputError` for a theme of a statement that is not in ``themes``.

    Parameters
    ----------
    predictions : rows of the table PREDICTIONS, in any order.
    themes : theme ids in codebook order.
    organisation : name of the organisation that the corpus is about; its words name no topic.
    kept : topics of an earlier run by id; one that is found again keeps its id and name.
    meaning : reads what texts mean; without it, statements are compared by wording alone.
    """
    predictions = predictions.sort_values("statement_id", ignore_index=True)
    check_known(predictions, "themes", "theme", themes, file="predictions.csv")
    unwanted = frozenset(surface_words(organisation))
    pairs = [topic_words(text, unwanted) for text in predictions["text"]]
    dropped = _left_out(predictions, pairs)
    taking_part = [row for row, statement in enumerate(predictions["statement_id"]) if statement not in dropped]

    documents = [[lemma for lemma, _ in pairs[row]] for row in taking_part]
    frame = predictions.iloc[taking_part].reset_index(drop=True)
    topics, why = [], "te_weinig_uitspraken"
    if len({tuple(document) for document in documents}) >= 2 * params.min_topic_size:
        from pipeline.discover.model import find_topics  # BERTopic takes seconds to load

        meanings = meaning(frame["text"].tolist()) if meaning else None
        topics, why = find_topics(documents, params, meanings), "geen_onderwerp"
    placed = {position for topic in topics for position in topic.members}
    dropped |= {str(frame["statement_id"][row]): why for row in range(len(frame)) if row not in placed}

    forms = readable_forms(pairs[row] for row in taking_part)
    spread = Counter(word for words in documents for word in set(words))
    profiles = {
        own_id: profile([documents[member] for member in topic.members], spread, len(documents))
        for own_id, topic in zip(topic_ids(topics), topics, strict=True)
    }
    kept = kept or {}
    ids = settled_ids(profiles, kept, params.same_topic)
    sizes = round_sizes(predictions, dropped)
    rows = []
    for (own_id, words), topic in zip(profiles.items(), topics, strict=True):
        row = {"topic_id": ids[own_id], "kept": "nee", "candidate": "", "profile": _weights(words.items())}
        row |= _row(topic, frame.iloc[list(topic.members)], forms, themes, params, sizes)
        if known := kept.get(ids[own_id]):
            row |= {"label": known.name, "kept": "ja"}
        rows.append(row)
    # What the codebook is silent about before what it scatters over.
    candidates = [row for row in rows if row["covered"] == "nee"]
    candidates.sort(key=lambda row: (-int(row["without_theme"]), -int(row["n"]), row["topic_id"]))
    candidates.sort(key=lambda row: (row["remark"], float(row["coverage"]) >= params.min_coverage))
    for rank, row in enumerate(candidates, start=1):
        row["candidate"] = str(rank)
    rows.sort(key=lambda row: (-int(row["n"]), row["label"], row["topic_id"]))
    return pd.DataFrame(rows, columns=TOPICS.names, dtype=str), dict(sorted(dropped.items()))


def round_sizes(predictions: pd.DataFrame, dropped: Mapping[str, str]) -> dict[str, int]:
    """Round -> number of its statements in which topics were looked for: also those that are in none.

    Parameters
    ----------
    dropped : per statement that is in no topic the reason, as :func:`discover_topics` gives it.
    """
    looked_at = ("geen_onderwerp", "te_weinig_uitspraken")
    took_part = [dropped.get(one, looked_at[0]) in looked_at for one in predictions["statement_id"]]
    return dict(sorted(Counter(predictions["round"][took_part]).items()))


def topic_ids(topics: Sequence["Topic"]) -> list[str]:
    """Ids made from each topic's most typical words, whatever their order and weight.

    Two topics with the same words, which is possible in theory, differ by an occurrence number.
    """
    seen: Counter[str] = Counter()
    ids = []
    for topic in topics:
        words = " ".join(sorted(word for word, _ in topic.words[:_ID_WORDS]))
        seen[words] += 1
        key = f"{words} {seen[words]}".removesuffix(" 1")
        ids.append("t" + hashlib.sha256(key.encode()).hexdigest()[:8])
    return ids


def coverage(theme_sets: Sequence[Collection[str]]) -> tuple[float, float]:
    """Share of statements with any theme, and with the theme that most of them have; 0–1, four decimals.

    >>> coverage([["vertrouwen"], ["vertrouwen", "relatie"], ["relatie", "vertrouwen"], []])
    (0.75, 0.75)
    >>> coverage([["vertrouwen"], ["relatie"], ["leren"], []])
    (0.75, 0.25)
    """
    counts = Counter(theme for themes in theme_sets for theme in set(themes))
    with_any = sum(bool(themes) for themes in theme_sets)
    most = max(counts.values(), default=0)
    return round(with_any / len(theme_sets), 4), round(most / len(theme_sets), 4)


def _row(
    topic: "Topic",
    members: pd.DataFrame,
    forms: Mapping[str, str],
    themes: Sequence[str],
    params: Discover,
    sizes: Mapping[str, int],
) -> dict[str, str]:
    theme_sets = [split_themes(cell) for cell in members["themes"]]
    with_any, with_same = coverage(theme_sets)
    covered = with_any >= params.min_coverage and with_same >= params.min_same_theme
    words = [(forms[lemma], weight) for lemma, weight in topic.words]
    counts = Counter(theme for found in theme_sets for theme in found)
    by_frequency = sorted(counts.items(), key=lambda pair: (-pair[1], themes.index(pair[0])))
    rounds = Counter(members["round"])
    silent, off_topic = members["themes"] == "", int((members["themes_status"] == OFF_TOPIC).sum())
    return {
        "label": ", ".join(word for word, _ in words[:LABEL_WORDS]),
        "words": _weights(words),
        "n": str(len(members)),
        "rounds": _pairs(sorted(rounds.items())),
        "themes": _pairs(by_frequency),
        "coverage": f"{with_any:.4f}",
        "covered": "ja" if covered else "nee",
        "statements": SEPARATOR.join(members["statement_id"]),
        "round_shares": _weights((name, rounds[name] / size) for name, size in sizes.items()),
        "without_theme": str(silent.sum()),
        "undecided": str((silent & (members["themes_status"] == "onbeslist")).sum()),
        "off_topic": str(off_topic),
        "remark": MOSTLY_OFF if 2 * off_topic > len(members) else "",
    }


def _weights(weights: Iterable[tuple[str, float]]) -> str:
    return _pairs((name, f"{weight:.4f}") for name, weight in weights)


def _pairs(pairs: Iterable[tuple[str, object]]) -> str:
    return SEPARATOR.join(f"{name}={value}" for name, value in pairs)


def _left_out(predictions: pd.DataFrame, pairs: Sequence[Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Per statement that does not take part the first reason that holds."""
    reasons = pd.Series(["" if found else "geen_woorden" for found in pairs], index=predictions.index, dtype=str)
    reasons = reasons.mask(predictions["duplicate_of"] != "", "dubbel")
    reasons = reasons.mask(predictions["themes_status"] == NO_CONTENT, NO_CONTENT)
    return {one: reason for one, reason in zip(predictions["statement_id"], reasons, strict=True) if reason}


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
