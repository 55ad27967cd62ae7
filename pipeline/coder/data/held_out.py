"""Held-out statements: for testing, kept apart from what the coder learns from.

A set is ``<name>.jsonl`` in ``corpora/held_out``, one statement a line as in the training files. Where a
second annotator coded the same statements without seeing the first one's labels, those are in
``<name>_second_coder.jsonl`` (id, category, stance, themes).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.coder.data.training_set import MOST_ERRORS, Example, Labels, parsed_lines, read_training
from pipeline.core.codebook import Codebook
from pipeline.core.corpus import HELD_OUT
from pipeline.core.errors import InputError, InputErrors, nearest, quoted
from pipeline.core.text import PieceIndex, alike, folded, shingles

SECOND = "_second_coder.jsonl"
_FEWEST_WORDS = 3  # "geen" is nobody's own sentence: that two people say it is no copying


@dataclass(frozen=True)
class HeldOut:
    """One set.

    Attributes
    ----------
    examples : sorted by id.
    second : the same statements in the same order, with the second annotator's labels; None without one.
    """

    name: str
    examples: tuple[Example, ...]
    second: tuple[Example, ...] | None


def read_held_out(
    files: Mapping[str, str],
    codebook: Codebook,
    training: Sequence[Example],
    *,
    where: str = str(HELD_OUT),
    near_duplicate: float,
) -> tuple[HeldOut, ...]:
    """Read the content of held-out files (name -> text); sets in the order of their names.

    :class:`InputError` for a fault as in :func:`pipeline.coder.data.training_set.read_training`; a second coder's
    file without its set or with other statements; a held-out text that is, nearly, a training text.

    Parameters
    ----------
    training : the statements that are learned from.
    near_duplicate : rapidfuzz ratio, 0–100, from which two texts are one.
    """
    seconds = {name.replace(SECOND, ".jsonl"): name for name in sorted(files) if name.endswith(SECOND)}
    todo = "name it after its set, or remove it"
    errors = [
        InputError(f"there is no {first} whose second coder this could be", where=f"{where}/{second}", todo=todo)
        for first, second in seconds.items()
        if first not in files
    ]
    if errors:
        raise InputErrors.of(errors)
    sets = []
    for name in sorted(files.keys() - seconds.values()):
        examples = read_training({name: files[name]}, codebook, where=where).examples
        second = seconds.get(name)
        again = _second(files[second], examples, codebook, f"{where}/{second}") if second else None
        sets.append(HeldOut(name.removesuffix(".jsonl"), examples, again))
    _check_unseen(sets, training, where, near_duplicate)
    return tuple(sets)


def _second(text: str, examples: Sequence[Example], codebook: Codebook, where: str) -> tuple[Example, ...]:
    errors: list[InputError] = []
    labels: dict[str, Labels] = {}
    ids = [example.id for example in examples]
    for number, line in parsed_lines(text, Labels, codebook, where, errors):
        place = f"{where} line {number}"
        if line.id not in ids:
            problem, close = f"the set has no statement {quoted(line.id)}", nearest(line.id, ids)
            errors.append(InputError(problem, place, nearest=close, todo="correct the id or remove the line"))
        elif labels.setdefault(line.id, line) is not line:
            errors.append(InputError(f"{line.id} was coded before", where=place, todo="keep one of the two"))
    missing = [identity for identity in ids if identity not in labels]
    if missing and not errors:
        problem = f"{len(missing)} statements of the set are not there, the first {quoted(missing[0])}"
        todo = "let the second annotator code all of them, or remove the file"
        errors.append(InputError(problem, where=where, todo=todo))
    if errors:
        raise InputErrors.of(errors[:MOST_ERRORS])
    return tuple(example.model_copy(update=labels[example.id].model_dump()) for example in examples)


def _check_unseen(sets: Sequence[HeldOut], training: Sequence[Example], where: str, near_duplicate: float) -> None:
    """Raise :class:`InputError` for each held-out statement that the coder would learn from."""
    held = [(name.name, example, folded(example.text)) for name in sets for example in name.examples]
    index = PieceIndex(
        shingles(text) if len(text.split()) >= _FEWEST_WORDS else frozenset() for _, _, text in held
    )
    todo = "remove the training line, so that the coder is tested on what it has not seen"
    errors = [
        InputError(
            f"{own.id} is also a training statement ({example.id}): {quoted(example.text)}",
            where=f"{where}/{name}.jsonl",
            todo=todo,
        )
        for example in training
        for name, own, text in map(held.__getitem__, index.sharing(shingles(folded(example.text))))
        if alike(folded(example.text), text, near_duplicate)
    ]
    if errors:
        raise InputErrors.of(errors[:MOST_ERRORS])
