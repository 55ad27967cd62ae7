"""Coding in parts: each distinct text once, in whatever process or machine; what is coded is kept.

What the coder says of a statement rests on its text, on what stands beside it (what it is asked, and in a report
where it stands) and, of a corrected one, on which it is. Statements that agree in these are coded once. A text
under two questions is read once where both come in one part: texts that are alike are put next to each other.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import blake2b
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path

import pandas as pd

from pipeline.coder.classify.classifying import NO_LESSONS, code_statements
from pipeline.coder.classify.lessons import Lessons
from pipeline.coder.model.coder import PACKAGES
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.core.codebook import Codebook
from pipeline.core.corpus import CODER
from pipeline.core.errors import InputError
from pipeline.core.parallel import batches
from pipeline.core.params import Classify, CoderKind, Engine, Language
from pipeline.core.parts.engine import SERIAL, in_order
from pipeline.core.parts.store import Cells, PartStore, digest

CONTEXT = ("kind", "question", "effect")  # columns beside the text that the coder looks at
# The code that codes: a change in it may change what it says.
CODE = (
    "coder/classify", "coder/encoder", "coder/language/language.py", "coder/model/coder.py",
    "coder/model/features.py", "coder/model/predictions.py", "coder/model/resources.py", "coder/rules",
    "core/codebook.py", "core/codes.py", "core/text.py",
)  # fmt: skip

Unit = tuple[str, ...]  # text, whether a heading names the category, CONTEXT, and the id of a corrected statement


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
    named = [Path(__file__).parents[2] / name for name in CODE]
    code = [path for name in named for path in (sorted(name.rglob("*.py")) if name.is_dir() else [name])]
    found = blake2b(digest_size=16)
    for content in (
        (CODER / "coder.npz").read_bytes(),
        repr(resources.provenance).encode(),
        resources.codebook.model_dump_json().encode(),
        classify.model_dump_json().encode(),
        "".join(f"{correction.model_dump_json()}\n" for correction in lessons.corrections).encode(),
        *(array.tobytes() for array in arrays),
        *(path.read_bytes() for path in code),
        *(f"{name} {version(name)}".encode() for name in PACKAGES),
    ):
        found.update(blake2b(content).digest())
    return found.hexdigest()


def units_of(statements: pd.DataFrame, taught: Collection[str]) -> list[Unit]:
    """Per statement what its coding rests on; ``taught`` are the ids of corrected statements."""
    columns = [statements["text"], (statements["category_given"] != "").map({True: "x", False: ""})]
    columns += [statements[name] for name in CONTEXT]
    own = [name if name in taught else "" for name in statements["statement_id"]]
    return list(zip(*columns, own, strict=True))


class Codings:
    """The codings of a corpus, made where they are missing.

    Parameters
    ----------
    store : where they are kept. Of a corpus of one part nothing is kept: that takes longer than coding it.
    """

    def __init__(self, store: PartStore, task: CodingTask, resources: CoderResources, engine: Engine) -> None:
        self._store, self._task, self._engine, self._resources = store, task, engine, resources
        self._held: dict[str, Cells] = {}
        self.coded, self.kept = 0, 0  # units that were coded now, and those that were coded before

    def complete(self, waves: Iterable[Iterable[Unit]], tell: Callable[[int], object] = lambda _: None) -> None:
        """Code what is not coded yet of units that come in waves; ``tell`` is told of each part how many."""
        known = self._store.keys()
        self.kept = len(known)
        parts = self._parts(waves, known)
        few = [*islice(parts, 2)]
        if len(few) < 2 and not self.kept:
            self._held = {key: row for part in few for key, row in self._rows(part, self._here(part))}
        alone = len(few) < 2 or self._engine.kind == "serial"
        work, engine = (self._here, SERIAL) if alone else (partial(code_part, self._task), self._engine)
        for part, rows in () if self._held else in_order(chain(few, parts), work, engine):
            self._store.add(dict(self._rows(part, rows)))
            tell(len(part))

    def of(self, units: Sequence[Unit]) -> list[Cells]:
        """The cells of CODING for each of these units."""
        keys = [digest(*unit) for unit in units]
        rows = self._held or self._store.rows(set(keys))
        return [rows[key] for key in keys]

    def _parts(self, waves: Iterable[Iterable[Unit]], known: set[str]) -> Iterator[list[Unit]]:
        for wave in waves:
            new = [unit for unit in sorted(set(wave)) if digest(*unit) not in known]
            known.update(digest(*unit) for unit in new)
            yield from batches(new, lambda unit: len(unit[0]))

    def _here(self, part: Sequence[Unit]) -> list[Cells]:
        return _coded(part, self._resources, self._task)

    def _rows(self, part: Sequence[Unit], rows: Sequence[Cells]) -> Iterator[tuple[str, Cells]]:
        self.coded += len(part)
        return ((digest(*unit), row) for unit, row in zip(part, rows, strict=True))


def code_part(task: CodingTask, part: Sequence[Unit]) -> list[Cells]:
    """The cells of CODING for each unit of a part, by a worker: it opens the coder once, for all its parts.
    :class:`InputError` when it has another coder, or another version of this program.
    """
    return _coded(part, _at_hand(task), task)


@lru_cache(maxsize=1)
def _at_hand(task: CodingTask) -> CoderResources:
    resources = load_resources(task.language, task.coder, task.codebook, threads=1)
    if fingerprint(resources, task.classify, task.lessons) != task.maker:
        raise InputError(
            "this worker has another coder, or another version of the program, than what started it",
            where=str(Path.cwd()),
            todo="start the workers in the folder of this project, or in one that is the same (docs/large.md)",
        )
    return resources


def _coded(part: Sequence[Unit], resources: CoderResources, task: CodingTask) -> list[Cells]:
    columns = ["text", "category_given", *CONTEXT, "statement_id"]
    coding = code_statements(
        pd.DataFrame(part, columns=columns, dtype=str), resources, task.classify, task.lessons
    )
    return list(coding.itertuples(index=False, name=None))
