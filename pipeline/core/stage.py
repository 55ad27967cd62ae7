"""How every stage runs: its arguments, its corpus, a user's mistakes, its files, the line that sums it up.

A stage loads its inputs, computes from them without touching a file, and hands back what to write. Nothing is
written before all of it is made, so a mistake leaves the earlier files whole.
"""

import argparse
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.corpus import Corpus
from pipeline.core.errors import guarded
from pipeline.core.files import remove_stale, replacing

Content = bytes | Iterable[bytes]


@dataclass(frozen=True)
class Outputs:
    """What a stage made.

    Attributes
    ----------
    files : path to content, in the order of writing. What is too large to hold comes bit by bit, and is made while
        it is written: it goes first, so that a mistake in it leaves all files as they were.
    summary : what was done, in one line, without the name of the stage; or what says so when all is written.
    stale : folder to names (as of ``Path.glob``) that earlier runs made there: those not in ``files`` are removed.
        The folder is there afterwards, also when there is nothing to put in it.
    """

    files: Mapping[Path, Content]
    summary: str | Callable[[], str]
    stale: Mapping[Path, Sequence[str]] | None = None

    def write(self) -> None:
        """Write every file, each whole or not at all, then remove what is stale."""
        for path, content in self.files.items():
            with replacing(path) as stream:
                stream.writelines([content] if isinstance(content, bytes) else content)
        for folder, names in (self.stale or {}).items():
            folder.mkdir(parents=True, exist_ok=True)
            remove_stale(folder, names, self.files)


def corpus_stage(run: Callable[[Corpus], Outputs]) -> Callable[..., int]:
    """The ``main`` of a stage that runs once per corpus, named at the end of its module."""
    return _main(run, corpus="name of a folder under corpora/")


def project_stage(run: Callable[[], Outputs]) -> Callable[..., int]:
    """The ``main`` of a stage that runs once for the whole project, named at the end of its module."""
    return _main(run)


def _main(run: Callable[..., Outputs], **arguments: str) -> Callable[..., int]:
    """Takes arguments, or those of the command line, and gives the exit code."""
    name = Path(inspect.getfile(run)).stem
    if run.__module__ == "__main__":  # it would end without a word and without having run
        sys.exit(f"run: python -m pipeline.stages {name}")
    about = (sys.modules[run.__module__].__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog=f"python -m pipeline.stages {name}", description=about)
    for argument, meaning in arguments.items():
        parser.add_argument(argument, help=meaning)

    def main(argv: Sequence[str] | None = None) -> int:
        given = vars(parser.parse_args(argv)).values()

        def work() -> None:
            outputs = run(*map(Corpus, given))
            outputs.write()
            summary = outputs.summary if isinstance(outputs.summary, str) else outputs.summary()
            sys.stdout.write(f"{' '.join((name, *given))}: {summary}\n")

        return guarded(work)

    return main
