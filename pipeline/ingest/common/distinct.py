"""Statement ids that stay distinct when sources are put together."""

from __future__ import annotations

import hashlib

import pandas as pd

_CONTENT = ["statement_id", "kind", "respondent", "question", "text", "organisation", "audience", "date", "source"]


def with_distinct_ids(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements of all sources, each with an id of its own.

    Two sources of one round may hold the same answer ("geen"), and among a million texts two
    hashes may be alike. The first by content keeps the id, the others get a hash of the id and
    their ordinal. ``duplicate_of`` follows the id of the twin in the same source.

    Parameters
    ----------
    statements : columns of STATEMENTS; order and index are kept.
    """
    taken = set(statements["statement_id"])
    twice = statements[statements.duplicated("statement_id", keep=False)].sort_values(_CONTENT, kind="stable")
    renamed: dict[tuple[str, str], str] = {}
    ids = statements["statement_id"].copy()
    for label in twice.index[twice.duplicated("statement_id", keep="first")]:
        old, source = str(statements.loc[label, "statement_id"]), str(statements.loc[label, "source"])
        ordinal = 2
        while (new := _rehashed(old, ordinal)) in taken:
            ordinal += 1
        taken.add(new)
        ids.loc[label] = new
        renamed[source, old] = new
    pairs = zip(statements["source"], statements["duplicate_of"], strict=True)
    twins = [renamed.get((source, twin), twin) for source, twin in pairs]
    return statements.assign(statement_id=ids, duplicate_of=pd.Series(twins, index=statements.index, dtype=str))


def _rehashed(old: str, ordinal: int) -> str:
    return "u" + hashlib.sha256(f"{old}\x1f{ordinal}".encode()).hexdigest()[:10]
