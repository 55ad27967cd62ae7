"""What reviewers taught: a statement with the labels that they gave.

One JSON object a line, written by the corrections stage and read by classify. A correction may lack a kind of
label: what nobody judged, or people disagree on, teaches nothing.
"""

import json

from pydantic import Field, ValidationError

from pipeline.core.errors import InputError
from pipeline.core.yaml_model import StrictModel


class Correction(StrictModel):
    """One statement as reviewers coded it.

    Attributes
    ----------
    text : as reviewers saw it, personal data masked.
    category, stance : label ids; "" when not judged.
    themes : theme ids in codebook order, none when reviewers found none; None when not judged.
    on_topic : whether it is about collaboration; None when not judged. What is not has no themes.
    weight : of one mistake on it, beside 1 for what a reviewer changed.
    """

    id: str = Field(min_length=1)
    text: str
    category: str
    stance: str
    themes: tuple[str, ...] | None
    on_topic: bool | None = None
    weight: float = Field(gt=0, le=1)


def correction_lines(corrections: list[Correction]) -> list[str]:
    """The corrections as lines of their file."""
    return [json.dumps(correction.model_dump(mode="json"), ensure_ascii=False) for correction in corrections]


def read_corrections(text: str, *, where: str) -> list[Correction]:
    """The corrections in the content of a file; :class:`InputError` for a line that the stage did not write."""
    corrections = []
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            corrections += [Correction.model_validate(json.loads(line))] if line else []
        except (json.JSONDecodeError, ValidationError):
            raise InputError(
                "this line is not a correction",
                where=f"{where} line {number}",
                todo="remove the file and run: dvc repro",
            ) from None
    return corrections
