"""Runs stages, each in a process of its own, and kills it (SIGKILL) as it is about to change a file.

Reads lines "STAGE CORPUS N" from stdin: killed before the N-th file that it puts in place or removes, never
when N is 0. Writes one line for each: the exit status (that of a killed process is −9) and how many files were
changed. Loading the stages once and forking is what makes killing them at every file affordable.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from pipeline.stages import evaluate, evidence, report, review, trend

STAGES = {"review": review, "evaluate": evaluate, "trend": trend, "evidence": evidence, "report": report}


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

    for name in ("replace", "rename", "unlink"):
        setattr(os, name, counted(getattr(os, name)))
    status: int = STAGES[stage].main([corpus])
    os.write(told, str(changed).encode())
    return status


def main() -> None:
    """One child per line."""
    for line in sys.stdin:
        stage, corpus, stop = line.split()
        heard, told = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # what the stage says is not an answer to who asked
            os._exit(run(stage, corpus, int(stop), told))
        os.close(told)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with os.fdopen(heard) as pipe:
            changed = pipe.read() or stop
        sys.stdout.write(f"{status} {changed}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
