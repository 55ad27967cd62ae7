"""The next files to review, and LEESMIJ.txt, which explains them.

Which statements are worth a look: the most expected mistakes first. What goes in which file, what may be seen in
it, and how much blind coding is left.
"""

import math
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core import files
from pipeline.core.codebook import Codebook, Label, numbers_of, split_themes
from pipeline.core.codes import SETTLED
from pipeline.core.counting import why_not_counted
from pipeline.core.dates import UNNAMED
from pipeline.core.errors import several
from pipeline.core.parts.alike import pairs_of
from pipeline.review.common.resolutions import DISPUTED, Resolution
from pipeline.review.common.review_rows import review_rows, shown_labels

CLOSED = (*SETTLED, DISPUTED)  # nothing is gained by asking again
_RAREST = 2.0  # times what a theme of middling frequency weighs, for the rarest
_HEADING = 0.5  # mistakes, where heading and coder name different categories
_NORMAL = 1.96  # standard deviations on either side of a 95% interval

_SURE = ("category_confidence", "stance_confidence")
_THEMES = ("themes", "theme_confidences")
# Columns of LABELS, beside statement_id, by which statements are chosen to review, and counted; of many these
# alone are held, as categories.
OVERVIEW = [
    "set_aside", "category_given", "predicted_category", *_SURE, *_THEMES, "themes_status",
    "review_status", "audit", "audit_probability",
]  # fmt: skip

DOUBTFUL, ALL, DECISIONS = "twijfel.csv", "alles.csv", "besluiten.csv"
_WIDTH = 106  # characters; fits Notepad on a laptop


def may_be_drawn(statements: pd.DataFrame) -> pd.DataFrame:
    """Statements that the audit draws from: all that are not set aside, whatever the machine says of them.

    Statements that the machine takes for empty ('n.v.t.') are among them. Would they be left
    out, then a real complaint that it takes for empty is never found, and a coder that is
    trained again would change who is drawn. They cost a reviewer two words each.
    """
    return statements[statements["set_aside"] == ""]


def beside_audit(labels: pd.DataFrame) -> int:
    """How many of the statements that the audit draws from are not in it: those that can teach the coder."""
    return int((may_be_drawn(labels)["audit_probability"] == "").sum())


def expected_mistakes(labels: pd.DataFrame) -> pd.Series:
    """Per row the expected number of wrong labels, 0 or more; higher = more worth a look.

    With calibrated probabilities a label that is right with probability p is wrong 1 − p
    times on average; category, stance and each theme add up. Undecided themes count as one
    mistake: somebody has to decide. A person's label and a report heading count as right.
    Rounded to 3 decimals, so that ties are ties on every machine.
    """
    category, stance = (np.nan_to_num(1 - _numbers(labels[name])) for name in _SURE)
    undecided = labels["themes_status"] == "onbeslist"
    found: pd.Series = category + stance + _theme_doubts(labels) + undecided
    return found.round(3)


def _numbers(column: pd.Series) -> npt.NDArray[np.float64]:
    """(n,) NaN where a cell is empty; each different cell is read once."""
    place, different = pd.factorize(column)
    numbers = pd.to_numeric(pd.Series(different.astype(str))).to_numpy(dtype=np.float64)
    return np.asarray(numbers[place])


def _theme_doubts(labels: pd.DataFrame, weights: Mapping[str, float] | None = None) -> pd.Series:
    """Per row how often its themes are wrong on average, each as heavy as it weighs (1 without weights)."""
    number, pairs = pairs_of(*(labels[name] for name in _THEMES))
    found = []
    for themes, confidences in pairs:
        sure = numbers_of(confidences) if themes else {}
        doubts = ((theme, 1 - sure[theme]) for theme in split_themes(themes) if theme in sure)
        found.append(sum(d if weights is None else d * weights.get(theme, 0.0) for theme, d in doubts))
    return pd.Series(np.array(found, dtype=np.float64)[number], labels.index)


def _worth(labels: pd.DataFrame) -> pd.Series:
    """Per row what a correction is worth: its expected mistakes, and more where one teaches more.

    A doubtful theme counts up to double the rarer it is: of a rare theme each statement changes the
    share, and there is little else to learn it from. A report heading that names another category
    than the coder counts half a mistake: one of the two is wrong, and it may be either.
    """
    seen = Counter[str]()
    for cell, n in labels["themes"].value_counts().items():
        if n:  # a category may be left without rows
            seen.update(dict.fromkeys(split_themes(str(cell)), int(n)))
    usual = seen.total() / len(seen) if seen else 0.0
    extra = {theme: min((usual / n) ** 0.5, _RAREST) - 1 for theme, n in seen.items() if n < usual}
    number, pairs = pairs_of(labels["category_given"], labels["predicted_category"])
    against = np.array([given not in ("", predicted) for given, predicted in pairs], dtype=np.bool_)[number]
    found: pd.Series = expected_mistakes(labels) + _theme_doubts(labels, extra) + _HEADING * against
    return found.round(3)


def asked_for(labels: pd.DataFrame, size: int, audit: Collection[str], theme: str = "") -> pd.DataFrame:
    """Rows of labels in which a correction is worth most, most first; none of the audit, settled or disputed.

    Parameters
    ----------
    labels : rows of LABELS.
    audit : ids drawn for the audit.
    theme : statements in which it was seen, least sure first, then those whose themes are undecided;
        "" for any statement.
    """
    away = labels["statement_id"].isin(list(audit)) | labels["review_status"].isin(CLOSED)
    rows = labels[(why_not_counted(labels) == "") & ~away]
    ranked = rows.assign(has=True, sure=0.0, worth=_worth(rows))
    if theme:
        ranked["has"] = [theme in split_themes(cell) for cell in rows["themes"]]
        ranked["sure"] = [numbers_of(cell).get(theme, 0.0) for cell in rows["theme_confidences"]]
        ranked = ranked[ranked["has"] | (rows["themes_status"] == "onbeslist")]
    else:
        ranked = ranked[_in_front(ranked["worth"], size)]
    best = ranked.sort_values("statement_id", kind="stable").sort_values(
        ["has", "sure", "worth"], ascending=[False, True, False], kind="stable"
    )
    return best[labels.columns].head(size)


def shown_of_all(labels: pd.DataFrame, size: int) -> pd.DataFrame:
    """Rows of labels in their order; of too many the reviewed ones, then where a correction is worth most."""
    if len(labels) <= size:
        return labels
    ranked = labels.assign(seen=labels["review_status"] != "", worth=_worth(labels))
    ranked = ranked[ranked["seen"] | _in_front(ranked["worth"], size)]
    best = ranked.sort_values("statement_id", kind="stable").sort_values(
        ["seen", "worth"], ascending=False, kind="stable"
    )
    return labels.loc[best.index[:size].sort_values()]


def _in_front(worth: pd.Series, size: int) -> npt.NDArray[np.bool_]:
    """Which rows may be among so many that are worth most: of very many it takes long to put all in order."""
    values = worth.to_numpy()
    least = np.partition(values, -size)[-size] if 0 < size < len(values) else -np.inf
    return np.asarray(values >= least)


@dataclass(frozen=True)
class Left:
    """Statements to code blind in all, those of them still to do, and the minutes that they take.

    Attributes
    ----------
    reached : width of the interval then, 0-1: the one that is wanted, or wider where too few statements are there.
    """

    needed: int
    to_do: int
    minutes: int
    reached: float


def left_to_do(coded: int, width: float | None, wanted: float, seconds: float, there: int) -> Left:
    """The blind coding that brings an interval down to a width.

    The width of an interval falls with the root of the number of statements, so that
    needed = coded · (width now / width wanted)². Before anything is measured it is taken for that of
    a share of one half, the widest there is: 2 · 1.96 · √(0.25 / needed) = width wanted. So it is when
    the interval has no width, which says only that all statements so far were alike.

    Parameters
    ----------
    coded : statements of the audit that came back.
    width : of the interval now, upper minus lower end; None when there is none yet.
    seconds : that one statement takes.
    there : statements that can be coded blind, those that were among them; more are never asked.
    """
    # The interval is this wide on one statement, and n of them make it √n times as narrow.
    of_one = width * math.sqrt(coded) if coded and width else _NORMAL
    asked = max(coded, math.ceil(round((of_one / wanted) ** 2, 6)))
    needed = min(asked, max(coded, there))
    reached = wanted if needed == asked else min(1.0, of_one / math.sqrt(needed)) if needed else 1.0
    return Left(needed, needed - coded, math.ceil((needed - coded) * seconds / 60), reached)


@dataclass(frozen=True)
class FileToReview:
    """One file as LEESMIJ lists it: how many rows, and how many of them are filled in already.

    Attributes
    ----------
    whole : of a ``part``, of how many statements.
    """

    name: str
    kind: Literal["blind", "doubtful", "disputed", "all", "part"]
    rows: int
    done: int = 0
    whole: int = 0


def review_tables(
    labels: pd.DataFrame,
    audit: Mapping[str, Sequence[str]],
    resolutions: Mapping[str, Resolution],
    doubtful_size: int,
    all_size: int,
    whole: Callable[[Sequence[str]], pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], list[FileToReview]]:
    """Rows of REVIEW per file name, and the same files as LEESMIJ lists them.

    A statement of the audit that is not yet coded shows no label in any file, so that
    whoever codes it has not seen what the machine thinks.

    Parameters
    ----------
    labels : statement_id and the columns `OVERVIEW` of LABELS, of every statement.
    audit : ids per round, in the order to code.
    whole : the rows of LABELS of these statements, in this order.
    """
    coded = {one: resolution for one, resolution in resolutions.items() if resolution.coded_blind}
    drawn = {one for ids in audit.values() for one in ids}
    asked, shown = asked_for(labels, doubtful_size, drawn), shown_of_all(labels, all_size)
    conflicting = labels.loc[labels["review_status"] == DISPUTED, "statement_id"].tolist()
    chosen = {DOUBTFUL: asked["statement_id"].tolist(), ALL: shown["statement_id"].tolist()}
    ids_of_all = dict.fromkeys(one for ids in (*audit.values(), *chosen.values(), conflicting) for one in ids)
    rows = whole([*ids_of_all]).set_index("statement_id", drop=False)  # looked up once, in however many files
    tables, listed = {}, []
    for round_id, ids in sorted(audit.items()):
        name = f"blind-{round_id or UNNAMED}.csv"
        tables[name] = review_rows(rows.loc[list(ids)], drawn, coded)
        listed.append(FileToReview(name, "blind", len(ids), sum(one in coded for one in ids)))
    tables[DOUBTFUL] = review_rows(rows.loc[chosen[DOUBTFUL]], (), {})
    tables[ALL] = review_rows(rows.loc[chosen[ALL]], drawn - set(coded), {})
    if len(conflicting):
        tables[DECISIONS] = review_rows(rows.loc[conflicting], drawn, {})
        tables[DECISIONS]["waarom"] = [_sides(resolutions[one]) for one in conflicting]
        listed.append(FileToReview(DECISIONS, "disputed", len(conflicting)))
    if len(tables[DOUBTFUL]):
        listed.append(FileToReview(DOUBTFUL, "doubtful", len(tables[DOUBTFUL])))
    of_all = FileToReview(ALL, "all", len(tables[ALL]))
    listed.append(replace(of_all, kind="part", whole=len(labels)) if len(labels) > all_size else of_all)
    return tables, listed


def _sides(resolution: Resolution) -> str:
    """Who says what, for those who are to decide."""
    said = [(review.reviewer, filter(None, shown_labels(review).values())) for review in resolution.reviews]
    return " / ".join(dict.fromkeys(f"{who}: {'; '.join(cells) or '-'}" for who, cells in said))


def readme_text(
    title: str, folder: str, listed: Sequence[FileToReview], codebook: Codebook, *, all_blind: bool = False
) -> str:
    """LEESMIJ.txt, with CRLF line ends and a byte order mark, as every version of Notepad reads it.

    Parameters
    ----------
    folder : where the analyst puts returned files.
    all_blind : whether every statement that counts is in the blind sample.
    """
    about = {"title": title, "folder": folder, "files": listed, "codebook": codebook}
    text = rendered("leesmij.txt.j2", **about, entry=_entry, all_blind=all_blind)
    return "\ufeff" + text.replace("\n", "\r\n") + "\r\n"


def rendered(template: str, **values: object) -> str:
    """A plain text of this package with values filled in, without blank lines around it."""
    return files.rendered(Path(__file__).parents[1] / template, several=several, **values).strip()


def _entry(label_id: str, label: Label) -> str:
    """Id, name and definition of one label, wrapped and indented."""
    paragraphs = [label.definition, *([f"Niet: {label.not_}"] if label.not_ else [])]
    wrapped = (textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ") for text in paragraphs)
    return "\n".join([f"{label_id} ({label.label})", *(line for lines in wrapped for line in lines)])
