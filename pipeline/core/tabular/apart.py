"""Reading in a process of its own, where a library may take all memory, stop or never end on a hostile file."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from pipeline.core.tabular.containers import damaged_file

_LONGEST = 120  # seconds; the largest workbook of before 2007 takes a few
_MOST_MEMORY = 4 << 30  # bytes of address space, where the system can bound it


def read_apart(read: Callable[[bytes], Any], content: bytes, *, kind: str, where: str) -> Any:
    """What a function of a module makes of a file's content.

    Raises
    ------
    InputError
        The function did not end well, or not in time.
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(sending, read, content), daemon=True)
    child.start()
    sending.close()
    try:
        if receiving.poll(_LONGEST):
            return receiving.recv()
        raise damaged_file(kind, where, f"reading it takes more than {_LONGEST} seconds")
    except EOFError:
        raise damaged_file(kind, where, "what it says of its own parts is not true") from None
    finally:
        child.kill()
        child.join()


def _send(sending: Connection, read: Callable[[bytes], Any], content: bytes) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stderr__.fileno() if sys.__stderr__ else 2)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    sending.send(read(content))
