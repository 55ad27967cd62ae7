"""What findings are made from, and how: names in bold, lists as Dutch has them, and numbers that lead somewhere.

A number leads to the statements behind it, by the filter that shows exactly those in the list of all statements.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup, escape

from pipeline.core.codes import ALL_ROUNDS
from pipeline.core.comparison import Comparison
from pipeline.core.counting import NET_SENTIMENT
from pipeline.core.yaml_model import own_yaml
from pipeline.report.view.campaigns import Campaign
from pipeline.report.view.figures import Row, SourcedNumber, SourcedTable
from pipeline.report.view.heard import Heard
from pipeline.report.view.over_rounds import Splits, ThemeCourse
from pipeline.report.view.staff_vs_partners import StaffVsPartners
from pipeline.report.view.tables import Choices
from pipeline.report.view.themes import ThemeRow, ThenAndNow, when
from pipeline.report.view.trust import Weak

TONES = ("knelpunt", "behouden")  # that a tone is made of
HEARD = {"knelpunt": "knelpunt", "waardering": "behouden"}  # as a sentence names them
MOST_POINTS = 4  # themes that a finding lists; more are not remembered
Texts = Mapping[str, Mapping[str, str]]
Filter = dict[str, str]
_LISTING = re.compile(r"evidence/actie-0*(\d+)\.csv")
_NAMES = {"thema": "thema", "ronde": "ronde", "doelgroep": "doelgroep", "oordeel": "oordeel", "nummer": "actie"}
_COUNTED: Mapping[str, Mapping[str, Filter]] = own_yaml(Path(__file__).parents[1] / "filters.yaml")


@dataclass(frozen=True)
class Finding:
    """One finding: the sentence, how sure it is in a word, and why.

    Attributes
    ----------
    points : what the sentence lists, each a sentence of its own.
    """

    rule: str
    sentence: Markup
    certainty: str
    why: Markup
    points: tuple[Markup, ...] = ()


@dataclass(frozen=True)
class SinceRound:
    """The newest round against one earlier round.

    Attributes
    ----------
    past : themes of the earlier round; empty when there is none.
    tones : how the tone of each theme moved since.
    first : whether the earlier round is the first, and another than the one before.
    """

    past: Sequence[ThemeRow] = ()
    tones: Sequence[ThenAndNow] = ()
    first: bool = False

    def span(self, row: ThemeRow) -> Comparison:
        """How the share of a theme moved since."""
        return row.first if self.first else row.previous


@dataclass(frozen=True)
class Facts:
    """What findings are made from.

    Attributes
    ----------
    texts : findings.yaml.
    newest : themes of the newest round, audience ``alle``.
    recent, whole : against the round before, and against the first when that is another.
    coverage, uncovered : evidence/dekking.csv and evidence/themas-zonder-actie.csv.
    answers : theme to the numbers of its improvement actions; None when there are no actions.
    proposed : some themes of actions are not confirmed.
    choices : what is enough.
    kinds : round to what it comes from, in words; without the rounds of which that is not known.
    weak : the labels of which nothing is said.
    courses : how themes and tones went over all rounds.
    splits : what other people made of the changes since the round before, and since the first.
    campaigns : texts that were sent often.
    heard : by what themes are ranked, and what is told of them.
    """

    texts: Texts
    newest: Sequence[ThemeRow]
    recent: SinceRound
    whole: SinceRound
    mirror: StaffVsPartners | None
    coverage: SourcedTable
    uncovered: SourcedTable
    answers: Mapping[str, Sequence[str]] | None
    proposed: bool
    choices: Choices
    kinds: Mapping[str, str]
    weak: Weak
    courses: Sequence[ThemeCourse] = ()
    splits: Sequence[Splits] = ()
    campaigns: Sequence[Campaign] = ()
    heard: Heard = field(default_factory=Heard)

    def sure(self, row: Row, *stances: str) -> bool:
        """Whether enough labels are right of what a row counts: of its theme, or of some stances in its round."""
        labels = [("stance", stance) for stance in stances] or [("themes", row["thema"])]
        audience = "alle" if stances else row.cells.get("doelgroep", "alle")
        return all((label, row["ronde"], audience) not in self.weak for label in labels)

    def words(self, section: str) -> Mapping[str, str]:
        """The texts of a section, as they are where a text that was sent often counts once."""
        texts = self.texts[section]
        return {**texts, **self.texts[f"{section}_teksten"]} if self.heard.by_share else texts

    def finding(
        self,
        rule: str,
        sentences: Iterable[Markup],
        certainty: str,
        why: Iterable[Markup],
        points: Iterable[Markup] = (),
    ) -> Finding:
        """A finding of some sentences; ``certainty`` is a key of ``zekerheid`` in findings.yaml."""
        sure = self.texts["zekerheid"][certainty]
        return Finding(rule, Markup(" ").join(sentences), sure, Markup(" ").join(why), tuple(points))

    def answer(self, theme: str) -> Markup:
        """Which actions answer a theme, after a space; empty when there are no actions at all."""
        if self.answers is None:
            return Markup()
        numbers = self.answers.get(theme, ())
        key = "geen" if not numbers else "een" if len(numbers) == 1 else "meer"
        return Markup(" ") + say(self.texts["antwoord"][key], acties=listed([escape(n) for n in numbers]))

    def unlike(self, before: str, after: str, alike: str) -> str:
        """In what two rounds did not ask alike, by a value of ``vergelijking``; "" when they did."""
        if alike in ("", "gelijk"):
            return ""
        words = self.texts["ongelijk"]
        values = {"voor": when(before), "na": when(after)}
        sources = {"soort_voor": self.kinds.get(before, ""), "soort_na": self.kinds.get(after, "")}
        if alike == "andere soort bron" and all(sources.values()) and len(set(sources.values())) > 1:
            return words["bronnen"].format(**values, **sources)
        return words[alike].format(**values)


def filter_of(figure: SourcedNumber) -> Filter:
    """The filter for the statements that a number counts; empty when it counts none, or not those of one filter.

    >>> row = {"thema": "regie", "ronde": "2026", "doelgroep": "alle"}
    >>> filter_of(SourcedNumber("3", "trend.csv", "n_knelpunt", row))
    {'thema': 'regie', 'ronde': '2026', 'oordeel': 'knelpunt'}
    >>> filter_of(SourcedNumber("3", "trend.csv", "verschil", row))
    {}
    """
    named = {
        _NAMES[key]: value
        for key, value in figure.row.items()
        if key in _NAMES and value not in ("alle", ALL_ROUNDS)
    }
    if listing := _LISTING.fullmatch(figure.table):
        return {"actie": listing[1], **named} if figure.how == "rijen" else {}
    narrowed = _COUNTED.get(figure.table, {}).get(figure.column)
    if narrowed is None or figure.row.keys() - _NAMES.keys():
        return {}
    if figure.column == "noemer":
        return {key: named[key] for key in ("ronde", "doelgroep") if key in named} or {"telt": "mee"}
    if named.get("oordeel") == NET_SENTIMENT:
        return {}
    return {**named, **narrowed}


def linked(value: object) -> object:
    """A figure as a link to the list of all statements filtered, where it counts any; anything else as it is."""
    if not isinstance(value, SourcedNumber) or value.value in ("", "0") or not (wanted := filter_of(value)):
        return value
    chosen = Markup("").join(Markup(' data-{}="{}"').format(*choice) for choice in wanted.items())
    return Markup('<a class="deur" href="#uitspraken"{}>{}</a>').format(chosen, value)


def say(sentence: str, **values: object) -> Markup:
    """A sentence of the text files, filled in; what is filled in is text, and a figure opens its statements."""
    return escape(sentence).format(**{name: linked(value) for name, value in values.items()})


def listed(names: Sequence[Markup]) -> Markup:
    """Names as Dutch lists them.

    >>> str(listed([Markup("a"), Markup("b"), Markup("c")]))
    'a, b en c'
    """
    if len(names) < 2:
        return Markup("").join(names)
    return Markup(", ").join(names[:-1]) + Markup(" en ") + names[-1]


def gap(one: ThemeRow, other: ThemeRow) -> float:
    """How far two shares are apart, 0-1."""
    return abs(float(one.share) - float(other.share))


def bold(name: str) -> Markup:
    """A name that stands out."""
    return Markup("<strong>") + escape(name) + Markup("</strong>")
