"""Profile of survey exports, and which column of an export holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from pipeline.core.corpus import Columns
from pipeline.core.errors import InputError, InputErrors, nearest, quoted
from pipeline.core.yaml_model import StrictModel
from pipeline.ingest.profiles.sentences import Layout

EMPTY_ANSWER = "leeg_antwoord"  # the one reason for which a row is no statement
_WORD = re.compile(r"[^\W_]+")


def _expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as problem:
        raise ValueError(f"this is not a regular expression ({problem})") from None
    return pattern


class ColumnNames(StrictModel):
    """Per role the column names that survey tools and people use, likeliest first."""

    text: tuple[str, ...] = Field(min_length=1)
    question: tuple[str, ...] = ()
    respondent: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    date: tuple[str, ...] = ()


ROLES = tuple(ColumnNames.model_fields)


class TableProfile(Layout):
    """corpora/profiles/tabel.yaml, where each key is explained."""

    layout: Literal["tabel"]
    columns: ColumnNames
    internal_words: tuple[str, ...] = ()
    respondent_code: Annotated[str, AfterValidator(_expression)]
    reasons: dict[str, str]

    @model_validator(mode="after")
    def _reasons_explained(self) -> TableProfile:
        if EMPTY_ANSWER not in self.reasons:
            raise ValueError(f"reason without a meaning: {EMPTY_ANSWER}; explain it under 'reasons'")
        return self


def chosen_columns(
    header: Sequence[str], columns: Columns | None, profile: TableProfile, *, where: str
) -> Columns:
    """The columns to read: as given, else guessed; every name as the header spells it.

    A role that is given as null has no column; a role that is not mentioned is guessed.

    Raises
    ------
    InputError
        A given column is not in the header, or no column looks like the text.
    """
    given = _as_spelled(header, columns, where) if columns else {}
    found = guessed_columns(header, profile, given)
    if "text" not in found:
        close = [name for name in header if nearest(name, profile.columns.text)]
        raise InputError(
            "no column with the text of the answers was recognised",
            where=where,
            allowed=tuple(header),
            nearest=close[0] if close else "",
            todo="name it: 'columns: {text: …}' at this source in corpus.yaml, or --column text=NAME",
        )
    return Columns.model_validate(found)


def guessed_columns(
    header: Sequence[str], profile: TableProfile, given: Mapping[str, str | None] = MappingProxyType({})
) -> dict[str, str | None]:
    """Role -> column name: the given ones, and those that were recognised; a column has one role."""
    found = dict(given)
    for role in (role for role in ROLES if role not in given):
        free = [name for name in header if name and name not in found.values()]
        match = _recognised(free, getattr(profile.columns, role))
        if match:
            found[role] = match
    return found


def internal_values(values: Sequence[str], profile: TableProfile) -> list[str]:
    """Values of the organisation column that seem to mean our own staff, sorted."""
    words = {word.casefold() for word in profile.internal_words}
    return sorted({value for value in values if words & set(_WORD.findall(value.casefold()))})


def _recognised(header: Sequence[str], synonyms: Sequence[str]) -> str:
    folded: Mapping[str, str] = {name.casefold(): name for name in reversed(header)}
    for synonym in synonyms:
        if synonym.casefold() in folded:
            return folded[synonym.casefold()]
    for synonym in synonyms:
        word = re.compile(rf"(?<![^\W_]){re.escape(synonym.casefold())}(?![^\W_])")
        for name in header:
            if word.search(name.casefold()):
                return name
    return ""


def _as_spelled(header: Sequence[str], columns: Columns, where: str) -> dict[str, str | None]:
    folded = {name.casefold(): name for name in reversed(header)}
    spelled: dict[str, str | None] = {}
    errors = []
    for role, wanted in columns.model_dump(exclude_unset=True).items():
        if wanted is None:
            spelled[role] = None
            continue
        name = wanted if wanted in header else folded.get(wanted.strip().casefold(), "")
        if not name:
            errors.append(
                InputError(
                    f"column {quoted(wanted)} ({role}) is missing",
                    where=where,
                    allowed=tuple(header),
                    nearest=nearest(wanted, header),
                    todo=f"correct 'columns' of this source in corpus.yaml, or --column {role}=NAME",
                )
            )
        spelled[role] = name
    if errors:
        raise InputErrors.of(errors)
    return spelled
