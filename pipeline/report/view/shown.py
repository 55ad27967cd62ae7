"""Which statements stand on the page, where all of them are more than a browser opens at once.

A number leads to the statements of a round, an audience, a stance and a theme, or of some of these together. So of
every such group the same number is shown, drawn by chance, and all of a group that has no more: that number is as
high as the page can bear. How many there are in all goes along, so that every count on the page stays true.
"""

import hashlib
from collections.abc import Sequence

import pandas as pd

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
    sizes = pd.Series([len(text.encode()) + _AROUND for text in labels["text"]], index=labels.index, dtype=int)
    if sizes.sum() <= most:
        return labels
    drawn = [hashlib.blake2b(f"{_SEED} {one}".encode(), digest_size=8).digest() for one in labels["statement_id"]]
    shuffled = labels.assign(size=sizes).iloc[sorted(range(len(labels)), key=drawn.__getitem__)]
    told = shuffled["themes"].mask(shuffled["themes"] == "", shuffled["themes_status"]).str.split("|")
    each = shuffled[_GROUP].assign(theme=told).explode("theme")
    # Its place in the group in which it comes first; of equal places the draw decides, as the sort is stable.
    place = each.groupby([*_GROUP, "theme"]).cumcount().groupby(level=0).min()
    ranked = shuffled.assign(place=place).sort_values("place", kind="stable")
    return labels.loc[sorted(ranked.index[ranked["size"].cumsum() <= most])]


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
    counts = labels.groupby([*_GROUP, "themes", "themes_status"]).size()
    groups: dict[str, list[str]] = {}
    for row in records(counts.reset_index(name="n")):
        kind = ".".join(numbers[theme] for theme in split_themes(row["themes"]))
        kind += "" if row["themes_status"] == "thema" else f"!{row['themes_status']}"
        group = f"{row['moment']},{row['audience']},{row['stance']},{int(row['silent'] == 'False')}"
        groups.setdefault(group, []).append(f"{kind}={row['n']}")
    return ";".join(f"{group}:{' '.join(kinds)}" for group, kinds in groups.items())
