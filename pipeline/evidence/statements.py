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
from typing import Any

import pandas as pd

from pipeline.core.codebook import SEPARATOR, numbers_of
from pipeline.core.codes import SETTLED
from pipeline.core.corpus import Action
from pipeline.core.counting import STANCES, theme_lists, why_not_counted
from pipeline.core.dates import moment_of, newest_first
from pipeline.core.params import Evidence
from pipeline.core.tables import EVIDENCE

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
    labels : the LABELS table, in any order.
    themes : theme ids of the codebook.
    rounds : names of the rounds, oldest first; rounds that are not in it count as older.
    surveys : sources that are tables, in which a place is a row and not a line.

    Returns
    -------
    Labels with the columns: moment; age (0 is the newest round); theme_list; confidences
    (theme id to 0-1); settled (a reviewer agreed or corrected); not_counted (the reason, or "");
    also_at (where its duplicates stand, or "").

    Raises
    ------
    InputError
        A theme or stance in the labels that cannot be counted.
    """
    labels = labels.sort_values("statement_id", ignore_index=True)
    moments = labels["round"].map(moment_of)
    also_at = _also_at(labels, surveys)
    return labels.assign(
        moment=moments,
        age=moments.map({name: age for age, name in enumerate(newest_first(rounds, moments))}).astype(int),
        theme_list=theme_lists(labels, themes),
        confidences=labels["theme_confidences"].map(numbers_of).astype(object),
        settled=labels["review_status"].isin(SETTLED),
        not_counted=why_not_counted(labels),
        also_at=[also_at.get(statement, "") for statement in labels["statement_id"]],
    )


def _also_at(labels: pd.DataFrame, surveys: Collection[str]) -> dict[str, str]:
    """Statement to the places of its duplicates."""
    twins = labels[labels["duplicate_of"] != ""]
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


def bearing_on(statements: pd.DataFrame, answered: Sequence[str]) -> pd.DataFrame:
    """The listed statements (counted ones and duplicates) that have one of the themes.

    Returns
    -------
    The rows of ``statements``, with the columns: linking (those of their themes that are
    answered, in codebook order); surest (the highest confidence among them, -1 when not known).
    """
    wanted = set(answered)
    linking = statements["theme_list"].map(lambda themes: [theme for theme in themes if theme in wanted])
    linking = linking.astype(object)
    listed = statements["not_counted"].isin(["", "duplicate"]) & (linking.map(len).astype(int) > 0)
    rows = statements[listed].assign(linking=linking[listed])
    surest = [
        max((confidences.get(theme, -1.0) for theme in themes), default=-1.0)
        for themes, confidences in zip(rows["linking"], rows["confidences"], strict=True)
    ]
    return rows.assign(surest=pd.Series(surest, index=rows.index, dtype=float))


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
    """The EVIDENCE table of one action.

    Parameters
    ----------
    statements : what :func:`pipeline.evidence.statements.with_evidence` gives.
    theme_names : theme id to Dutch name.
    """
    listed = bearing_on(statements, action.themes)
    placed = best_first(listed, params)
    placed = placed.assign(
        later=~placed["statement_id"].isin(examples(listed, params)),
        duplicate=placed["duplicate_of"] != "",
        turn=placed["stance"].map(TURNS.index),
    )
    placed["place_in_stance"] = placed.groupby(["later", "age", "duplicate", "stance"]).cumcount()
    placed = placed.sort_values(["later", "age", "duplicate", "place_in_stance", "turn"], kind="stable")
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
    ranked = counted(best_first(listed, params))
    ranked = ranked.assign(
        # Two statements say the same by their words and stance; who is not known is someone else each time.
        words=[
            f"{stance} {' '.join(text.casefold().split())}"
            for stance, text in zip(ranked["stance"], ranked["text"], strict=True)
        ],
        speaker=ranked["respondent"].where(ranked["respondent"] != "", ranked["statement_id"]),
    )
    needed = ["statement_id", "linking", "stance", "words", "speaker", "source"]
    candidates: list[Any] = list(ranked[needed].itertuples(index=False))
    chosen: list[Any] = []
    for theme, stance in product(sorted({theme for themes in ranked["linking"] for theme in themes}), STANCES):
        side = [each for each in candidates if theme in each.linking and each.stance == stance]
        chosen += _chosen(side, chosen, params.examples_per_stance)
    return {each.statement_id for each in chosen}


def _chosen(side: Sequence[Any], earlier: Sequence[Any], wanted: int) -> list[Any]:
    """What one side of one theme adds to the statements that were chosen earlier."""
    mine = {each.statement_id for each in side}
    present = [each for each in earlier if each.statement_id in mine]
    shown = {each.words for each in earlier}
    added: list[Any] = []
    while len(present) < wanted and (free := [each for each in side if each.words not in shown]):
        speakers, sources = {each.speaker for each in present}, [each.source for each in present]
        best = min(free, key=lambda each: (each.speaker in speakers, sources.count(each.source)))  # else the first
        present.append(best)
        added.append(best)
        shown.add(best.words)
    return added
