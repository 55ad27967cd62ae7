"""Which statements are shown with an action: clear, spread, and never without the dissenting side.

The rules, in order:

1. Duplicates are never shown, nor a statement (or the same words) that stands elsewhere on the page,
   nor one that holds a telephone number or an e-mail address.
2. Both sides are heard: the best of the larger side first, then the best of the smaller, where
   the sides are critical (knelpunt, wens) and appreciative (behouden). Of the smaller side only
   statements whose stance is sure, or a reviewer's: a mistaken stance is a false dissent.
3. The places that are left go to statements that add a round, source, audience or stance not
   shown yet.
4. Better is: of a readable length; labelled by a reviewer; surer of theme and stance both; then by id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.reporting.figures import records

# A telephone number (nine digits or more, however spaced) or an e-mail address.
CONTACT = re.compile(r"(?:\d[\s().-]*){9,}|\S+@\S+\.\w")
SIDES = {"knelpunt": "kritisch", "wens": "kritisch", "behouden": "waarderend"}


@dataclass(frozen=True)
class Quote:
    """One statement on the page, verbatim."""

    statement_id: str
    text: str
    source: str
    line: str
    round: str
    audience: str
    organisation: str
    stance: str
    reviewed: bool
    confidence: float
    stance_confidence: float
    long: bool = False
    dissent: bool = False

    @property
    def side(self) -> str:
        """kritisch, waarderend, or "" for neutral."""
        return SIDES.get(self.stance, "")

    @property
    def words(self) -> str:
        """The text by which two statements are the same."""
        return " ".join(self.text.casefold().split())


@dataclass(frozen=True)
class Choice:
    """Quotes of one action, and what could not be shown.

    Attributes
    ----------
    dissent_unshown : the smaller side exists, but rule 1 leaves none of it to show.
    dissent_unsure : the smaller side may exist, but no stance in it is sure.
    unheard : the side that nobody took while others took the other; "" when there is none.
    """

    quotes: tuple[Quote, ...]
    dissent_unshown: bool = False
    dissent_unsure: bool = False
    unheard: str = ""


def candidates(evidence: pd.DataFrame, shortest: int, longest: int) -> list[Quote]:
    """The statements of one EVIDENCE table that may be shown, best first.

    Parameters
    ----------
    shortest, longest : bounds of a readable length, in characters.
    """
    quotes = [
        (
            not shortest <= len(row["tekst"]) <= longest,
            len(row["tekst"]) > longest,
            Quote(
                row["uitspraak_id"],
                row["tekst"],
                row["bron"],
                row["regel"],
                row["ronde"],
                row["doelgroep"],
                row["organisatie"],
                row["oordeel"],
                row["beoordeeld"] == "ja",
                float(row["zekerheid"] or 0),
                float(row["oordeel_zekerheid"] or 0),
                long=len(row["tekst"]) > longest,
            ),
        )
        for row in records(evidence[evidence["dubbel_van"] == ""])
    ]
    quotes.sort(key=lambda entry: (entry[0], entry[1], *_worse(entry[2])))
    return [quote for _, _, quote in quotes]


def _worse(quote: Quote) -> tuple[bool, float, str]:
    return (not quote.reviewed, -min(quote.confidence, quote.stance_confidence), quote.statement_id)


def choose(ranked: Sequence[Quote], wanted: int, shown: Iterable[Quote], sure: float) -> Choice:
    """Quotes for one action.

    Parameters
    ----------
    ranked : what :func:`candidates` gives.
    wanted : number of quotes; two sides are heard even when it is 1.
    shown : quotes that stand elsewhere on the page.
    sure : confidence from which a stance counts as dissent, 0–1.
    """
    sizes = {side: sum(quote.side == side for quote in ranked) for side in ("kritisch", "waarderend")}
    larger, smaller = sorted(sizes, key=lambda side: -sizes[side])
    meant = [
        quote
        for quote in ranked
        if quote.side != smaller or quote.reviewed or round(quote.stance_confidence, 3) >= sure
    ]
    earlier = list(shown)
    ids, words = {quote.statement_id for quote in earlier}, {quote.words for quote in earlier}
    free = _distinct(
        [
            quote
            for quote in meant
            if quote.statement_id not in ids and quote.words not in words and not CONTACT.search(quote.text)
        ]
    )
    chosen: list[Quote] = []
    for side in (larger, smaller):
        best = next((quote for quote in free if quote.side == side), None)
        if best is not None:
            chosen.append(replace(best, dissent=side == smaller))
    taken = {quote.statement_id for quote in chosen}
    rest = [quote for quote in free if quote.statement_id not in taken]
    while rest and len(chosen) < wanted:
        best = max(rest, key=lambda quote: (not quote.long, _news(quote, chosen)))  # the first of equals: the best
        rest.remove(best)
        chosen.append(replace(best, dissent=best.side == smaller))
    heard = {quote.side for quote in chosen}
    doubted = sizes[smaller] > 0 and all(quote.side != smaller for quote in meant)
    return Choice(
        tuple(sorted(chosen, key=lambda quote: quote.dissent)),
        dissent_unshown=sizes[smaller] > 0 and smaller not in heard and not doubted,
        dissent_unsure=doubted,
        unheard=smaller if sizes[larger] > 0 and sizes[smaller] == 0 else "",
    )


def _distinct(quotes: Iterable[Quote]) -> list[Quote]:
    return list({quote.words: quote for quote in reversed(list(quotes))}.values())[::-1]


def _news(quote: Quote, chosen: Sequence[Quote]) -> int:
    """How much the quote adds to those chosen: each of round, source, audience, stance not yet there."""
    return sum(
        all(getattr(quote, part) != getattr(other, part) for other in chosen)
        for part in ("round", "source", "audience", "stance")
    )
