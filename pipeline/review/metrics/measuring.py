"""The figures about a corpus: counts, and the coder held against the audit and the report's headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import PROVENANCES
from pipeline.core.counting import chances_coded, why_not_counted
from pipeline.core.errors import unknown
from pipeline.measures import confusion
from pipeline.measures.confusion import Array, Measure

NO_AUDIT = "no row of the blind audit came back coded: fill in review/blind-*.csv (see LEESMIJ.txt)"
NO_HEADINGS = "no counted statement stands under a heading that names a category"
UNDEFINED = "not defined: there is nothing to divide by"
DECIMALS = 4
CHANCE_DECIMALS = 6


@dataclass(frozen=True)
class Bootstrap:
    """How intervals are made: number of resamples, coverage (0–1), seed."""

    samples: int
    interval: float
    seed: int


@dataclass(frozen=True)
class Counts:
    """Counts of a sample and of its bootstrap resamples.

    Every measure is a ratio of such counts. Where statements were drawn with different chances each counts
    1 / chance times, so that the ratio is that of all statements drawn from (J. Hájek's estimator; C.-E.
    Särndal, B. Swensson and J. Wretman, 1992, Model assisted survey sampling, ch. 5.7).

    Attributes
    ----------
    total : (…), summed over the statements.
    drawn : (n_resamples, …), summed over the statements of each resample; none without statements.
    interval : coverage, 0–1.
    absent : why there is no figure when there are no statements.
    """

    total: Array
    drawn: Array
    interval: float
    absent: str

    @classmethod
    def of(cls, cells: Array, bootstrap: Bootstrap, absent: str, weights: Array | None = None) -> Counts:
        """Sum over statements, the first axis of ``cells``; ``weights`` (n_statements,), without them all 1."""
        if weights is not None:
            cells = cells * weights.reshape(-1, *[1] * (cells.ndim - 1))
        drawn = confusion.resampled(cells, bootstrap.samples, bootstrap.seed) if len(cells) else cells
        return cls(cells.sum(axis=0), drawn, bootstrap.interval, absent)

    def part(self, number: int) -> Counts:
        """The counts of one label, the first axis of ``total``."""
        return replace(self, total=self.total[number], drawn=self.drawn[:, number])

    def figure(self, measure: Measure) -> dict[str, Any]:
        """A measure on the sample with its percentile interval; null with the reason when not measured.

        Resamples in which the measure is not defined are left out of its interval.
        """
        value = float(measure(self.total)) if len(self.drawn) else np.nan
        if np.isnan(value):
            reason = UNDEFINED if len(self.drawn) else self.absent
            return {"value": None, "low": None, "high": None, "reason": reason}
        spread = measure(self.drawn)
        tail = (1 - self.interval) / 2
        low, high = (float(end) for end in np.quantile(spread[~np.isnan(spread)], [tail, 1 - tail]))
        return {"value": round(value, DECIMALS), "low": round(low, DECIMALS), "high": round(high, DECIMALS)}


def measured(labels: pd.DataFrame, codebook: Codebook, bootstrap: Bootstrap) -> dict[str, Any]:
    """Content of metrics.json.

    Agreement is measured on counted statements of the audit: a person found content in
    them. There a statement that had half the chance to be drawn counts twice as heavily; numbers of
    statements are as they are. Whether the machine tells content from none is a figure of its own. A statement
    whose themes the machine left undecided counts as one in which it found no theme. How
    many left the audit because reviewers disagree is counted: those may be the hard ones.

    Parameters
    ----------
    labels : rows of LABELS.
    """
    check_known(labels, codebook)
    reasons = why_not_counted(labels)
    audited = (labels["audit"] == "ja") & reasons.isin(["", "no_content"])
    return {
        "statements": counts(labels, reasons),
        "audit": {
            "disputed": int((labels["audit"] == "geschil").sum()),
            **against_audit(labels[audited], 1 / chances_coded(labels)[audited], codebook, bootstrap),
        },
        "headings": against_headings(
            labels[(reasons == "") & (labels["category_given"] != "")], codebook, bootstrap
        ),
        "method": {
            "interval": bootstrap.interval,
            "bootstrap_samples": bootstrap.samples,
            "seed": bootstrap.seed,
            "codebook": codebook.version,
        },
    }


def check_known(labels: pd.DataFrame, codebook: Codebook) -> None:
    """Raise :class:`InputError` for a label that the codebook has not: it would be measured nowhere."""
    for what, names, known in (
        ("category", ("category", "predicted_category", "category_given"), {*codebook.categories, ""}),
        ("stance", ("stance", "predicted_stance"), {*codebook.stances}),
        ("theme", ("themes", "predicted_themes"), {*codebook.themes}),
    ):
        for name in names:
            cells = labels[name].map(split_themes).explode().dropna() if what == "theme" else labels[name]
            strange = cells[~cells.isin(list(known))]
            if len(strange):
                where = f"labels.csv, statement {labels.loc[strange.index[0], 'statement_id']}, column {name}"
                todo = "run dvc repro, so that the labels are made with this codebook"
                raise unknown(what, str(strange.iloc[0]), sorted(known), where=where, todo=todo)


def counts(labels: pd.DataFrame, reasons: pd.Series) -> dict[str, Any]:
    """How many statements there are, count, were reviewed, and where their labels come from."""
    return {
        "total": len(labels),
        "counted": int((reasons == "").sum()),
        "reviewed": int((labels["review_status"] != "").sum()),
        "disputed": int((labels["review_status"] == "geschil").sum()),
        "undecided": int(((reasons == "") & (labels["themes_status"] == "onbeslist")).sum()),
        "provenance": {
            name: {source: int((labels[f"{name}_provenance"] == source).sum()) for source in PROVENANCES}
            for name in ("category", "stance", "themes")
        },
    }


def against_audit(
    audited: pd.DataFrame, heaviness: pd.Series, codebook: Codebook, bootstrap: Bootstrap
) -> dict[str, Any]:
    """The coder against people who did not see what it said; values null when nothing came back.

    Parameters
    ----------
    heaviness : per statement 1 / chance; NaN where none is on record, then it counts as the average one.
    """
    content = audited[audited["themes_status"] != "geen_inhoud"]
    known = heaviness[content.index] / heaviness[content.index].mean()
    weights = known.fillna(1.0).to_numpy(dtype=np.float64)
    person, machine = (content[name].map(split_themes).tolist() for name in ("themes", "predicted_themes"))
    hits = confusion.hits(person, machine, [*codebook.themes])
    themes = Counts.of(hits, bootstrap, NO_AUDIT, weights)
    decided = (content["predicted_themes_status"] != "onbeslist").to_numpy().astype(np.float64)
    undecided = Counts.of(np.stack([1 - decided, decided], axis=1), bootstrap, NO_AUDIT, weights)
    single = {
        name: _single(content[name], content[f"predicted_{name}"], [*known], bootstrap, NO_AUDIT, weights)
        for name, known in (("category", codebook.categories), ("stance", codebook.stances))
    }
    return {
        "n": len(audited),
        "content": _content(audited),
        **single,
        "themes": {
            "n": len(content),
            "micro_f1": themes.figure(confusion.micro_f1),
            "macro_f1": themes.figure(confusion.macro_f1),
            "undecided_share": undecided.figure(lambda counts: counts[..., 0] / counts.sum(axis=-1)),
            "per_theme": {
                theme: _theme(themes.part(number), hits[:, number].sum(axis=0))
                for number, theme in enumerate(codebook.themes)
            },
        },
        "weighting": {
            "by": "1 / chance to be drawn and coded",
            "chances": _range(1 / heaviness[content.index]),
            "unweighted": {
                "themes_micro_f1": Counts.of(hits, bootstrap, NO_AUDIT).figure(confusion.micro_f1)["value"],
                "category_accuracy": _alike(content, "category"),
                "stance_accuracy": _alike(content, "stance"),
            },
        },
    }


def _range(chances: pd.Series) -> dict[str, float | None]:
    """The lowest and the highest chance on record, 0-1; None where none is."""
    known = chances.dropna()
    return {
        name: round(float(end), CHANCE_DECIMALS) if len(known) else None
        for name, end in (("lowest", known.min()), ("highest", known.max()))
    }


def against_headings(headed: pd.DataFrame, codebook: Codebook, bootstrap: Bootstrap) -> dict[str, Any]:
    """The coder's category against the heading of the report under which the statement stands.

    No substitute for the audit: headings sort advice as the report's authors saw fit, and only
    reports have them.
    """
    truth, machine = headed["category_given"], headed["predicted_category"]
    return {"category": _single(truth, machine, [*codebook.categories], bootstrap, NO_HEADINGS)}


def _content(audited: pd.DataFrame) -> dict[str, Any]:
    """Does the machine tell statements with content from those without? Counts of the audit."""
    person, machine = (audited[name] != "geen_inhoud" for name in ("themes_status", "predicted_themes_status"))
    return {
        "n": len(audited),
        "both_content": int((person & machine).sum()),
        "both_empty": int((~person & ~machine).sum()),
        "machine_missed": int((person & ~machine).sum()),
        "machine_only": int((~person & machine).sum()),
    }


def _alike(content: pd.DataFrame, name: str) -> float | None:
    same = content[name] == content[f"predicted_{name}"]
    return round(float(same.mean()), DECIMALS) if len(same) else None


def _single(
    truth: pd.Series,
    machine: pd.Series,
    labels: Sequence[str],
    bootstrap: Bootstrap,
    absent: str,
    weights: Array | None = None,
) -> dict[str, Any]:
    cells = confusion.pairs(truth.tolist(), machine.tolist(), labels)
    table = Counts.of(cells, bootstrap, absent, weights)
    return {
        "n": len(truth),
        "accuracy": table.figure(confusion.accuracy),
        "macro_f1": table.figure(confusion.macro_f1_single),
        "kappa": table.figure(confusion.kappa),
        "per_label": {
            label: {
                "support": int(cells[:, number, :].sum()),
                "machine": int(cells[:, :, number].sum()),
                "both": int(cells[:, number, number].sum()),
            }
            for number, label in enumerate(labels)
        },
    }


def _theme(counts: Counts, cases: Array) -> dict[str, Any]:
    """One theme; counts (3,) as in `confusion.hits`, weighted; ``cases`` (3,) as they are."""
    found, excess, missed = (int(number) for number in cases)
    return {
        "support": found + missed,
        "machine": found + excess,
        "precision": counts.figure(confusion.precision),
        "recall": counts.figure(confusion.recall),
        "f1": counts.figure(confusion.f1),
    }
