"""Loaded by every Python that a test starts with this folder on PYTHONPATH.

In a stage of the pipeline it notes each file that the stage reads, so that a test can hold
what a stage uses against what dvc.yaml says it uses.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

_LOG = os.environ.get("THERMOMETER_AUDIT_LOG", "")
_STAGE = os.environ.get("DVC_STAGE", "")

if _LOG and _STAGE and "pipeline.stages" in sys.orig_argv:
    _root = str(Path.cwd()) + os.sep
    _stream = os.open(_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def _note(event: str, arguments: tuple[object, ...]) -> None:
        if event != "open":
            return
        path, mode, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if isinstance(path, (str, bytes)) and not writes and not (isinstance(mode, str) and "w" in mode):
            # Not resolved: a link out of the project would hide what was opened.
            whole = os.path.normpath(Path.cwd() / os.fsdecode(path))
            if whole.endswith(".pyc"):  # compiled before: its source is not opened, but is what it rests on
                whole = source_from_cache(whole)
            if whole.startswith(_root) and Path(whole).is_file() and "/.dvc/" not in whole:
                os.write(_stream, f"{_STAGE}\t{whole[len(_root) :]}\n".encode())

    sys.addaudithook(_note)

_AT = os.environ.get("THERMOMETER_KILL_AT", "").rpartition(":")
if _STAGE and _AT[0] == _STAGE and "pipeline.stages" in sys.orig_argv:
    _replace, _moments = os.replace, iter(range(1, int(_AT[2])))

    def _killed(*arguments: Any, **named: Any) -> None:
        if next(_moments, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        _replace(*arguments, **named)

    os.replace = _killed
