"""The figures of a trained coder as plain data: what ``models/coder/metrics.json`` holds.

Its keys (all figures 0–1; an ``..._interval`` is 95%, from draws of whole families; null where there is
nothing to divide by):

``measured_on, codebook, language_pipeline, encoder, made_for, training_lines, thresholds``
    With what was learned; ``made_for`` is a hash of training statements, codebook and rules.
``statements, from_pages, families``
    How many were learned from; of those, after public pages; in how many families.
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
    set → ``statements, families`` and the above, on statements that are never learned from. ``annotators``,
    where two coded the set: kind → ``first_and_second``, ``coder_and_first``, ``coder_and_second`` →
    averages and Krippendorff's ``alpha``. The coder does as well as a second person would when its
    agreement with either is that between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.coder.data.groups import kinship
from pipeline.coder.data.held_out import HeldOut
from pipeline.coder.data.training_set import Example, TrainingSet
from pipeline.coder.evaluation.evaluation_set import Judged, Outcome, Trial, by_rules, majority, majority_of_others
from pipeline.coder.evaluation.metrics_json import figures_of
from pipeline.coder.model.training import KINDS, Answers, Learned, truth_of
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import Codebook
from pipeline.core.params import Train
from pipeline.measures.classification import Bools, Draws, rounded

PAGE = "page-"  # start of the group of training statements that are after a public page
# Themes that lie close by their definitions in the codebook.
NEIGHBOURS = (
    ("verkokering", "integraliteit"),
    ("black_box", "toegankelijkheid"),
    ("vertrouwen", "betrouwbaarheid"),
)


def report(
    training: TrainingSet,
    hits: Sequence[Sequence[Hit]],
    learned: Learned,
    codebook: Codebook,
    params: Train,
    *,
    language: str,
    encoder: str = "",
    made_for: str = "",
    baselines: Mapping[str, Outcome] | None = None,
    held_out: Mapping[str, Trial] | None = None,
) -> dict[str, Any]:
    """All figures; every one from statements that the coder had not seen when it judged them.

    Parameters
    ----------
    encoder : version of the sentence encoder; "" without one.
    made_for : hash of what was learned from, see :func:`pipeline.coder.evaluation.study_file.made_for`.
    baselines : name -> what a simpler coder says of the training statements, by the same folds.
    held_out : name of a set -> its trial, as :func:`held_out_trial` makes it.
    """
    labels = labels_of(codebook)
    trial = Trial(
        {kind: learned.answers[kind].truth for kind in KINDS},
        learned.groups,
        {kind: _judged(learned.answers[kind]) for kind in KINDS},
        {
            "majority": majority_of_others({kind: learned.answers[kind].truth for kind in KINDS}, learned.folds),
            "rules_only": by_rules(hits, labels),
        }
        | dict(baselines or {}),
    )
    return {
        "measured_on": f"{params.folds}-fold cross-validation of the training statements, families kept together",
        "codebook": codebook.version,
        "language_pipeline": language,
        "encoder": encoder,
        "made_for": made_for,
        "statements": len(training.examples),
        "from_pages": sum(example.group.startswith(PAGE) for example in training.examples),
        "families": int(learned.groups.max()) + 1,
        "training_lines": training.ledger.as_json(),
        **_measured(trial, labels, params),
        "thresholds": dict(zip(labels["themes"], rounded(learned.thresholds.tolist()), strict=True)),
        "rules": rule_figures(hits, trial.truth, labels),
        "held_out": {
            name: {"statements": len(own.families), "families": len(set(own.families.tolist()))}
            | _measured(own, labels, params)
            for name, own in (held_out or {}).items()
        },
    }


def held_out_trial(
    held: HeldOut,
    coder: Outcome,
    hits: Sequence[Sequence[Hit]],
    learned_from: Sequence[Example],
    codebook: Codebook,
    params: Train,
    *,
    baselines: Mapping[str, Outcome] | None = None,
) -> Trial:
    """A held-out set with what the coder says of it, and beside it the majority and the rules.

    Parameters
    ----------
    coder : what the coder, trained on ``learned_from``, says of the set's statements, in their order.
    hits : per statement of the set.
    baselines : name -> what a simpler coder, trained on the same, says of them.
    """
    texts, groups = [e.text for e in held.examples], [e.group for e in held.examples]
    simple = {
        "majority": majority(truth_of(learned_from, codebook), len(texts)),
        "rules_only": by_rules(hits, labels_of(codebook)),
    }
    return Trial(
        truth_of(held.examples, codebook),
        kinship(texts, groups, near_duplicate=params.near_duplicate),
        coder,
        simple | dict(baselines or {}),
        truth_of(held.second, codebook) if held.second else None,
    )


def labels_of(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Per kind the label ids, in codebook order."""
    return codebook.labels


def _judged(answers: Answers) -> Judged:
    return Judged(answers.said, answers.probabilities)


def _measured(trial: Trial, labels: Mapping[str, Sequence[str]], params: Train) -> dict[str, Any]:
    draws = Draws.of(trial.families, samples=params.bootstrap_samples, seed=params.seed)
    return figures_of(trial, labels, draws, NEIGHBOURS)


def rule_figures(
    hits: Sequence[Sequence[Hit]], truth: Mapping[str, Bools], labels: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, Any]]:
    """Per rule: statements in which it found something, precision, and share of its label's statements."""
    places = {label: (kind, column) for kind in ("stance", "themes") for column, label in enumerate(labels[kind])}
    found: dict[str, list[int]] = {}
    for row, own in enumerate(hits):
        for name in dict.fromkeys(f"{hit.label}: {hit.rule}" for hit in own):
            found.setdefault(name, []).append(row)
    figures: dict[str, dict[str, Any]] = {}
    for name, rows in sorted(found.items()):
        kind, column = places[name.partition(": ")[0]]
        true = truth[kind][:, column]
        right = int(true[rows].sum())
        figures[name] = {
            "found": len(rows),
            "precision": round(right / len(rows), 4),
            "coverage": round(right / max(int(true.sum()), 1), 4),
        }
    return figures
