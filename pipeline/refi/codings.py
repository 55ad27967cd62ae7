"""The labels of statements as codings: which code, who gave it, when, and how sure that was."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.core.codebook import numbers_of, split_themes
from pipeline.core.codes import JOINT, LANGUAGE_MODEL
from pipeline.core.dates import date_parts
from pipeline.refi.code_tree import STATUSES, code_guid
from pipeline.refi.round_texts import NOT_COUNTED
from pipeline.refi.words import WORDS, number, sound

Label = Mapping[str, str]  # a row of LABELS

LONG_AGO = "2000-01-01"  # the date of what has none: programs want one, and today's would be another every day
RULE, MODEL, REVIEWER = "regel", "model", "beoordelaar"


@dataclass(frozen=True)
class ExportOptions:
    """What the person who exports chose.

    Attributes
    ----------
    reviewers : whether people are named; else they are all `Beoordelaar`, and their remarks stay here.
    blind : whether statements of the blind audit that nobody coded yet go without codes.
    line_ends : of the texts; positions count them as the characters that they are.
    """

    reviewers: bool = False
    blind: bool = False
    line_ends: str = "\n"


@dataclass(frozen=True)
class GivenCode:
    """One code that a statement has: its GUID, who gave it, and how sure that was, 0-1; None where unknown."""

    code: str
    who: str
    sure: float | None = None


def hidden(row: Label, options: ExportOptions) -> bool:
    """Whether a statement goes without codes, as someone is still to code it without having seen the machine's."""
    return options.blind and uncoded_audit(row)


def uncoded_audit(row: Label) -> bool:
    """Whether a statement was drawn for the blind audit and did not come back coded."""
    return row["audit_probability"] != "" and row["audit"] != "ja"


def given_codes(row: Label, options: ExportOptions) -> list[GivenCode]:
    """The codes of a statement: category, stance, themes, and what else is known of it."""
    if hidden(row, options):
        return []
    found = []
    for kind, name in (("categories", "category"), ("stances", "stance")):
        if row[name]:
            sure = float(row[f"{name}_confidence"]) if row[f"{name}_confidence"] else None
            found.append(
                GivenCode(code_guid(kind, row[name]), _who(row[f"{name}_provenance"], row, options), sure)
            )
    reasons, sure_of = _reasons(row), numbers_of(row["theme_confidences"])
    for theme in split_themes(row["themes"]):
        who = _who(_source(reasons.get(theme, ""), row["themes_provenance"]), row, options)
        found.append(GivenCode(code_guid("themes", theme), who, sure_of.get(theme)))
    if row["themes_status"] in STATUSES:
        by = _who(row["themes_provenance"], row, options)
        found.append(GivenCode(code_guid("statuses", row["themes_status"]), by))
    if row["set_aside"]:
        found.append(GivenCode(code_guid("statuses", NOT_COUNTED), RULE))
    return found


def users(codes: Iterable[GivenCode]) -> list[str]:
    """Who gave codes, who gave most first: programs show the work of the first one. Without any, the model."""
    counted = Counter(one.who for one in codes)
    return sorted(counted, key=lambda who: (-counted[who], who)) or [MODEL]


def user_name(who: str) -> str:
    """How one is called who gave codes: a provenance, or a reviewer by name."""
    return sound(WORDS["users"].get(who, who))


def told(
    row: Label, codes: Iterable[GivenCode], names: Mapping[str, str], options: ExportOptions
) -> Iterator[str]:
    """What a researcher reads beside the statement: per code who gave it and how sure, and why.

    Parameters
    ----------
    names : of the codes, by GUID.
    """
    words = WORDS["selection"]
    for one in codes:
        about = {"code": names.get(one.code, ""), "who": user_name(one.who)}
        yield (
            words["unsure"].format(**about)
            if one.sure is None
            else words["sureness"].format(**about, sure=number(one.sure))
        )
    named, reasons = options.reviewers, _reasons(row)
    for label, reason in reasons.items():
        if reason.startswith(REVIEWER) and not named:
            reasons[label] = REVIEWER
    said = (f"{names.get(code_guid('themes', label), label)}: {reason}" for label, reason in reasons.items())
    if why := " | ".join(said):
        yield words["why"].format(why=why)
    if named and row["review_note"]:
        yield words["note"].format(note=row["review_note"])


def day_of(row: Label) -> str:
    """The day of a statement, ISO 8601."""
    return _iso(row["date"]) or LONG_AGO


def day_of_code(row: Label, code: GivenCode) -> str:
    """The day on which a code was given, where that is known: a reviewer's. Else that of the statement."""
    cell = row["review_date"]
    by_person = code.who not in WORDS["users"] or code.who == REVIEWER
    return (_iso(cell) if by_person else "") or day_of(row)


def _iso(cell: str) -> str:
    """The day that a cell names, ISO 8601; "" when it names none of the calendar."""
    try:
        return datetime.date(*parts).isoformat() if (parts := date_parts(cell)) else ""
    except ValueError:
        return ""


def _reasons(row: Label) -> dict[str, str]:
    """Why per label, as in the column why."""
    return dict(part.partition(": ")[::2] for part in row["why"].split(" | ") if part)


def _source(reason: str, whole: str) -> str:
    """Where one theme of a set comes from; the table tells the weakest source of the set."""
    first = reason.partition(" ")[0]
    if whole == REVIEWER or not reason:
        return whole or MODEL
    return first if first in (REVIEWER, RULE, LANGUAGE_MODEL) else MODEL


def _who(provenance: str, row: Label, options: ExportOptions) -> str:
    if provenance == REVIEWER and options.reviewers and row["reviewer"]:
        return row["reviewer"].replace(JOINT, " en ")
    return provenance or MODEL
