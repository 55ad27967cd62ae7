"""Zip files whose bytes depend on their content alone: no clock, and no sign of the system that made them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_NO_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell
_UNIX = 3  # what the entries say that they were made on; else the byte differs between Windows and the rest


def timeless(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of these parts, in their order; the same parts give the same bytes.

    Parameters
    ----------
    parts : name in the archive, content.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _NO_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            archive.writestr(entry, content)
    return stream.getvalue()
