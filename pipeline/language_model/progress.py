"""How far the asking is: answers, their rate, tokens, time left; on a terminal only."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.language_model.asking import Told


@contextmanager
def shown() -> Iterator[Told]:
    """A bar on the terminal while the work goes on; what to tell it."""
    columns = (
        TextColumn("asking"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task, start = bar.add_task("asking", total=None, pace=""), time.monotonic()

        def told(done: int, total: int, tokens: int) -> None:
            pace = f"{done / (time.monotonic() - start):.1f}/s, {tokens} tokens"
            bar.update(task, completed=done, total=total, pace=pace)

        yield told
