"""How every stage runs: its arguments, its corpus, a user's mistakes, its files, the line that sums it up.

A stage loads its inputs, computes from them without touching a file, and hands back what to write. Nothing is
written before all of it is made, so a mistake leaves the earlier files whole.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.core.corpus import Corpus
from pipeline.core.errors import guarded
from pipeline.core.files import remove_stale, write_bytes


class Main(Protocol):
    """The entry point of a stage."""

    def __call__(self, argv: Sequence[str] | None = None) -> int:
        """Run with these arguments, or those of the command line; gives the exit code."""
        ...


@dataclass(frozen=True)
class Outputs:
    """What a stage made.

    Attributes
    ----------
    files : path to content, in the order of writing.
    summary : what was done, in one line, without the name of the stage.
    stale : folder to names (as of ``Path.glob``) that earlier runs made there: those not in ``files`` are removed.
        The folder is there afterwards, also when there is nothing to put in it.
    """

    files: Mapping[Path, bytes]
    summary: str
    stale: Mapping[Path, Sequence[str]] | None = None

    def write(self) -> None:
        """Write every file, each whole or not at all, then remove what is stale."""
        for path, content in self.files.items():
            write_bytes(path, content)
        for folder, names in (self.stale or {}).items():
            folder.mkdir(parents=True, exist_ok=True)
            remove_stale(folder, names, self.files)


def corpus_stage(run: Callable[[Corpus], Outputs]) -> Main:
    """The ``main`` of a stage that runs once per corpus."""

    def main(argv: Sequence[str] | None = None) -> int:
        parser = _parser(run)
        parser.add_argument("corpus", help="name of a folder under corpora/")
        name = parser.parse_args(argv).corpus
        return guarded(lambda: _finish(run(Corpus(name)), f"{_name(run)} {name}"))

    return main


def project_stage(run: Callable[[], Outputs]) -> Main:
    """The ``main`` of a stage that runs once for the whole project."""

    def main(argv: Sequence[str] | None = None) -> int:
        _parser(run).parse_args(argv)
        return guarded(lambda: _finish(run(), _name(run)))

    return main


def _name(run: Callable[..., Outputs]) -> str:
    return Path(inspect.getfile(run)).stem


def _parser(run: Callable[..., Outputs]) -> argparse.ArgumentParser:
    about = (sys.modules[run.__module__].__doc__ or "").split("\n")[0]
    return argparse.ArgumentParser(prog=f"python -m pipeline.stages.{_name(run)}", description=about)


def _finish(outputs: Outputs, who: str) -> None:
    outputs.write()
    sys.stdout.write(f"{who}: {outputs.summary}\n")
