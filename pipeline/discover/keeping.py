"""Topics that stay the same ones over rounds: kept in a file, found again by their words.

The coordinates of statements change with every statement that is added, so that centroids of two
runs cannot be compared. Words can: a topic is told by how much each lemma sets it apart.
"""

import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from pipeline.core.yaml_model import StrictModel, read_yaml_model, spelled

KEPT_FILE = "topics.yaml"  # in the folder of the corpus
PROFILE_WORDS = 30  # beyond these a word hardly moves the likeness of two topics
_DECIMALS = 4  # of weights
_TOLD = 6  # decimals of likeness: below the noise of other processors

_HEADER = """\
# Onderwerpen van dit corpus die bewaard zijn met: thermometer topics keep
# De naam (name) mag u veranderen: die staat voortaan in de tabellen. De code ervoor blijft staan.
# Aan de woorden (words, met gewicht) wordt een onderwerp in een volgende ronde herkend.
"""

Profile = Mapping[str, float]


class KeptTopic(StrictModel):
    """One topic of an earlier run.

    Attributes
    ----------
    name : what people call it.
    words : lemma -> weight; higher = sets the topic apart more.
    """

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    words: dict[str, Annotated[float, Field(gt=0)]] = Field(min_length=1)


class KeptTopics(StrictModel):
    """topics.yaml."""

    topics: dict[
        Annotated[str, spelled(r"[a-z][a-z0-9-]*", "small letters, digits and -, a letter first")], KeptTopic
    ] = Field(default_factory=dict)


def read_kept(path: Path) -> dict[str, KeptTopic]:
    """The topics that were kept, by id; none when there is no file; :class:`InputError` when it is not sound."""
    return read_yaml_model(path, KeptTopics).topics if path.is_file() else {}


def profile(members: Sequence[Sequence[str]], spread: Mapping[str, int], total: int) -> dict[str, float]:
    """How much each lemma sets a topic apart; heaviest first, ties by alphabet.

    Weight = share of the topic's statements with the lemma × ln((1 + N) / n), where n of all N
    statements have it (TF-IDF with the topic as the document).

    Parameters
    ----------
    members : lemmas of each statement of the topic.
    spread : per lemma the number of all statements that have it.
    total : number of all statements.

    >>> profile([["brief", "taal"], ["brief"]], {"brief": 2, "taal": 3}, 3)
    {'brief': 0.6931, 'taal': 0.1438}
    """
    counts = Counter(word for words in members for word in set(words))
    weights = {
        word: round(count / len(members) * math.log((1 + total) / spread[word]), _DECIMALS)
        for word, count in counts.items()
    }
    heaviest = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:PROFILE_WORDS]
    return {word: weight for word, weight in heaviest if weight > 0}


def likeness(one: Profile, other: Profile) -> float:
    """Cosine of two profiles, 0 (no word in common) to 1.

    >>> likeness({"brief": 3.0, "taal": 4.0}, {"brief": 3.0}), likeness({"brief": 1.0}, {"taal": 1.0})
    (0.6, 0.0)
    """
    product = math.fsum(weight * other[word] for word, weight in one.items() if word in other)
    scale = math.prod(math.sqrt(math.fsum(weight**2 for weight in side.values())) for side in (one, other))
    return round(product / scale, _TOLD) if scale else 0.0


def settled_ids(found: Mapping[str, Profile], kept: Mapping[str, KeptTopic], least: float) -> dict[str, str]:
    """Per topic found now its id for good: that of the kept topic which it is, else one never used.

    The likest pair is matched first, then the likest of what is left; on a tie by id. A kept topic
    that fell apart goes on in the part that is most like it.

    Parameters
    ----------
    found : own id (made from the words) -> profile.
    least : likeness from which two topics are one.
    """
    pairs = sorted(
        (-alike, kept_id, own_id)
        for own_id, words in found.items()
        for kept_id, topic in kept.items()
        if (alike := likeness(words, topic.words)) >= least
    )
    ids: dict[str, str] = {}
    for _, kept_id, own_id in pairs:
        if own_id not in ids and kept_id not in ids.values():
            ids[own_id] = kept_id
    for own_id in sorted(set(found) - set(ids)):
        names = chain([own_id], (f"{own_id}-{number}" for number in count(2)))
        ids[own_id] = next(name for name in names if name not in kept and name not in ids.values())
    return ids


def with_topics(text: str, topics: Mapping[str, KeptTopic]) -> str:
    """topics.yaml with these topics in it: new ones added, words of known ones renewed.

    Names, comments and topics that are not found now stay as they are in the file.

    Parameters
    ----------
    text : the file now, "" when there is none.
    topics : by id; the name counts for new ones only.
    """
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 110
    tree = yaml.load(text or f"{_HEADER}topics:\n")
    if not tree.get("topics"):
        tree["topics"] = CommentedMap()
    for topic_id, topic in sorted(topics.items()):
        words = CommentedMap(topic.words)
        words.fa.set_flow_style()
        if topic_id in tree["topics"]:
            tree["topics"][topic_id]["words"] = words
        else:
            tree["topics"][topic_id] = CommentedMap(name=topic.name, words=words)
    stream = io.StringIO()
    yaml.dump(tree, stream)
    return stream.getvalue()
