"""Answers for a statement that has another id now, because its round, or what was asked, got another name."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.review.row import Row
from pipeline.review.sheet import check_code
from pipeline.review.texts import Texts


def moves(rows: Iterable[Row], texts: Texts) -> dict[str, str]:
    """Id in the rows that is gone -> id of the statement now that is without doubt the same.

    It has the very same text, and it is the only one: of several, the only one that was not reviewed on its
    own. A statement about which one of the same reviewers answered on its own is another statement.
    So are two that went and would become one. That the row is as it was sent is seen by its code.

    Parameters
    ----------
    rows : of all returned files.
    """
    reviewed: dict[str, set[str]] = {}
    said: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        typed, text = row.cell("uitspraak_id"), row.cell("tekst")
        if now := texts.find(typed):
            if row.touched:
                reviewed.setdefault(now, set()).add(row.signed)
        elif typed and text and row.code.startswith(check_code(typed, text, blind=row.blind)):
            names = said.setdefault(typed, {}).setdefault(text, set())
            names.update([row.signed] if row.touched else [])
    went: dict[str, set[str]] = {}
    for old, by_text in said.items():
        for text, names in by_text.items():
            others = [one for one in texts.exactly(text) if not reviewed.get(one, set()) & names]
            free = [one for one in others if one not in reviewed] if len(others) > 1 else others
            if len(free) == 1:
                went.setdefault(free[0], set()).add(old)
    return {olds.pop(): now for now, olds in went.items() if len(olds) == 1}
