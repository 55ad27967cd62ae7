"""Votes and distinct texts (trend.csv), and texts that were sent often (trend-campagnes.csv)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.codebook import split_themes
from pipeline.core.text import FEWEST_COPIED_WORDS, folded
from pipeline.report.view.figures import Number, Row, SourcedTable, Text
from pipeline.report.view.quotes import CONTACT
from pipeline.report.view.tables import Tables
from pipeline.report.view.themes import Round

MOST_CAMPAIGNS = 10  # that the page names; the table has them all


@dataclass(frozen=True)
class Campaign(Row):
    """One text that was sent often in one round.

    Attributes
    ----------
    themes : Dutch names of what most of its copies are about.
    """

    themes: Sequence[str] = ()

    round = Text("ronde")
    stance = Text("oordeel")
    votes = Number("stemmen")
    wordings = Number("teksten")
    people = Number("respondenten")
    share = Number("aandeel_ronde", "procent")

    @property
    def counts(self) -> bool:
        """Whether it counts in the shares: not when it is off topic, or says nothing."""
        return float(self.share) > 0

    @property
    def text(self) -> str:
        """The wording that was sent most; "" when it holds a telephone number or an address."""
        return "" if CONTACT.search(self["tekst"]) else self["tekst"]


def campaigns(book: SourcedTable, rounds: Sequence[Round], theme_names: Mapping[str, str]) -> list[Campaign]:
    """The newest round first, in it the text that was sent most."""
    newest_first = [one.name for one in reversed(rounds)]
    found = [
        Campaign(book, row, ("campagne", "ronde"), [theme_names[one] for one in split_themes(row["themas"])])
        for row in book.records()
    ]
    return sorted(found, key=lambda one: (newest_first.index(one.round), -int(one.votes)))


def has_copies(tables: Tables, rounds: Sequence[Round]) -> bool:
    """Whether texts were sent more than once; short answers coincide by themselves, and are no copies."""
    if all(int(one.texts) == int(one.counted) for one in rounds):
        return False
    if len(tables.campaigns.frame):
        return True
    labels = tables.labels.frame
    counted = labels.loc[~labels["statement_id"].isin(tables.set_aside.keys()), "text"].map(folded)
    repeated = counted[counted.duplicated()]
    return bool((repeated.str.count(" ") >= FEWEST_COPIED_WORDS - 1).any())
