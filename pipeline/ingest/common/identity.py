"""Statement ids that survive a moved line, a reordered file and a renamed source."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter

import pandas as pd


def normalised(text: str) -> str:
    """Text as far as identity goes: NFKC, one space between words, case folded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def statement_ids(statements: pd.DataFrame, moment: str) -> list[str]:
    """An id per row, from what was said and by whom, never from where it stands.

    Rows that are alike in all of this are numbered in order; they are interchangeable.

    Parameters
    ----------
    statements : columns kind, respondent, question, text.
    moment : the source's round label; the same answer in two rounds is two statements.
    """
    seen: Counter[str] = Counter()
    ids = []
    columns = (statements[name].tolist() for name in ("kind", "respondent", "question", "text"))
    for kind, respondent, question, text in zip(*columns, strict=True):
        key = "\x1f".join((moment, kind, respondent, question, normalised(text)))
        seen[key] += 1
        ids.append("u" + hashlib.sha256(f"{key}\x1f{seen[key]}".encode()).hexdigest()[:10])
    return ids
