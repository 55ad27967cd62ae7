"""How far the labels can be trusted: the coder against the blind audit, in figures and words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.report.view.figures import Form, SourcedNumber

Given = tuple[SourcedNumber, SourcedNumber]  # how often the coder gave a label in the audit, what part rightly
METRICS_FILE = "metrics.json"
# Lowest value of each word, highest first. Our own cut, stated on the page with the figures beside it;
# people who code themes independently of each other mostly end between "redelijk" and "goed".
CODERS = ("bundled", "language_model", "together", "language_model_gain", "together_gain")
WORDS = (("goed", 0.80), ("redelijk", 0.65), ("matig", 0.50), ("zwak", 0.0))


@dataclass(frozen=True)
class Measure:
    """One measure with its interval; empty figures when it was not measured."""

    value: SourcedNumber
    low: SourcedNumber
    high: SourcedNumber

    @property
    def known(self) -> bool:
        """Whether it was measured."""
        return bool(self.value.value)

    @property
    def word(self) -> str:
        """The measure in a word; "" when not measured."""
        return _word(self.value)

    @property
    def cautious_word(self) -> str:
        """The lower end of the interval in a word: what it is at least, as far as the audit can tell."""
        return _word(self.low)


def _word(figure: SourcedNumber) -> str:
    if not figure.value:
        return ""
    return next((word for word, floor in WORDS if float(figure) >= floor), WORDS[-1][0])


class Reliability:
    """Agreement of the coder with people who did not see what it said, as metrics.json has it.

    What is absent there, or null, is not measured.

    Attributes
    ----------
    drawn : statements in the blind audit that came back coded.
    audited : those of them that have content.
    lowest_chance, highest_chance : to be drawn and come back coded, 0-1; empty where none is on record.
    themes : micro F1. category, stance : share with the same label.
    headings : category against the report's own headings.
    reviewed, total : statements that a person looked at, of all.
    undecided : statements whose themes are undecided.
    disputed : statements on which reviewers differ.
    off_topic : statements that do not count because they are about something else; off_topic_share : what part of
        all that was not set aside is, by people in the blind audit.
    given : from kind (``themes`` or ``stance``) and label to how often the coder was right in giving it.
    interval : coverage of the measures' intervals.
    models, compared : names of the language models, "" without one; audited statements that one answered.
    coders : of each coder, and of its gain over the bundled one, how far it agrees on themes, category, stance.
    """

    def __init__(self, metrics: Mapping[str, Any]) -> None:
        def figure(path: str, form: Form = "aantal") -> SourcedNumber:
            found: Any = metrics
            for key in path.split("."):
                found = found.get(key) if isinstance(found, Mapping) else None
            value = "" if found is None else f"{Decimal(str(found)):f}"
            return SourcedNumber(value, METRICS_FILE, path, form=form, how="pad")

        def measure(path: str, form: Form = "procent") -> Measure:
            return Measure(*(figure(f"{path}.{end}", form) for end in ("value", "low", "high")))

        self.drawn = figure("audit.n")
        self.audited = figure("audit.themes.n")
        self.lowest_chance = figure("audit.weighting.chances.lowest")
        self.highest_chance = figure("audit.weighting.chances.highest")
        self.given: Callable[[str, str], Given] = lambda kind, label: (
            figure(f"audit.given.{kind}.{label}.n"),
            figure(f"audit.given.{kind}.{label}.precision.value", "procent"),
        )
        self.themes = measure("audit.themes.micro_f1", "getal")
        self.category = measure("audit.category.accuracy")
        self.stance = measure("audit.stance.accuracy")
        self.headings = measure("headings.category.accuracy")
        self.headings_n = figure("headings.category.n")
        self.reviewed = figure("statements.reviewed")
        self.total = figure("statements.total")
        self.undecided = figure("statements.undecided")
        self.disputed = figure("statements.disputed")
        self.off_topic = figure("statements.off_topic")
        self.off_topic_share = measure("audit.topic.off_topic_share")
        self.interval = figure("method.interval", "procent")
        compared = metrics.get("coders")
        self.models = ", ".join(compared["models"]) if compared else ""
        self.compared = figure("coders.n")
        self.coders = {
            coder: [
                measure(f"coders.themes.{coder}", "getal"),
                *(measure(f"coders.{kind}.{coder}") for kind in ("category", "stance")),
            ]
            for coder in (CODERS if compared else ())
        }

    @property
    def unequal(self) -> bool:
        """Whether some audited statement is known to have had less chance than another."""
        return self.lowest_chance.value != self.highest_chance.value

    @property
    def whole(self) -> bool:
        """Whether none was left out by chance: all that could be drawn were, and came back coded."""
        return bool(self.lowest_chance.value) and float(self.lowest_chance) == 1

    @property
    def checked(self) -> bool:
        """Whether it is known how well the themes were read: by an audit, or as people read most themselves."""
        return self.themes.known or (bool(self.reviewed.value) and self.by_people)

    @property
    def by_people(self) -> bool:
        """Whether people looked at most statements."""
        return int(self.reviewed) * 2 > int(self.total)
