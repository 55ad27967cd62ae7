"""All rounds together (trend-rondes.csv), and what other people made of a change (trend-samenstelling.csv)."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.codes import FALLEN, JOINT, OF_ORGANISATION, RISEN, TONE_CHANGES
from pipeline.core.comparison import ANOTHER_OPINION, Comparison
from pipeline.core.counting import NET_SENTIMENT
from pipeline.report.view.figures import Number, Row, SourcedNumber, SourcedTable, Text

SHOWN = (RISEN, FALLEN, *TONE_CHANGES)


class ThemeCourse(Row):
    """One theme, or its tone, over all rounds of everyone together."""

    theme = Text("thema")
    name = Text("thema_naam")
    stance = Text("oordeel")
    first = Text("eerste_ronde")
    last = Text("laatste_ronde")
    verdict = Text("verloop")
    comparability = Text("vergelijking")
    rounds = Number("rondes")
    slope = Number("per_ronde", "punten")
    low = Number("per_ronde_ondergrens", "punten")
    high = Number("per_ronde_bovengrens", "punten")
    returned = Number("respondenten_terug")

    @property
    def shown(self) -> bool:
        """Whether the trend calls it a movement."""
        return self.verdict in SHOWN

    @property
    def only_other_people(self) -> bool:
        """Whether it is no movement any more once the same groups are compared; False where they cannot be."""
        return bool(self["per_ronde_gelijke_mix"]) and self.shown and self["verloop_gelijke_mix"] != self.verdict

    @property
    def known(self) -> bool:
        """Whether there is a line at all."""
        return bool(self["per_ronde"])


def courses(book: SourcedTable) -> list[ThemeCourse]:
    """Every theme and then every tone, the steepest first of either; none with fewer than three rounds."""
    found = ThemeCourse.each(book, "thema", "oordeel", "doelgroep", doelgroep="alle")
    return sorted(found, key=lambda one: (one.stance, -abs(float(one.slope)) if one.known else 0.0))


class Split(Row):
    """The change of one theme, or of its tone: what other people make of it, and what another opinion."""

    theme = Text("thema")
    name = Text("thema_naam")
    stance = Text("oordeel")
    change = Number("verschil", "punten")
    people = Number("andere_mensen", "punten")
    opinion = Number("andere_mening", "punten")
    low = Number("andere_mening_ondergrens", "punten")
    high = Number("andere_mening_bovengrens", "punten")

    @property
    def comparison(self) -> Comparison:
        """Of another opinion."""
        return Comparison.read(self.cells, ANOTHER_OPINION)

    @property
    def verdict(self) -> str:
        """What the trend says of another opinion."""
        return self.comparison.verdict

    @property
    def shown(self) -> bool:
        """Whether the trend calls it a change."""
        return self.verdict in SHOWN


@dataclass(frozen=True)
class Splits:
    """The newest round held against an earlier one at one mix of groups.

    Attributes
    ----------
    rows : themes, then tones, the largest change first of either.
    compared : part of the statements that is of compared groups; of the round where it is smallest.
    left_out : the groups that are not compared: an audience, and a kind of organisation or "".
    """

    round: str
    since: str
    rows: Sequence[Split]
    compared: SourcedNumber
    left_out: Sequence[tuple[str, str]]

    @property
    def told(self) -> bool:
        """Whether enough is alike to split a change."""
        return any(row.opinion.value for row in self.rows)

    def holds(self, theme: str, verdict: str) -> bool:
        """Whether a change that was shown is shown too once the same groups are compared."""
        return self._verdict(theme, verdict) == verdict

    def only_other_people(self, theme: str, verdict: str) -> bool:
        """Whether it is not; False where the groups cannot be compared."""
        return self._verdict(theme, verdict) not in ("", verdict)

    def _verdict(self, theme: str, shown: str) -> str:
        stance = NET_SENTIMENT if shown in TONE_CHANGES else ""
        own = (row for row in self.rows if (row.theme, row.stance) == (theme, stance) and row.opinion.value)
        return next((row.verdict for row in own), "")


def splits(book: SourcedTable, newest: str, since: str) -> Splits | None:
    """Of everyone together; None where nobody else was asked: the groups are not known, or as they were.

    Parameters
    ----------
    since : the earlier round; "" when there is none.
    """
    key = ("thema", "oordeel", "ronde", "doelgroep", "sinds")
    rows = Split.each(book, *key, ronde=newest, doelgroep="alle", sinds=since) if since else []
    if not rows or all(row.people.value and not float(row.people) for row in rows):
        return None
    ranked = sorted(rows, key=lambda row: (row.stance, -abs(float(row.change))))
    names = (name.partition(OF_ORGANISATION) for name in rows[0]["weggelaten"].split(JOINT) if name)
    left_out = tuple((audience, organisation) for audience, _, organisation in names)
    return Splits(newest, since, ranked, rows[0].number("vergeleken_deel", "procent"), left_out)
