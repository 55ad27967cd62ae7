"""Files that a library opens and that may be hostile: looked at before, or read in a process of its own."""

import io
import multiprocessing
import os
import sys
import zipfile
import zlib
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from pipeline.core.errors import InputError

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE2: .doc, .xls, and a .docx or .xlsx with a password
_LARGEST = 1_000_000_000  # bytes unpacked, pictures included; far above any real file
LARGEST_TEXT = 50_000_000  # bytes unpacked of a document's own text: some 3,000 pages
_ODF_KEYS = b"encryption-data"  # in META-INF/manifest.xml of a document with a password
_LONGEST = 120  # seconds; the largest workbook of before 2007 takes a few
_MOST_MEMORY = 4 << 30  # bytes of address space, where the system can bound it


def checked_container(content: bytes, *, where: str, kind: str, largest_text: int = _LARGEST) -> None:
    """Refuse what cannot be opened: :class:`InputError` says what to do.

    It is protected by a password, of an old kind, damaged, too large, or not this kind of file.

    Parameters
    ----------
    kind : what the file should be, for the message ("Word document (.docx)").
    largest_text : bytes that its XML parts may have together when unpacked.
    """
    if content.startswith(_OLD_OFFICE):
        raise InputError(
            f"this is no {kind}: it is protected by a password, or saved in the format of before 2007",
            where=where,
            todo=f"open it, take the password off, and save it as {kind}",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for most, suffix in ((_LARGEST, ""), (largest_text, ".xml")):
                if sum(part.file_size for part in parts.infolist() if part.filename.endswith(suffix)) > most:
                    raise too_large(f"{most // 1_000_000} MB after unpacking", where)
            damaged = parts.testzip() is not None
            manifest = "META-INF/manifest.xml"
            protected = manifest in parts.namelist() and _ODF_KEYS in parts.read(manifest)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as problem:
        raise damaged_file(kind, where, type(problem).__name__) from None
    except RuntimeError:  # zipfile's own word for a part that needs a password
        protected, damaged = True, False
    if damaged:
        raise damaged_file(kind, where, "a part of it is not whole")
    if protected:
        raise protected_file(kind, where)


def protected_file(kind: str, where: str) -> InputError:
    """For a file that asks for a password."""
    return InputError(
        f"this {kind} is protected by a password",
        where=where,
        todo="open it, save it without a password, and try again",
    )


def too_large(most: str, where: str) -> InputError:
    """For a file that holds more than is read of any; ``most`` is the bound, as "2,000 columns"."""
    return InputError(
        f"this file holds more than {most}, the most that is read",
        where=where,
        todo="remove what is not needed, or divide it over files",
    )


def damaged_file(kind: str, where: str, why: str) -> InputError:
    """For a file that is not what its name says, or not whole."""
    return InputError(
        f"this is not a sound {kind}: {why}", where=where, todo=f"open it, and save it again as {kind}"
    )


def read_apart(read: Callable[[bytes], Any], content: bytes, *, kind: str, where: str) -> Any:
    """What a function of a module makes of a file's content.
    :class:`InputError` when it did not end well, or not in time.
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(sending, read, content), daemon=True)
    child.start()
    sending.close()
    try:
        if receiving.poll(_LONGEST):
            return receiving.recv()
        raise damaged_file(kind, where, f"reading it takes more than {_LONGEST} seconds")
    except EOFError:
        raise damaged_file(kind, where, "what it says of its own parts is not true") from None
    finally:
        child.kill()
        child.join()


def _send(sending: Connection, read: Callable[[bytes], Any], content: bytes) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stderr__.fileno() if sys.__stderr__ else 2)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    sending.send(read(content))
