"""Which statements of an action come first: typical, clear, spread over sources, every side heard.

The rules, in order:

1. Of each theme and each stance a few are chosen, so that those who disagree are heard however few they
   are. Duplicates are never chosen, nor the same words twice with one stance.
2. Of a theme and stance, a respondent who was not chosen yet goes first, then a source that was not.
3. Then what is clear: of a readable length. Then the newest round.
4. Then what is typical: a person labelled it, or the coder is sure of theme and stance both. Then by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import pandas as pd

from pipeline.core.counting import STANCES
from pipeline.core.params import Evidence
from pipeline.evidence.statements import counted


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


def best_first(listed: pd.DataFrame, params: Evidence) -> pd.DataFrame:
    """The statements from clear and typical to less so, by rules 3 and 4."""
    sure_stance = pd.to_numeric(listed["stance_confidence"]).fillna(-1.0)
    rated = listed.assign(
        readable=listed["text"].str.len().between(params.quote_shortest, params.quote_longest),
        sure=listed["surest"].clip(upper=sure_stance),
    )
    order = {"readable": False, "age": True, "settled": False, "sure": False, "statement_id": True}
    return rated.sort_values(list(order), ascending=list(order.values()))


def examples(listed: pd.DataFrame, params: Evidence) -> set[str]:
    """Ids of the statements to show first: per theme and stance ``examples_per_stance``, where there are.

    Parameters
    ----------
    listed : what :func:`pipeline.evidence.statements.bearing_on` gives.
    """
    columns = ["statement_id", "linking", "stance", "source", "respondent", "text"]
    ranked = [
        Candidate(identity, frozenset(linking), *rest)
        for identity, linking, *rest in counted(best_first(listed, params))[columns].itertuples(index=False)
    ]
    chosen: list[Candidate] = []
    for theme, stance in product(sorted({theme for each in ranked for theme in each.themes}), STANCES):
        side = [each for each in ranked if theme in each.themes and each.stance == stance]
        chosen += _chosen(side, chosen, params.examples_per_stance)
    return {each.statement_id for each in chosen}


def _chosen(side: Sequence[Candidate], earlier: Sequence[Candidate], wanted: int) -> list[Candidate]:
    """What one side of one theme adds to the statements that were chosen earlier."""
    present = [each for each in earlier if each in side]
    shown = {each.words for each in earlier}
    added: list[Candidate] = []
    while len(present) < wanted and (free := [each for each in side if each.words not in shown]):
        speakers, sources = {each.speaker for each in present}, [each.source for each in present]
        best = min(free, key=lambda each: (each.speaker in speakers, sources.count(each.source)))  # else the first
        present.append(best)
        added.append(best)
        shown.add(best.words)
    return added
