"""The index of all corpora: one page that says how each is doing, and leads to its files.

It follows the order of params.yaml and ranks nobody: each corpus asked other questions of other people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from pipeline.report.html.cards import Card
from pipeline.report.html.html import environment, policy_hash


def render_index(cards: Sequence[Card], templates: Mapping[str, str], style: str, words: Mapping[str, Any]) -> str:
    """The page.

    Parameters
    ----------
    cards : in the order to show them.
    templates : file name to text; "index.html.j2" is the whole page.
    style : the CSS.
    words : words.yaml.
    """
    made = environment(templates)
    made.filters["datum"] = lambda text: day_in_words(text, words["maanden"])
    return made.get_template("index.html.j2").render(
        cards=cards,
        woorden=words,
        # Safe: our own style sheet, which no input reaches.
        style=Markup(style),  # noqa: S704
        style_hash=policy_hash(style),
    )


def day_in_words(text: str, months: Sequence[str]) -> str:
    """A date as Dutch text has it; one that the corpus gives no day for is shown as it is.

    >>> day_in_words("2025-03-01", ["januari", "februari", "maart"]), day_in_words("2025", [])
    ('1 maart 2025', '2025')
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {months[day.month - 1]} {day.year}"
