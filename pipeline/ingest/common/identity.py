"""Statement ids that survive a moved line, a reordered file and a renamed source, each distinct among sources."""

import hashlib
import unicodedata
from collections.abc import Sequence

import pandas as pd

_CONTENT = ["statement_id", "kind", "respondent", "question", "text", "organisation", "audience", "date", "source"]


def normalised(text: str) -> str:
    """Text as far as identity goes: NFKC, one space between words, case folded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def statement_ids(statements: pd.DataFrame, moments: Sequence[str]) -> list[str]:
    """An id per row, from what was said and by whom, never from where it stands.

    Rows that are alike in all of this are numbered in order; they are interchangeable.

    Parameters
    ----------
    statements : columns kind, respondent, question, text.
    moments : the round label of each; the same answer in two rounds is two statements.
    """
    said = statements[["kind", "respondent", "question", "text"]].assign(text=statements["text"].map(normalised))
    rows = zip(moments, said.itertuples(index=False, name=None), strict=True)
    keys = pd.Series(["\x1f".join((moment, *row)) for moment, row in rows], dtype=str)
    return [_hashed(key, before + 1) for key, before in zip(keys, keys.groupby(keys).cumcount(), strict=True)]


def with_distinct_ids(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements of all sources, each with an id of its own.

    Two sources of one round may hold the same answer ("geen"), and among a million texts two
    hashes may be alike. The first by content keeps the id, the others get a hash of the id and
    their ordinal. ``duplicate_of`` follows the id of the twin in the same source. Order and index are kept.
    """
    taken = set(statements["statement_id"])
    twice = statements[statements.duplicated("statement_id", keep=False)].sort_values(_CONTENT, kind="stable")
    renamed: dict[tuple[str, str], str] = {}
    ids = statements["statement_id"].copy()
    for label in twice.index[twice.duplicated("statement_id", keep="first")]:
        old, source = str(statements.loc[label, "statement_id"]), str(statements.loc[label, "source"])
        ordinal = 2
        while (new := _hashed(old, ordinal)) in taken:
            ordinal += 1
        taken.add(new)
        ids.loc[label] = new
        renamed[source, old] = new
    pairs = zip(statements["source"], statements["duplicate_of"], strict=True)
    twins = [renamed.get((source, twin), twin) for source, twin in pairs]
    return statements.assign(statement_id=ids, duplicate_of=pd.Series(twins, index=statements.index, dtype=str))


def _hashed(key: str, ordinal: int) -> str:
    return "u" + hashlib.sha256(f"{key}\x1f{ordinal}".encode()).hexdigest()[:10]
