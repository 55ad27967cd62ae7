"""Runs stages as DVC does, each in a process of its own, and kills it (SIGKILL) as it is about to change a file.

Reads lines "PROJECT STAGE CORPUS N" from stdin: killed before the N-th file that it puts in place or removes,
earlier outputs that are put back not counted; never when N is 0. Writes one line for each: the exit status (that
of a killed process is −9) and how many files were changed. Loading the stages once and forking is what makes
killing them at every file affordable.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.stages import review, trend
from tests.dvc_cache import commit_outputs, remove_outputs

__all__ = ["review", "trend"]  # loaded here, so that no child has to


def run(stage: str, corpus: str, stop: int, told: int) -> int:
    """Run a stage in this process, which ends with it; the number of files changed goes to a pipe."""
    changed = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: Any, **named: Any) -> Any:
            nonlocal changed
            changed += 1
            if changed == stop:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return instead

    def put_back(*arguments: Any) -> Any:
        restored = earlier(*arguments)
        for name in ("replace", "rename", "unlink"):
            setattr(os, name, counted(getattr(os, name)))
        return restored

    runner: Any = import_module("pipeline.stages.__main__")
    earlier, runner.put_back = runner.put_back, put_back
    os.environ.update(DVC_STAGE=f"{stage}@{corpus}", DVC_ROOT=str(Path.cwd()))
    status: int = runner.main(stage, corpus)
    os.write(told, str(changed).encode())
    return status


def main() -> None:
    """One child per line."""
    for line in sys.stdin:
        project, stage, corpus, stop = line.split()
        os.chdir(project)
        remove_outputs(Path(), stage, corpus)
        heard, told = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # what the stage says is not an answer to who asked
            os._exit(run(stage, corpus, int(stop), told))
        os.close(told)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == 0:
            commit_outputs(Path(), stage, corpus)
        with os.fdopen(heard) as pipe:
            changed = pipe.read() or stop
        sys.stdout.write(f"{status} {changed}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
