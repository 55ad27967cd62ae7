"""What is put aside comes back in order, as often as it is asked for, and leaves no file."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.parts.shelf import Shelf


def test_things_come_back_in_order_and_again_when_more_are_added(tmp_path: Path) -> None:
    shelf = Shelf[str](tmp_path / "made")
    assert [*shelf] == []
    shelf.add("een")
    shelf.add("twee")
    first = iter(shelf)

    assert next(first) == "een"
    shelf.add("drie")
    assert [*shelf] == ["een", "twee", "drie"]
    assert next(first) == "twee"
    assert [*tmp_path.iterdir()] == []  # nor the folder, which a run that fails would leave behind
