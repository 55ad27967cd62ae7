"""From predictions to the table of topics: who takes part, what a topic is called, what covers it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from pipeline.codebook import SEPARATOR, split_themes
from pipeline.errors import unknown
from pipeline.params import Discover
from pipeline.tables import TOPICS
from pipeline.topics.model import Topic, find_topics
from pipeline.topics.words import readable_forms, surface_words, topic_words

LABEL_WORDS = 3
_ID_WORDS = 5  # fewer: two topics may share them; more: an id changes with every new statement

NOT_IN_A_TOPIC = {
    "dubbel": "a fuller twin of it takes part; the twin is named in duplicate_of",
    "geen_inhoud": "it says nothing that can be coded, such as 'n.v.t.'",
    "geen_woorden": "no word is left without stop words and the organisation's name",
    "te_weinig_uitspraken": "too few different statements to look for topics (params: discover.min_topic_size)",
    "geen_onderwerp": "too few others say something like it (params: discover)",
}


def discover_topics(
    predictions: pd.DataFrame, themes: Sequence[str], organisation: str, params: Discover
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The table of topics, largest first, and per statement that is in none the reason.

    Parameters
    ----------
    predictions : rows of the table PREDICTIONS, in any order.
    themes : theme ids in codebook order.
    organisation : name of the organisation that the corpus is about; its words name no topic.

    Raises
    ------
    InputError
        A statement has a theme that is not in ``themes``.
    """
    predictions = predictions.sort_values("statement_id", ignore_index=True)
    _check_themes(predictions, themes)
    unwanted = frozenset(surface_words(organisation))
    pairs = [topic_words(text, unwanted) for text in predictions["text"]]
    dropped = _left_out(predictions, pairs)
    taking_part = [row for row, statement in enumerate(predictions["statement_id"]) if statement not in dropped]

    documents = [[lemma for lemma, _ in pairs[row]] for row in taking_part]
    topics = find_topics(documents, params)
    frame = predictions.iloc[taking_part].reset_index(drop=True)
    placed = {position for topic in topics for position in topic.members}
    different = len({tuple(document) for document in documents})
    why = "te_weinig_uitspraken" if different < 2 * params.min_topic_size else "geen_onderwerp"
    dropped |= {str(frame["statement_id"][row]): why for row in range(len(frame)) if row not in placed}

    forms = readable_forms(pairs[row] for row in taking_part)
    ids = topic_ids(topics)
    rows = [
        _row(topic_id, topic, frame.iloc[list(topic.members)], forms, themes, params)
        for topic_id, topic in zip(ids, topics, strict=True)
    ]
    rows.sort(key=lambda row: (-int(row["n"]), row["label"], row["topic_id"]))
    return pd.DataFrame(rows, columns=TOPICS.names, dtype=str), dict(sorted(dropped.items()))


def topic_ids(topics: Sequence[Topic]) -> list[str]:
    """Ids made from each topic's most typical words, whatever their order and weight.

    Two topics with the same words, which is possible in theory, differ by an occurrence number.
    """
    seen: Counter[str] = Counter()
    ids = []
    for topic in topics:
        words = " ".join(sorted(word for word, _ in topic.words[:_ID_WORDS]))
        seen[words] += 1
        key = words if seen[words] == 1 else f"{words} {seen[words]}"
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
    topic_id: str,
    topic: Topic,
    members: pd.DataFrame,
    forms: Mapping[str, str],
    themes: Sequence[str],
    params: Discover,
) -> dict[str, str]:
    theme_sets = [split_themes(cell) for cell in members["themes"]]
    with_any, with_same = coverage(theme_sets)
    covered = with_any >= params.min_coverage and with_same >= params.min_same_theme
    words = [(forms[lemma], weight) for lemma, weight in topic.words]
    counts = Counter(theme for found in theme_sets for theme in found)
    by_frequency = sorted(counts.items(), key=lambda pair: (-pair[1], themes.index(pair[0])))
    return {
        "topic_id": topic_id,
        "label": ", ".join(word for word, _ in words[:LABEL_WORDS]),
        "words": _pairs((word, f"{weight:.4f}") for word, weight in words),
        "n": str(len(members)),
        "rounds": _pairs(sorted(Counter(members["round"]).items())),
        "themes": _pairs(by_frequency),
        "coverage": f"{with_any:.4f}",
        "covered": "ja" if covered else "nee",
        "statements": SEPARATOR.join(members["statement_id"]),
    }


def _pairs(pairs: Iterable[tuple[str, object]]) -> str:
    return SEPARATOR.join(f"{name}={value}" for name, value in pairs)


def _left_out(predictions: pd.DataFrame, pairs: Sequence[Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Per statement that does not take part the first reason that holds."""
    reasons = pd.Series(["" if found else "geen_woorden" for found in pairs], index=predictions.index, dtype=str)
    reasons = reasons.mask(predictions["duplicate_of"] != "", "dubbel")
    reasons = reasons.mask(predictions["themes_status"] == "geen_inhoud", "geen_inhoud")
    left_out = reasons != ""
    return dict(zip(predictions["statement_id"][left_out], reasons[left_out], strict=True))


def _check_themes(predictions: pd.DataFrame, themes: Collection[str]) -> None:
    for statement, cell in zip(predictions["statement_id"], predictions["themes"], strict=True):
        for theme in split_themes(cell):
            if theme not in themes:
                where = f"predictions.csv, statement {statement}"
                todo = "run dvc repro, so that the predictions are made with this codebook"
                raise unknown("theme", theme, themes, where=where, todo=todo)
