"""LibreOffice, set up as it is for Dutch people, for tests that open, edit and save what they get."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SERVER = Path(__file__).with_name("server.py")
PROGRAM = shutil.which("soffice")
# Kinds of file, as LibreOffice calls its filters, and what is chosen in its dialog "Tekstexport": the codes of
# separator and quote mark, the encoding, from which row, the language, and whether all texts are quoted.
CSV, XLSX, ODS = "Text - txt - csv (StarCalc)", "Calc MS Excel 2007 XML", "calc8"
KINDS: dict[str, tuple[str, str]] = {
    "xlsx": (XLSX, ""),
    "ods": (ODS, ""),
    "semicolon, UTF-8": (CSV, "59,34,76,1"),
    "comma, UTF-8": (CSV, "44,34,76,1"),
    "semicolon, Windows-1252": (CSV, "59,34,1,1"),
    "comma, Windows-1252": (CSV, "44,34,1,1"),
    "tab, UTF-16": (CSV, "9,34,65535,1"),
    "all texts quoted": (CSV, "59,34,76,1,,1043,true"),
    "apostrophes for quotes": (CSV, "59,39,76,1"),
    "pdf of sheets": ("calc_pdf_Export", ""),
    "docx": ("MS Word 2007 XML", ""),
    "pdf": ("writer_pdf_Export", ""),
}
# The language of numbers and dates; the program itself may speak another.
_DUTCH = (
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">'
    '<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>nl-NL</value></prop></item></oor:items>'
)
Doing = Sequence[str | int]


def uno_python() -> str:
    """A Python that can drive LibreOffice: its own, or the system's; "" when there is none."""
    own = Path(os.path.realpath(PROGRAM or "")).with_name("python")
    for python in filter(Path.exists, (own, Path("/usr/bin/python3"))):
        if not subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode:
            return str(python)
    return ""


class Office:
    """One LibreOffice for many files: starting it takes longer than all that is done in it."""

    def __init__(self, python: str, folder: Path) -> None:
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_DUTCH, encoding="utf-8")
        assert PROGRAM
        self._folder = folder
        self._server = subprocess.Popen(
            [python, str(SERVER), PROGRAM, str(folder / "profile")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "nl_NL.UTF-8"},
        )
        self.can: list[str] = self._hear()["can"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._server:  # closes what it hears by, and waits
            pass

    def edited(
        self,
        name: str,
        content: bytes,
        doings: Sequence[Doing] = (),
        *,
        kinds: Sequence[str] = (),
        read_as: str = "",
    ) -> tuple[list[Any], dict[str, bytes]]:
        """What was found while a file was edited, per doing, and the file as it was saved, by kind.

        Parameters
        ----------
        doings : of server.py, each its name and what it needs.
        kinds : of ``KINDS``, in the order in which they are saved.
        read_as : kind as which the file is opened; else the program finds out.
        """
        source = self._folder / name
        source.write_bytes(content)
        saved = {kind: self._folder / f"saved {kind}" for kind in kinds}
        request = {
            "open": str(source),
            "filter": KINDS[read_as] if read_as else ("", ""),
            "do": doings,
            "save": [(str(path), *KINDS[kind]) for kind, path in saved.items()],
        }
        assert self._server.stdin
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        answer = self._hear()
        assert "problem" not in answer, answer["problem"]
        return answer["found"], {kind: path.read_bytes() for kind, path in saved.items()}

    def _hear(self) -> dict[str, Any]:
        assert self._server.stdout
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer
