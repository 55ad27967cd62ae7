"""Which statements of an action come first: typical, clear, spread over sources, every side heard.

The rules, in order:

1. Of each theme and each stance a few are chosen, so that who disagrees is heard however few they
   are. Duplicates are never chosen, nor the same words twice with one stance.
2. Of a theme and stance, who or what was not heard yet goes first: another respondent, then another source.
3. Then what is clear: of a readable length. Then the newest round.
4. Then what is typical: a person labelled it, or the coder is sure of theme and stance both. Then by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import pandas as pd

from pipeline.core.counting import STANCES
from pipeline.evidence.voices import counted


@dataclass(frozen=True)
class Candidate:
    """A counted statement that may be an example."""

    statement_id: str
    themes: frozenset[str]
    stance: str
    source: str
    respondent: str
    text: str

    @property
    def words(self) -> tuple[str, str]:
        """By which two statements say the same."""
        return self.stance, " ".join(self.text.casefold().split())

    @property
    def speaker(self) -> str:
        """Who said it; who is not known is someone else each time."""
        return self.respondent or self.statement_id


def best_first(found: pd.DataFrame, readable: tuple[int, int]) -> pd.DataFrame:
    """The statements from clear and typical to less so, by rules 3 and 4.

    Parameters
    ----------
    readable : shortest and longest readable text, in characters.
    """
    sure_stance = pd.to_numeric(found["stance_confidence"]).fillna(-1.0)
    rated = found.assign(
        readable=found["text"].str.len().between(*readable), sure=found["surest"].clip(upper=sure_stance)
    )
    order = {"readable": False, "age": True, "settled": False, "sure": False, "statement_id": True}
    return rated.sort_values(list(order), ascending=list(order.values()))


def examples(found: pd.DataFrame, per_stance: int, readable: tuple[int, int]) -> set[str]:
    """Ids of the statements to show first: per theme and stance ``per_stance`` of them, where there are.

    Parameters
    ----------
    found : what :func:`pipeline.evidence.voices.bearing_on` gives.
    """
    columns = ["statement_id", "linking", "stance", "source", "respondent", "text"]
    ranked = [
        Candidate(identity, frozenset(linking), *rest)
        for identity, linking, *rest in counted(best_first(found, readable))[columns].itertuples(index=False)
    ]
    chosen: list[Candidate] = []
    for theme, stance in product(sorted({theme for one in ranked for theme in one.themes}), STANCES):
        side = [one for one in ranked if theme in one.themes and one.stance == stance]
        chosen += _chosen(side, chosen, per_stance)
    return {one.statement_id for one in chosen}


def _chosen(side: Sequence[Candidate], earlier: Sequence[Candidate], wanted: int) -> list[Candidate]:
    """What one side of one theme adds to the statements that were chosen earlier."""
    heard = [one for one in earlier if one in side]
    shown = {one.words for one in earlier}
    added: list[Candidate] = []
    while len(heard) < wanted and (free := [one for one in side if one.words not in shown]):
        speakers, sources = {one.speaker for one in heard}, [one.source for one in heard]
        best = min(free, key=lambda one: (one.speaker in speakers, sources.count(one.source)))  # else the first
        heard.append(best)
        added.append(best)
        shown.add(best.words)
    return added
