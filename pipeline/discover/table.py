"""From predictions to topics: who takes part, among whom is looked, what a topic is called, what covers it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from pipeline.discover.topics import NO_WORDS, OUTLIER, Found, Placing, Topic
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
    left_out = _left_out(predictions)
    frame = predictions[left_out == ""].reset_index(drop=True)
    many = len(frame) > params.sample_size
    looked = drawn(frame, params.sample_size, params.seed) if many else list(range(len(frame)))
    pairs = {place: own for place in looked if (own := topic_words(frame["text"].iloc[place], unwanted))}
    found, placing, why = _placed(frame, pairs, themes, unwanted, params, meaning, quick, many=many)
    if not many:
        placing.topics[[place for place in looked if place not in pairs]] = NO_WORDS
    aside = left_out != ""
    dropped = dict(
        zip(*(each[aside].to_numpy().tolist() for each in (predictions["statement_id"], left_out)), strict=True)
    )
    for number, reason in ((NO_WORDS, "geen_woorden"), (OUTLIER, why)):
        dropped |= dict.fromkeys(frame["statement_id"][placing.topics == number].to_numpy().tolist(), reason)
    forms = readable_forms(pairs.values())
    own_ids = topic_ids(found.topics)
    profiles = dict(zip(own_ids, _profiles(found.topics, pairs.values()), strict=True))
    kept = kept or {}
    ids = settled_ids(profiles, kept, params.same_topic)
    sizes = round_sizes(predictions, dropped)
    rows, of_rows = [], frame[["statement_id", "round", "themes", "themes_status"]]
    for number, (own_id, words) in enumerate(profiles.items()):
        row = {"topic_id": ids[own_id], "kept": "nee", "candidate": "", "profile": _weights(words.items())}
        row |= _row(found.topics[number], of_rows.iloc[placing.members(number)], forms, themes, params, sizes)
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
    aside = {one for one, reason in dropped.items() if reason not in looked_at}
    return _counted(predictions["round"][~predictions["statement_id"].isin(aside)])


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


def coverage(cells: Mapping[str, int]) -> tuple[float, float]:
    """Share of statements with any theme, and with the theme that most of them have; 0–1, four decimals.

    Parameters
    ----------
    cells : themes as a cell has them -> number of statements.

    >>> coverage({"vertrouwen": 1, "vertrouwen|relatie": 2, "": 1})
    (0.75, 0.75)
    >>> coverage({"vertrouwen": 1, "relatie": 1, "leren": 1, "": 1})
    (0.75, 0.25)
    """
    total = sum(cells.values())
    most = max(_theme_counts(cells).values(), default=0)
    return round((total - cells.get("", 0)) / total, 4), round(most / total, 4)


def _theme_counts(cells: Mapping[str, int]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for cell, n in cells.items():
        counts.update(dict.fromkeys(split_themes(cell), n))
    return counts


def _counted(cells: pd.Series) -> dict[str, int]:
    """How often each value occurs, by the alphabet."""
    return {str(cell): int(n) for cell, n in cells.value_counts().sort_index().items() if n}


def _row(
    topic: Topic,
    members: pd.DataFrame,
    forms: Mapping[str, str],
    themes: Sequence[str],
    params: Discover,
    sizes: Mapping[str, int],
) -> dict[str, str]:
    cells = _counted(members["themes"])
    with_any, with_same = coverage(cells)
    covered = with_any >= params.min_coverage and with_same >= params.min_same_theme
    words = [(forms[lemma], weight) for lemma, weight in topic.words]
    by_frequency = sorted(_theme_counts(cells).items(), key=lambda pair: (-pair[1], themes.index(pair[0])))
    rounds = _counted(members["round"])
    silent, off_topic = members["themes"] == "", int((members["themes_status"] == OFF_TOPIC).sum())
    return {
        "label": ", ".join(word for word, _ in words[:LABEL_WORDS]),
        "words": _weights(words),
        "n": str(len(members)),
        "rounds": _pairs(rounds.items()),
        "themes": _pairs(by_frequency),
        "coverage": f"{with_any:.4f}",
        "covered": "ja" if covered else "nee",
        "statements": SEPARATOR.join(members["statement_id"].iloc[:MOST_NAMED]),
        "round_shares": _weights((name, rounds.get(name, 0) / size) for name, size in sizes.items()),
        "without_theme": str(silent.sum()),
        "undecided": str((silent & (members["themes_status"] == "onbeslist")).sum()),
        "off_topic": str(off_topic),
        "remark": MOSTLY_OFF if 2 * off_topic > len(members) else "",
    }


def _weights(weights: Iterable[tuple[str, float]]) -> str:
    return _pairs((name, f"{weight:.4f}") for name, weight in weights)


def _pairs(pairs: Iterable[tuple[str, object]]) -> str:
    return SEPARATOR.join(f"{name}={value}" for name, value in pairs)


def _left_out(predictions: pd.DataFrame) -> pd.Series:
    """Per statement the first reason why it does not take part, whatever its words; "" when it does."""
    reasons = pd.Series("", index=predictions.index, dtype=str).mask(predictions["duplicate_of"] != "", "dubbel")
    return reasons.mask(predictions["themes_status"] == NO_CONTENT, NO_CONTENT)


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
        return Found(), Placing.nowhere(len(frame)), "te_weinig_uitspraken"
    # BERTopic takes seconds to load.
    from pipeline.discover.assigning import Signs, as_found, assign
    from pipeline.discover.model import find_topics

    looked_at = list(pairs)
    texts = frame["text"].iloc[looked_at]
    found = find_topics(documents, params, meaning(texts.tolist()) if meaning else None)
    if not found.topics:
        return found, Placing.nowhere(len(frame)), "geen_onderwerp"
    if not many:
        return found, as_found(found, looked_at, len(frame)), "geen_onderwerp"
    signs = Signs.of(frame.iloc[looked_at], themes, quick) if meaning and quick else None
    return found, assign(frame, looked_at, found, signs, unwanted), "geen_onderwerp"


def _profiles(topics: Sequence[Topic], pairs: Iterable[Sequence[tuple[str, str]]]) -> list[dict[str, float]]:
    documents = [[lemma for lemma, _ in own] for own in pairs]
    spread = Counter(word for words in documents for word in set(words))
    return [profile([documents[member] for member in topic.members], spread, len(documents)) for topic in topics]
