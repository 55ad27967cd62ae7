"""Improvement actions from a report's list: short titles, and themes as the coder's rules see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd

from pipeline.core.corpus import Action

LONGEST_TITLE = 60  # characters; longer ones wrap in the summary's tables
_CLAUSE_END = re.compile(r"(?<=\w\w)[.;:](?:\s|$)")

Proposer = Callable[[str], Sequence[str]]


def proposed_actions(found: Sequence[pd.DataFrame], themes_of: Proposer) -> dict[int, Action]:
    """Actions by number; of two reports with one number the later one's gets the next free number.

    Parameters
    ----------
    found : per source its ACTIONS_FOUND, in order.
    themes_of : text of an action -> theme ids, codebook order.
    """
    actions: dict[int, Action] = {}
    for frame in found:
        columns = (frame[name].tolist() for name in ("number", "group", "owner", "text"))
        for number_cell, group, owner, text in zip(*columns, strict=True):
            number = int(number_cell)
            if number in actions:
                number = max(actions) + 1
            themes = tuple(themes_of(text))
            actions[number] = Action(
                title=short_title(text), owner=owner, group=group, text=text, themes=themes, themes_proposed=True
            )
    return dict(sorted(actions.items()))


def short_title(text: str) -> str:
    """The first clause of the text, cut at a word when it is still long.

    >>> short_title("Maak een wegwijzer. Houd die actueel.")
    'Maak een wegwijzer'
    """
    flat = " ".join(text.split())
    clause = _CLAUSE_END.split(flat, maxsplit=1)[0].strip(" .;:,") or flat
    if len(clause) <= LONGEST_TITLE:
        return clause
    cut = clause[: LONGEST_TITLE - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" .;:,-–(") + "…"
