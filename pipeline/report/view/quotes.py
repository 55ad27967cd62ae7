"""Which statements are shown with an action: the examples of its list, each once, and one dissenting voice.

Which statements are examples, and in which order they are best read, is what evidence decides
(:mod:`pipeline.evidence.statements`, the column ``voorbeeld`` of actie-NN.csv). Of those the page shows:

1. None that stands elsewhere on the page, nor the same words, nor one with a telephone number or an e-mail
   address.
2. First the larger side, where the sides are critical (knelpunt, wens) and appreciative (behouden). Each next
   one adds most: a round, source, audience or stance not shown yet.
3. Then one voice of the smaller side, where there is one: never more, as that would turn the proportions round,
   and none where the larger side has nothing to show. Only a stance that is sure, or a reviewer's: a mistaken
   stance is a false dissent.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.report.view.figures import Row, SourcedTable, Text
from pipeline.report.view.tables import Choices

# A telephone number (nine digits or more, however spaced) or an e-mail address.
CONTACT = re.compile(r"(?:\d[\s().-]*){9,}|\S+@\S+\.\w")
SIDES = {"knelpunt": "kritisch", "wens": "kritisch", "behouden": "waarderend"}


@dataclass(frozen=True)
class Quote(Row):
    """One statement on the page, verbatim: a row of an actie-NN.csv; ``long``: shown folded."""

    long: bool = False
    dissent: bool = False

    statement_id = Text("uitspraak_id")
    text = Text("tekst")
    source = Text("bron")
    line = Text("regel")
    round = Text("ronde")
    audience = Text("doelgroep")
    organisation = Text("organisatie")
    stance = Text("oordeel")

    def sure(self, least: float) -> bool:
        """Whether a reviewer chose its stance, or the computer with at least that confidence."""
        return self["beoordeeld"] == "ja" or round(float(self["oordeel_zekerheid"] or 0), 3) >= least

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


def choose(listing: SourcedTable, shown: Collection[Quote], choices: Choices) -> Choice:
    """Quotes for one action; both sides are heard even when one quote is wanted.

    Parameters
    ----------
    listing : its EVIDENCE table, of which duplicates are passed over.
    shown : quotes that stand elsewhere on the page.
    """
    counted = {"dubbel_van": ""}
    sizes = dict.fromkeys(("kritisch", "waarderend"), 0)
    for stance, side in SIDES.items():
        sizes[side] += int(listing.count("uitspraak_id", **counted, oordeel=stance))
    larger, smaller = sorted(sizes, key=lambda side: -sizes[side])
    dissents = any(
        quote.sure(choices.sure_stance)
        for stance, side in SIDES.items()
        if side == smaller
        for quote in Quote.each(listing, "uitspraak_id", **counted, oordeel=stance)
    )
    ids, words = {quote.statement_id for quote in shown}, {quote.words for quote in shown}
    unshown = [
        replace(quote, long=len(quote.text) > choices.quote_longest)
        for quote in Quote.each(listing, "uitspraak_id", **counted, voorbeeld="ja")
        if quote.statement_id not in ids and quote.words not in words and not CONTACT.search(quote.text)
    ]
    free = list({quote.words: quote for quote in reversed(unshown)}.values())[::-1]  # the first of the same words
    heard = any(quote.side == larger for quote in free)
    sure = (quote for quote in free if quote.side == smaller and quote.sure(choices.sure_stance))
    dissent = next(sure, None) if heard else None
    rest = [quote for quote in free if quote.side != smaller]
    chosen: list[Quote] = []
    while rest and len(chosen) < max(choices.quotes_per_action - (dissent is not None), 1):
        best = max(  # the first of equals: the best
            rest, key=lambda quote: (bool(chosen) or quote.side == larger, not quote.long, _news(quote, chosen))
        )
        rest.remove(best)
        chosen.append(best)
    if dissent:
        chosen.append(replace(dissent, dissent=True))
    return Choice(
        tuple(chosen),
        dissent_unshown=dissents and dissent is None,
        dissent_unsure=sizes[smaller] > 0 and not dissents,
        unheard=smaller if sizes[larger] > 0 and sizes[smaller] == 0 else "",
    )


def _news(quote: Quote, chosen: Sequence[Quote]) -> int:
    """How much the quote adds to those chosen: each of round, source, audience, stance not yet there."""
    return sum(
        all(getattr(quote, part) != getattr(other, part) for other in chosen)
        for part in ("round", "source", "audience", "stance")
    )
