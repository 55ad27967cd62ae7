"""Staff against partners in one round: what each names, and whether the difference is shown."""

from dataclasses import dataclass, field

from pipeline.core.codes import FEW, MORE_PARTNERS, MORE_STAFF, WARMER_PARTNERS, WARMER_STAFF
from pipeline.core.counting import NET_SENTIMENT
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.heard import Heard
from pipeline.report.view.themes import ThemeRow, most_said_first, theme_rows

VERDICTS = {
    MORE_STAFF: "intern",
    MORE_PARTNERS: "extern",
    WARMER_STAFF: "intern",
    WARMER_PARTNERS: "extern",
    FEW: FEW,
}
GROUPS = {"intern": "medewerkers", "extern": "partners"}  # audience to what the table's columns call it
TOP = 5  # themes that are listed of a side


@dataclass(frozen=True)
class SideBySide:
    """One theme as staff and as partners bring it up.

    Attributes
    ----------
    verdict : ``extern`` or ``intern``: who brings it up more; ``gelijk``: no difference shown; ``te weinig
        gegevens``: it cannot be compared.
    warmer : of the tone likewise who is more positive.
    """

    name: str
    intern: ThemeRow
    extern: ThemeRow
    verdict: str
    warmer: str


@dataclass(frozen=True)
class StaffVsPartners:
    """Staff against partners in one round; enough is false when a side is too small to compare.

    Attributes
    ----------
    intern, extern : statements of each side. people : side to how many spoke; empty when none is known.
    alike : how alike both were asked in this round, a value of ``vergelijking``; "" when it is not known.
    heard : by what themes are ranked.
    """

    round: str
    rows: tuple[SideBySide, ...]
    intern: SourcedNumber
    extern: SourcedNumber
    people: dict[str, SourcedNumber]
    enough: bool
    alike: str
    heard: Heard = field(default_factory=Heard)

    def top(self, side: str) -> list[ThemeRow]:
        """What ``intern`` or ``extern`` names most, largest first; never what nobody named.

        About five: it stops before equals of which one would fall outside; when all are equal, all.
        """
        rows: list[ThemeRow] = [getattr(row, side) for row in self.rows]
        size = self.heard.size
        ranked = sorted((row for row in rows if size(row)), key=lambda row: -size(row))
        if len(ranked) <= TOP:
            return ranked
        after = size(ranked[TOP])
        return [row for row in ranked if size(row) > after] or [row for row in ranked if size(row) == after]

    def loudest(self, side: str, stance: str) -> list[ThemeRow]:
        """The themes of which a side has most of a stance; none when that is one statement, or many share it."""
        return self.heard.most((getattr(row, side) for row in self.rows), stance)

    @property
    def comparable(self) -> bool:
        """Whether the two sides can be compared for any theme."""
        return self.enough and any(row.verdict != FEW for row in self.rows)


def mirror(
    trend: SourcedTable, differences: SourcedTable, min_denominator: int, heard: Heard | None = None
) -> StaffVsPartners | None:
    """Staff against partners in the newest round that has both, most said by partners first.

    Parameters
    ----------
    differences : trend-spiegel.csv, whose test takes into account that many themes are compared at once.

    Returns
    -------
    None when no round has statements by both.
    """
    names = list(dict.fromkeys(row["ronde"] for row in trend.records(doelgroep="alle")))
    for name in reversed(names):
        intern = {row.theme: row for row in theme_rows(trend, name, "intern") if int(row.denominator)}
        extern = [row for row in theme_rows(trend, name, "extern") if int(row.denominator)]
        if not intern or not extern:
            continue
        size_intern, size_extern = next(iter(intern.values())).denominator, extern[0].denominator
        found = {
            (row["thema"], row["oordeel"]): row["oordeel_verschil"] for row in differences.records(ronde=name)
        }
        pairs = [
            SideBySide(
                row.name,
                intern[row.theme],
                row,
                *(VERDICTS.get(found.get((row.theme, stance), FEW), "gelijk") for stance in ("", NET_SENTIMENT)),
            )
            for row in most_said_first(extern)
        ]
        any_row = {"ronde": name, "thema": extern[0].theme, "oordeel": ""}
        people = {side: differences.total(f"respondenten_{group}", **any_row) for side, group in GROUPS.items()}
        enough = min(int(size_intern), int(size_extern)) >= min_denominator
        alike = next((row["vergelijking"] for row in differences.records(**any_row)), "")
        return StaffVsPartners(
            name, tuple(pairs), size_intern, size_extern, people, enough, alike, heard or Heard()
        )
    return None
