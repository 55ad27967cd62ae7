"""The stages' ledgers in one account, checked at every handover.

Each ledger names every unit that was dropped. Of a reason with very many the account names the first ones, and the
file that has them all.
"""

from collections.abc import Mapping
from typing import Any

from pipeline.core.errors import ConservationError

ORDER = ("ingest", "classify", "discover", "review", "evaluate", "trend", "evidence")
MOST_NAMED = 1_000  # units of a reason: more than anybody reads, and a page's account of a million stays small
# giver, taker: what the first hands on is what the second takes in.
HANDOVERS = (
    ("ingest", "classify"),
    ("classify", "discover"),
    ("classify", "review"),
    ("review", "evaluate"),
    ("review", "trend"),
    ("review", "evidence"),
)


def combine(corpus: str, ledgers: Mapping[str, Mapping[str, Any]], labelled: int) -> dict[str, Any]:
    """One account of all stages, in pipeline order.

    Parameters
    ----------
    ledgers : stage to its ledger, as :meth:`pipeline.core.counting.Ledger.as_json` gives it.
    labelled : rows of labels.csv, which is what review handed on.

    Returns
    -------
    corpus, handovers (from, to, unit, n) and stages (the ledgers). A handover between stages
    that count different things (lines, then statements) is not compared.

    Raises
    ------
    ConservationError
        A stage is missing, its account does not add up, or a stage took in another number
        than the one before handed on.
    """
    place = ORDER.index("review")
    order = [*ORDER[:place], *(["ask"] if "ask" in ledgers else []), *ORDER[place:]]  # only with a language model
    missing = [stage for stage in ORDER if stage not in ledgers]
    if missing:
        raise ConservationError(f"report: no ledger of {missing}")
    for stage in order:
        account = ledgers[stage]
        dropped = sum(reason["n"] for reason in account["dropped"].values())
        if account["in"] != account["kept"] + dropped:
            raise ConservationError(f"{stage}: {account['in']} in, {account['kept']} kept, {dropped} dropped")
    handovers = []
    for giver, taker in HANDOVERS:
        given, taken = ledgers[giver], ledgers[taker]
        if given["unit"] != taken["unit"]:
            continue
        if given["kept"] != taken["in"]:
            raise ConservationError(f"{giver} hands on {given['kept']}, {taker} takes in {taken['in']}")
        handovers.append({"from": giver, "to": taker, "unit": taken["unit"], "n": taken["in"]})
    if ledgers["review"]["kept"] != labelled:
        raise ConservationError(f"review hands on {ledgers['review']['kept']}, labels.csv has {labelled} rows")
    return {"corpus": corpus, "handovers": handovers, "stages": [ledgers[stage] for stage in order]}


def shortened(ledger: Mapping[str, Any], file: str) -> dict[str, Any]:
    """A ledger that names ``MOST_NAMED`` units of each reason at most; where there are more, ``units_in`` is the
    file that names all.
    """
    dropped = {
        reason: account
        if account["n"] <= MOST_NAMED
        else {**account, "units": account["units"][:MOST_NAMED], "units_in": file}
        for reason, account in ledger["dropped"].items()
    }
    return {**ledger, "dropped": dropped}
