"""Keeping a coder in a file: skops, so that loading runs no code; the same coder, the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Any

import skops.io

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip entry can carry


def to_bytes(state: dict[str, Any]) -> bytes:
    """A state of plain values and arrays as skops bytes, without clock and memory addresses.

    skops names parts after their address in memory and stamps them with the time; both are
    replaced here by numbers in order of appearance and a fixed date.
    """
    names: dict[str, str] = {}
    numbers: dict[int, int] = {}

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(part) for part in node]
        if not isinstance(node, dict):
            return node
        fixed: dict[str, Any] = {}
        for key, part in node.items():
            if key == "__id__":
                fixed[key] = numbers.setdefault(part, len(numbers) + 1)
            elif key == "file":
                fixed[key] = names.setdefault(part, f"{len(names) + 1}.npy")
            else:
                fixed[key] = plain(part)
        return fixed

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(state))) as before, zipfile.ZipFile(out, "w") as after:
        schema = plain(json.loads(before.read("schema.json")))
        for old, new in sorted(names.items(), key=lambda item: int(item[1].removesuffix(".npy"))):
            _write(after, new, before.read(old))
        _write(after, "schema.json", json.dumps(schema, indent=2).encode())
    return out.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # else the byte differs between Windows and the rest
    archive.writestr(entry, content)


def from_bytes(content: bytes) -> dict[str, Any]:
    """The state again.

    Raises
    ------
    ValueError
        Not a skops file, or one that holds more than plain values and arrays.
    """
    try:
        foreign = skops.io.get_untrusted_types(data=content)
        if foreign:
            raise ValueError(f"it holds {', '.join(foreign)}")
        state = skops.io.loads(content, trusted=[])
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        AttributeError,
        KeyError,
        json.JSONDecodeError,
    ) as problem:
        raise ValueError("it is not a skops file") from problem
    if not isinstance(state, dict):
        raise ValueError("it does not hold a coder")
    return state
