"""From predictions to topics: who takes part, among whom is looked, what a topic is called, what covers it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.core.codebook import SEPARATOR, split_themes
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.counting import check_known
from pipeline.core.params import Discover
from pipeline.core.tables import TOPICS
from pipeline.discover.keeping import KeptTopic, profile, settled_ids
from pipeline.discover.sampling import drawn
from pipeline.discover.sheets import LABEL_WORDS, part_sheet, statement_sheet
from pipeline.discover.topics import Found, Placing, Topic
from pipeline.discover.words import readable_forms, surface_words, topic_words

if TYPE_CHECKING:
    from pipeline.discover.assigning import Quick

Meaning = Callable[[Sequence[str]], NDArray[np.floating]]
"""Texts -> (texts, any dimensions); texts that say alike lie close."""

MOSTLY_OFF = "gaat vooral niet over samenwerken"
MOST_NAMED = 1_000  # statements in a cell of topics.csv: what Excel takes in one; topics-uitspraken.csv has all
_ID_WORDS = 5  # fewer: two topics may share them; more: an id changes with every new statement

NOT_IN_A_TOPIC = {
    "dubbel": "a fuller twin of it takes part; the twin is named in duplicate_of",
    NO_CONTENT: "it says nothing that can be coded, such as 'n.v.t.'",
    "geen_woorden": "no word is left without stop words and the organisation's name",
    "te_weinig_uitspraken": "too few different statements to look for topics (params: discover.min_topic_size)",
    "geen_onderwerp": "too few others say something like it (params: discover)",
}


@dataclass(frozen=True)
class Discovered:
    """What a corpus talks about.

    Attributes
    ----------
    topics : rows of TOPICS, largest first.
    parts : rows of TOPIC_PARTS; none where the topics are the smallest that were found.
    statements : rows of TOPIC_STATEMENTS, by statement.
    dropped : per statement that is in no topic the reason.
    sample : statements among which topics were looked for; 0 when these are all that took part.
    """

    topics: pd.DataFrame
    parts: pd.DataFrame
    statements: pd.DataFrame
    dropped: dict[str, str]
    sample: int


def discover_topics(
    predictions: pd.DataFrame,
    themes: Sequence[str],
    organisation: str,
    params: Discover,
    kept: Mapping[str, KeptTopic] | None = None,
    meaning: Meaning | None = None,
    quick: "Quick | None" = None,
) -> Discovered:
    """The topics of a corpus. :class:`InputError` for a theme of a statement that is not in ``themes``.

    Parameters
    ----------
    predictions : rows of the table PREDICTIONS, in any order.
    themes : theme ids in codebook order.
    organisation : name of the organisation that the corpus is about; its words name no topic.
    kept : topics of an earlier run by id; one that is found again keeps its id and name.
    meaning : reads what texts mean; without it, statements are compared by wording alone.
    quick : as ``meaning``, coarser and much faster; for statements beyond ``params.sample_size``.
    """
    predictions = predictions.sort_values("statement_id", ignore_index=True)
    check_known(predictions, "themes", "theme", themes, file="predictions.csv")
    unwanted = frozenset(surface_words(organisation))
    dropped = _left_out(predictions)
    frame = predictions[~predictions["statement_id"].isin(dropped.keys())].reset_index(drop=True)
    many = len(frame) > params.sample_size
    looked = drawn(frame, params.sample_size, params.seed) if many else list(range(len(frame)))
    pairs = {place: own for place in looked if (own := topic_words(frame["text"].iloc[place], unwanted))}
    if not many:
        wordless = frame["statement_id"].iloc[[place for place in looked if place not in pairs]]
        dropped |= dict.fromkeys(wordless, "geen_woorden")
    found, placing, why = _placed(frame, pairs, themes, unwanted, params, meaning, quick, many=many)
    dropped |= dict.fromkeys(frame["statement_id"].iloc[list(placing.wordless)], "geen_woorden")
    placed = {place for members in placing.members for place in members}
    dropped |= {
        one: why for place, one in enumerate(frame["statement_id"]) if place not in placed and one not in dropped
    }
    forms = readable_forms(pairs.values())
    own_ids = topic_ids(found.topics)
    profiles = dict(zip(own_ids, _profiles(found.topics, pairs.values()), strict=True))
    kept = kept or {}
    ids = settled_ids(profiles, kept, params.same_topic)
    sizes = round_sizes(predictions, dropped)
    rows = []
    for (own_id, words), topic, members in zip(profiles.items(), found.topics, placing.members, strict=True):
        row = {"topic_id": ids[own_id], "kept": "nee", "candidate": "", "profile": _weights(words.items())}
        row |= _row(topic, frame.iloc[list(members)], forms, themes, params, sizes)
        if known := kept.get(ids[own_id]):
            row |= {"label": known.name, "kept": "ja"}
        rows.append(row)
    parts = dict(zip(topic_ids(found.parts, "d"), found.parts, strict=True))
    statements = statement_sheet(frame, placing, [ids[own_id] for own_id in own_ids], list(parts))
    # What the codebook is silent about before what it scatters over.
    candidates = [row for row in rows if row["covered"] == "nee"]
    candidates.sort(key=lambda row: (-int(row["without_theme"]), -int(row["n"]), row["topic_id"]))
    candidates.sort(key=lambda row: (row["remark"], float(row["coverage"]) >= params.min_coverage))
    for rank, row in enumerate(candidates, start=1):
        row["candidate"] = str(rank)
    rows.sort(key=lambda row: (-int(row["n"]), row["label"], row["topic_id"]))
    topics = pd.DataFrame(rows, columns=TOPICS.names, dtype=str)
    return Discovered(
        topics,
        part_sheet(topics, statements, parts, forms),
        statements,
        dict(sorted(dropped.items())),
        many * len(pairs),
    )


def round_sizes(predictions: pd.DataFrame, dropped: Mapping[str, str]) -> dict[str, int]:
    """Round -> number of its statements in which topics were looked for: also those that are in none.

    Parameters
    ----------
    dropped : per statement that is in no topic the reason, as :func:`discover_topics` gives it.
    """
    looked_at = ("geen_onderwerp", "te_weinig_uitspraken")
    took_part = [dropped.get(one, looked_at[0]) in looked_at for one in predictions["statement_id"]]
    return dict(sorted(Counter(predictions["round"][took_part]).items()))


def topic_ids(topics: Sequence[Topic], prefix: str = "t") -> list[str]:
    """Ids made from each topic's most typical words, whatever their order and weight.

    Two topics with the same words, which is possible in theory, differ by an occurrence number.
    """
    seen: Counter[str] = Counter()
    ids = []
    for topic in topics:
        words = " ".join(sorted(word for word, _ in topic.words[:_ID_WORDS]))
        seen[words] += 1
        key = f"{words} {seen[words]}".removesuffix(" 1")
        ids.append(prefix + hashlib.sha256(key.encode()).hexdigest()[:8])
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
    topic: Topic,
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
        "statements": SEPARATOR.join(members["statement_id"].iloc[:MOST_NAMED]),
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


def _left_out(predictions: pd.DataFrame) -> dict[str, str]:
    """Per statement that does not take part, whatever its words, the first reason that holds."""
    reasons = pd.Series("", index=predictions.index, dtype=str).mask(predictions["duplicate_of"] != "", "dubbel")
    reasons = reasons.mask(predictions["themes_status"] == NO_CONTENT, NO_CONTENT)
    return {one: reason for one, reason in zip(predictions["statement_id"], reasons, strict=True) if reason}


def _placed(
    frame: pd.DataFrame,
    pairs: Mapping[int, Sequence[tuple[str, str]]],
    themes: Sequence[str],
    unwanted: frozenset[str],
    params: Discover,
    meaning: Meaning | None,
    quick: "Quick | None",
    *,
    many: bool,
) -> tuple[Found, Placing, str]:
    """The topics, which statements each has, and why others are in none.

    Parameters
    ----------
    pairs : position of a statement among which is looked -> its words, as :func:`topic_words` gives them.
    many : whether there are statements beside those.
    """
    documents = [[lemma for lemma, _ in found] for found in pairs.values()]
    enough = len({tuple(document) for document in documents}) >= 2 * params.min_topic_size
    if not enough:
        return Found(), Placing(), "te_weinig_uitspraken"
    # BERTopic takes seconds to load.
    from pipeline.discover.assigning import Signs, as_found, assign
    from pipeline.discover.model import find_topics

    looked_at = list(pairs)
    texts = frame["text"].iloc[looked_at]
    found = find_topics(documents, params, meaning(texts.tolist()) if meaning else None)
    if not found.topics:
        return found, Placing(), "geen_onderwerp"
    if not many:
        return found, as_found(found, looked_at), "geen_onderwerp"
    signs = Signs.of(frame.iloc[looked_at], themes, quick) if meaning and quick else None
    return found, assign(frame, looked_at, found, signs, unwanted), "geen_onderwerp"


def _profiles(topics: Sequence[Topic], pairs: Iterable[Sequence[tuple[str, str]]]) -> list[dict[str, float]]:
    documents = [[lemma for lemma, _ in own] for own in pairs]
    spread = Counter(word for words in documents for word in set(words))
    return [profile([documents[member] for member in topic.members], spread, len(documents)) for topic in topics]
