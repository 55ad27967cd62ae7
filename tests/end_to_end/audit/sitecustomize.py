"""Loaded by every Python that a test starts with this folder on PYTHONPATH.

In a stage of the pipeline it notes each file that the stage reads, so that a test can hold
what a stage uses against what dvc.yaml says it uses.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_STAGE = "pipeline.stages."
_LOG = os.environ.get("THERMOMETER_AUDIT_LOG", "")
_NAMES = [word for word in sys.orig_argv if word.startswith(_STAGE)]

if _LOG and _NAMES:
    _root = str(Path.cwd()) + os.sep
    _corpus = sys.orig_argv[-1] if not sys.orig_argv[-1].startswith(_STAGE) else ""
    _stage = _NAMES[0].removeprefix(_STAGE) + (f"@{_corpus}" if _corpus else "")
    _stream = os.open(_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def _note(event: str, arguments: tuple[object, ...]) -> None:
        if event != "open":
            return
        path, mode, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if isinstance(path, (str, bytes)) and not writes and not (isinstance(mode, str) and "w" in mode):
            # Not resolved: a link out of the project would hide what was opened.
            whole = os.path.normpath(Path.cwd() / os.fsdecode(path))
            if whole.startswith(_root) and Path(whole).is_file():
                os.write(_stream, f"{_stage}\t{whole[len(_root) :]}\n".encode())

    sys.addaudithook(_note)
