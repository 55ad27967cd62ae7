"""Profile of survey exports, and which column of an export holds what."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field, model_validator

from pipeline.core.errors import InputError, InputErrors, nearest, quoted
from pipeline.core.yaml_model import StrictModel
from pipeline.ingest.profiles.sentences import Layout, Pattern

EMPTY_ANSWER = "leeg_antwoord"  # why a row is no statement
SKIPPED_QUESTION = "gesloten_vraag"  # as well, where corpus.yaml names questions to skip
_WORD = re.compile(r"[^\W_]+")


class ColumnNames(StrictModel):
    """Per role the column names that survey tools and people use, likeliest first."""

    text: tuple[str, ...] = Field(min_length=1)
    question: tuple[str, ...] = ()
    respondent: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    date: tuple[str, ...] = ()


class OtherColumns(StrictModel):
    """Names of columns that hold text, but nothing that a respondent said."""

    reply: tuple[str, ...] = ()
    reply_beside: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    background: tuple[str, ...] = ()


class TableProfile(Layout):
    """corpora/profiles/tabel.yaml, where each key is explained."""

    layout: Literal["tabel"]
    columns: ColumnNames
    other_columns: OtherColumns = OtherColumns()
    empty: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    sentence_words: tuple[str, ...] = ()
    dutch_words: tuple[str, ...] = ()
    internal_words: tuple[str, ...] = ()
    respondent_code: Pattern
    reasons: dict[str, str]

    @model_validator(mode="after")
    def _reasons_explained(self) -> "TableProfile":
        if EMPTY_ANSWER not in self.reasons:
            raise ValueError(f"reason without a meaning: {EMPTY_ANSWER}; explain it under 'reasons'")
        return self


def internal_values(values: Sequence[str], profile: TableProfile) -> list[str]:
    """Values of the organisation column that seem to mean our own staff, sorted."""
    words = {word.casefold() for word in profile.internal_words}
    return sorted({value for value in values if words & set(_WORD.findall(value.casefold()))})


def as_spelled(
    questions: Mapping[str, str], given: Mapping[str, str | Sequence[str] | None], where: str
) -> dict[str, str | tuple[str, ...] | None]:
    """The given columns as the header spells them; a role that is not given stays so.
    :class:`InputError` when a column is not in the header.

    Parameters
    ----------
    questions : column -> what was asked in it, by which it may be named too.
    given : role -> column or columns, None for none.
    """
    folded = {
        name.casefold(): column for column, asked in reversed(list(questions.items())) for name in (asked, column)
    }
    spelled: dict[str, str | tuple[str, ...] | None] = {}
    errors = []
    for role, wanted in given.items():
        names = []
        for each in (wanted,) if isinstance(wanted, str) else wanted or ():
            names.append(each if each in questions else folded.get(" ".join(each.split()).casefold(), ""))
            if not names[-1]:
                errors.append(
                    InputError(
                        f"column {quoted(each)} ({role}) is missing",
                        where=where,
                        allowed=tuple(questions),
                        nearest=nearest(each, tuple(questions)),
                        todo=f"correct 'columns' of this source in corpus.yaml, or --column {role}=NAME",
                    )
                )
        spelled[role] = names[0] if isinstance(wanted, str) else tuple(names) or None
    if errors:
        raise InputErrors.of(errors)
    return spelled
