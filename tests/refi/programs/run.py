"""Programs that read REFI-QDA, in their own environments, which get-programs.sh makes."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT

HOMES = {"pyrefiqda": "readers", "qualitative_coding": "readers", "taguette": "taguette"}


@cache
def read_with(program: str, path: Path) -> Any:
    """What a program makes of a file; the test is skipped where the program is not.

    A project it writes again, as :func:`written_by` names it.
    """
    home = ROOT / ".venv" / "programs" / HOMES[program]
    if not (home / "made-of.txt").is_file():
        pytest.skip(f"{program} is not on this machine: sh tests/refi/programs/get-programs.sh")
    python = next(path for path in (home / "bin" / "python", home / "Scripts" / "python.exe") if path.exists())
    script = Path(__file__).parent / f"read_{program}.py"
    # Release 1.7.8 of qualitative-coding would stop for its maker in the middle of an import.
    settings = {**os.environ, "PYTHONBREAKPOINT": "0", "PYTHONUTF8": "1"}
    settings.pop("PYTHONPATH", None)
    command: list[str | Path] = [python, "-P", script, path, written_by(program, path)]
    run = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", env=settings)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


def written_by(program: str, path: Path) -> Path:
    """Where a program that read a project wrote it again."""
    return path.with_name(f"{path.stem}-{program}{path.suffix}")
