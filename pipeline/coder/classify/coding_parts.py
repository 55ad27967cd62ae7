"""Coding in parts: each distinct text once, in whatever process or machine; what is coded is kept.

What the coder says of a statement rests on its text, on what stands beside it (what it is asked, and in a report
where it stands) and, of a corrected one, on which it is. Statements that agree in these are coded once. A text
under two questions is read once where both come in one part: texts that are alike are put next to each other.
"""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.coder.classify.classifying import CODING, NO_LESSONS, coded
from pipeline.coder.classify.lessons import Lessons
from pipeline.coder.model.coder import PACKAGES
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.core.codebook import Codebook
from pipeline.core.corpus import CODER
from pipeline.core.errors import InputError
from pipeline.core.params import Classify, CoderKind, Language
from pipeline.core.parts.kept import Unit
from pipeline.core.parts.store import Cells, maker

CONTEXT = ("kind", "question", "effect")  # columns beside the text that the coder looks at
# The code that codes: a change in it may change what it says.
CODE = (
    "coder/classify", "coder/encoder", "coder/language/language.py", "coder/model/coder.py",
    "coder/model/features.py", "coder/model/predictions.py", "coder/model/resources.py", "coder/rules",
    "core/codebook.py", "core/codes.py", "core/text.py",
)  # fmt: skip


@dataclass(frozen=True)
class CodingTask:
    """All that a part is coded with, as a worker is told it: it opens the coder from its own files.

    Attributes
    ----------
    maker : fingerprint of all of it and of the coder; what is coded with another is not the same.
    """

    maker: str
    language: Language = field(compare=False)
    coder: CoderKind = field(compare=False)
    classify: Classify = field(compare=False)
    codebook: Codebook = field(compare=False)
    lessons: Lessons = field(compare=False, default=NO_LESSONS)


def fingerprint(resources: CoderResources, classify: Classify, lessons: Lessons) -> str:
    """What a coding rests on beside the statement: coder, rules, encoder, settings, lessons, code, libraries."""
    arrays = [lessons.vectors, *(array for own in lessons.kinds.values() for array in (own.coefficients, own.own))]
    return maker(
        [Path(__file__).parents[2] / name for name in CODE],
        PACKAGES,
        (CODER / "coder.npz").read_bytes(),
        repr(resources.provenance).encode(),
        resources.codebook.model_dump_json().encode(),
        classify.model_dump_json().encode(),
        "".join(f"{correction.model_dump_json()}\n" for correction in lessons.corrections).encode(),
        *(array.tobytes() for array in arrays),
    )


def units_of(statements: pd.DataFrame, taught: Collection[str]) -> list[Unit]:
    """Per statement what its coding rests on: its text, whether a heading names its category, its context, and of
    one that was corrected its id. ``taught`` are these ids.
    """
    cells = {name: statements[name].to_numpy().tolist() for name in ("text", "category_given", *CONTEXT)}
    cells["category_given"] = ["x" if given else "" for given in cells["category_given"]]
    own = [name if name in taught else "" for name in statements["statement_id"].to_numpy().tolist()]
    return list(zip(*cells.values(), own, strict=True))


def code_part(task: CodingTask, part: Sequence[Unit]) -> list[Cells]:
    """The cells of CODING for each unit of a part, in any process: it opens the coder once, for all its parts.
    :class:`InputError` when it has another coder, or another version of this program.
    """
    columns = ["text", "category_given", *CONTEXT, "statement_id"]
    frame = pd.DataFrame(part, columns=columns, dtype=str)
    rows = coded(frame, _at_hand(task), task.classify, task.lessons)
    return [tuple(row[name] for name in CODING) for row in rows]


_OPEN: dict[str, tuple[int, CoderResources]] = {}  # by the task's maker: a coder, and the process that opened it


def keep_open(task: CodingTask, resources: CoderResources) -> None:
    """Have this process, and those that are copied from it, work with a coder that is open."""
    _OPEN[task.maker] = os.getpid(), resources


def _at_hand(task: CodingTask) -> CoderResources:
    if task.maker not in _OPEN:
        _OPEN.clear()
        resources = load_resources(task.language, task.coder, task.codebook, threads=1)
        if fingerprint(resources, task.classify, task.lessons) != task.maker:
            raise InputError(
                "this worker has another coder, or another version of the program, than what started it",
                where=str(Path.cwd()),
                todo="start the workers in the folder of this project, or in one that is the same (docs/large.md)",
            )
        keep_open(task, resources)
    opened_by, resources = _OPEN[task.maker]
    if opened_by != os.getpid():  # one of several copies, of which each has a core
        resources = resources.on_one_core()
        keep_open(task, resources)
    return resources
