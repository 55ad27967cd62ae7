"""Keeping a coder in a file: skops, so that loading runs no code; the same coder, the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Any

import skops.io

from pipeline.core.files import timeless


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

    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(state))) as made:
        schema = plain(json.loads(made.read("schema.json")))
        arrays = [(new, made.read(old)) for old, new in names.items()]  # numbered in this order
    return timeless([*arrays, ("schema.json", json.dumps(schema, indent=2).encode())])


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
        RecursionError,
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
