"""What the language model is told, made from the codebook; and the form that its answers must have.

The codebook is told in parts, each with its own version, so that a changed definition asks anew only the part
that it stands in: topic, category and stance (some 700 tokens), and five themes at a time (some 800 each). In
one part it would be 4,000 tokens a request, and in five it is as many for the same batch; only the statements
themselves (some 40 tokens each) are sent up to five times, and each answer has its frame. A changed theme then
costs a fifth instead of all. What a part tells comes first and is always the same, so that servers that remember
the beginning of a prompt read it once. What is off topic, in real material over half, gets the first question
only.

What a model is told are texts for people to read and mend: the templates in the folder beside this module.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from pipeline.core.codebook import Codebook
from pipeline.core.files import rendered

PROMPTS = Path(__file__).parent / "opdrachten"
ABOUT, TOPIC_NAME = "over", "onderwerp"  # parts that are no themes
MOST_CHARACTERS = 4_000  # of a statement that are sent: a page and a half
THEMES_PER_PART = 5
_EXAMPLES = 2
_SHORTEST, _LONGEST = 40, 140  # characters of an example
_TEXT = {"type": "string"}

Schema = Mapping[str, Any]


class Labelled(Protocol):
    """A training statement, as far as it serves as an example."""

    @property
    def text(self) -> str: ...
    @property
    def themes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Part:
    """One question about a statement.

    Attributes
    ----------
    told : what the model is told before it gets the statements.
    form : JSON schema of the answer about one statement.
    """

    name: str
    told: str
    form: Schema

    @cached_property
    def version(self) -> str:
        """Short hash of all that is told and allowed."""
        return hashlib.sha256(json.dumps([self.told, self.form], sort_keys=True).encode()).hexdigest()[:12]

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes that it is about, if it is about themes."""
        found = self.form["properties"].get("themes")
        return tuple(found["items"]["properties"]["theme"]["enum"]) if found else ()

    def schema(self, count: int) -> Schema:
        """JSON schema of an answer about so many statements: each number has to be there, and nothing else."""
        numbers = [str(number) for number in range(1, count + 1)]
        one = {"$ref": "#/$defs/answer"}
        return {**_object(dict.fromkeys(numbers, one)), "$defs": {"answer": self.form}}


def parts(codebook: Codebook, examples: Iterable[Labelled]) -> tuple[Part, ...]:
    """What is asked of a statement (topic, category, stance), then the themes, five by five in codebook order."""
    about = _object(
        {
            "on_topic": {"type": "boolean"},
            "category": _one_of(codebook.categories),
            "stance": _one_of(codebook.stances),
            "words": _TEXT,
        }
    )
    told = _told(
        part=ABOUT, off_topic=codebook.off_topic, categories=codebook.categories, stances=codebook.stances
    )
    found, shown, themes = [Part(ABOUT, told, about)], typical(examples), [*codebook.themes]
    for start in range(0, len(themes), THEMES_PER_PART):
        own = themes[start : start + THEMES_PER_PART]
        name = f"themas-{1 + start // THEMES_PER_PART}"
        item = _object({"theme": _one_of(own), "words": _TEXT})
        told = _told(
            part=name,
            themes={theme: codebook.themes[theme] for theme in own},
            examples={theme: shown.get(theme, ()) for theme in own},
        )
        found.append(Part(name, told, _object({"themes": {"type": "array", "items": item}})))
    return tuple(found)


def topic_part() -> Part:
    """What is asked of a topic: a name."""
    return Part(TOPIC_NAME, rendered(PROMPTS / "onderwerp.txt.j2"), _object({"name": _TEXT}))


def typical(examples: Iterable[Labelled]) -> dict[str, tuple[str, ...]]:
    """Per theme two short training statements that have that theme alone: those with the lowest hash.

    So the choice is nobody's, and a training statement more or less seldom changes it.
    """
    fitting: dict[str, list[str]] = {}
    for example in examples:
        if len(example.themes) == 1 and _SHORTEST <= len(example.text) <= _LONGEST:
            fitting.setdefault(example.themes[0], []).append(example.text)
    return {
        theme: tuple(sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest())[:_EXAMPLES])
        for theme, texts in fitting.items()
    }


def statements_message(texts: Sequence[str]) -> str:
    """The statements as data: one JSON object, in which no text can end or begin anything."""
    return json.dumps({str(number): text for number, text in enumerate(texts, start=1)}, ensure_ascii=False)


def _told(**values: Any) -> str:
    return rendered(PROMPTS / "uitspraken.txt.j2", **values)


def _one_of(labels: Iterable[str]) -> Schema:
    return {"type": "string", "enum": [*labels]}


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }
