"""Work on parts of a whole in several processes, with the outcomes in the order of the parts."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Part = TypeVar("Part")
Outcome = TypeVar("Outcome")
_WAITING = 2  # parts per process that are read ahead: bounds memory
# Where a process can be copied with all that it has read, that is fastest; elsewhere each reads again.
_START = "fork" if sys.platform == "linux" else "spawn"


def in_order(
    parts: Iterable[Part], work: Callable[[Part], Outcome], *, processes: int
) -> Iterator[tuple[Part, Outcome]]:
    """Each part with its outcome, in order; memory holds a few parts per process.

    Parameters
    ----------
    work : a function of a module, as it is handed on by name; what it needs beside the part it
        finds for itself. With one process it is called here.
    """
    if processes == 1:
        yield from ((part, work(part)) for part in parts)
        return
    waiting: deque[tuple[Part, Future[Outcome]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=get_context(_START)) as pool:
        for part in parts:
            waiting.append((part, pool.submit(work, part)))
            if len(waiting) > _WAITING * processes:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
