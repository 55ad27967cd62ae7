"""Which statements are shown with an action: the examples of its list, each once, and one dissenting voice.

Which statements are examples, and in which order they are best read, is what evidence decides
(:mod:`pipeline.evidence.listing`, the column ``voorbeeld`` of actie-NN.csv). Of those the page shows:

1. None that stands elsewhere on the page, nor the same words, nor one with a telephone number or an e-mail
   address.
2. First the larger side, where the sides are critical (knelpunt, wens) and appreciative (behouden). Each next
   one adds most: a round, source, audience or stance not shown yet.
3. Then one voice of the smaller side, where there is one: never more, as that would turn the proportions round,
   and none where the larger side has nothing to show. Only a stance that is sure, or a reviewer's: a mistaken
   stance is a false dissent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.core.tables import records

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
    stance_confidence: float
    example: bool
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
    dissent_unshown : the smaller side exists, but the rules leave none of it to show.
    dissent_unsure : the smaller side may exist, but no stance in it is sure.
    unheard : the side that nobody took while others took the other; "" when there is none.
    """

    quotes: tuple[Quote, ...]
    dissent_unshown: bool = False
    dissent_unsure: bool = False
    unheard: str = ""


def candidates(evidence: pd.DataFrame, longest: int) -> list[Quote]:
    """The statements of one EVIDENCE table, in its order, without duplicates.

    Parameters
    ----------
    longest : most characters of a text that is shown unfolded.
    """
    return [
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
            float(row["oordeel_zekerheid"] or 0),
            row["voorbeeld"] == "ja",
            long=len(row["tekst"]) > longest,
        )
        for row in records(evidence[evidence["dubbel_van"] == ""])
    ]


def choose(found: Sequence[Quote], wanted: int, shown: Iterable[Quote], sure: float) -> Choice:
    """Quotes for one action.

    Parameters
    ----------
    found : what :func:`candidates` gives.
    wanted : number of quotes; both sides are heard even when it is 1.
    shown : quotes that stand elsewhere on the page.
    sure : confidence from which a stance counts as dissent, 0–1.
    """
    sizes = {side: sum(quote.side == side for quote in found) for side in ("kritisch", "waarderend")}
    larger, smaller = sorted(sizes, key=lambda side: -sizes[side])
    dissenting = [
        quote
        for quote in found
        if quote.side == smaller and (quote.reviewed or round(quote.stance_confidence, 3) >= sure)
    ]
    earlier = list(shown)
    ids, words = {quote.statement_id for quote in earlier}, {quote.words for quote in earlier}
    free = _distinct(
        quote
        for quote in found
        if quote.example
        and quote.statement_id not in ids
        and quote.words not in words
        and not CONTACT.search(quote.text)
    )
    heard = any(quote.side == larger for quote in free)
    dissent = next((quote for quote in free if quote in dissenting), None) if heard else None
    rest = [quote for quote in free if quote.side != smaller]
    chosen: list[Quote] = []
    while rest and len(chosen) < max(wanted - (dissent is not None), 1):
        best = max(  # the first of equals: the best
            rest, key=lambda quote: (bool(chosen) or quote.side == larger, not quote.long, _news(quote, chosen))
        )
        rest.remove(best)
        chosen.append(best)
    if dissent:
        chosen.append(replace(dissent, dissent=True))
    return Choice(
        tuple(chosen),
        dissent_unshown=bool(dissenting) and dissent is None,
        dissent_unsure=sizes[smaller] > 0 and not dissenting,
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
