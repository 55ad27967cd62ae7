"""Reading order of the lines on a page: list marks with their item, table rows as lines, columns one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median

DOT = "\u2022"  # also for a dot that is drawn, not written: it counts only where text stands right of it
_MARK = re.compile(r"(?:[^\w\s“”„\"«»‘’'(\[.,…]|o|\d{1,2}[.)])$")
_MARK_GAP = 5.0  # line heights between a list mark and its item, at most
_GUTTER = 0.8  # line heights of white between columns, at least
_RUNNING = 15  # characters; lines of columns of running text are mostly longer, cells of a table shorter
_SAME_ROW = 0.5  # of a line height; what overlaps more than this stands on one row
_APART = 0.75  # line heights of white between lines that belong to different paragraphs


@dataclass(frozen=True)
class Piece:
    """Text on one line, in points from the bottom left of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def page_lines(pieces: Sequence[Piece]) -> list[str]:
    """The page's lines in reading order, "" where white space sets them apart.

    Columns are cut where a gutter runs down between lines of running text (recursive XY-cut:
    Nagy and Seth, 1984); where the lines are short, what stands on one row is one line.
    """
    texts = [piece for piece in pieces if piece.text != DOT]
    if not texts:
        return []
    size = median(piece.height for piece in texts) or 1.0
    ordered = _ordered(_with_marks(list(pieces), size), size)
    lines = [ordered[0].text]
    for above, below in pairwise(ordered):
        white = above.bottom - below.top
        if white > _APART * size or white < -2 * size:
            lines.append("")
        lines.append(below.text)
    return lines


def _with_marks(pieces: list[Piece], size: float) -> list[Piece]:
    """List marks put before the text that they stand left of."""
    marks = [piece for piece in pieces if _MARK.match(piece.text)]
    pieces = [piece for piece in pieces if piece.text != DOT]
    for mark in marks:
        beside = [
            piece
            for piece in pieces
            if piece is not mark
            and _on_row(mark, piece)
            and -size <= piece.left - mark.right <= _MARK_GAP * size
            and not _MARK.match(piece.text)
        ]
        if beside:
            item = min(beside, key=lambda piece: piece.left)
            joined = replace(item, text=f"{mark.text} {item.text}", left=mark.left)
            pieces = [joined if piece is item else piece for piece in pieces if piece is not mark]
    return pieces


def _on_row(one: Piece, other: Piece) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > _SAME_ROW * min(one.height, other.height)


def _ordered(pieces: list[Piece], size: float) -> list[Piece]:
    rows = _rows(pieces)
    # Of running text, half of the lines or more are long: what falls short need not be looked at.
    surplus = [0, *accumulate(sum(1 if len(p.text) > _RUNNING else -1 for p in row) for row in rows)]
    done: list[Piece] = []
    at = 0
    while at < len(rows):
        for end in range(_gutter_end(rows, at, size), at + 1, -1):
            if surplus[end] < surplus[at]:
                continue
            columns = _columns([piece for row in rows[at:end] for piece in row], size)
            if columns:
                done += [piece for column in columns for piece in _ordered(column, size)]
                at = end
                break
        else:
            done.append(_joined(rows[at]))
            at += 1
    return done


def _gutter_end(rows: Sequence[Sequence[Piece]], at: int, size: float) -> int:
    """The first row below ``at`` with which no white runs down all rows: later ones cannot bring it back."""
    edges = [
        min(piece.left for row in rows for piece in row),
        max(piece.right for row in rows for piece in row),
    ]
    filled = [(edge, edge) for edge in edges]  # stretches of the width, apart, left to right
    for end in range(at, len(rows)):
        merged: list[tuple[float, float]] = []
        for left, right in sorted([*filled, *((piece.left, piece.right) for piece in rows[end])]):
            if merged and left - merged[-1][1] <= _GUTTER * size:
                merged[-1] = (merged[-1][0], max(merged[-1][1], right))
            else:
                merged.append((left, right))
        filled = merged
        if end > at and len(filled) == 1:
            return end
    return len(rows)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Top to bottom, each left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (-(each.top + each.bottom), each.left)):
        if rows and _on_row(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _columns(pieces: Sequence[Piece], size: float) -> list[list[Piece]]:
    """Left and right of the widest gutter that runs down all of it; [] when there is none."""
    by_left = sorted(pieces, key=lambda piece: piece.left)
    best, cut, reach = _GUTTER * size, 0, by_left[0].right
    for place, piece in enumerate(by_left):
        if piece.left - reach > best:
            best, cut = piece.left - reach, place
        reach = max(reach, piece.right)
    if not cut:
        return []
    sides = [by_left[:cut], by_left[cut:]]
    overlap = min(max(each.top for each in side) for side in sides) - max(
        min(each.bottom for each in side) for side in sides
    )
    # A column starts and ends beside the other; what stands in its own rows is an indent.
    running = all(median(len(piece.text) for piece in side) > _RUNNING for side in sides)
    several = max(len(side) for side in sides) > 1
    return sides if running and several and overlap > 0 else []


def _joined(row: Sequence[Piece]) -> Piece:
    return Piece(
        "  ".join(piece.text for piece in row),
        min(piece.left for piece in row),
        max(piece.right for piece in row),
        min(piece.bottom for piece in row),
        max(piece.top for piece in row),
    )
