"""How a file that a person hands over is to be read: profile, columns, round, date."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import shorten

from pipeline.core.corpus import Source
from pipeline.core.errors import InputError, quoted
from pipeline.core.params import Ingest
from pipeline.core.tabular.large_text import content_of
from pipeline.core.tabular.source_table import TABLE_SUFFIXES, Content, SourceTable, holds_table
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.outcomes import UNKNOWN, UNREAD
from pipeline.ingest.profiles.profiles import Profile
from pipeline.ingest.profiles.table_profile import TableProfile
from pipeline.ingest.source import read_source
from pipeline.new_corpus.survey import Survey, Wishes, dates_of, survey

# A layout that fits explains nearly every line; on a report of another kind most lines stand before
# the first heading that is known, or under one that is not. Halfway between the two.
MOST_UNEXPLAINED = 0.5
LEAST_READ = 0.5  # of the running text, in statements; below it most of what people said may be lost: then it asks
SURE = 0.75  # of the running text; a layout that takes in less yields to one that takes in more
FEWEST_LOOSE = 8  # statements that make a text without layout a report; a letter or a page of a novel has fewer
_MOST_REASONS, _EXAMPLES, _LONGEST_EXAMPLE = 3, 2, 60


@dataclass(frozen=True)
class Guess:
    """One file: how it is to be read, and what reading it so gives; of a large table only a sample was read."""

    path: Path
    source: Source
    reading: ReadResult
    profile_given: bool
    survey: Survey | None = None
    sample: SourceTable | None = None

    @property
    def content(self) -> Content:
        """What the guess was made by; bytes are read again, not held."""
        return self.sample or content_of(self.path)

    @property
    def unexplained(self) -> float:
        """Share of the file's lines that the profile knows nothing about, 0-1."""
        dropped = Counter(self.reading.dropped.values())
        return sum(dropped[reason] for reason in UNKNOWN) / max(1, len(self.reading.incoming))

    def size(self, units: Iterable[str]) -> int:
        """Characters of these lines."""
        return sum(len(self.reading.texts.get(unit, "")) for unit in units)

    @property
    def share(self) -> float:
        """Share of the text that is in statements, 0-1; headings, tables of contents and the like left out."""
        read = self.size(self.reading.kept)
        return read / max(1, read + self.size(u for u, reason in self.reading.dropped.items() if reason in UNREAD))

    @property
    def reasons(self) -> list[str]:
        """The largest reasons why text is in no statement, each with examples: "12 kop (heading): “Inleiding”"."""
        units: dict[str, list[str]] = {}
        for unit, reason in self.reading.dropped.items():
            units.setdefault(reason, []).append(unit)
        told = []
        for reason in sorted(units, key=lambda reason: (-self.size(units[reason]), reason))[:_MOST_REASONS]:
            texts = dict.fromkeys(self.reading.texts.get(unit, "") for unit in units[reason])
            longest = sorted(texts, key=len, reverse=True)[:_EXAMPLES]
            shown = [shorten(text, _LONGEST_EXAMPLE, placeholder="…") for text in longest]
            why = f"{len(units[reason])} {reason} ({self.reading.reasons[reason]})"
            told.append(": ".join(filter(None, [why, " / ".join(f"“{text}”" for text in shown if text)])))
        return told

    @property
    def years(self) -> list[str]:
        """The years in which people spoke, as far as the file says so."""
        return sorted({date[:4] for date in dates_of(self.reading)})

    @property
    def fits(self) -> bool:
        """Whether the file may be read so without anybody having said it."""
        reading = self.reading
        known = reading.recognised and not reading.statements.empty and self.unexplained <= MOST_UNEXPLAINED
        enough = not reading.loose or len(reading.statements) >= FEWEST_LOOSE
        return known and enough and (not reading.texts or self.share >= LEAST_READ)


def guess(
    path: Path, content: Content, profiles: Mapping[str, Profile], wishes: Wishes, params: Ingest, sheet: str = ""
) -> Guess:
    """The profile under which the file reads best.
    :class:`InputError` when it fits none, or not the one wished for.

    Parameters
    ----------
    profiles : all there are, by name; the one wished for is not weighed, only tried.
    sheet : of a workbook; "" for the one that fits best.
    """
    wished = wishes.profile
    tabular = (
        isinstance(content, SourceTable)
        or path.suffix.lower() in TABLE_SUFFIXES
        or holds_table(content, where=str(path))
    )
    fitting = [name for name, profile in sorted(profiles.items()) if isinstance(profile, TableProfile) == tabular]
    names = fitting if wished is None else [wished]
    tried = [attempt(path, content, name, profiles[name], wishes, params, sheet) for name in names]
    # The best first: what fits; then a layout of its own before running text, what is explained, what is kept.
    best = min(
        tried,
        key=lambda each: (
            not each.fits,
            not each.reading.recognised or each.reading.statements.empty,
            each.share < SURE,
            each.reading.loose,
            not getattr(profiles[each.source.profile], "signs", ()),
            round(each.unexplained, 3),
            -len(each.reading.kept),
            each.source.profile,
        ),
    )
    if best.reading.statements.empty if wished else not best.fits:
        raise _fits_none(path, best, tried, quoted(wished) if wished else "any profile")
    return best


def with_equal_audience(guesses: Sequence[Guess], profiles: Mapping[str, Profile], params: Ingest) -> list[Guess]:
    """Who is not own staff in one file is so in all files whose organisation column has that name.

    Else a round in which no staff took part would have another audience than the next one, of the same partners.
    """
    telling = {_organisation(each) for each in guesses if each.source.internal_values}
    alike = []
    for each in guesses:
        if _organisation(each) in telling and each.source.audience == "onbekend":
            source, where = each.source.model_copy(update={"audience": "extern"}), str(each.path)
            reading = read_source(each.content, source, profiles[source.profile], params, where=where)
            each = replace(each, source=source, reading=reading)
        alike.append(each)
    return alike


def _organisation(each: Guess) -> str:
    columns = each.source.columns
    return columns.organisation.strip().casefold() if columns and columns.organisation else ""


def attempt(
    path: Path, content: Content, name: str, profile: Profile, wishes: Wishes, params: Ingest, sheet: str = ""
) -> Guess:
    """The file read under one profile."""
    given = wishes.profile is not None
    source = Source(file=path.name, profile=name, round=wishes.round or "", date=wishes.date, sheet=sheet)
    if isinstance(profile, TableProfile):
        found = survey(path, content, source, profile, wishes, params)
        return Guess(path, found.source, found.reading, given, found, _sample(content))
    reading = read_source(content, source, profile, params, where=str(path))
    if source.date is None and (dates := dates_of(reading)):
        source = source.model_copy(update={"date": datetime.date.fromisoformat(dates[0])})
    return Guess(path, source, reading, given)


def _sample(content: Content) -> SourceTable | None:
    return content if isinstance(content, SourceTable) and len(content.rows) < content.total else None


def _fits_none(path: Path, best: Guess, tried: Sequence[Guess], what: str) -> InputError:
    name, reading = best.source.profile, best.reading
    kept = f"{len(reading.kept)} of {len(reading.incoming)} {reading.unit}s are in a statement"
    signs = "" if reading.recognised else "; no line has one of the signs of that layout"
    others = "; ".join(best.reasons) or "none"
    shares = ", ".join(f"{each.source.profile} {each.share:.0%}" for each in tried)
    way_on = "" if reading.statements.empty else f"to read it so all the same, add --profile {name}; else "
    return InputError(
        f"this file does not fit {what}: as {name}, {kept}; most others: {others}{signs}; "
        f"share of the text in statements: {shares}",
        where=str(path),
        nearest=name,
        todo=f"{way_on}choose a profile with --profile, or write one (see corpora/profiles/README.md); "
        "save a table as .csv or .xlsx; "
        f"thermometer profile check {path.name} --profile {name} shows it line by line",
    )
