"""The coder's model card, from its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATE = "card.md.j2"
_NOTHING = "–"  # where there is no figure


def model_card(figures: Mapping[str, Any], study: Mapping[str, Any] | None = None) -> str:
    """CARD.md, in English.

    Parameters
    ----------
    figures : as :func:`pipeline.coder.evaluation.report.report` gives them.
    study : what ``models/study.json`` holds; shown when it was made for what the coder was
        trained on, else the card says that it was not.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown of our own figures, read as text
    )
    environment.filters |= {"figure": figure, "ends": ends, "words": _words}
    return environment.get_template(_TEMPLATE).render(m=figures, study=study)


def figure(value: float | None) -> str:
    """Two decimals of a figure from -1 to 1, without the nought.

    >>> figure(0.712), figure(1.0), figure(None)
    ('.71', '1.00', '–')
    """
    return _NOTHING if value is None else f"{value:.2f}".replace("0.", ".", 1)


def ends(own: Mapping[str, Any], name: str) -> str:
    """A figure and its interval.

    >>> ends({"f1": 0.7, "f1_interval": [0.65, 0.751]}, "f1")
    '.70 (.65–.75)'
    """
    span: Sequence[float] | None = own.get(f"{name}_interval")
    value = figure(own.get(name))
    return value if span is None or value == _NOTHING else f"{value} ({figure(span[0])}–{figure(span[1])})"


def _words(name: str) -> str:
    """A key of the figures as a person reads it."""
    return name.replace("_", " ")
