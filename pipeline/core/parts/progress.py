"""How far long work is: what was done, how fast, and what is left; on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_RECENT = 900  # seconds of which the pace is taken: a part takes many, and their number differs


@dataclass
class Progress:
    """What is known of the work on the way.

    Attributes
    ----------
    read : part of the input that was read, 0-1; by it what is still to be found is guessed.
    found, done : units that have to be done, among what was read, and that were.
    tell : told each time that this changes.
    """

    read: float = 1.0
    found: int = 0
    done: int = 0
    tell: Callable[["Progress"], object] = lambda _: None

    @property
    def expected(self) -> int:
        """How many have to be done, among all of the input."""
        return round(self.found / self.read) if self.read else self.found

    def did(self, more: int) -> None:
        """So many more were done."""
        self.done += more
        self.tell(self)


@contextmanager
def counted(doing: str) -> Iterator[Progress]:
    """A line on the terminal while the work goes on."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    from rich import progress as shown  # Not at the top: mostly nobody watches.
    from rich.console import Console

    columns = (
        shown.SpinnerColumn(),
        shown.TextColumn(doing),
        shown.TextColumn("{task.completed} of some {task.total}, {task.fields[pace]}/s, left"),
        shown.TimeRemainingColumn(),
    )
    with shown.Progress(*columns, console=Console(stderr=True), speed_estimate_period=_RECENT) as bar:
        task = bar.add_task(doing, total=None, pace=0)

        def tell(now: Progress) -> None:
            passed = bar.tasks[0].elapsed or 0
            bar.update(task, completed=now.done, total=now.expected, pace=round(now.done / max(passed, 1e-9)))

        yield Progress(tell=tell)
