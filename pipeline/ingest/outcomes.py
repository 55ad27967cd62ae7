"""What became of each line or row of a source, for who writes a profile by trial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.errors import several
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.table_profile import TableProfile
from pipeline.ingest.profiles.text_profile import TextProfile

# What a statement says beside its text, in the order in which it is shown.
_FACTS = (
    "kind", "round", "category_given", "mentioned", "effect", "respondent", "speaker", "organisation", "question",
)  # fmt: skip
UNKNOWN = ("titelblad", "overig")  # reasons for lines of which the profile knows nothing


@dataclass(frozen=True)
class Outcome:
    """One line or row.

    Attributes
    ----------
    number : of the line or row, 1-based.
    what : "statement 3", "statement 4-6" for an answer split into sentences; else the reason why
        it is in none.
    said : what is known of the statement, or of the heading.
    kept : whether it is in a statement.
    """

    number: int
    what: str
    said: str
    text: str
    kept: bool


def outcomes(reading: ReadResult, texts: Mapping[int, str]) -> list[Outcome]:
    """An outcome per line or row, in order.

    Parameters
    ----------
    texts : number of the line or row -> its text; a row without one shows its statement.
    """
    statements = reading.statements
    facts = [
        " · ".join(value for value in row if value)
        for row in statements[list(_FACTS)].itertuples(index=False, name=None)
    ]
    starting: dict[int, list[int]] = {}
    for place, first in enumerate(statements["line_start"]):
        starting.setdefault(int(first), []).append(place)
    found: list[Outcome] = []
    now = ""
    for unit in reading.incoming:
        number = int(unit.rsplit(":", 1)[1])
        what, said, text = reading.dropped.get(unit, ""), reading.headings.get(unit, ""), texts.get(number, "")
        kept = not what
        if kept and (places := starting.get(number)):
            now = f"statement {places[0] + 1}" + (f"-{places[-1] + 1}" if len(places) > 1 else "")
            said = facts[places[0]]
            text = text or " ".join(statements["text"].iloc[place] for place in places)
        elif kept:
            said = "(goes on)"
        found.append(Outcome(number, what or now, said, text, kept=kept))
    return found


def summary(reading: ReadResult, found: Sequence[Outcome], profile: TextProfile | TableProfile) -> list[str]:
    """What to look at: how many statements of which kind, why lines are none, rules that found nothing."""
    statements = reading.statements
    kept = sum(outcome.kept for outcome in found)
    kinds = Counter(zip(statements["kind"], statements["round"], strict=True))
    lines = [f"{several(len(statements), 'statement')} from {kept} of {several(len(found), reading.unit)}."]
    lines += [f"  {number:>5} {kind}, {label}" for (kind, label), number in sorted(kinds.items())]
    reasons = Counter(outcome.what for outcome in found if not outcome.kept)
    if reasons:
        lines.append("In no statement:")
        lines += [
            f"  {number:>5} {reason} ({reading.reasons[reason]})"
            for reason, number in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ]
    dates = sorted({date for date in statements["date"] if date})
    if dates:
        lines.append(f"Dates: {dates[0]}" + (f" to {dates[-1]}." if len(dates) > 1 else "."))
    if isinstance(profile, TextProfile):
        lines += _about_layout(reading, reasons, len(found), profile)
    return lines


def _about_layout(reading: ReadResult, reasons: Mapping[str, int], total: int, profile: TextProfile) -> list[str]:
    unknown = sum(reasons.get(reason, 0) for reason in UNKNOWN)
    lines = [f"The profile knows nothing of {unknown} of {several(total, reading.unit)} ({', '.join(UNKNOWN)})."]
    if not reading.recognised:
        lines.append("No line has one of the profile's signs: new-corpus would not guess this profile.")
    met = {heading.split(" · ", 1)[0] for heading in reading.headings.values()}
    idle = [
        f"  {name}  {rule.pattern or ', '.join(rule.names)}"
        for name, rule in profile.rules.items()
        if name not in met
    ]
    return [*lines, *(["Rules that no heading of this file follows:", *idle] if idle else [])]
