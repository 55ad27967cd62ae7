"""The blind random audit: which statements are drawn, with which chance, on record.

Every statement has a permanent random number between 0 and 1, the hash of its id. A statement with inclusion
probability p is in the audit when its number, divided by p, is among the lowest of its round: sequential
Poisson sampling with permanent random numbers (E. Ohlsson, 1998, Journal of Official Statistics
14:149-162). So who is drawn depends on nothing but ids, sizes and what the coder said when the round
was drawn: not on row order, not on who runs it.

What is drawn stays drawn. The record (AUDIT_SAMPLE, kept with the reviews) holds each drawn statement
and its probability. A round is drawn again when more statements are wanted, or when its statements changed.
The random numbers do not change: a statement is in the audit when its number is low enough for the larger
of its two probabilities, which is its probability from then on.

Probabilities are larger for rarer themes: statements are sorted by the rarest theme that the coder saw in
them, and a theme that is seen 16 times as often gets 8 times as many (J.F. Kelly's and M.D. Bankier's
power allocation; Bankier, 1988, The American Statistician 42:174-177), no probability being more than twice
or less than half the average. So even a rare theme has audited statements, at hardly any cost to the others.

Statements that came back coded without being on record were drawn before there was one: the lowest
numbers of a round, all with one probability (`enkelvoudig`). They are put on record as such.
"""

import hashlib
import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from pipeline.core.codebook import split_themes
from pipeline.core.tables import AUDIT_SAMPLE, records
from pipeline.measures.bootstrap import Floats

# Not a tunable: another value would draw every audit anew, and waste what reviewers have coded.
SEED = "audit-1"
SIMPLE, STRATIFIED = "enkelvoudig", "gelaagd"
DRAWN_BY = ["statement_id", "round", "set_aside", "themes", "themes_status"]  # columns that a draw looks at
_DECIMALS = 6
_POWER = 0.75
_MOST = 2.0  # times the average chance, or one part in so many
_ROUNDS = 100  # of fitting probabilities to a size; a handful does


def permanent_random_number(statement_id: str) -> str:
    """What decides whether a statement is drawn: 64 hex digits, uniform, lowest first."""
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


def strata(statements: pd.DataFrame) -> pd.Series:
    """Per statement of one round the rarest theme that the coder saw in it, else its themes_status.

    Equally rare themes go by id.
    """
    cells = statements["themes"].value_counts()
    themes = {str(cell): split_themes(str(cell)) for cell in cells.index}
    seen = Counter[str]()
    for cell, n in cells.items():
        seen.update(dict.fromkeys(themes[str(cell)], int(n)))
    rarest = {cell: min(own, key=lambda theme: (seen[theme], theme), default="") for cell, own in themes.items()}
    found = statements["themes"].map(rarest)
    return found.mask(found == "", statements["themes_status"])


def inclusion_probabilities(stratum: pd.Series, size: int) -> Floats:
    """Per statement the probability of being drawn, 0-1; they sum to ``size``, or to how many there are."""
    size = min(size, len(stratum))
    wanted = stratum.map(stratum.value_counts()).to_numpy(dtype=np.float64) ** (_POWER - 1)
    wanted = np.clip(wanted / wanted.mean(), 1 / _MOST, _MOST) if len(wanted) else wanted
    found = np.zeros(len(stratum))
    for _ in range(_ROUNDS if size else 0):
        open_to = found < 1
        left = size - float((~open_to).sum())
        found = np.where(open_to, wanted * left / wanted[open_to].sum(), 1.0) if open_to.any() else found
        if found.max() <= 1:
            break
        found = np.minimum(found, 1.0)
    return found


def sample(
    statements: pd.DataFrame,
    size: int,
    coded: Collection[str],
    record: pd.DataFrame,
    whole: Collection[str] = (),
) -> pd.DataFrame:
    """The record after drawing what is still wanted, by round and id; the same rows when nothing is.

    Parameters
    ----------
    statements : rows of PREDICTIONS; only those that may be drawn.
    size : wanted size over all rounds, which share it by their sizes; less when there are fewer statements.
    coded : ids that came back coded blind.
    record : rows of AUDIT_SAMPLE so far, also of statements that are gone.
    whole : rounds that are drawn whole, whatever the size.
    """
    by_round = {str(name): group for name, group in statements.groupby("round")}
    sizes = {name: len(group) for name, group in sorted(by_round.items())}
    quota = quotas(sizes, size) | {name: sizes[name] for name in sizes if name in whole}
    rows = {row["statement_id"]: row for row in records(record[AUDIT_SAMPLE.names])}
    for name, group in by_round.items():
        rows |= _drawn(name, group.reset_index(drop=True), quota[name], coded, rows)
    ordered = sorted(rows.values(), key=lambda row: (row["round"], row["statement_id"]))
    return pd.DataFrame(ordered, columns=AUDIT_SAMPLE.names, dtype=str)


def carried(record: pd.DataFrame, statements: pd.DataFrame, id_changes: Mapping[str, str]) -> pd.DataFrame:
    """The record after statements got other ids, as when a round was renamed: nothing is drawn for that alone.

    A round that holds other statements besides keeps what it was drawn from, so that it is drawn from again:
    its size is another, or all of it had been drawn and now there is one that was not.

    Parameters
    ----------
    record, statements : as in `sample`.
    id_changes : id that is gone -> id that the statement has now.
    """
    if not id_changes:
        return record
    rounds = dict(zip(statements["statement_id"], statements["round"], strict=True))
    known = set(record["statement_id"])
    went = {old: now for old, now in id_changes.items() if old in known and now not in known and now in rounds}
    if not went:
        return record
    own = {rounds[one] for one in known if one in rounds}
    rows = record.copy()
    rows["statement_id"] = record["statement_id"].map(lambda one: went.get(one, one))
    new = record["statement_id"].isin(list(went))
    rows.loc[new, "round"] = rows.loc[new, "statement_id"].map(rounds)
    for name in sorted({rounds[one] for one in went.values()} - own):
        here = rows["round"] == name
        ids = statements.loc[statements["round"] == name, "statement_id"]
        as_many = rows.loc[here, "size"].eq(str(len(ids))).all()
        whole = rows.loc[here, "probability"].astype(float).eq(1.0).all()
        if as_many and not (whole and {*ids} - {*rows.loc[here, "statement_id"]}):
            rows.loc[here, "frame"] = _frame(ids)
    return rows.sort_values(["round", "statement_id"], ignore_index=True)


def _frame(ids: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:8]


def _drawn(
    name: str, group: pd.DataFrame, wanted: int, coded: Collection[str], rows: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Rows of the record that a draw from one round adds or changes; none when it need not be drawn from."""
    ids = group["statement_id"]
    frame = _frame(ids)
    before = {one: rows[one] for one in ids if one in rows}
    latest = max(before.values(), key=lambda row: int(row["draw"]), default=None)
    unrecorded = [one for one in ids if one in coded and one not in rows]
    if unrecorded:
        placed = sorted(ids, key=permanent_random_number)
        wanted = max(wanted, *(placed.index(one) + 1 for one in unrecorded))
    elif latest and latest["frame"] == frame and wanted <= int(latest["wanted"]):
        return {}
    stratum = pd.Series("", index=ids.index) if unrecorded else strata(group)
    design = SIMPLE if unrecorded else STRATIFIED
    probabilities = inclusion_probabilities(stratum, wanted)
    number = str(int(latest["draw"]) + 1 if latest else 1)
    drawn = {}
    for position in _lowest(ids, probabilities, wanted):
        row = {
            "statement_id": ids[position],
            "round": name,
            "design": design,
            "stratum": stratum[position],
            "probability": f"{probabilities[position]:.{_DECIMALS}f}",
            "draw": number,
            "seed": SEED,
        }
        known = before.get(ids[position])
        if known and float(known["probability"]) >= float(row["probability"]):
            row = dict(known)
        drawn[ids[position]] = row
    # All of the round's rows tell of the latest draw, so that it is known when another is needed.
    now = {"wanted": str(wanted), "size": str(len(ids)), "frame": frame}
    return {one: {**row, **now} for one, row in {**before, **drawn}.items()}


def _rank(statement_id: str, probability: float) -> float:
    """The permanent random number, from 0 to 1, divided by the probability: the lowest are drawn."""
    return _over(permanent_random_number(statement_id), probability)


def _over(number: str, probability: float) -> float:
    return int(number[:13], 16) / (16**13 * probability)


def _lowest(ids: pd.Series, probabilities: Floats, wanted: int) -> list[int]:
    """Positions of the ``wanted`` statements that rank lowest."""
    numbers = map(permanent_random_number, ids)
    order = (
        (0.0 if p >= 1 else _over(number, p), number, position)
        for position, (number, p) in enumerate(zip(numbers, probabilities.tolist(), strict=True))
        if p > 0
    )
    return [position for _, _, position in heapq.nsmallest(wanted, order)]


def to_code(statements: pd.DataFrame, record: pd.DataFrame) -> dict[str, list[str]]:
    """The audit per round: ids of drawn statements that are there, in the order to code them.

    Lowest rank first: a reviewer who stops half-way has coded a smaller random sample.
    """
    drawn = dict(zip(record["statement_id"], record["probability"].astype(float), strict=True))
    here = statements[statements["statement_id"].isin(list(drawn))]
    return {
        str(name): sorted(group["statement_id"], key=lambda one: (_rank(one, drawn[one]), one))
        for name, group in here.groupby("round")
    }
