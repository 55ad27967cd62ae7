"""The statements of one action in the order in which they are best read.

Examples come first (:mod:`pipeline.evidence.examples` says which). Then the rest. In both parts
the newest round is first, and within a round the stances take turns (criticism, praise, wish,
neutral): neither side is far down. Duplicates close their round.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.core.codebook import SEPARATOR
from pipeline.core.corpus import Action
from pipeline.core.params import Evidence
from pipeline.core.tables import EVIDENCE
from pipeline.evidence.examples import best_first, examples
from pipeline.evidence.statements import bearing_on, names

TURNS = ("knelpunt", "behouden", "wens", "neutraal")  # who speaks when the stances take turns


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
    first = listed["statement_id"].isin(examples(listed, params))
    placed = best_first(
        listed.assign(
            example=first,
            later=~first,
            duplicate=listed["duplicate_of"] != "",
            turn=listed["stance"].map(TURNS.index),
        ),
        params,
    )
    placed["place_in_stance"] = placed.groupby(["later", "age", "duplicate", "stance"]).cumcount()
    placed = placed.sort_values(["later", "age", "duplicate", "place_in_stance", "turn"], kind="stable")
    table = pd.DataFrame(
        {
            "voorbeeld": placed["example"].map({True: "ja", False: "nee"}),
            "themas": placed["linking"].map(SEPARATOR.join),
            "thema_namen": placed["linking"].map(lambda themes: names(themes, theme_names)),
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
