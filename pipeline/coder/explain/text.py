"""An explanation as people read it, in Dutch, and as scripts do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from rich.markup import escape
from rich.text import Text

from pipeline.coder.classify.reasons import decimal
from pipeline.coder.explain.explain import Explanation
from pipeline.coder.explain.source import Decision, Place
from pipeline.core.codebook import Codebook

TEMPLATE = "explanation.txt.j2"
_PAUSE = "---"  # an empty line, in the template
_LONGEST = 300  # characters of a text shown
_STATUSES = {
    "thema": "geen",  # only where there are none left
    "geen_thema": "geen",
    "geen_inhoud": "geen, want er is geen inhoud",
    "onbeslist": "onbeslist",
}
_AROUND = {"kind": "de soort uitspraak", "question": "de vraag", "effect": "het antwoord waar dit onder staat"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Told:
    """An explanation, the names of its labels, and what is known of a statement of a corpus."""

    explanation: Explanation
    codebook: Codebook
    place: Place | None
    decision: Decision | None


def as_data(told: Told) -> dict[str, Any]:
    """For scripts: label ids, confidences 0-1, None or an empty list where there is nothing."""
    return {
        "place": told.place and asdict(told.place),
        "decision": told.decision and asdict(told.decision),
        **asdict(told.explanation),
    }


def as_text(told: Told) -> list[tuple[int, Text]]:
    """For people: paragraphs, each with its indent in characters; an empty one parts sections."""
    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False  # noqa: S701 - not HTML; `e` escapes rich markup
    )  # fmt: skip
    environment.filters |= {
        "e": _literally,
        "getal": decimal,
        "procent": lambda share: f"{share:.0%}",
        "duizend": lambda number: f"{number:,}".replace(",", "."),
        "kort": _short,
        "kaal": plain,
    }
    template = files("pipeline.coder.explain").joinpath(TEMPLATE).read_text(encoding="utf-8")
    names = {kind: getattr(told.codebook, kind) for kind in ("categories", "stances", "themes")}
    page = environment.from_string(template).render(
        told=told,
        naam=lambda kind, label: names[kind][label].label if label in names[kind] else label,
        statussen=_STATUSES,
        omgeving=_AROUND,
    )
    return list(_paragraphs(page))


def _paragraphs(page: str) -> Iterator[tuple[int, Text]]:
    for line in page.split("\n"):
        if bare := line.strip():
            text = "" if bare == _PAUSE else bare
            yield len(line) - len(line.lstrip()), Text.from_markup(text, emoji=False)


def _literally(text: str) -> str:
    """The text as markup that shows it; never the end of a line, where `escape` would double a backslash."""
    return escape(f"{text} ")[:-1]


def plain(text: str) -> str:
    """On one line, without the signs that steer a terminal."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _short(text: str) -> str:
    text = plain(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
