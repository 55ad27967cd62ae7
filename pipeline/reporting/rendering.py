"""The page as HTML: one file, nothing fetched, a policy that allows our own style and script and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from pipeline.reporting.figures import dutch_number
from pipeline.reporting.page import Page
from pipeline.reporting.reliability import WORDS
from pipeline.reporting.themes import STANCES, when

NUMBER_WORDS = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
SURVEY = "tabel"


def number_word(number: int) -> str:
    """A small number in letters, as Dutch text has it.

    >>> number_word(3), number_word(12)
    ('drie', '12')
    """
    return NUMBER_WORDS[number] if 0 <= number < len(NUMBER_WORDS) else str(number)


def render(
    page: Page,
    templates: Mapping[str, str],
    style: str,
    words: Mapping[str, Any],
    levels: tuple[str, ...],
    script: str,
) -> str:
    """The page.

    Parameters
    ----------
    templates : file name to text; "samenvatting.html.j2" is the whole page.
    style : the CSS.
    words : words.yaml.
    levels : levels of the score tables, worst first.
    script : the JavaScript; left out, and forbidden, when there are no statements to look through.
    """
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["ronde"] = when
    environment.filters["telwoord"] = number_word
    environment.filters["heel"] = lambda number: dutch_number(str(number), "aantal")
    environment.globals.update(
        page=page,
        woorden=words,
        oordelen=STANCES,
        niveaus=levels,
        tabelbronnen={file for file, kind, _ in page.about.sources if kind == SURVEY},
        grenzen=[
            (word, *(dutch_number(f"{floor}", form) for form in ("getal", "procent"))) for word, floor in WORDS
        ],
        aantallen={audience: sizes(page, audience) for audience in ("alle", "intern", "extern")},
    )
    return environment.get_template("samenvatting.html.j2").render(
        # Safe: our own style sheet and script, which no input reaches.
        style=Markup(style),  # noqa: S704
        style_hash=_hash(style),
        script=Markup(script),  # noqa: S704
        script_hash=_hash(script),
    )


def _hash(content: str) -> str:
    """How a content security policy names an inline style or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def sizes(page: Page, audience: str) -> str:
    """What the rounds of one audience count, as a caption has it: "138 in 2024, 125 in 2025"."""
    found = {
        row.round: row.denominator.text
        for table in page.tables
        if table.audience == audience
        for row in table.rows
        if int(row.denominator)
    }
    return ", ".join(f"{size} in {when(name)}" for name, size in found.items())
