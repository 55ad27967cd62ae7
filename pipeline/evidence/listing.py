"""The statements of one action in the order in which they are best read.

Examples come first: of each theme and stance a few, so that who disagrees is heard however
few they are. Then the rest. In both parts the newest round is first, and within a round
the stances take turns (criticism, praise, wish, neutral): neither side is far down.
Duplicates close their round.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.codebook import SEPARATOR
from pipeline.evidence.voices import counted, names
from pipeline.excel_tables import EVIDENCE

TURNS = ("knelpunt", "behouden", "wens", "neutraal")  # who speaks when the stances take turns


def examples(found: pd.DataFrame, per_stance: int) -> set[str]:
    """Ids of the statements to show first: per theme and stance ``per_stance`` of them.

    Newest round first, then a person's label before a machine's, then the surest.
    """
    best_first = counted(found).sort_values(
        ["age", "settled", "surest", "statement_id"], ascending=[True, False, False, True]
    )
    per_theme = best_first.explode("linking")
    return set(per_theme.groupby(["linking", "stance"]).head(per_stance)["statement_id"])


def listing(found: pd.DataFrame, theme_names: Mapping[str, str], per_stance: int) -> pd.DataFrame:
    """The EVIDENCE table of one action.

    Parameters
    ----------
    found : what :func:`pipeline.evidence.voices.bearing_on` gives.
    theme_names : theme id to Dutch name.
    per_stance : examples per theme and stance.
    """
    first = found["statement_id"].isin(examples(found, per_stance))
    placed = found.assign(
        example=first, later=~first, duplicate=found["duplicate_of"] != "", turn=found["stance"].map(TURNS.index)
    )
    placed = placed.sort_values(
        ["later", "age", "duplicate", "settled", "surest", "statement_id"],
        ascending=[True, True, True, False, False, True],
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
            "oordeel_zekerheid": placed["stance_confidence"],
            "beoordeeld": placed["settled"].map({True: "ja", False: "nee"}),
            "dubbel_van": placed["duplicate_of"],
            "uitspraak_id": placed["statement_id"],
        }
    )
    return table[EVIDENCE.names].astype(str).reset_index(drop=True)
