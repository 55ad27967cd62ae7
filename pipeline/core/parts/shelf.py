"""What is put aside while a stage works, to be taken up again in order: in a file without a name, not in memory.

The file is gone when the program ends, however it ends. On most systems it never had a name.
"""

import pickle
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Things of any number, each small enough to hold; ``folder`` is on a disk with room for them."""

    def __init__(self, folder: Path) -> None:
        self._file, self.number = without_name(folder), 0
        weakref.finalize(self, self._file.close)

    def add(self, thing: Thing) -> None:
        """Put one aside, behind the others."""
        self._file.seek(0, 2)
        pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)
        self.number += 1

    def __iter__(self) -> Iterator[Thing]:
        """Each, in the order in which they were put aside."""
        place = 0
        for _ in range(self.number):
            self._file.seek(place)
            thing: Thing = pickle.load(self._file)  # noqa: S301 - written by this very process, to a file of its own
            place = self._file.tell()
            yield thing


def without_name(folder: Path) -> IO[bytes]:
    """A file to write and read again, beside what it becomes; a folder that is not there is not made for it."""
    return tempfile.TemporaryFile(dir=next(each for each in (folder, *folder.parents) if each.is_dir()))
