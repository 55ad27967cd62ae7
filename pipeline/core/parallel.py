"""Work on parts of a whole, in several processes too, with the outcomes in the order of the parts."""

import gc
import os
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar

from pipeline.core.errors import InputError

Given = TypeVar("Given")
Part = TypeVar("Part")
Outcome = TypeVar("Outcome")
MOST, LARGEST = 2000, 2_000_000  # items and their size (characters) in a batch
_AHEAD = 2  # parts per process that are begun before they are asked for: bounds memory
_MOST = 61  # processes in a pool on Windows; more are of no use elsewhere either
# Where a process can be copied with all that it has read, that is fastest; elsewhere each reads again.
_START = "fork" if sys.platform == "linux" else "spawn"
_given: Any = None  # in a process of :func:`each`: what it was handed, once, for all its parts


def batches(items: Iterable[Part], size: Callable[[Part], int]) -> Iterator[list[Part]]:
    """Items in order, ``MOST`` at a time, fewer where they are large: memory stays bounded."""
    batch: list[Part] = []
    held = 0
    for item in items:
        batch.append(item)
        held += size(item)
        if len(batch) == MOST or held >= LARGEST:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def stretches(number: int) -> list[slice]:
    """So many items as slices of ``MOST``: for :func:`each`, where processes have the items themselves."""
    return [slice(start, start + MOST) for start in range(0, number, MOST)]


def cores() -> int:
    """How many cores this process may use: all of the machine's, unless it was given only some of them."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def each(
    parts: Sequence[Part], work: Callable[[Given, Part], Outcome], given: Given, *, processes: int
) -> list[Outcome]:
    """Outcome of each part, in order.

    Parameters
    ----------
    work : a function of a module, as it is handed on by name. With one process it is called here.
    given : what every part needs. A process gets it once; it is pickled where it cannot be copied.
    """
    return [*in_turn(parts, work, given, processes=processes)]


def in_turn(
    parts: Sequence[Part], work: Callable[[Given, Part], Outcome], given: Given, *, processes: int
) -> Iterator[Outcome]:
    """As :func:`each`, one outcome after another: few are held that were not taken.
    :class:`InputError` when a process dies.
    """
    if processes == 1 or len(parts) < 2:
        yield from (work(given, part) for part in parts)
        return
    with pool(min(processes, len(parts)), given) as workers:
        waiting = deque[Future[Outcome]]()
        try:
            for part in parts:
                waiting.append(workers.submit(_worked, work, part))
                if len(waiting) > _AHEAD * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise _died() from None


def _died() -> InputError:
    return InputError(
        "a process that worked on a part ended before it was done",
        where="engine",
        todo="it was probably out of memory: set engine.workers in params.yaml lower, or close other programs",
    )


Begin = Callable[..., Callable[[], Any]]


def here(work: Callable[..., Outcome], *given: Any) -> Callable[[], Outcome]:
    """Work that is done in this process, when its outcome is asked for."""
    return partial(work, *given)


@contextmanager
def aside(processes: int) -> Iterator[Begin]:
    """What begins work beside what goes on here: as :func:`here`, of a function of a module and what it takes,
    both handed on by pickling. What it gives waits for the outcome; :class:`InputError` when a process died.
    """
    if processes == 1:
        yield here
        return
    with pool(processes) as workers:
        yield lambda work, *given: partial(_outcome, workers.submit(work, *given))


def _outcome(begun: "Future[Outcome]") -> Outcome:
    try:
        return begun.result()
    except BrokenProcessPool:
        raise _died() from None


def _keep(given: object) -> None:
    global _given
    _given = given
    gc.freeze()  # what was read before the process was copied is not looked through for what can go


def _worked(work: Callable[[Any, Part], Outcome], part: Part) -> Outcome:
    return work(_given, part)


@contextmanager
def pool(processes: int, given: object = None) -> Iterator[ProcessPoolExecutor]:
    """Processes that work; ``given`` is what each keeps for all its parts."""
    with ProcessPoolExecutor(
        min(processes, _MOST), get_context(_START), initializer=_keep, initargs=(given,)
    ) as workers:
        with warnings.catch_warnings():
            # Python warns of threads that hold a lock when a process is copied. None does: those that
            # are there are of numeric libraries, at rest.
            warnings.simplefilter("ignore", DeprecationWarning)
            workers.submit(int)  # the first work starts the processes
        yield workers
