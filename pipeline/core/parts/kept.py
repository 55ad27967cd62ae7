"""What a function makes of units, each distinct one once, by whatever engine; of more than one part it is kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from pipeline.core.parallel import batches
from pipeline.core.params import Engine
from pipeline.core.parts.engine import SERIAL, as_done
from pipeline.core.parts.progress import Progress
from pipeline.core.parts.store import Cells, PartStore, digest

Unit = tuple[str, ...]  # all that the outcome rests on beside the maker, the text first
Work = Callable[[Sequence[Unit]], list[Cells]]
_KEY = 16  # bytes of a digest


class KeptWork:
    """The outcomes of one function, made where they are missing.

    Parameters
    ----------
    store : where they are kept. Of work of one part nothing is kept: that takes longer than doing it.
    work : a function of a module (or a partial of one), from units to their rows.
    """

    def __init__(self, store: PartStore, work: Work, engine: Engine) -> None:
        self._store, self._engine, self._work = store, engine, work
        self._held: dict[str, Cells] = {}
        self._asked = bytearray()  # the key of every unit, one after another: 16 bytes each

    def complete(self, waves: Iterable[Iterable[Unit]], progress: Progress | None = None) -> None:
        """Do what is not done yet, of units that come in waves."""
        progress = progress or Progress()
        known = self._store.keys()
        done = len(known)
        parts = self._parts(waves, known, progress)
        few = [*islice(parts, 2)]
        if len(few) < 2 and not done:
            self._held = {key: row for part in few for key, row in _rows(part, self._work(part))}
            return
        engine = SERIAL if len(few) < 2 else self._engine
        for part, rows in as_done(chain(few, parts), self._work, engine):
            self._store.add(dict(_rows(part, rows)))
            progress.did(len(part))

    def rows(self) -> Iterator[Cells]:
        """The row of every unit that came, in the order in which they came."""
        keys = (self._asked[start : start + _KEY].hex() for start in range(0, len(self._asked), _KEY))
        return (self._held[key] for key in keys) if self._held else self._store.rows(keys)

    def _parts(self, waves: Iterable[Iterable[Unit]], known: set[str], progress: Progress) -> Iterator[list[Unit]]:
        # Texts that are alike stand next to each other, in one part: what reads texts reads them once.
        for wave in waves:
            new: dict[str, Unit] = {}
            for unit in wave:
                key = digest(*unit)
                self._asked += bytes.fromhex(key)
                if key not in known:
                    new[key] = unit
            known.update(new)
            progress.found += len(new)
            yield from batches(sorted(new.values()), lambda unit: len(unit[0]))


def _rows(part: Sequence[Unit], rows: Sequence[Cells]) -> Iterator[tuple[str, Cells]]:
    return ((digest(*unit), row) for unit, row in zip(part, rows, strict=True))
