"""Long tables with their columns kept beside them, as stages write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from pipeline.core.parts.beside import Keeping, packed
from pipeline.core.parts.streams import written_frames
from pipeline.core.tables import Table


def written_and_kept(path: Path, frames: Iterable[pd.DataFrame], table: Table) -> Iterator[bytes]:
    """The content of a table, from its rows in frames; when all of it is taken its columns are kept."""
    with Keeping(path, table) as keeping:
        yield keeping.header
        for frame in frames:
            _, content = written_frames([frame], table, where=str(path))
            keeping.add(content, packed(frame[table.names], content))
            yield content
