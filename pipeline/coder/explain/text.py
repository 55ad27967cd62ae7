"""An explanation as people read it, in Dutch."""

import re
from collections.abc import Iterator
from pathlib import Path

from rich.markup import escape
from rich.text import Text

from pipeline.coder.classify.reasons import decimal
from pipeline.coder.explain.explain import Explanation
from pipeline.core.codebook import Codebook
from pipeline.core.files import rendered

TEMPLATE = Path(__file__).with_name("explanation.txt.j2")
_PAUSE = "---"  # an empty line, in the template
_LONGEST = 300  # characters of a text shown
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def as_text(explanation: Explanation, codebook: Codebook) -> Iterator[tuple[int, Text]]:
    """Paragraphs, each with its indent in characters; an empty one parts sections."""
    filters = {"e": _literally, "getal": decimal, "kort": _short, "duizend": _thousands}  # `e`: for rich markup
    names = {kind: getattr(codebook, kind) for kind in ("categories", "stances", "themes")}

    def name(kind: str, label: str) -> str:
        return names[kind][label].label if label in names[kind] else label

    for line in rendered(TEMPLATE, filters, x=explanation, naam=name).split("\n"):
        if paragraph := line.strip():
            text = "" if paragraph == _PAUSE else paragraph
            yield len(line) - len(line.lstrip()), Text.from_markup(text, emoji=False)


def _literally(text: str) -> str:
    """The text as markup that shows it; never the end of a line, where `escape` would double a backslash."""
    return escape(f"{text} ")[:-1]


def _short(text: str) -> str:
    """On one line, without the signs that steer a terminal; of a long text the beginning."""
    text = " ".join(_CONTROL.sub(" ", text).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
