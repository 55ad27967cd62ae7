"""Runs a stage for DVC: ``python -m pipeline.stages NAME [CORPUS]``; keeps earlier outputs until it succeeds."""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

from pipeline.core.earlier_outputs import put_back, remove_unwritten

# Objects made before Python looks for those that only hold each other. A stage holds millions that stay: the usual
# 700 is to go through them again and again.
_BETWEEN = 500_000


def main(name: str, *arguments: str) -> int:
    """Run a stage; gives its exit code."""
    gc.set_threshold(_BETWEEN)
    stage, root = os.environ.get("DVC_STAGE", ""), os.environ.get("DVC_ROOT", "")
    restored = put_back(Path(root), stage) if stage and root else {}
    status: int = import_module(f"pipeline.stages.{name}").main(arguments)
    if status == 0:
        remove_unwritten(restored)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
