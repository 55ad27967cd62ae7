"""A round compared with an earlier one: one record, whatever columns of the trend it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass

# Part of a comparison -> column that holds it.
PREVIOUS = {
    "since": "vorige_ronde",
    "difference": "verschil",
    "low": "verschil_ondergrens",
    "high": "verschil_bovengrens",
    "p": "p_waarde",
    "p_corrected": "p_aangepast",
    "verdict": "verandering",
    "comparability": "vergelijking",
    "smallest": "kleinst_aantoonbaar",
}
FIRST = {
    "since": "eerste_ronde",
    "difference": "verschil_eerste",
    "low": "verschil_eerste_ondergrens",
    "high": "verschil_eerste_bovengrens",
    "p_corrected": "p_eerste_aangepast",
    "verdict": "sinds_eerste",
    "comparability": "vergelijking_eerste",
}
STAFF_VS_PARTNERS = {
    "difference": "verschil",
    "low": "verschil_ondergrens",
    "high": "verschil_bovengrens",
    "p_corrected": "p_aangepast",
    "verdict": "oordeel_verschil",
    "comparability": "vergelijking",
}
ANOTHER_OPINION = {
    "difference": "andere_mening",
    "low": "andere_mening_ondergrens",
    "high": "andere_mening_bovengrens",
    "p_corrected": "p_aangepast",
    "verdict": "verandering",
    "comparability": "vergelijking",
}


@dataclass(frozen=True)
class Comparison:
    """What a table says of one comparison, in cells; "" where it says nothing.

    Attributes
    ----------
    since : the earlier round; "" when there is none.
    difference, low, high : now minus then, with the ends of its 95% interval.
    p, p_corrected : chance of such a difference by accident; the same, corrected for all that is compared at once.
    verdict : what may be said of the difference.
    comparability : how alike both were asked, answered and coded.
    smallest : the smallest change that would mostly have been shown.
    """

    since: str = ""
    difference: str = ""
    low: str = ""
    high: str = ""
    p: str = ""
    p_corrected: str = ""
    verdict: str = ""
    comparability: str = ""
    smallest: str = ""

    @classmethod
    def read(cls, row: Mapping[str, str], columns: Mapping[str, str]) -> "Comparison":
        """The comparison that a row holds in these columns: PREVIOUS, FIRST or STAFF_VS_PARTNERS."""
        return cls(**{part: row[column] for part, column in columns.items()})

    def cells(self, columns: Mapping[str, str]) -> dict[str, str]:
        """The comparison as cells of these columns."""
        return {column: getattr(self, part) for part, column in columns.items()}
