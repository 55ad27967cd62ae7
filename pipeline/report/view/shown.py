"""Which statements stand on the page, where all of them are more than a browser opens at once.

A number leads to the statements of a round, an audience, a stance and a theme, or of some of these together. So of
every such group the same number is shown, drawn by chance, and all of a group that has no more: that number is as
high as the page can bear. How many there are in all goes along, so that every count on the page stays true.
"""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.core.codebook import split_themes
from pipeline.core.tables import records

_SEED = "samenvatting"  # of the draw: another text, another draw
_AROUND = 420  # characters that tell where a statement comes from and what was made of it, with their marks
_GROUP = ["moment", "audience", "stance", "silent"]  # and the theme, or the status where there is none


def on_page(labels: pd.DataFrame, most: int) -> pd.DataFrame:
    """The rows of the statements that are shown, in their own order; all, when they fit.

    Parameters
    ----------
    labels : rows of LABELS, with ``moment`` (the round without its audience) and ``silent`` (whether it does not
        count in the figures).
    most : bytes that they may take, with what is told of each.
    """
    ids, texts = (labels[name].to_numpy().tolist() for name in ("statement_id", "text"))
    sizes = np.array([len(text.encode()) for text in texts], dtype=np.int64) + _AROUND
    if sizes.sum() <= most:
        return labels
    drawn = [hashlib.blake2b(f"{_SEED} {one}".encode(), digest_size=8).digest() for one in ids]
    order = np.argsort(np.frombuffer(b"".join(drawn), dtype=">u8"), kind="stable")
    shuffled = labels[[*_GROUP, "themes", "themes_status"]].iloc[order].reset_index(drop=True)
    # A statement counts by its place in the group in which it comes first; of equal places the draw decides.
    place, groups = np.full(len(shuffled), len(shuffled)), shuffled.groupby(_GROUP, observed=True).ngroup()
    for own in _by_theme(shuffled):
        place[own] = np.minimum(place[own], groups[own].groupby(groups[own]).cumcount())
    ranked = np.argsort(place, kind="stable")
    fits = sizes[order][ranked].cumsum() <= most
    return labels.iloc[np.sort(order[ranked[fits]])]


def _by_theme(labels: pd.DataFrame) -> Iterator[NDArray[np.intp]]:
    """Per theme the positions of its statements; per status of those without a theme."""
    themes, statuses = (labels[name].astype(object).to_numpy() for name in ("themes", "themes_status"))
    codes, cells = pd.factorize(np.where(themes == "", statuses, themes))
    of_cell = [cell.split("|") for cell in cells]
    for theme in sorted({theme for told in of_cell for theme in told}):
        yield np.flatnonzero(np.array([theme in told for told in of_cell])[codes])


def tallies(labels: pd.DataFrame, themes: Sequence[str]) -> str:
    """How many statements there are of each kind, for the script of the page.

    Kinds of one round, audience, stance and whether they count stand together, parted by ``;``: those four, with
    ``,`` between them, and after ``:`` the kinds with their number, ``themes=n``, with spaces between. Themes are
    numbers in ``themes``, joined by ``.``; a status other than ``thema`` comes after ``!``.

    >>> both = {"moment": "2025", "audience": "intern", "stance": "wens", "silent": False, "themes": "b|a"}
    >>> rows = [{**both, "themes_status": "thema"}] * 3 + [{**both, "themes": "", "themes_status": "onbeslist"}]
    >>> tallies(pd.DataFrame(rows), ["a", "b"])
    '2025,intern,wens,1:!onbeslist=1 1.0=3'
    """
    numbers = {theme: str(number) for number, theme in enumerate(themes)}
    counts = labels.groupby([*_GROUP, "themes", "themes_status"], observed=True).size()
    groups: dict[str, list[str]] = {}
    for row in records(counts.reset_index(name="n")):
        kind = ".".join(numbers[theme] for theme in split_themes(row["themes"]))
        kind += "" if row["themes_status"] == "thema" else f"!{row['themes_status']}"
        group = f"{row['moment']},{row['audience']},{row['stance']},{int(row['silent'] == 'False')}"
        groups.setdefault(group, []).append(f"{kind}={row['n']}")
    return ";".join(f"{group}:{' '.join(kinds)}" for group, kinds in groups.items())
