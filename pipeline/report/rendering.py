"""The page as HTML, and its card: the row of the corpus in the index of all.

The page is one file: nothing fetched, a policy that allows our own style and script and nothing else. The report
stage of each corpus writes its card, the index puts together those of the corpora in params.yaml: no stage needs
the tables of another corpus.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from pipeline.core.codes import LEVELS
from pipeline.core.corpus import TABLE_PROFILE
from pipeline.core.counting import STANCES
from pipeline.core.files import policy_hash
from pipeline.report.findings.sentences import linked
from pipeline.report.html import Files, environment
from pipeline.report.page import Page
from pipeline.report.view.figures import SourcedNumber, dutch_number
from pipeline.report.view.reliability import WORDS

_STATEMENTS_LINK = re.compile(r'<a class="deur"[^>]*>(.*?)</a>')  # leads to a list that the index does not have


def render(page: Page, files: Files) -> str:
    """The page; its script is left out, and forbidden, when there are no statements to look through."""
    made = environment(files.templates)
    made.filters["deur"] = linked
    made.globals.update(names(page, files.words))
    return made.get_template("samenvatting.html.j2").render(
        # Safe: our own style sheet and script, which no input reaches.
        style=Markup(files.style),  # noqa: S704
        style_hash=policy_hash(files.style),
        script=Markup(files.script),  # noqa: S704
        script_hash=policy_hash(files.script),
    )


def names(page: Page, words: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates of the page, for HTML and for Word, can name; ``words`` is words.yaml."""
    return {
        "page": page,
        "woorden": words,
        "oordelen": STANCES,
        "niveaus": LEVELS,
        "tabelbronnen": {file for file, kind, _ in page.about.sources if kind == TABLE_PROFILE},
        "grenzen": [
            (word, *(dutch_number(f"{floor}", form) for form in ("getal", "procent"))) for word, floor in WORDS
        ],
        "aantallen": {audience: page.sizes(audience) for audience in ("alle", "intern", "extern")},
    }


def card(name: str, page: Page, orphans: SourcedNumber, present: Sequence[str], files: Files) -> str:
    """The card, in HTML; its links and the tables of its numbers are named as seen from reports/.

    Parameters
    ----------
    name : the folder of the corpus. orphans : reviews of a statement that is gone or changed.
    present : what stands in that folder, of what the index can lead to.
    """
    made = environment(files.templates)
    made.filters["datum"] = lambda text: day_in_words(text, files.words["maanden"])
    row = made.get_template("kaart.html.j2").render(
        naam=name,
        page=page,
        nu=next((moment for moment in reversed(page.rounds) if int(moment.counted)), None),
        wezen=orphans,
        bestanden=present,
        woorden=files.words,
    )
    return _STATEMENTS_LINK.sub(r"\1", row).replace('data-bron="', f'data-bron="{name}/')


def day_in_words(text: str, months: Sequence[str]) -> str:
    """A date as Dutch text has it; one that the corpus gives no day for is shown as it is.

    >>> day_in_words("2025-03-01", ["januari", "februari", "maart"]), day_in_words("2025", [])
    ('1 maart 2025', '2025')
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {months[day.month - 1]} {day.year}"
