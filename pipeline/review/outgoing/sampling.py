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

Probabilities are larger where the coder is less sure (J. Neyman, 1934, Journal of the Royal Statistical
Society 97:558-625): in proportion to the standard deviation of what a person would say, the root of the sum
over the themes of w * chance * (1 - chance), and the same of being off topic (`naar_zekerheid`). The w of a theme
is 1 / its mean of chance * (1 - chance), so that rare themes are served as well. No probability is more than
twice or less than half the average: a coder that is wrong about how sure it is does little harm.

Where the coder gave no chances, probabilities are larger for rarer themes (`gelaagd`): statements are sorted by
the rarest theme that the coder saw in them, and a theme that is seen 16 times as often gets 8 times as many
(J.F. Kelly's and M.D. Bankier's power allocation; Bankier, 1988, The American Statistician 42:174-177), within
the same bounds.

Statements that came back coded without being on record were drawn before there was one: the lowest
numbers of a round, all with one probability (`enkelvoudig`). They are put on record as such.
"""

import hashlib
import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.codebook import numbers_of, split_themes
from pipeline.core.codes import NO_CONTENT
from pipeline.core.counting import chances_in
from pipeline.core.tables import AUDIT_SAMPLE, records
from pipeline.measures.bootstrap import Floats

# Not a tunable: another value would draw every audit anew, and waste what reviewers have coded.
SEED = "audit-1"
SIMPLE, STRATIFIED, BY_SURENESS = "enkelvoudig", "gelaagd", "naar_zekerheid"
# Columns that a draw looks at, beside statement_id.
DRAWN_BY = ["round", "set_aside", "themes", "themes_status", "theme_chances"]
_DECIMALS = 6
_POWER = 0.75
_MOST = 2.0  # times the average chance, or one part in so many
_FAINT = 0.004  # a chance that is written as 0.00
_LEAST_SPREAD = 0.002  # what hardly anybody may have said draws nobody
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
    cells = statements["themes"].astype(str).value_counts()
    themes = {str(cell): split_themes(str(cell)) for cell in cells.index}
    seen = Counter[str]()
    for cell, n in cells.items():
        seen.update(dict.fromkeys(themes[str(cell)], int(n)))
    rarest = {cell: min(own, key=lambda theme: (seen[theme], theme), default="") for cell, own in themes.items()}
    found = statements["themes"].astype(str).map(rarest)
    return found.mask(found == "", statements["themes_status"].astype(str))


def inclusion_probabilities(stratum: pd.Series, size: int) -> Floats:
    """Per statement the probability of being drawn by its stratum; as of :func:`probabilities_of`."""
    wanted: Floats = np.power(stratum.map(stratum.value_counts()).to_numpy(dtype=np.float64), _POWER - 1)
    return probabilities_of(wanted, size)


def named_chances(cells: pd.Series) -> npt.NDArray[np.uint8]:
    """(n, k) per cell of ``theme_chances`` the hundredths of whatever any of them names, by name."""
    names = sorted({name for cell in cells.unique() for name in numbers_of(cell)} - {NO_CONTENT})
    return chances_in(cells, names)


def unsureness(hundredths: npt.NDArray[np.uint8]) -> Floats:
    """(n,) how unsure the coder is of each statement, as a standard deviation; above 0.

    Parameters
    ----------
    hundredths : (n, k) its chance of each theme and of being off topic.
    """
    chance = np.clip(hundredths / 100, _FAINT, 1 - _FAINT)
    spread = chance * (1 - chance)
    return np.asarray(np.sqrt((spread / np.maximum(spread.mean(axis=0), _LEAST_SPREAD)).sum(axis=1)))


def probabilities_of(wanted: Floats, size: int) -> Floats:
    """Per statement the probability of being drawn, 0-1; they sum to ``size``, or to how many there are.

    Parameters
    ----------
    wanted : what they are in proportion to, above 0, as far as none is too far from the average.
    """
    size = min(size, len(wanted))
    wanted = np.clip(wanted / wanted.mean(), 1 / _MOST, _MOST) if len(wanted) else wanted
    found = np.zeros(len(wanted))
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
    statements : statement_id and `DRAWN_BY` of PREDICTIONS, of those that may be drawn; as text or as categories.
    size : wanted size over all rounds, which share it by their sizes; less when there are fewer statements.
    coded : ids that came back coded blind.
    record : rows of AUDIT_SAMPLE so far, also of statements that are gone.
    whole : rounds that are drawn whole, whatever the size.
    """
    by_round = {str(name): group for name, group in statements.sort_values("statement_id").groupby("round")}
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
    ids: list[str] = group["statement_id"].to_numpy().tolist()  # of a pandas column each cell is looked at twice
    frame = _frame(ids)
    before = {one: rows[one] for one in ids if one in rows}
    latest = max(before.values(), key=lambda row: int(row["draw"]), default=None)
    unrecorded = [one for one in ids if one in coded and one not in rows]
    if unrecorded:
        placed = sorted(ids, key=permanent_random_number)
        wanted = max(wanted, *(placed.index(one) + 1 for one in unrecorded))
    elif latest and latest["frame"] == frame and wanted <= int(latest["wanted"]):
        return {}
    design, stratum, probabilities = designed(group, wanted, simple=bool(unrecorded))
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


def designed(group: pd.DataFrame, wanted: int, *, simple: bool = False) -> tuple[str, pd.Series, Floats]:
    """How so many are drawn of one round: the design, and per statement its stratum and probability.

    Parameters
    ----------
    group : columns themes, themes_status and theme_chances of PREDICTIONS. simple : all with one probability.
    """
    alike = pd.Series("", index=group.index)
    if simple:
        return SIMPLE, alike, inclusion_probabilities(alike, wanted)
    if (group["theme_chances"] != "").any():
        unsure = unsureness(named_chances(group["theme_chances"]))
        return BY_SURENESS, alike, probabilities_of(unsure, wanted)
    stratum = strata(group)
    return STRATIFIED, stratum, inclusion_probabilities(stratum, wanted)


def _rank(statement_id: str, probability: float) -> float:
    """The permanent random number, from 0 to 1, divided by the probability: the lowest are drawn."""
    return _over(permanent_random_number(statement_id), probability)


def _over(number: str, probability: float) -> float:
    return int(number[:13], 16) / (16**13 * probability)


def _lowest(ids: Iterable[str], probabilities: Floats, wanted: int) -> list[int]:
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
