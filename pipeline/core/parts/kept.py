"""What a function makes of units, each distinct one once, by whatever engine; of more than one part it is kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from pipeline.core.parallel import batches
from pipeline.core.params import Engine
from pipeline.core.parts.engine import SERIAL, in_order
from pipeline.core.parts.store import Cells, PartStore, digest

Unit = tuple[str, ...]  # all that the outcome rests on beside the maker, the text first
Work = Callable[[Sequence[Unit]], list[Cells]]


class KeptWork:
    """The outcomes of one function, made where they are missing.

    Parameters
    ----------
    store : where they are kept. Of work of one part nothing is kept: that takes longer than doing it.
    work : a function of a module (or a partial of one), for a worker, from units to their rows.
    here : the same for this process, where it has something at hand that a worker has to open.
    """

    def __init__(self, store: PartStore, work: Work, engine: Engine, here: Work | None = None) -> None:
        self._store, self._engine, self._work, self._here = store, engine, work, here or work
        self._held: dict[str, Cells] = {}

    def complete(self, waves: Iterable[Iterable[Unit]], tell: Callable[[int], object] = lambda _: None) -> None:
        """Do what is not done yet, of units that come in waves; ``tell`` is told of each part how many."""
        known = self._store.keys()
        done = len(known)
        parts = self._parts(waves, known)
        few = [*islice(parts, 2)]
        if len(few) < 2 and not done:
            self._held = {key: row for part in few for key, row in _rows(part, self._here(part))}
            return
        alone = len(few) < 2 or self._engine.kind == "serial"
        work, engine = (self._here, SERIAL) if alone else (self._work, self._engine)
        for part, rows in in_order(chain(few, parts), work, engine):
            self._store.add(dict(_rows(part, rows)))
            tell(len(part))

    def of(self, units: Sequence[Unit]) -> list[Cells]:
        """The row of each of these units."""
        keys = [digest(*unit) for unit in units]
        rows = self._held or self._store.rows(set(keys))
        return [rows[key] for key in keys]

    def _parts(self, waves: Iterable[Iterable[Unit]], known: set[str]) -> Iterator[list[Unit]]:
        # Texts that are alike stand next to each other, in one part: what reads texts reads them once.
        for wave in waves:
            new = [unit for unit in sorted(set(wave)) if digest(*unit) not in known]
            known.update(digest(*unit) for unit in new)
            yield from batches(new, lambda unit: len(unit[0]))


def _rows(part: Sequence[Unit], rows: Sequence[Cells]) -> Iterator[tuple[str, Cells]]:
    return ((digest(*unit), row) for unit, row in zip(part, rows, strict=True))
