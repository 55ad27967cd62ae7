"""The index of all corpora: one page that says how each is doing, and leads to its files.

It follows the order of params.yaml and ranks nobody: each corpus asked other questions of other people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from pipeline.report.html.html import environment, policy_hash

CARDS = "kaarten"  # folder under reports/; no corpus can have its name


def render_index(cards: Sequence[str], templates: Mapping[str, str], style: str) -> str:
    """The page.

    Parameters
    ----------
    cards : rows as :func:`pipeline.report.html.cards.card` makes them, in the order to show them.
    templates : file name to text; "index.html.j2" is the whole page.
    style : the CSS.
    """
    return (
        environment(templates)
        .get_template("index.html.j2")
        .render(
            # Safe: rows that our own template made and escaped, and our own style sheet.
            kaarten=[Markup(card) for card in cards],  # noqa: S704
            style=Markup(style),  # noqa: S704
            style_hash=policy_hash(style),
        )
    )
