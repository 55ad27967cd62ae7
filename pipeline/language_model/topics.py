"""Names for topics in plain Dutch, asked and recorded as labels are; the model's words, never the codebook's."""

import json
from collections.abc import Mapping

import pandas as pd

from pipeline.core.codebook import SEPARATOR
from pipeline.core.tables import TOPIC_NAMES, records
from pipeline.language_model.prompt import topic_part
from pipeline.language_model.store import Store, key_of

_SHOWN = 5  # shown of a topic, the most typical
_CHARACTERS = 300  # of each


def about_topics(topics: pd.DataFrame, texts: pd.Series) -> dict[str, str]:
    """Per topic what is told of it, as one text: its words and some statements, masked as they are sent.

    Of the words those that stand in the masked statements: another may be a name, where the settings show these.
    """
    found = {}
    for row in records(topics):
        members = [texts[one] for one in row["statements"].split(SEPARATOR)]
        said = " ".join(members).casefold()
        words = [pair.rpartition("=")[0] for pair in row["words"].split(SEPARATOR)]
        told = {
            "woorden": [word for word in words if word.casefold() in said],
            "uitspraken": [text[:_CHARACTERS] for text in members[:_SHOWN]],
        }
        found[row["topic_id"]] = json.dumps(told, ensure_ascii=False)
    return found


def topic_names(topics: pd.DataFrame, groups: Mapping[str, str], model: str, store: Store) -> pd.DataFrame:
    """Rows of TOPIC_NAMES, of the topics that have a name on record."""
    part = topic_part()
    rows = [
        (row["topic_id"], one.answer["name"], row["label"], one.model)
        for row in records(topics)
        if (one := store.answers.get(key_of(groups[row["topic_id"]], part, model)))
    ]
    return pd.DataFrame(rows, columns=TOPIC_NAMES.names, dtype=str)
