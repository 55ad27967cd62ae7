"""Files at the edge: atomic writes, text decoding, CSV as programs and as Dutch Excel have it.

Two CSV dialects, never mixed in one file:

- *plain*: UTF-8, comma, LF; for programs.
- *Dutch Excel*: UTF-8 with BOM, semicolon, CRLF, decimal comma; for people. Cells that a
  spreadsheet would run as a formula are neutralised on the way out, restored on the way in.
"""

import base64
import errno
import hashlib
import io
import json
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from glob import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.core.errors import InputError, missing_file, quoted

if TYPE_CHECKING:  # a stage puts its earlier outputs back before it loads what takes long
    from jinja2 import Environment, Template

CELL_LIMIT = 10_000_000  # characters; csv's own limit of 131,072 refuses long interview answers
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NEUTRALISED = re.compile("\n[=+\\-@\t\r']")  # in lines: where one begins that :func:`neutralise` changes
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_UNFINISHED = ".{}.????????.tmp"  # what a run that was killed leaves of a file that it was writing
ENCODING_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
BINARY_SHARE = 0.02  # share of control characters above which a "text" is a binary file
CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\v"})
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell
_UNIX = 3  # what the entries say that they were made on; else the byte differs between Windows and the rest


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write bit by bit, there only when all went well: a temporary file beside it, then rename.

    It is as private as new files are (umask). What a killed run left of the same file is removed.
    :class:`InputError` when it cannot be there: no right to write, a folder in its place, open in another program.
    """
    if path.exists() and not path.is_file():  # a folder; a device, which a rename would destroy
        raise _refused("written", path, OSError(errno.EINVAL, "there is something else of this name"))
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove(path.parent.glob(_UNFINISHED.format(escape(path.name))))
        stream = temporary.open("xb")
    except OSError as problem:
        raise _refused("written", path, problem) from None
    whole = False
    try:
        with stream:
            yield stream
        whole = True
        temporary.replace(path)
    except BaseException as problem:
        temporary.unlink(missing_ok=True)
        if isinstance(problem, OSError) and (whole or problem.errno in _NO_ROOM):
            raise _refused("written", path, problem) from None
        raise


def remove_stale(folder: Path, patterns: Iterable[str], keep: Iterable[Path]) -> None:
    """Remove what an earlier run made in a folder and this one does not, and what a killed run left unfinished.

    Files of other names than ``patterns`` (as of ``Path.glob``) stay.
    """
    kept = set(keep)
    for pattern in (*patterns, _UNFINISHED.format("*")):
        _remove(path for path in folder.glob(pattern) if path not in kept)


def _remove(paths: Iterable[Path]) -> None:
    for path in sorted(paths):
        path.unlink(missing_ok=True)


def _refused(done: str, path: Path, problem: OSError) -> InputError:
    todo = "close it in other programs, check your rights to it and its folder, or name another one"
    if problem.errno in _NO_ROOM:
        todo = "make room on the disk, or write somewhere else; the earlier file is as it was"
    return InputError(f"this file cannot be {done} ({problem.strerror})", where=str(path), todo=todo)


def write_bytes(path: Path, content: bytes) -> None:
    """Write all or nothing."""
    with replacing(path) as stream:
        stream.write(content)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with the line ends that ``text`` has, all or nothing."""
    write_bytes(path, text.encode("utf-8"))


def copy_file(path: Path, copy: Path) -> None:
    """Copy a file of any size, all or nothing; :class:`InputError` when it cannot be read or written."""
    try:
        stream = path.open("rb")
    except OSError as problem:
        raise _refused("read", path, problem) from None
    with stream, replacing(copy) as written:
        shutil.copyfileobj(stream, written, 1 << 20)


def lines_bytes(lines: Iterable[str]) -> bytes:
    """A line each. Without any, one empty line: DVC warns of a file without a byte."""
    return ("".join(f"{line}\n" for line in lines) or "\n").encode()


def json_bytes(data: Any) -> bytes:
    """Readable JSON with a fixed layout, so that versions can be compared line by line."""
    return (json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def write_json(path: Path, data: Any) -> None:
    """Write what :func:`json_bytes` makes, all or nothing."""
    write_bytes(path, json_bytes(data))


def check_targets(read: Path, targets: Mapping[str, Path]) -> None:
    """Refuse to write over the file that is read, or two results to one file (by the option that named it)."""
    taken = {read.resolve(): "the file that is read"}
    for option, target in targets.items():
        if target.resolve() in taken:
            raise InputError(
                f"{quoted(target)} is {taken[target.resolve()]} as well",
                where=option,
                todo="name another file, so that nothing is lost",
            )
        taken[target.resolve()] = f"the file of {option}"


def read_bytes(path: Path, *, todo: str = "") -> bytes:
    """The raw content of a file that the user named; ``todo`` is what to do where there is none.
    :class:`InputError` when it is not there, is a folder, is empty or may not be read.
    """
    if not path.exists():
        raise missing_file(path, todo=todo or "check the name and the folder")
    if path.is_dir():
        raise InputError("a folder was given where a file is needed", where=str(path), todo="name a file in it")
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise _refused("read", path, problem) from None
    if not content.strip():
        raise InputError("the file is empty", where=str(path), todo=todo or "export or save it again")
    return content


def own_text(path: Path) -> str:
    """The text of a file that a stage wrote, without BOM; its encoding is known, unlike that of a user's file.
    :class:`InputError` when it is not there, or not as it was written.
    """
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "this file is not as it was written: its encoding is another",
            where=str(path),
            todo="run dvc repro, which writes it again; work in a copy when you want to change it",
        ) from None


def rendered(template: Path, filters: Mapping[str, Any] = MappingProxyType({}), /, **values: Any) -> str:
    """A Jinja template of ours with values filled in; plain text, in which nothing is escaped for HTML."""
    return _text_template(template.read_text(encoding="utf-8"), tuple(filters.items())).render(values)


@lru_cache(maxsize=8)  # to compile one takes longer than to fill it in
def _text_template(text: str, filters: tuple[tuple[str, Any], ...]) -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701 - text, not HTML
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= dict(filters)
    return environment.from_string(text)


def html_templates(templates: Mapping[str, str]) -> "Environment":
    """Templates of pages by file name, from their text: all they are given is escaped, a name must be there."""
    from jinja2 import DictLoader, Environment, StrictUndefined

    return Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def policy_hash(text: str) -> str:
    """A style or script of a page as its Content-Security-Policy names it.

    >>> policy_hash("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def decode(content: bytes, *, where: str) -> tuple[str, str]:
    """Text and the name of its encoding, without BOM; line ends as they were.

    UTF-8 and UTF-16 are recognised for certain, other encodings by charset-normalizer,
    with Windows-1252 (Western European Excel) as the last resort.
    :class:`InputError` when the content is not text.
    """
    marked = [encoding for mark, encoding in ENCODING_MARKS.items() if content.startswith(mark)]
    for encoding in marked or ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _checked(text, where), encoding
    if marked:
        raise not_text(where)
    encoding = presumed_encoding(content, where=where)
    return _checked(content.decode(encoding), where), encoding


def presumed_encoding(content: bytes, *, where: str) -> str:
    """What text is likely in that is neither UTF-8 nor Windows-1252; :class:`InputError` when it is none."""
    from charset_normalizer import from_bytes

    best = None if b"\x00" in content else from_bytes(content).best()
    if best is None:
        raise not_text(where)
    return best.encoding


def _checked(text: str, where: str) -> str:
    controls = sum(text.count(chr(code)) for code in CONTROLS)
    if controls > BINARY_SHARE * len(text) or "\x00" in text:
        raise not_text(where)
    return text


def not_text(where: str) -> InputError:
    """The refusal of what is no text."""
    todo = "give the text, CSV or XLSX version of the document"
    return InputError("this is a binary file, not text", where=where, todo=todo)


def neutralise(cell: str) -> str:
    """A text cell that no spreadsheet runs as a formula; undone by :func:`restore`.

    >>> neutralise("=1+1"), neutralise("'al goed"), neutralise("gewoon")
    ("'=1+1", "''al goed", 'gewoon')
    """
    return f"'{cell}" if cell.startswith((*_FORMULA_STARTS, "'")) else cell


def restore(cell: str) -> str:
    """The text before :func:`neutralise`; leaves every other cell as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA_STARTS, "'")) else cell


def timeless(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of these parts (name, content), in their order: the same bytes on every day and every system."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _NO_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            archive.writestr(entry, content)
    return stream.getvalue()
