"""Which statement of which corpus an id means, and what was decided about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.core.errors import InputError, quoted

_SUGGESTED = 3  # ids shown when one is not found
_LISTED = 10  # ids shown when several begin alike
_FEWEST = 4  # characters that make an id; fewer are a word, or could be any statement's
_CUT = ("…", "...")  # what a person puts behind the beginning of an id
# With a letter in front also when it is mistyped; without it only what can be one, and is no number.
_ID = re.compile(r"u[0-9a-z]*[0-9][0-9a-z]*|u[0-9a-f]+|(?=.*[a-f])(?=.*[0-9])[0-9a-f]+")


@dataclass(frozen=True)
class Place:
    """Where a statement stands."""

    statement_id: str
    corpus: str
    source: str
    line_start: str
    line_end: str
    round: str
    question: str


@dataclass(frozen=True)
class Decided:
    """A final label, and where it comes from (one of PROVENANCES)."""

    label: str
    provenance: str


@dataclass(frozen=True)
class Decision:
    """What labels.csv says of a statement.

    Attributes
    ----------
    category, stance, themes : the final labels; themes has theme ids joined by `|`.
    themes_status, review_status, reviewer, review_date : as in labels.csv.
    by_reviewer : whether a person decided about any label.
    outdated : the coder now says something else than labels.csv has as the coder's answer.
    """

    category: Decided
    stance: Decided
    themes: Decided
    themes_status: str
    review_status: str
    reviewer: str
    review_date: str
    by_reviewer: bool
    outdated: bool


def meant_as_id(typed: str) -> str:
    """The id, or beginning of one, that was typed; "" when it is a text.

    A number, or a word without digits, is a text: people answer "8" and "goed".

    >>> meant_as_id("u3f2A…"), meant_as_id("3f2a"), meant_as_id("goed"), meant_as_id("2025")
    ('u3f2a', '3f2a', '', '')
    """
    word = typed.strip().lower()
    for cut in _CUT:
        word = word.removesuffix(cut)
    return word if len(word) >= _FEWEST and _ID.fullmatch(word) else ""


def find_statement(typed: str, ids: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Corpus and id of the one statement that an id, or the beginning of one, means.

    Parameters
    ----------
    typed : as :func:`meant_as_id` gave it; the letter in front may be left out.
    ids : corpus -> ids of its statements.

    Raises
    ------
    InputError
        No statement, or more than one.
    """
    everywhere = [(corpus, one) for corpus, own in ids.items() for one in own]
    found = [(corpus, one) for corpus, one in everywhere if one.startswith((typed, f"u{typed}"))]
    if len({one for _, one in found}) > 1:
        names = sorted({one for _, one in found})
        raise InputError(
            f"{len(names)} statements have an id that begins with {quoted(typed)}",
            where="ID",
            allowed=(*names[:_LISTED], *(("…",) if len(names) > _LISTED else ())),
            todo="give more of the id",
        )
    if len(found) > 1:
        raise InputError(
            f"statement {found[0][1]} is in more than one corpus",
            where="ID",
            allowed=tuple(f"--corpus {corpus}" for corpus, _ in found),
            todo="say which corpus you mean",
        )
    if not found:
        whole = typed if typed.startswith("u") else f"u{typed}"
        starts = {one: one[: len(whole)] for _, one in sorted(everywhere)}
        near = [one for *_, one in process.extract(whole, starts, scorer=fuzz.ratio, limit=_SUGGESTED)]
        raise InputError(
            f"no statement of {' or '.join(ids)} has an id that is, or begins with, {quoted(typed)}",
            where="ID",
            nearest=near[0] if near else "",
            todo="take an id from reports/<corpus>/statements.csv or labels.csv"
            + (f" (also like it: {', '.join(near[1:])})" if near[1:] else "")
            + "; a text of one word with digits is taken for an id, put a full stop behind it",
        )
    return found[0]


def decision(labels: Mapping[str, str], coder: Mapping[str, str]) -> Decision:
    """What a row of LABELS says, held against the coder's answer now (columns of CODING)."""

    def decided(kind: str) -> Decided:
        return Decided(labels[kind], labels[f"{kind}_provenance"])

    final = {kind: decided(kind) for kind in ("category", "stance", "themes")}
    return Decision(
        category=final["category"],
        stance=final["stance"],
        themes=final["themes"],
        themes_status=labels["themes_status"],
        review_status=labels["review_status"],
        reviewer=labels["reviewer"],
        review_date=labels["review_date"],
        by_reviewer=any(one.provenance == "beoordelaar" for one in final.values()),
        outdated=any(labels[f"machine_{name}"] != coder[name] for name in (*final, "themes_status")),
    )
