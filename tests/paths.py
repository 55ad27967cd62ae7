"""Where the project stands, and what not every machine has: data beside it, a spreadsheet program."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
CALC = shutil.which("localc") or shutil.which("scalc")  # a LibreOffice may be without its spreadsheet
