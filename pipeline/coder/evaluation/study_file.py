"""``models/study.json``: the studies that are too slow for every training, and what they were made for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.coder.data.training_set import Example
from pipeline.core.codebook import Codebook
from pipeline.core.corpus import CODER
from pipeline.core.errors import InputError
from pipeline.core.files import decode, read_bytes

STUDY = CODER.with_name("study.json")
_AGAIN = "make it again: make study (or python -m models.building.study)"


def made_for(examples: Sequence[Example], codebook: Codebook, rules: str) -> str:
    """Short hash of all that a study rests on: training statements, codebook and rules.

    Parameters
    ----------
    rules : their fingerprint.
    """
    digest = hashlib.sha256(f"{codebook.version} {rules}".encode())
    for example in sorted(examples, key=lambda e: e.id):
        digest.update(example.model_dump_json().encode())
    return digest.hexdigest()[:8]


def read_study(path: Path = STUDY) -> dict[str, Any] | None:
    """The study, or None when there is none.

    Raises
    ------
    InputError
        When the file is not a study.
    """
    if not path.exists():
        return None
    try:
        found = json.loads(decode(read_bytes(path), where=str(path))[0])
        if not isinstance(found, dict) or "made_for" not in found:
            raise ValueError("it does not say what it was made for")
    except ValueError as problem:
        raise InputError(f"this is not a study ({problem})", where=str(path), todo=_AGAIN) from None
    return found
