"""What the sentence encoder is tuned to, and with what settings; free of PyTorch.

The labels are those that were settled, softened by what each coder said before that, so that
what people doubted stays doubtful. Statements are divided into parts for the sisters that have
not seen one part (see :class:`pipeline.coder.encoder.encoder.Seen`); groups stay whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.coder.data.groups import folds_of, group_numbers
from pipeline.coder.data.training_set import MOST_ERRORS, Example, Labels, parsed_lines
from pipeline.coder.model.training import truth_of
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError, InputErrors

Array = npt.NDArray[np.float32]
SETTLED = 0.7  # weight of the settled label; the coders share the rest
_POLISHED = ("part_", "field_")  # how the files with tidy statements, all on topic, are called


@dataclass(frozen=True)
class Tuning:
    """Settings; the defaults made the encoder that is bundled.

    Attributes
    ----------
    epochs, batch, seed : as usual.
    rate, head_rate : learning rates of the layers and of the last linear layer.
    thin : share of the polished statements that an epoch reads, 0-1: tidy sentences, all on topic, of which
        there are enough. What real text looks like, an epoch reads whole.
    dropout : of the layers and before the last.
    glue : share of the texts, 0-1, that an epoch glues to one that is off topic.
    longest : pieces that are read at once; one training statement in a thousand is longer.
    """

    epochs: int = 4
    batch: int = 32
    seed: int = 0
    rate: float = 8e-5
    head_rate: float = 1e-3
    thin: float = 0.5
    dropout: float = 0.1
    glue: float = 0.3
    longest: int = 128


@dataclass(frozen=True)
class Targets:
    """What to learn: per kind (n_texts, n_labels), shares between 0 and 1; ``polished`` (n_texts,).

    A text that is off topic has no category: the rows of what has one sum to 1, the others to nought.
    """

    themes: Array
    category: Array
    stance: Array
    topic: Array
    polished: npt.NDArray[np.bool_]

    def part(self, rows: npt.NDArray[np.bool_]) -> Targets:
        """The targets of some texts."""
        return Targets(**{name: values[rows] for name, values in vars(self).items()})


def soft_targets(
    examples: Sequence[Example], codings: Sequence[Mapping[str, Example]], codebook: Codebook
) -> dict[str, Array]:
    """Per kind (n_examples, n_labels): the settled labels, softened by what each coder said.

    Parameters
    ----------
    codings : per coder, id -> the statement as that coder labelled it; who did not, counts as settled.
    """
    weight = (1 - SETTLED) / max(len(codings), 1)
    settled = truth_of(examples, codebook)
    found = {kind: (SETTLED if codings else 1.0) * values.astype(np.float32) for kind, values in settled.items()}
    for coding in codings:
        said = truth_of([coding.get(example.id, example) for example in examples], codebook)
        for kind in found:
            found[kind] += weight * said[kind]
    return {kind: values.astype(np.float32) for kind, values in found.items()}


def read_codings(
    files: Mapping[str, str], examples: Sequence[Example], codebook: Codebook, *, where: str
) -> list[dict[str, Example]]:
    """What each coder said before the labels were settled: per file, id -> the statement so labelled.

    Parameters
    ----------
    files : name -> content; one JSON object a line: id, category, stance, themes. Lines of statements
        that are no longer there are passed over.

    Raises
    ------
    InputError
        A line that is not sound, or has a label that the codebook lacks.
    """
    by_id = {example.id: example for example in examples}
    errors: list[InputError] = []
    found = []
    for name in sorted(files):
        said = parsed_lines(files[name], Labels, codebook, f"{where}/{name}", errors)
        found.append(
            {own.id: by_id[own.id].model_copy(update=own.model_dump()) for _, own in said if own.id in by_id}
        )
    if errors:
        raise InputErrors.of(errors[:MOST_ERRORS])
    return found


def parts_of(
    examples: Sequence[Example], earlier: Mapping[str, int], *, n_parts: int, near_duplicate: float, seed: int
) -> dict[str, int]:
    """Id -> part; groups whole, as in training (see :mod:`pipeline.coder.data.groups`).

    Parameters
    ----------
    earlier : parts that sisters in the work folder were tuned without. A statement keeps its part, and a
        newer one, which none of the sisters has seen, takes that of its group or else one by its own.
    """
    groups = group_numbers([e.text for e in examples], [e.group for e in examples], near_duplicate=near_duplicate)
    parts = folds_of([e.id for e in examples], groups, n_parts, seed=seed)
    of_group = {group: earlier[e.id] for e, group in zip(examples, groups, strict=True) if e.id in earlier}
    return {
        e.id: earlier.get(e.id, of_group.get(group, int(part)))
        for e, group, part in zip(examples, groups, parts, strict=True)
    }


def polished(files: Mapping[str, str]) -> frozenset[str]:
    """Ids of the polished statements, from the content of the (sound) training files by name."""
    return frozenset(
        json.loads(line)["id"]
        for name, content in files.items()
        if name.startswith(_POLISHED)
        for line in content.split("\n")
        if line.strip()
    )
