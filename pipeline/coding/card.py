"""The coder's model card, from its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATE = "card.md.j2"


def model_card(figures: dict[str, Any]) -> str:
    """CARD.md, in English."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown of our own figures, read as text
    )
    return environment.get_template(_TEMPLATE).render(m=figures, f=_two_decimals)


def _two_decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".removeprefix("0") if value < 1 else f"{value:.2f}"
