"""How far long work is: what was done and how fast; on a terminal only."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counted(doing: str) -> Iterator[Callable[[int], None]]:
    """A line on the terminal while the work goes on; tell it how much more was done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # Not at the top: mostly nobody watches.
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn(doing), TextColumn("{task.completed} done, {task.fields[pace]}/s"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task, start, done = bar.add_task(doing, total=None, pace=0), time.monotonic(), 0

        def tell(more: int) -> None:
            nonlocal done
            done += more
            bar.update(task, completed=done, pace=round(done / max(time.monotonic() - start, 1e-9)))

        yield tell
