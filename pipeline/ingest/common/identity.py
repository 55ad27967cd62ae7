"""Statement ids that survive a moved line, a reordered file and a renamed source, each distinct among sources."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

import pandas as pd

CONTENT = ["statement_id", "kind", "respondent", "question", "text", "organisation", "audience", "date", "source"]


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
    before = Counter[str]()
    ids = []
    for key in _keys(statements, moments):
        before[key] += 1
        ids.append(_hashed(key, before[key]))
    return ids


def ids_in_any_order(statements: pd.DataFrame, moments: Sequence[str]) -> list[str]:
    """As :func:`statement_ids`, numbered in an order that the file's does not touch."""
    order = statements.assign(moment=moments, place=range(len(statements)))
    order = order.sort_values(["text", "audience", "organisation", "date"], kind="stable")
    ids = statement_ids(order, order["moment"].tolist())
    return [one for _, one in sorted(zip(order["place"], ids, strict=True))]


def first_ids(statements: pd.DataFrame, moments: Sequence[str]) -> list[str]:
    """The id of each row as the first of those that are alike: by it they are found in a table of any length."""
    return [_hashed(key, 1) for key in _keys(statements, moments)]


def _keys(statements: pd.DataFrame, moments: Sequence[str]) -> Iterator[str]:
    columns = [statements[name].to_numpy().tolist() for name in ("kind", "respondent", "question")]
    texts = map(normalised, statements["text"].to_numpy().tolist())
    return map("\x1f".join, zip(moments, *columns, texts, strict=True))


def with_distinct_ids(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements of all sources, each with an id of its own.

    Two sources of one round may hold the same answer ("geen"), and among a million texts two
    hashes may be alike. The first by content keeps the id, the others get a hash of the id and
    their ordinal. ``duplicate_of`` follows the id of the twin in the same source. Order and index are kept.
    """
    ids, renamed = told_apart(statements)
    return statements.assign(statement_id=ids, duplicate_of=followed(statements, renamed))


Renamed = Mapping[tuple[str, str], str]  # source and id there -> the id instead


def followed(statements: pd.DataFrame, renamed: Renamed) -> pd.Series:
    """The column ``duplicate_of``, after ids were renamed."""
    columns = (statements[name].to_numpy().tolist() for name in ("source", "duplicate_of"))
    twins = [renamed.get(pair, pair[1]) for pair in zip(*columns, strict=True)]
    return pd.Series(twins, index=statements.index, dtype=str)


def told_apart(statements: pd.DataFrame, others: Container[str] = ()) -> tuple[pd.Series, Renamed]:
    """An id of its own for each row, as :func:`with_distinct_ids` says, and which were renamed; ``others`` are
    taken, and none of these rows has one of them.
    """
    taken = set(statements["statement_id"])
    twice = statements[statements.duplicated("statement_id", keep=False)].sort_values(CONTENT, kind="stable")
    renamed: dict[tuple[str, str], str] = {}
    ids = statements["statement_id"].copy()
    for label in twice.index[twice.duplicated("statement_id", keep="first")]:
        old, source = str(statements.loc[label, "statement_id"]), str(statements.loc[label, "source"])
        ordinal = 2
        while (new := _hashed(old, ordinal)) in taken or new in others:
            ordinal += 1
        taken.add(new)
        ids.loc[label] = new
        renamed[source, old] = new
    return ids, renamed


def _hashed(key: str, ordinal: int) -> str:
    return "u" + hashlib.sha256(f"{key}\x1f{ordinal}".encode()).hexdigest()[:10]
