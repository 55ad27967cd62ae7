"""Statements with what evidence needs to know of them, and those of one action in the order to read them in.

Examples come first: typical, clear, spread over sources, every side heard. Then the rest. In both parts
the newest round is first, and within a round the stances take turns (criticism, praise, wish,
neutral): neither side is far down. Duplicates close their round.

Which statements are examples, in order:

1. Of each theme and each stance a few are chosen, so that those who disagree are heard however few they
   are. Duplicates are never chosen, nor the same words twice with one stance.
2. Of a theme and stance, a respondent who was not chosen yet goes first, then a source that was not.
3. Then what is clear: of a readable length. Then the newest round.
4. Then what is typical: a person labelled it, or the coder is sure of theme and stance both. Then by id.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.core.codebook import SEPARATOR, numbers_of, split_themes
from pipeline.core.codes import SETTLED
from pipeline.core.corpus import Action
from pipeline.core.counting import STANCES, check_known, why_not_counted
from pipeline.core.dates import moment_of, newest_first
from pipeline.core.params import Evidence
from pipeline.core.parts.alike import pairs_of
from pipeline.core.tables import EVIDENCE
from pipeline.measures.bootstrap import Ints

MOST_PLACES = 10  # of its duplicates, that are named of a statement
TURNS = ("knelpunt", "behouden", "wens", "neutraal")  # who speaks when the stances take turns


def with_evidence(
    labels: pd.DataFrame,
    themes: Sequence[str],
    rounds: Sequence[str],
    surveys: Collection[str] = (),
) -> pd.DataFrame:
    """Labels with what evidence needs to know of each statement, sorted by statement_id.

    Parameters
    ----------
    labels : the LABELS table, in any order; columns may be categories.
    themes : theme ids of the codebook.
    rounds : names of the rounds, oldest first; rounds that are not in it count as older.
    surveys : sources that are tables, in which a place is a row and not a line.

    Returns
    -------
    Labels with the columns: moment; age (0 is the newest round); settled (a reviewer agreed or corrected);
    not_counted (the reason, or ""); also_at (where its duplicates stand, or "").

    Raises
    ------
    InputError
        A theme or stance in the labels that cannot be counted.
    """
    if not labels["statement_id"].is_monotonic_increasing:  # as review writes them they are in order
        labels = labels.sort_values("statement_id", ignore_index=True)
    check_known(labels, "themes", "theme", themes)
    check_known(labels, "stance", "stance", STANCES)
    moments = labels["round"].map(moment_of)
    ages = {name: age for age, name in enumerate(newest_first(rounds, moments.unique()))}
    also_at = _also_at(labels, surveys)
    return labels.assign(
        moment=moments,
        age=moments.map(ages).astype(int),
        settled=labels["review_status"].isin(SETTLED),
        not_counted=why_not_counted(labels),
        also_at=[also_at.get(statement, "") for statement in labels["statement_id"].to_numpy().tolist()],
    )


def _also_at(labels: pd.DataFrame, surveys: Collection[str]) -> dict[str, str]:
    """Statement to the places of its duplicates."""
    columns = ["statement_id", "source", "line_start", "duplicate_of"]
    twins = labels.loc[labels["duplicate_of"] != "", columns].astype(str)
    twins = twins.assign(line=pd.to_numeric(twins["line_start"])).sort_values(["source", "line", "statement_id"])
    unit = twins["source"].isin(list(surveys)).map({True: ", rij ", False: ", regel "})
    places = twins["source"] + unit + twins["line_start"]
    return {str(twin): _named(list(group)) for twin, group in places.groupby(twins["duplicate_of"])}


def _named(places: Sequence[str]) -> str:
    """The places, or the first of them and how many more there are: a form letter stands in thousands.

    >>> _named(["a.csv, rij 2", "a.csv, rij 9"]), _named(["b"] * 13)[-26:]
    ('a.csv, rij 2 | a.csv, rij 9', ' | en op 3 andere plaatsen')
    """
    more = [f"en op {len(places) - MOST_PLACES} andere plaatsen"] if len(places) > MOST_PLACES + 1 else []
    return " | ".join([*places[: MOST_PLACES if more else None], *more])


def naming(statements: pd.DataFrame, answered: Collection[str]) -> pd.DataFrame:
    """The listed statements (counted ones and duplicates) that have one of the themes."""
    cells = [cell for cell in statements["themes"].unique() if not {*answered}.isdisjoint(split_themes(cell))]
    return statements[statements["not_counted"].isin(["", "duplicate"]) & statements["themes"].isin(cells)]


def bearing_on(statements: pd.DataFrame, answered: Sequence[str]) -> pd.DataFrame:
    """The same, with what tells how surely.

    Returns
    -------
    The rows of ``statements``, with the columns: linking (those of their themes that are
    answered, in codebook order); surest (the highest confidence among them, -1 when not known).
    """
    rows, wanted = naming(statements, answered), set(answered)
    linking = {
        cell: [theme for theme in split_themes(cell) if theme in wanted] for cell in rows["themes"].unique()
    }
    number, pairs = pairs_of(rows["themes"], rows["theme_confidences"])
    surest = np.array([_surest(linking[themes], confidences) for themes, confidences in pairs], dtype=np.float64)
    lists = np.empty(len(pairs), dtype=object)
    for place, (themes, _) in enumerate(pairs):
        lists[place] = linking[themes]
    return rows.assign(linking=pd.Series(lists[number], rows.index, dtype=object), surest=surest[number])


def _surest(themes: Sequence[str], confidences: str) -> float:
    known = numbers_of(confidences)
    return max((known.get(theme, -1.0) for theme in themes), default=-1.0)


def counted(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements that count."""
    return statements[statements["not_counted"] == ""]


def listing(
    number: int,
    action: Action,
    statements: pd.DataFrame,
    theme_names: Mapping[str, str],
    params: Evidence,
) -> pd.DataFrame:
    """The EVIDENCE table of one action, of which the first ``most_listed`` rows.

    Parameters
    ----------
    statements : what :func:`pipeline.evidence.statements.with_evidence` gives.
    theme_names : theme id to Dutch name.
    """
    ranked = best_first(bearing_on(statements, action.themes), params)
    ranked = ranked.assign(
        later=~ranked["statement_id"].isin(_examples(counted(ranked), params)),
        duplicate=ranked["duplicate_of"] != "",
        turn=ranked["stance"].map({stance: turn for turn, stance in enumerate(TURNS)}).astype(int),
    )
    place_in_stance = ranked.groupby(["later", "age", "duplicate", "turn"]).cumcount()
    keys = [ranked["turn"], place_in_stance, *(ranked[name] for name in ("duplicate", "age", "later"))]
    placed = ranked.iloc[np.lexsort([key.to_numpy() for key in keys])[: params.most_listed]]
    table = pd.DataFrame(
        {
            "voorbeeld": placed["later"].map({False: "ja", True: "nee"}),
            "themas": placed["linking"].map(SEPARATOR.join),
            "thema_namen": placed["linking"].map(
                lambda themes: " | ".join(theme_names[theme] for theme in themes)
            ),
            "ronde": placed["moment"],
            "doelgroep": placed["audience"],
            "organisatie": placed["organisation"],
            "oordeel": placed["stance"],
            "tekst": placed["text"],
            "bron": placed["source"],
            "regel": placed["line_start"],
            "regel_einde": placed["line_end"],
            "themas_herkomst": placed["themes_provenance"],
            "zekerheid": placed["surest"].map(lambda sure: f"{sure:.3f}" if sure >= 0 else ""),
            "oordeel_herkomst": placed["stance_provenance"],
            "oordeel_zekerheid": placed["stance_confidence"],
            "beoordeeld": placed["settled"].map({True: "ja", False: "nee"}),
            "dubbel_van": placed["duplicate_of"],
            "ook_op": placed["also_at"],
            "uitspraak_id": placed["statement_id"],
            "actie": str(number),
            "actie_titel": action.title,
            "eigenaar": action.owner,
        }
    )
    return table[EVIDENCE.names].astype(str).reset_index(drop=True)


def best_first(listed: pd.DataFrame, params: Evidence) -> pd.DataFrame:
    """The statements from clear and typical to less so, by rules 3 and 4."""
    sure_stance = pd.to_numeric(listed["stance_confidence"].astype(str)).fillna(-1.0)
    readable = listed["text"].str.len().between(params.quote_shortest, params.quote_longest)
    sure = listed["surest"].clip(upper=sure_stance)
    keys = [-sure, ~listed["settled"], listed["age"], ~readable]  # the last first; rows are sorted by id
    return listed.iloc[np.lexsort([key.to_numpy() for key in keys])]


def examples(listed: pd.DataFrame, params: Evidence) -> set[str]:
    """Ids of the statements to show first: per theme and stance ``examples_per_stance``, where there are.

    Parameters
    ----------
    listed : what :func:`pipeline.evidence.statements.bearing_on` gives.
    """
    return _examples(counted(best_first(listed, params)), params)


def _examples(ranked: pd.DataFrame, params: Evidence) -> set[str]:
    written, texts = pd.factorize(ranked["text"])
    plain = pd.factorize(np.array([" ".join(text.casefold().split()) for text in texts], dtype=object))[0]
    stance = pd.factorize(ranked["stance"])[0]
    known = (ranked["respondent"] != "").to_numpy()
    voices = _Voices(
        # Two statements say the same by their words and stance; who is not known is someone else each time.
        plain[written] * (1 + stance.max(initial=0)) + stance,
        np.where(known, pd.factorize(ranked["respondent"])[0], -1 - np.arange(len(ranked))),
        pd.factorize(ranked["source"])[0],
    )
    linking = dict(zip(*(ranked.drop_duplicates("themes")[name] for name in ("themes", "linking")), strict=True))
    chosen: list[int] = []
    for theme, side in product(sorted({theme for themes in linking.values() for theme in themes}), STANCES):
        naming = ranked["themes"].isin([cell for cell, themes in linking.items() if theme in themes])
        places = np.flatnonzero((naming & (ranked["stance"] == side)).to_numpy())
        chosen += voices.chosen(places, chosen, params.examples_per_stance)
    return set(ranked["statement_id"].iloc[chosen])


class _Voices(NamedTuple):
    """Of ranked statements (n,) numbers of their words with the stance, of who speaks, and of the source."""

    words: Ints
    speaker: Ints
    source: Ints

    def chosen(self, side: Ints, earlier: Sequence[int], wanted: int) -> list[int]:
        """What one side of one theme, by place, adds to the statements that were chosen earlier."""
        present, shown, added = np.intersect1d(side, earlier).tolist(), [*earlier], list[int]()
        while len(present) < wanted:
            free = side[~np.isin(self.words[side], self.words[shown])]
            if not len(free):
                break
            heard = np.isin(self.speaker[free], self.speaker[present])
            times = (self.source[free][:, None] == self.source[present]).sum(axis=1)
            best = int(free[np.argmin(heard * (1 + len(present)) + times)])  # of equals the first
            for each in (present, shown, added):
                each.append(best)
        return added
