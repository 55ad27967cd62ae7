"""The page as HTML: one file, nothing fetched, a policy that allows our own style and script and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from pipeline.core.corpus import TABLE_PROFILE
from pipeline.core.counting import STANCES
from pipeline.report.findings.links import linked
from pipeline.report.html.html import environment, policy_hash
from pipeline.report.page import Page
from pipeline.report.view.figures import dutch_number
from pipeline.report.view.reliability import WORDS
from pipeline.report.view.themes import when


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
    made = environment(templates)
    made.filters["deur"] = linked
    made.globals.update(names(page, words, levels))
    return made.get_template("samenvatting.html.j2").render(
        # Safe: our own style sheet and script, which no input reaches.
        style=Markup(style),  # noqa: S704
        style_hash=policy_hash(style),
        script=Markup(script),  # noqa: S704
        script_hash=policy_hash(script),
    )


def names(page: Page, words: Mapping[str, Any], levels: tuple[str, ...]) -> dict[str, Any]:
    """What the templates of the page, for HTML and for Word, can name.

    Parameters
    ----------
    words : words.yaml. levels : levels of the score tables, worst first.
    """
    return {
        "page": page,
        "woorden": words,
        "oordelen": STANCES,
        "niveaus": levels,
        "tabelbronnen": {file for file, kind, _ in page.about.sources if kind == TABLE_PROFILE},
        "grenzen": [
            (word, *(dutch_number(f"{floor}", form) for form in ("getal", "procent"))) for word, floor in WORDS
        ],
        "aantallen": {audience: sizes(page, audience) for audience in ("alle", "intern", "extern")},
    }


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
