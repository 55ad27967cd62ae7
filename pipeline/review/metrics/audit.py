"""The figures about a corpus: counts, and the coder held against the audit and the report's headings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.counting import chances_coded, check_known, is_codable, sources, why_not_counted
from pipeline.core.params import Evaluate
from pipeline.measures.agreement import (
    Counts,
    accuracy,
    confusion_tables,
    indicators,
    kappa,
    or_none,
    outcomes,
    ratio,
)
from pipeline.measures.bootstrap import DECIMALS, Bootstrap, Floats, interval

NO_AUDIT = "no row of the blind audit came back coded: fill in review/blind-*.csv (see LEESMIJ.txt)"
NO_HEADINGS = "no counted statement stands under a heading that names a category"
CHANCE_DECIMALS = 6
STATUSES = ("themes_status", "predicted_themes_status")  # by a person, by the coder
AVERAGES = {"themes": "micro_f1", "category": "macro_f1", "stance": "macro_f1"}
NONE = "geen"  # the coder's category of what it takes for empty or off topic
UNDEFINED = "not defined: there is nothing to divide by"

Measure = Callable[[Floats], Floats]  # of sums over statements, with any leading axes
Sampled = Callable[[Floats], "Sample"]  # from what each statement adds


@dataclass(frozen=True)
class Sample:
    """What each statement of a sample adds to a measure.

    Every measure is a ratio of sums. Where statements were drawn with different chances each counts
    1 / chance times, so that the ratio is that of all statements drawn from (J. Hájek's estimator; C.-E.
    Särndal, B. Swensson and J. Wretman, 1992, Model assisted survey sampling, ch. 5.7).

    Attributes
    ----------
    cells : (n_statements, …)
    settings : of the bootstrap.
    absent : why there is no figure when there are no statements.
    """

    cells: Floats
    settings: Evaluate
    absent: str

    def weighted(self, weights: Floats) -> "Sample":
        """The sample with each statement ``weights`` (n_statements,) times."""
        return replace(self, cells=self.cells * weights.reshape(-1, *[1] * (self.cells.ndim - 1)))

    def figure(self, measure: Measure) -> dict[str, Any]:
        """A measure on the sample with its percentile interval; null with the reason when not measured.

        Draws in which the measure is not defined are left out of its interval.
        """
        n = len(self.cells)
        value = float(measure(self.cells.sum(axis=0))) if n else np.nan
        if np.isnan(value):
            return {"value": None, "low": None, "high": None, "reason": UNDEFINED if n else self.absent}
        bootstrap = _bootstrap(n, self.settings.bootstrap_samples, self.settings.seed)
        spread = measure(bootstrap.sums(self.cells))
        low, high = interval(spread, self.settings.interval) or (value, value)
        return {"value": round(value, DECIMALS), "low": low, "high": high}


@lru_cache(maxsize=1)  # the figures of one sample follow each other, and the draws of a large one are large
def _bootstrap(n: int, samples: int, seed: int) -> Bootstrap:
    return Bootstrap.of_statements(n, samples=samples, seed=seed)


def measured(labels: pd.DataFrame, codebook: Codebook, settings: Evaluate) -> dict[str, Any]:
    """Content of metrics.json, from rows of LABELS.

    Agreement is measured on counted statements of the audit: a person found content in
    them, and found them on topic. There a statement that had half the chance to be drawn counts twice as heavily;
    numbers of statements are as they are. Whether the machine tells content from none, and what is on topic from
    what is not, are figures of their own. A statement
    whose themes the machine left undecided counts as one in which it found no theme. How
    many left the audit because reviewers disagree is counted: those may be the hard ones.
    """
    for what, names, known in (
        ("category", ("category", "predicted_category", "category_given"), {*codebook.categories, ""}),
        ("stance", ("stance", "predicted_stance"), {*codebook.stances}),
        ("theme", ("themes", "predicted_themes"), {*codebook.themes}),
    ):
        for name in names:
            check_known(labels, name, what, sorted(known))
    reasons = why_not_counted(labels)
    audited = (labels["audit"] == "ja") & reasons.isin(["", "no_content", "off_topic"])
    headed = labels[(reasons == "") & (labels["category_given"] != "")].astype(str)
    pair = headed["category_given"], headed["predicted_category"]
    return {
        "statements": counts(labels, reasons),
        "audit": {
            "disputed": int((labels["audit"] == "geschil").sum()),
            **against_audit(labels[audited].astype(str), 1 / chances_coded(labels)[audited], codebook, settings),
        },
        # No substitute for the audit: headings sort advice as the report's authors saw fit, and only reports
        # have them.
        "headings": {
            "category": _single(*pair, [*codebook.categories], lambda cells: Sample(cells, settings, NO_HEADINGS))
        },
        "method": {
            "interval": settings.interval,
            "bootstrap_samples": settings.bootstrap_samples,
            "seed": settings.seed,
            "codebook": codebook.version,
        },
    }


def counts(labels: pd.DataFrame, reasons: pd.Series) -> dict[str, Any]:
    """How many statements there are, count, were reviewed, and where their labels come from."""
    return {
        "total": len(labels),
        "counted": int((reasons == "").sum()),
        "reviewed": int((labels["review_status"] != "").sum()),
        "disputed": int((labels["review_status"] == "geschil").sum()),
        **{reason: int((reasons == reason).sum()) for reason in ("no_content", "off_topic")},
        "undecided": int(((reasons == "") & (labels["themes_status"] == "onbeslist")).sum()),
        "provenance": sources(labels),
    }


def against_audit(
    audited: pd.DataFrame, inverse_chances: pd.Series, codebook: Codebook, settings: Evaluate
) -> dict[str, Any]:
    """The coder against people who did not see what it said; values null when nothing came back.
    ``inverse_chances`` is NaN where no chance is on record: such a statement counts as the average one.
    """
    content = audited[is_codable(audited["themes_status"])]
    known = inverse_chances[content.index]

    def weighed(cells: Floats, inverse: pd.Series) -> Sample:
        weights = (inverse / inverse.mean()).fillna(1.0).to_numpy(dtype=np.float64)
        return Sample(cells, settings, NO_AUDIT).weighted(weights)

    def sample(cells: Floats) -> Sample:
        return weighed(cells, known)

    person, machine = (audited[by].eq(OFF_TOPIC).to_numpy()[:, None] for by in STATUSES)

    single = {
        name: _single(content[name], content[f"predicted_{name}"], [*labels], sample)
        for name, labels in (("category", codebook.categories), ("stance", codebook.stances))
    }
    sets = (content[name].map(split_themes).tolist() for name in ("themes", "predicted_themes"))
    cells = outcomes(*(indicators(own, [*codebook.themes]) for own in sets)).astype(np.float64)
    micro = Sample(cells, settings, NO_AUDIT).figure(_micro_f1)["value"]
    alike = {f"{name}_accuracy": (content[name] == content[f"predicted_{name}"]).mean() for name in single}
    unweighted = {name: round(float(share), DECIMALS) if len(content) else None for name, share in alike.items()}
    return {
        "n": len(audited),
        "content": _told_apart(audited, NO_CONTENT),
        "topic": {
            **_told_apart(audited, OFF_TOPIC),
            "off_topic_share": weighed(or_none(person).astype(float), inverse_chances).figure(_share),
            "f1": weighed(outcomes(person, machine).astype(float), inverse_chances).figure(_micro_f1),
        },
        "given": _given(audited, codebook, lambda cells: weighed(cells, inverse_chances)),
        **single,
        "themes": _themes(content, cells, codebook, sample),
        "weighting": {
            "by": "1 / chance to be drawn and coded",
            "chances": _range(1 / known),
            "unweighted": {"themes_micro_f1": micro, **unweighted},
        },
    }


def _themes(content: pd.DataFrame, cells: Floats, codebook: Codebook, sample: Sampled) -> dict[str, Any]:
    """The themes of statements with content; ``cells`` (n_statements, n_themes, 3) as `outcomes` gives them."""
    themes = sample(cells)
    is_undecided = (content["predicted_themes_status"] == "onbeslist").to_numpy(dtype=np.float64)
    undecided = sample(np.stack([is_undecided, 1 - is_undecided], axis=1))
    per_theme = {}
    for number, theme in enumerate(codebook.themes):
        tp, fp, fn = map(int, cells[:, number].sum(axis=0))
        of_theme = sample(cells[:, number])
        figures = {name: of_theme.figure(_of_counts(name)) for name in ("precision", "recall", "f1")}
        per_theme[theme] = {"support": tp + fn, "machine": tp + fp, **figures}
    return {
        "n": len(content),
        "micro_f1": themes.figure(_micro_f1),
        "macro_f1": themes.figure(_of_counts("macro_f1")),
        "undecided_share": undecided.figure(_share),
        "per_theme": per_theme,
    }


def _given(audited: pd.DataFrame, codebook: Codebook, sample: Sampled) -> dict[str, dict[str, Any]]:
    """How often the coder gave each theme and stance, and how often rightly: not to what is empty or off topic."""
    kinds = {"themes": codebook.themes, "stance": codebook.stances}
    found: dict[str, dict[str, Any]] = {kind: {} for kind in kinds}
    for kind, labels in kinds.items():
        person, coder = (
            indicators(audited[name].where(is_codable(audited[status]), "").map(split_themes).tolist(), [*labels])
            for name, status in zip((kind, f"predicted_{kind}"), STATUSES, strict=True)
        )
        cells, numbers = outcomes(person, coder).astype(np.float64), coder.sum(axis=0)
        for at, label in enumerate(labels):
            precision = sample(cells[:, at]).figure(_of_counts("precision"))
            found[kind][label] = {"n": int(numbers[at]), "precision": precision}
    return found


def _micro_f1(sums: Floats) -> Floats:
    return Counts.of_sums(sums).micro().f1


def _of_counts(name: str) -> Measure:
    """A measure of sums (…, n_labels, 3) of outcomes, by its name in `Counts`."""
    return lambda sums: getattr(Counts.of_sums(sums), name)


def _range(chances: pd.Series) -> dict[str, float | None]:
    """The lowest and the highest chance on record, 0-1; None where none is."""
    ends = {"lowest": chances.min(), "highest": chances.max()}
    return {name: None if pd.isna(end) else round(float(end), CHANCE_DECIMALS) for name, end in ends.items()}


def _share(sums: Floats) -> Floats:
    """Of sums (…, 2) of those that are and those that are not."""
    return ratio(sums[..., 0], sums.sum(axis=-1))


def _told_apart(audited: pd.DataFrame, status: str) -> dict[str, Any]:
    """Does the machine see which statements have a status (without content, off topic)? Counts of the audit."""
    person, machine = (audited[name] == status for name in STATUSES)
    return {
        "n": len(audited),
        "both": int((person & machine).sum()),
        "neither": int((~person & ~machine).sum()),
        "person_only": int((person & ~machine).sum()),
        "machine_only": int((~person & machine).sum()),
    }


def _single(truth: pd.Series, predicted: pd.Series, labels: Sequence[str], sample: Sampled) -> dict[str, Any]:
    """A kind of which each statement has one label."""
    n = len(truth)
    # Of what the coder takes for empty or off topic it gives no category: no label, which is none of the person's.
    person, coder = (or_none(indicators([[label] for label in column], labels)) for column in (truth, predicted))
    cells = confusion_tables(np.arange(n), person, coder, n)
    table = sample(cells)
    total = cells.sum(axis=0)
    return {
        "n": n,
        "accuracy": table.figure(accuracy),
        "macro_f1": table.figure(lambda sums: Counts.of_confusion(sums).without_none().macro_f1),
        "kappa": table.figure(kappa),
        "per_label": {
            label: {
                "support": int(total[number, :].sum()),
                "machine": int(total[:, number].sum()),
                "both": int(total[number, number]),
            }
            for number, label in enumerate(labels)
        },
    }


def corpus_headline(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers for ``dvc metrics``, from metrics.json: how many statements, and F1 on the audit."""
    statements, audit = metrics["statements"], metrics["audit"]
    headline = {
        "statements": statements["total"],
        **{name: statements[name] for name in ("counted", "off_topic", "reviewed", "undecided")},
        "audited": audit["n"],
    }
    for kind, average in AVERAGES.items():
        figure = audit[kind][average]
        headline |= {f"{kind}_f1": figure["value"], f"{kind}_low": figure["low"], f"{kind}_high": figure["high"]}
    return headline


def confusions(labels: pd.DataFrame) -> list[dict[str, Any]]:
    """One row a kind, a label by a person and one by the coder: the audited rows of LABELS that have both."""
    audited = labels[(labels["audit"] == "ja") & (why_not_counted(labels) == "")].astype(str)
    audited = audited.replace({"predicted_category": {"": NONE}})
    return [
        {"kind": kind, "person": person, "coder": coder, "count": int(number)}
        for kind in ("category", "stance")
        for person, coder, number in audited.groupby([kind, f"predicted_{kind}"]).size().reset_index().to_numpy()
    ]
