"""Final labels: reviewer over report heading over coder, each with its source; what a file changes in them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codebook import Codebook, numbers_of, split_themes
from pipeline.core.codes import JOINT, LANGUAGE_MODEL, UNCODED
from pipeline.core.tables import LABELS, records
from pipeline.review.common.resolutions import LABELLED, Resolution
from pipeline.review.common.review_rows import shown_labels

_CERTAIN = "1.000"  # confidence of a label that a person gave
_NOT_REVIEWED = "-"
BY_RULE = "regel"  # how a reason (column why of predictions) by a rule begins, after the theme


def label(
    predictions: pd.DataFrame, resolutions: Mapping[str, Resolution], audit: Mapping[str, str], codebook: Codebook
) -> pd.DataFrame:
    """Rows of LABELS, sorted by statement_id.

    Parameters
    ----------
    predictions : rows of PREDICTIONS, with the column set_aside of LABELS.
    resolutions : what reviewers made of statements, by id; others than those in predictions do no harm.
    audit : ids in the blind audit to the chance with which each was drawn; a row of it counts once it
        was coded blind.
    """
    ordered = predictions.sort_values("statement_id", kind="stable", ignore_index=True)  # of many it is so already
    ids, heading, why = (ordered[name].to_numpy().tolist() for name in ("statement_id", "category_given", "why"))
    provenance = {reason: themes_provenance(reason) for reason in {*why}}
    columns: dict[str, object] = dict.fromkeys(LABELS.names, "")
    columns |= {"category_provenance": "model", "stance_provenance": "model"}
    columns |= {name: ordered[name] for name in LABELS.names if name in ordered}  # it may say what made a label
    columns |= {f"predicted_{name}": ordered[name] for name in LABELLED}
    columns["themes_provenance"] = [provenance[reason] for reason in why]
    columns["audit_probability"] = [audit.get(one, "") for one in ids]
    labels = pd.DataFrame(columns, ordered.index, LABELS.names, dtype=str)
    # Then one by one what people said something of: few of many.
    said = [place for place, one in enumerate(ids) if heading[place] or one in resolutions]
    if said:
        rows = records(labels.iloc[said])
        for row in rows:
            if row["category_given"]:
                by_heading = {"category_provenance": "rapport", "category_confidence": _CERTAIN}
                row |= {"category": row["category_given"], **by_heading}
            if resolution := resolutions.get(row["statement_id"]):
                row |= _reviewed(resolution, row, codebook, audited=row["statement_id"] in audit)
        labels.iloc[said] = pd.DataFrame(rows, columns=LABELS.names, dtype=str)
    return labels


def _reviewed(
    resolution: Resolution, labels: Mapping[str, str], codebook: Codebook, *, audited: bool
) -> dict[str, str]:
    """The cells of LABELS that a resolution sets; ``labels`` as they are without it."""
    cells = {
        "review_status": resolution.status,
        "reviewer": resolution.reviewer,
        "review_date": resolution.date,
        "review_note": resolution.note,
        "audit": "ja"
        if audited and resolution.coded_blind
        else "geschil"
        if audited and resolution.conflicting_blind
        else "",
    }
    for name, value in (("category", resolution.category), ("stance", resolution.stance)):
        if value:
            cells |= {name: value, f"{name}_provenance": "beoordelaar", f"{name}_confidence": _CERTAIN}
    if resolution.named:
        cells |= _partly_agreed(resolution, labels, codebook)
    if resolution.themes_status:
        themes = split_themes(resolution.themes)
        by = _by(resolution)
        cells |= {
            "themes": resolution.themes,
            "themes_status": resolution.themes_status,
            "themes_provenance": "beoordelaar",
            "theme_confidences": "|".join(f"{theme}=1.00" for theme in themes),
            "why": " | ".join(f"{theme}: {by}" for theme in themes)
            or f"{resolution.themes_status.replace('_', ' ')}: {by}",
        }
    if resolution.themes_status in UNCODED:
        cells |= {"category": "", "category_provenance": "beoordelaar", "category_confidence": ""}
    return cells


def _partly_agreed(resolution: Resolution, labels: Mapping[str, str], codebook: Codebook) -> dict[str, str]:
    """Themes that all reviewers named stand, those that none named do not; the machine settles the others.

    The provenance stays the machine's, the weakest source in the set. Where the machine had
    not decided either, only what the reviewers share can stand. A theme that was divided since is
    settled likewise; when the machine sees none of its parts, it is not decided which it is.
    """
    settled = {theme for theme in split_themes(labels["themes"]) if theme in resolution.named}
    if not settled and not resolution.shared and labels["themes_status"] in ("onbeslist", *UNCODED):
        return {}
    themes = codebook.join(settled | {*resolution.shared})
    reasons = dict(part.partition(": ")[::2] for part in labels["why"].split(" | ") if part)
    reasons |= dict.fromkeys(resolution.shared, _by(resolution))
    which_part = "themes" not in resolution.disputed and not settled - {*resolution.shared}
    none_left = "onbeslist" if which_part else "geen_thema"
    sure = numbers_of(labels["theme_confidences"]) | dict.fromkeys(resolution.shared, 1.0)
    return {
        "themes": themes,
        "themes_status": "thema" if themes else none_left,
        "theme_confidences": "|".join(f"{one}={sure[one]:.2f}" for one in split_themes(themes) if one in sure),
        "why": " | ".join(f"{one}: {reasons[one]}" for one in split_themes(themes) if one in reasons),
    }


def _by(resolution: Resolution) -> str:
    return f"beoordelaar {resolution.reviewer.replace(JOINT, ' en ')}"  # the bar parts the reasons


def themes_provenance(why: str) -> str:
    """The weakest source in the set: `regel` when a rule carried every theme, `taalmodel` when one is the language
    model's alone, else `model`.
    """
    reasons = [part.partition(": ")[2] for part in why.split(" | ") if part]
    if any(reason.startswith(f"{LANGUAGE_MODEL} ") for reason in reasons):
        return LANGUAGE_MODEL
    return "regel" if reasons and all(reason.startswith(BY_RULE) for reason in reasons) else "model"


@dataclass(frozen=True)
class Effect:
    """One label of one statement, before and after a file is applied.

    A file that replaces one of the same name can also take reviews away. Their labels then fall back to what they
    are without those reviews, and no row of the new file shows it.

    Attributes
    ----------
    rows : of the file, as the spreadsheet numbers them, those about the statement; none when the file of
        this name said something of it until now, and would not any more.
    column : as reviewers know it: categorie, oordeel, themas or status.
    """

    rows: tuple[int, ...]
    statement_id: str
    column: str
    now: str
    then: str


def effects(
    predictions: pd.DataFrame,
    before: Mapping[str, Resolution],
    after: Mapping[str, Resolution],
    file: str,
    codebook: Codebook,
) -> list[Effect]:
    """All that the reviews of a file change, by row; what is lost comes first.

    Parameters
    ----------
    before, after : what reviewers made of statements until now, and with this file, which may take the
        place of one of the same name.
    """
    rows = dict.fromkeys(_rows(before, file), ()) | _rows(after, file)
    touched = predictions[predictions["statement_id"].isin(list(rows))]
    now, then = (_shown(label(touched, resolutions, {}, codebook)) for resolutions in (before, after))
    found = [
        Effect(rows[one], one, column, now[one][column], cell)
        for one, cells in then.items()
        for column, cell in cells.items()
        if cell != now[one][column]
    ]
    return sorted(found, key=lambda effect: (effect.rows, effect.statement_id))


def _rows(resolutions: Mapping[str, Resolution], file: str) -> dict[str, tuple[int, ...]]:
    """Statements that the file says something of, with the rows that do."""
    own = {one: [r.row for r in resolution.reviews if r.file == file] for one, resolution in resolutions.items()}
    return {one: tuple(sorted(rows)) for one, rows in own.items() if rows}


def _shown(labels: pd.DataFrame) -> Mapping[str, Mapping[str, str]]:
    return {
        row["statement_id"]: {**shown_labels(row), "status": row["review_status"] or _NOT_REVIEWED}
        for row in records(labels)
    }
