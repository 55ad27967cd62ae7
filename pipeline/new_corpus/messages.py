"""What ``new-corpus`` tells the person: what it guessed, what to look at, what to run next."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.errors import several
from pipeline.core.params import PARAMS_FILE
from pipeline.new_corpus.create import Made
from pipeline.new_corpus.guessing import Guess


def messages(made: Made) -> list[str]:
    """Lines of plain text."""
    lines = [f"Made {made.folder} and added it to {PARAMS_FILE}."]
    for each in made.guesses:
        lines += ["", f"{each.source.file}", *(f"  {label:<10}{value}" for label, value in _facts(each))]
    lines += ["", _actions(made)]
    if made.all_blind:
        lines.append(
            f"Review: all statements go into the blind sample, which holds up to {made.params.review.audit_size} "
            "(review.audit_size). Coding it is the measure, and leaves the coder nothing to learn from."
        )
    lines += ["", "What to do now:"]
    lines += [
        f"  1. Read {made.folder / 'corpus.yaml'} and {made.folder / 'actions.yaml'}; mend what is wrong.",
        "  2. Run: dvc repro",
        f"  3. Open reports/{made.folder.name}/samenvatting.html",
    ]
    return lines


def _facts(each: Guess) -> Sequence[tuple[str, str]]:
    source, reading = each.source, each.reading
    rounds = sorted(set(reading.statements["round"]))
    facts = [
        ("profile", f"{source.profile} ({'given' if each.profile_given else 'guessed'})"),
        ("read", f"{several(len(reading.statements))} ({reading.encoding})"),
        (
            "kept",
            f"{len(reading.kept)} of {several(len(reading.incoming), reading.unit)}; the others have a reason",
        ),
        ("rounds", ", ".join(rounds) + ("" if source.round else " (no moment: --round names one)")),
        ("date", source.date.isoformat() if source.date else "none found; give one to order the rounds"),
    ]
    years = sorted({date[:4] for date in reading.statements["date"] if date})
    if len(years) > 1:
        facts.append(("years", f"{', '.join(years)} in one round; to compare them, give one file per year"))
    facts.append(("audience", f"{source.audience}, where the file does not say who speaks"))
    if source.columns:
        columns = source.columns.model_dump(exclude_none=True)
        facts.append(("columns", ", ".join(f"{role}={name}" for role, name in columns.items())))
        internal = ", ".join(source.internal_values) or "nobody recognised; see internal_values"
        facts.append(("own staff", internal))
    return facts


def _actions(made: Made) -> str:
    if not made.actions:
        return "Actions: none found; add yours to actions.yaml."
    owned = sum(bool(action.owner) for action in made.actions.values())
    linked = sum(bool(action.themes) for action in made.actions.values())
    return f"Actions: {len(made.actions)} found, {owned} with an owner; themes proposed for {linked}."
