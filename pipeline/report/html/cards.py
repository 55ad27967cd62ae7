"""The card of a corpus: its row in the index of all corpora, made from its own page.

The report stage of each corpus writes one, the index puts together those of the corpora in params.yaml:
no stage needs the tables of another corpus.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.report.html.html import environment
from pipeline.report.page import Page
from pipeline.report.view.figures import SourcedNumber

_STATEMENTS_LINK = re.compile(r'<a class="deur"[^>]*>(.*?)</a>')  # leads to a list that the index does not have


def card(
    name: str,
    page: Page,
    orphans: SourcedNumber,
    files: Sequence[str],
    templates: Mapping[str, str],
    words: Mapping[str, Any],
) -> str:
    """The row, in HTML; its links and the tables of its numbers are named as seen from reports/.

    Parameters
    ----------
    name : the folder of the corpus. orphans : reviews of a statement that is gone or changed.
    files : what stands in that folder, of what the index can lead to.
    templates : file name to text; "kaart.html.j2" is the row. words : words.yaml.
    """
    made = environment(templates)
    made.filters["datum"] = lambda text: day_in_words(text, words["maanden"])
    row = made.get_template("kaart.html.j2").render(
        naam=name,
        page=page,
        nu=next((moment for moment in reversed(page.rounds) if int(moment.counted)), None),
        wezen=orphans,
        bestanden=files,
        woorden=words,
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
