"""What a language model answered, held against the codebook and the statement, whatever the server promised."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.language_model.prompt import TOPIC_NAME, Part

UNREADABLE, FOREIGN = "unreadable", "foreign"  # why an answer is not taken
_LONGEST_NAME = 60  # characters of a topic's name
_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f|\"<>\u2028\u2029]+")
_THOUGHT = "</think>"  # what some models write first, and how they end it

Answer = Mapping[str, Any]


def read_answers(content: str, part: Part, texts: Sequence[str]) -> tuple[dict[str, Answer], str]:
    """Text to sound answer, and why there is none for the others ("" when there is one for all)."""
    said = _parsed(content)
    found, why = {}, "" if said else UNREADABLE
    for number, text in enumerate(texts, start=1):
        answer = checked(said.get(str(number)), part, text)
        if isinstance(answer, str):
            why = why or answer
        else:
            found[text] = answer
    return found, why


def checked(said: Any, part: Part, text: str) -> Answer | str:
    """One answer with nothing in it but labels of the codebook and words of the text; else why it is not taken."""
    if not isinstance(said, Mapping) or not {*part.form["required"]} <= said.keys():
        return UNREADABLE
    if part.name == TOPIC_NAME:
        name = _clean(said["name"])
        return {"name": name} if 0 < len(name) <= _LONGEST_NAME else UNREADABLE
    if part.themes:
        return _themes(said["themes"], part.themes, text)
    known = part.form["properties"]
    if not isinstance(said["on_topic"], bool):
        return UNREADABLE
    labels = {kind: said[kind] for kind in ("category", "stance")}
    if any(label not in known[kind]["enum"] for kind, label in labels.items()):
        return FOREIGN
    on_topic = {"category": labels["category"] if said["on_topic"] else ""}
    return {"on_topic": said["on_topic"], **labels, **on_topic, "words": verbatim(said["words"], text)}


def _themes(said: Any, known: Sequence[str], text: str) -> Answer | str:
    if not isinstance(said, list) or any(not isinstance(one, Mapping) for one in said):
        return UNREADABLE
    words: dict[str, str] = {}
    for one in said:
        if one.get("theme") not in known:
            return FOREIGN
        words.setdefault(one["theme"], verbatim(one.get("words"), text))
    return {"themes": {theme: words[theme] for theme in known if theme in words}}


def verbatim(words: Any, text: str) -> str:
    """The words as they stand in the text, fit for a cell; "" when they do not.

    >>> verbatim('“geen  gehoor”', "Wij vinden geen gehoor."), verbatim("niemand hoort", "Wij vinden geen gehoor.")
    ('geen gehoor', '')
    """
    if not isinstance(words, str):
        return ""
    piece = " ".join(words.split()).strip("\"'“”„‘’ ")
    return _clean(piece) if piece and piece in " ".join(text.split()) else ""


def name_of(model: Any, asked_for: str) -> str:
    """The name of the model as the server gives it, fit for a cell; else the one that was asked for."""
    return _clean(model)[:80] or _clean(asked_for)


def _clean(text: Any) -> str:
    return " ".join(_SIGNS.sub(" ", text).split()) if isinstance(text, str) else ""


def _parsed(content: str) -> Mapping[str, Any]:
    """The JSON object in a message, also with words around it; empty when there is none that is whole."""
    start = content.find("{", content.rfind(_THOUGHT) + 1)
    try:
        said, _ = json.JSONDecoder().raw_decode(content, start) if start >= 0 else (None, 0)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
