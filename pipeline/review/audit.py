"""The blind random audit: which statements are drawn, in which order, and that they stay drawn.

Every statement has a fixed place between 0 and 1, the hash of its id; the audit of a round
takes the lowest places. That is a simple random sample that depends on nothing but the ids:
not on row order, not on the machine's labels, not on who runs it. Statements that are added
find their own place between the others, so nothing is drawn anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import pandas as pd

# Not a tunable: another value would draw every audit anew, and waste what reviewers have coded.
SEED = "audit-1"


def place(statement_id: str) -> str:
    """Where a statement stands in the draw: 64 hex digits, uniform, lowest first."""
    return hashlib.sha256(f"{SEED}:{statement_id}".encode()).hexdigest()


def quotas(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """Divide ``total`` in proportion to ``sizes`` by largest remainder (Hamilton's method).

    Equal remainders go to the name that sorts first. Never more than there is.

    >>> quotas({"2024": 6, "2025": 3, "2026": 1}, 4)
    {'2024': 3, '2025': 1, '2026': 0}
    """
    everything = sum(sizes.values())
    total = min(total, everything)
    if not total:
        return dict.fromkeys(sizes, 0)
    shares = {name: divmod(size * total, everything) for name, size in sizes.items()}
    given = {name: whole for name, (whole, _) in shares.items()}
    most_left_over = sorted(shares, key=lambda name: (-shares[name][1], name))
    for name in most_left_over[: total - sum(given.values())]:
        given[name] += 1
    return given


def draw(statements: pd.DataFrame, size: int, coded: Collection[str]) -> dict[str, list[str]]:
    """The audit per round: statement ids, lowest place first.

    A reviewer who stops half-way has then coded a smaller random sample. Where coded
    statements lie beyond the quota of their round (it shrank because other rounds grew),
    the sample reaches to the last of them and takes in all between: what was drawn and
    coded stays in the audit, and every statement below the limit had the same chance.

    Parameters
    ----------
    statements : columns statement_id and round; only those that may be drawn.
    size : wanted size over all rounds; less when there are fewer statements.
    coded : ids that came back coded from an earlier draw.
    """
    placed = statements[["statement_id", "round"]].assign(place=statements["statement_id"].map(place))
    placed = placed.sort_values("place", kind="stable")
    sizes = placed["round"].value_counts().to_dict()
    quota = quotas({str(name): int(n) for name, n in sorted(sizes.items())}, size)
    drawn: dict[str, list[str]] = {}
    for name, wanted in quota.items():
        ids = placed.loc[placed["round"] == name, "statement_id"].tolist()
        last_coded = max((number for number, one in enumerate(ids, start=1) if one in coded), default=0)
        drawn[name] = ids[: max(wanted, last_coded)]
    return {name: ids for name, ids in drawn.items() if ids}
