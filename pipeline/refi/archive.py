"""Opens a .qdpx that somebody handed over: nothing is unpacked on disk, and what is not sound is refused.

Refused are paths that lead out of the file, more than one project, and parts that are far larger than what they
are packed in. Parts that are not asked for (recordings, pictures) are not opened at all.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PureWindowsPath
from typing import Any

from lxml import etree

from pipeline.core.errors import InputError, quoted

_LARGEST = 300_000_000  # bytes of one part; a project of 100,000 codings takes 60 million
_MOST_TEXT = 600_000_000  # bytes of all texts together
_READ = (".qde", ".txt")
_MOST_PARTS = 100_000
_INFLATED, _SUSPECT = 200, 20_000_000  # times its packed size, from this many bytes on: no text packs so well
_ENCRYPTED = 0x1  # general purpose bit 0 of an entry (APPNOTE.TXT 4.4.4)
_PROJECT = "project.qde"


@dataclass(frozen=True)
class Archive:
    """A project file in memory; ``where`` names it in messages."""

    content: bytes
    where: str

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        try:
            archive = zipfile.ZipFile(io.BytesIO(self.content))
        except (zipfile.BadZipFile, ValueError, OSError):
            todo = "export the whole project as REFI-QDA (.qdpx); a codebook (.qdc): thermometer import codebook"
            raise InputError("this is no REFI-QDA project", where=self.where, todo=todo) from None
        if len(archive.infolist()) > _MOST_PARTS:
            raise self._refused(f"it holds {len(archive.infolist())} parts")
        for entry in archive.infolist():
            self._check(entry)
        texts = (entry for entry in archive.infolist() if entry.filename.lower().endswith(_READ))
        if (size := sum(entry.file_size for entry in texts)) > _MOST_TEXT:
            raise self._refused(f"its texts take {size:,} bytes")
        return archive

    def _check(self, entry: zipfile.ZipInfo) -> None:
        if outside(entry.filename):
            raise self._refused(f"the path {quoted(entry.filename)} leads out of it")
        if entry.flag_bits & _ENCRYPTED:
            todo = "export it again without a password"
            raise InputError("this project is locked with a password", where=self.where, todo=todo)
        if entry.file_size > max(_SUSPECT, _INFLATED * max(entry.compress_size, 1)):
            raise self._refused(f"{quoted(entry.filename)} is far larger than what it is packed in")

    def _refused(self, why: str) -> InputError:
        todo = "export the project again with the program that made it; do not open this file elsewhere"
        return InputError(f"this file is not sound and was not read: {why}", where=self.where, todo=todo)

    @cached_property
    def project(self) -> Any:
        """The root of the project's XML."""
        entries = [entry for entry in self._zip.infolist() if entry.filename.lower().endswith(".qde")]
        own = [entry for entry in entries if not entry.filename.startswith("__MACOSX/")]
        named = [entry for entry in own if entry.filename.lower() == _PROJECT]
        if len(named or own) != 1:
            found = f"{len(own)} of them" if own else "none"
            todo = "export the whole project as REFI-QDA (.qdpx) again"
            raise InputError(f"this file should hold one project (.qde); it holds {found}", self.where, todo=todo)
        (entry,) = named or own
        return parsed(self._read(entry), where=f"{self.where}: {entry.filename}")

    @cached_property
    def _by_name(self) -> Mapping[str, zipfile.ZipInfo]:
        """Every part by its last name: names are GUIDs, and folders are called in many ways."""
        found: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            found.setdefault(PureWindowsPath(entry.filename).name.casefold(), entry)  # some write backslashes
        return found

    def text_part(self, path: str) -> bytes | None:
        """The part that a path in the project means, however it is written; None when it is not in the file.
        :class:`InputError` when the path leads out of the file.
        """
        scheme, divider, rest = path.partition("://")
        name = rest if divider else path
        if scheme.lower() in ("absolute", "file") and divider:
            return None
        if outside(name.lstrip("/")):
            raise self._refused(f"the path {quoted(path)} leads out of it")
        entry = self._by_name.get(PureWindowsPath(name).name.casefold())
        return self._read(entry) if entry and not entry.is_dir() else None

    def _read(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(entry) as part:
                content = part.read(_LARGEST + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
            todo = "fetch or export it again"
            problem = f"this file is damaged: {quoted(entry.filename)} cannot be read"
            raise InputError(problem, where=self.where, todo=todo) from None
        if len(content) > _LARGEST:
            raise self._refused(f"{quoted(entry.filename)} is too large")
        return content


def outside(path: str) -> bool:
    r"""Whether a path leads out of the folder that it is in, as any system reads it.

    >>> outside("sources/a.txt"), outside("sources/../../a.txt"), outside("C:\\a.txt"), outside("/etc/passwd")
    (False, True, True, True)
    """
    windows = PureWindowsPath(path)
    return path.startswith("/") or bool(windows.drive or windows.root) or ".." in windows.parts or "\x00" in path


def parsed(content: bytes, *, where: str) -> Any:
    """The root of XML that somebody handed over: without entities or a document type, from no network.
    :class:`InputError` when it is not well-formed, or would have another file read.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        todo = "export it again with the program that made it"
        raise InputError(f"this XML is not sound ({problem.msg})", where=where, todo=todo) from None
    if root.getroottree().docinfo.doctype:
        todo = "export it again with the program that made it; do not open this file elsewhere"
        raise InputError("this XML declares a document type, and was not read", where=where, todo=todo)
    return root
