"""The figures of a trained coder as plain data, and what is shown of them: headline numbers and model card.

The keys of ``models/coder/metrics.json`` (all figures 0–1; an ``..._interval`` is 95%, from draws of whole
groups; null where there is nothing to divide by):

``measured_on, codebook, language_pipeline, encoder, made_for, training_lines, thresholds``
    With what was learned; ``made_for`` is a hash of training statements, codebook and rules.
``statements, from_pages, groups``
    How many were learned from; of those, after public pages; in how many groups.
``category, stance, themes``
    The coder on each training statement by cross-validation. ``micro_f1, macro_f1`` and their intervals;
    ``brier, calibration_error`` and the curve ``reliability`` over all (statement, label) pairs, and
    ``calibration_error_given, reliability_given`` over the labels that were given; ``sure`` is the number
    of pairs with a probability of at least 0.9 and ``right_when_sure`` the share of them that is right;
    ``undecided`` the share of statements left to a person, ``..._decided`` the figures without those;
    ``labels``: per label precision, recall and F1, ``support`` (how often true) and ``said``;
    ``confusion`` (category, stance): true → said → statements; ``neighbours`` (themes): pair → true →
    said → statements; ``most_confused`` (themes): where one theme was said, wrongly, for a missed other.
``baselines``
    name → kind → averages, Brier and calibration error, of simpler coders on the same statements.
``rules``
    Per rule: in how many statements it found something, its precision, its share of its label.
``held_out``
    set → ``statements, groups`` and the above, on statements that are never learned from. ``annotators``,
    where two coded the set: kind → ``first_and_second``, ``coder_and_first``, ``coder_and_second`` →
    averages and Krippendorff's ``alpha``. The coder does as well as a second person would when its
    agreement with either is that between the two.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.coder.data.training_set import Example, TrainingSet
from pipeline.coder.evaluation.evaluation_set import EvaluationSet
from pipeline.coder.evaluation.metrics_json import set_figures
from pipeline.coder.model.coder import Coder
from pipeline.coder.model.predictions import TOPIC, GoldLabels
from pipeline.coder.model.training import labels_of
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import Codebook
from pipeline.core.corpus import CODER
from pipeline.core.errors import InputError
from pipeline.core.files import decode, read_bytes, rendered
from pipeline.core.params import Train
from pipeline.measures.bootstrap import DECIMALS, Bootstrap, rounded

STUDY = CODER.with_name("study.json")  # the studies that are too slow for every training
REAL_TEXT = CODER.with_name("real_text.json")  # figures on real text that stays out of the project
AVERAGES = {"themes": "micro_f1", "category": "macro_f1", "stance": "macro_f1", TOPIC: "micro_f1"}
_AGAIN = "make it again: make study (or python -m models.building.study)"
_NOTHING = "–"  # where there is no figure
PAGE = "page-"  # start of the group of training statements that are after a public page
# Themes that lie close by their definitions in the codebook.
NEIGHBOURS = (
    ("verkokering", "integraliteit"),
    ("black_box", "toegankelijkheid"),
    ("vertrouwen", "betrouwbaarheid"),
)


def report(
    training: TrainingSet,
    cross_validated: EvaluationSet,
    held_out: Mapping[str, EvaluationSet],
    coder: Coder,
    codebook: Codebook,
    params: Train,
) -> dict[str, Any]:
    """All figures; every one from statements that the coder had not seen when it judged them.

    Parameters
    ----------
    cross_validated : the training statements.
    held_out : by name.
    """

    def figures(evaluated: EvaluationSet) -> dict[str, Any]:
        bootstrap = Bootstrap.of_groups(evaluated.groups, samples=params.bootstrap_samples, seed=params.seed)
        return set_figures(evaluated, labels_of(codebook), bootstrap, NEIGHBOURS)

    made = coder.provenance
    return {
        "measured_on": f"{params.folds}-fold cross-validation of the training statements, groups kept together",
        "codebook": codebook.version,
        "language_pipeline": made.language,
        "encoder": made.encoder,
        "made_for": made_for(training.examples, codebook, made.rules),
        "statements": len(training.examples),
        "from_pages": sum(example.group.startswith(PAGE) for example in training.examples),
        "groups": _n_groups(cross_validated),
        "training_lines": training.ledger.as_json(),
        **figures(cross_validated),
        "thresholds": dict(zip(coder.labels["themes"], rounded(coder.thresholds["themes"].tolist()), strict=True)),
        "rules": rule_figures(cross_validated.hits, cross_validated.truth, codebook.labels),
        "held_out": {
            name: {"statements": len(evaluated.groups), "groups": _n_groups(evaluated)} | figures(evaluated)
            for name, evaluated in held_out.items()
        },
    }


def _n_groups(evaluated: EvaluationSet) -> int:
    return len(set(evaluated.groups.tolist()))


def rule_figures(
    hits: Sequence[Sequence[Hit]], truth: GoldLabels, labels: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, Any]]:
    """Per rule: statements in which it matched, precision, and share of its label's statements."""
    columns = {label: (kind, column) for kind in ("stance", "themes") for column, label in enumerate(labels[kind])}
    matched: dict[str, list[int]] = {}
    for row, matches in enumerate(hits):
        for name in dict.fromkeys(f"{hit.label}: {hit.rule}" for hit in matches):
            matched.setdefault(name, []).append(row)
    figures: dict[str, dict[str, Any]] = {}
    for name, rows in sorted(matched.items()):
        kind, column = columns[name.partition(": ")[0]]
        true = truth[kind][:, column]
        right = int(true[rows].sum())
        figures[name] = {
            "found": len(rows),
            "precision": round(right / len(rows), DECIMALS),
            "coverage": round(right / max(int(true.sum()), 1), DECIMALS),
        }
    return figures


def coder_headline(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers for ``dvc metrics``: F1 by cross-validation with its interval, and on each held-out set."""
    headline = {"statements": figures["statements"]}
    for kind, average in AVERAGES.items():
        low, high = figures[kind][f"{average}_interval"] or (None, None)
        headline |= {f"{kind}_f1": figures[kind][average], f"{kind}_low": low, f"{kind}_high": high}
    for name, held_out in figures["held_out"].items():
        headline[f"{name}_themes"] = held_out["themes"][AVERAGES["themes"]]
    return headline


def calibration(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a kind and a step of confidence: what the coder stated and the share that was right."""
    return [
        {"kind": kind, "stated": step["confidence"], "observed": step["right"], "labels": step["n"]}
        for kind in AVERAGES
        for step in figures[kind]["reliability"]
        if step["n"]
    ]


def model_card(
    figures: Mapping[str, Any],
    study: Mapping[str, Any] | None = None,
    real: Mapping[str, Any] | None = None,
) -> str:
    """CARD.md, in English.

    Parameters
    ----------
    figures : as :func:`report` gives them.
    study : what ``models/study.json`` holds; shown when it was made for what the coder was
        trained on, else the card says that it was not.
    real : what ``models/real_text.json`` holds, shown likewise.
    """
    filters = {"figure": figure, "ends": ends, "words": lambda key: key.replace("_", " "), "span": span}
    return rendered(Path(__file__).with_name("card.md.j2"), filters, m=figures, study=study, real=real)


def figure(value: float | None) -> str:
    """Two decimals of a figure from -1 to 1, without the nought.

    >>> figure(0.712), figure(1.0), figure(None)
    ('.71', '1.00', '–')
    """
    return _NOTHING if value is None else f"{value:.2f}".replace("0.", ".", 1)


def ends(own: Mapping[str, Any], name: str) -> str:
    """A figure and its interval.

    >>> ends({"f1": 0.7, "f1_interval": [0.65, 0.751]}, "f1")
    '.70 (.65–.75)'
    """
    return span([own.get(name), *(own.get(f"{name}_interval") or (None, None))])


def span(found: Sequence[float | None]) -> str:
    """A figure, with its interval where there is one.

    >>> span([0.7, 0.65, 0.751]), span([0.7, None, None]), span([None, None, None])
    ('.70 (.65–.75)', '.70', '–')
    """
    value, low, high = found
    return figure(value) if value is None or low is None else f"{figure(value)} ({figure(low)}–{figure(high)})"


def made_for(examples: Sequence[Example], codebook: Codebook, rules: str) -> str:
    """Short hash of all that a study rests on: training statements, codebook and rules, by their fingerprint."""
    digest = hashlib.sha256(f"{codebook.version} {rules}".encode())
    for example in sorted(examples, key=lambda e: e.id):
        digest.update(example.model_dump_json().encode())
    return digest.hexdigest()[:8]


def read_study(path: Path = STUDY) -> dict[str, Any] | None:
    """What was measured apart from training, or None when nothing was; :class:`InputError` for another file."""
    if not path.exists():
        return None
    try:
        found = json.loads(decode(read_bytes(path), where=str(path))[0])
        if not isinstance(found, dict) or "made_for" not in found:
            raise ValueError("it does not say what it was made for")
    except ValueError as problem:
        raise InputError(f"this is not a study ({problem})", where=str(path), todo=_AGAIN) from None
    return found


def learning_curve(study: Mapping[str, Any] | None) -> pd.DataFrame:
    """One row a coder, a test set and a number of statements learned from: micro F1 of themes."""
    points = [
        (coder, test, point["statements"], own["themes"]["micro_f1"], *own["themes"]["micro_f1_interval"])
        for coder, curve in (study or {}).get("learning_curve", {}).items()
        for point in curve
        for test, own in point["tests"].items()
    ]
    return pd.DataFrame(points, columns=["coder", "test", "statements", "f1", "low", "high"])
