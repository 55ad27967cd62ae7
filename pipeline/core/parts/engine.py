"""Where work on parts is done: here, in processes of this machine, or on the machines of a Dask cluster.

One interface, part in, part out: a function of a module, which needs nothing but its part. Each outcome comes with
its part, as soon as it is there or in the order of the parts. A part of which the worker died is done again by
another; a Dask scheduler sees to that by itself.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from pipeline.core.errors import InputError, quoted
from pipeline.core.parallel import cores, pool
from pipeline.core.params import Engine

Part = TypeVar("Part")
Outcome = TypeVar("Outcome")

SERIAL = Engine(kind="serial", workers=None, scheduler=None)
_WAITING = 2  # parts per worker that are read ahead: bounds memory
_DEATHS = 3  # times in a row that a worker may die before any part is done: then it is no accident
_PATIENCE = "10s"  # for a scheduler that does not answer


def processes_of(engine: Engine) -> int:
    """How many processes of this machine may work at the same time."""
    return 1 if engine.kind == "serial" else engine.workers or cores()


def on_this_machine(engine: Engine) -> Engine:
    """The engine for what does not travel: rows as they came, which hold names, and what is quickly done."""
    return Engine(kind="processes", workers=None, scheduler=None) if engine.kind == "dask" else engine


def in_order(
    parts: Iterable[Part], work: Callable[[Part], Outcome], engine: Engine
) -> Iterator[tuple[Part, Outcome]]:
    """Each part with its outcome, in order; memory holds a few parts per worker.
    :class:`InputError` when workers keep dying, or the cluster does not answer.

    Parameters
    ----------
    work : a function of a module (or a partial of one), as it is handed on by name; what it needs beside its
        part it finds for itself.
    """
    return _worked(parts, work, engine, ordered=True)


def as_done(
    parts: Iterable[Part], work: Callable[[Part], Outcome], engine: Engine
) -> Iterator[tuple[Part, Outcome]]:
    """As :func:`in_order`, each as soon as it is there, so that it can be kept before anything dies."""
    return _worked(parts, work, engine, ordered=False)


def _worked(
    parts: Iterable[Part], work: Callable[[Part], Outcome], engine: Engine, *, ordered: bool
) -> Iterator[tuple[Part, Outcome]]:
    if engine.kind != "dask" and processes_of(engine) == 1:
        yield from ((part, work(part)) for part in parts)
        return
    coming, waiting = iter(parts), list[_Taken[Part, Outcome]]()
    deaths, more = 0, True
    while more or waiting:
        with _workers(engine) as (executor, n_workers):
            try:
                for taken in waiting:  # of workers that died: what was done is kept, the rest starts again
                    taken.start(executor, work)
                while more or waiting:
                    while more and len(waiting) <= _WAITING * n_workers:
                        more = False
                        for part in islice(coming, 1):
                            more = True
                            waiting.append(_Taken(part))
                            waiting[-1].start(executor, work)
                    for taken in _ready(waiting[:1] if ordered else waiting):
                        outcome = taken.outcome()
                        waiting.remove(taken)
                        yield taken.part, outcome
                        deaths = 0
            except BrokenProcessPool:
                deaths += 1
                if deaths == _DEATHS:
                    raise InputError(
                        f"a process that worked on a part ended {_DEATHS} times, and no part was done",
                        where="engine",
                        todo="it was probably out of memory: set engine.workers in params.yaml lower, or close "
                        "other programs; what was done is kept",
                    ) from None


@dataclass(eq=False)
class _Taken(Generic[Part, Outcome]):
    """A part that was taken up, and what became of it."""

    part: Part
    future: "Future[Outcome] | None" = None

    def start(self, executor: Executor, work: Callable[[Part], Outcome]) -> None:
        """Have it done, unless it was."""
        done = self.future and self.future.done() and not isinstance(self.future.exception(), BrokenProcessPool)
        if not done:
            self.future = None
            self.future = executor.submit(work, self.part)

    def outcome(self) -> Outcome:
        """What came of it, when it is there."""
        if self.future is None:  # no worker took it
            raise BrokenProcessPool
        return self.future.result()


def _ready(taken: Sequence[_Taken[Part, Outcome]]) -> list[_Taken[Part, Outcome]]:
    """Those of which the outcome is there: at least one, when there are any."""
    wait([each.future for each in taken if each.future], return_when=FIRST_COMPLETED)
    return [each for each in taken if each.future is None or each.future.done()]


@contextmanager
def _workers(engine: Engine) -> Iterator[tuple[Executor, int]]:
    """What takes the parts, and how many it can work on at the same time."""
    if engine.kind == "processes":
        n_workers = processes_of(engine)
        with pool(n_workers) as processes:
            yield processes, n_workers
        return
    try:
        from distributed import Client  # Not at the top: an extra, which few install.
    except ImportError:
        raise InputError(
            "Dask is not installed",
            where="params.yaml: engine",
            todo="install it: see docs/large.md, or choose engine.kind processes",
        ) from None
    address = engine.scheduler or ""
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise InputError(
            f"no Dask scheduler answers at {quoted(address)} ({problem})",
            where="params.yaml: engine.scheduler",
            todo="start it, or correct the address (docs/large.md); engine.kind processes does without",
        ) from None
    with client:
        n_workers = sum(client.nthreads().values())
        if not n_workers:
            raise InputError(
                f"the Dask scheduler at {quoted(address)} has no workers",
                where="params.yaml: engine.scheduler",
                todo=f"start some, in this folder: dask worker {address} --nthreads 1",
            )
        sys.stderr.write(f"{n_workers} workers; watch them at {client.dashboard_link}\n")
        with client.get_executor(pure=False) as executor:
            yield executor, n_workers
