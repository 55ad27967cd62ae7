"""Texts between quote marks that run over lines, with quotes inside them and who signed them."""

import re
from collections.abc import Callable, Sequence

from pipeline.ingest.common.lines import Line

_OPENING, _CLOSING, _STRAIGHT = "“„«‟", "”»", '"'
_MARKS = re.compile('[“”„«»‟"]')
_ENDS = re.compile(r"[”»«\"“][\s.,;:!?…)]*$")
_SINGLE = re.compile(r"[‘'](?![stmnk]\b)\w")  # not "'s ochtends", "'t loket"
_SINGLE_ENDS = re.compile(r"(?:[.!?…][’']|[’'][.!?…])$")  # not "de collega's", "zijn ‘loket’ dus"
_SINGLE_MARK = re.compile(r"[’'][\s.,;:!?…)]*$")
_LONGEST_SINGLE = 15  # lines; an apostrophe that opens nothing would find its end pages further
_DASH = re.compile(r"^[-–—]\s*")
_WHOLE = 6  # words, above which a quote needs no full stop to be a sentence
_LONGEST_SIGNATURE = 3  # lines: name, function, organisation
_LONGEST_SIGNATURE_LINE = 90  # characters


def opens(text: str) -> bool:
    """Whether a line begins with a quote mark that opens."""
    if text[:1] == "»":  # as German sets them; with a space after it, a list mark
        return not text[1:2].isspace() and len(text) > 1
    return text[:1] in _OPENING + _STRAIGHT and len(text) > 1


def _change(text: str, at: int, depth: int) -> int:
    mark = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark == _STRAIGHT:
        opening = (before.isspace() or before in "(/[-–") and not after.isspace()
        return 1 if opening or depth == 0 else -1
    if mark in _OPENING:
        # "…zo is het“ at the end of a line: a mark turned the wrong way.
        ends = after.isspace() or (mark == "«" and not after.isalnum())
        return -1 if ends and not before.isspace() and depth else 1
    return 1 if mark == "»" and before.isspace() and not after.isspace() else -1


def quote_end(lines: Sequence[Line], start: int, stops: Callable[[int], bool]) -> int | None:
    """Index of the line on which the quote that opens on ``start`` closes, or None.

    ``stops`` says whether the text cannot go on at the line with an index.
    """
    depth = 0
    for index in range(start, len(lines)):
        text = lines[index].text
        if index > start and (
            stops(index) or (opens(text) and depth <= 1 and lines[index - 1].text[-1] in ".!?…")
        ):
            return None
        for mark in _MARKS.finditer(text):
            depth = max(0, depth + _change(text, mark.start(), depth))
        if depth == 0 and _ENDS.search(text):
            return index
    return None


def single_quote_end(lines: Sequence[Line], start: int, stops: Callable[[int], bool]) -> int | None:
    """The same for a quote between single marks, ‘…’; None also where none opens.

    An apostrophe looks alike, so it closes only with the sentence, and only so far away.
    """
    if not _SINGLE.match(lines[start].text):
        return None
    for index in range(start, min(start + _LONGEST_SINGLE, len(lines))):
        if index > start and (stops(index) or opens(lines[index].text) or _SINGLE.match(lines[index].text)):
            return None
        if _SINGLE_ENDS.search(lines[index].text):
            return index
    return None


def unquoted(text: str) -> str:
    """The text without the marks around it; a full stop after the closing mark stays.

    >>> unquoted("“Dat kan niet”.")
    'Dat kan niet.'
    >>> unquoted("“Zeg “nee” als het moet.”")
    'Zeg “nee” als het moet.'
    """
    single = bool(_SINGLE.match(text))
    text = text[1:].lstrip() if single or opens(text) else text
    closing = (_SINGLE_MARK if single else _ENDS).search(text)
    if not closing:
        return text
    inside, tail = text[: closing.start()].rstrip(), closing[0][1:].strip()
    return inside if inside[-1:] in ".!?…" and tail in (".", ",") else inside + tail


def signature_end(lines: Sequence[Line], start: int, stops: Callable[[int], bool]) -> int:
    """Index after the lines, from ``start`` on, that say who spoke; ``start`` when none do.

    The first may stand apart from the quote, the others follow it directly.
    """
    end = start
    while end < len(lines) and end - start < _LONGEST_SIGNATURE and not stops(end):
        line = lines[end]
        if end > start and line.after_blank:
            break
        if len(line.text) > _LONGEST_SIGNATURE_LINE or line.text[-1] in ".!?:;" or opens(line.text):
            break
        if end == start and not (_DASH.match(line.text) or line.text[:1].isupper()):
            break
        end += 1
    if end < len(lines) and end > start and not stops(end) and not opens(lines[end].text):
        # Prose goes on below: this was its beginning, not a signature.
        return end if lines[end].after_blank else start
    return end


def signed(text: str) -> str:
    """A signature without the dash before it."""
    return _DASH.sub("", text)


def whole_quote(text: str) -> bool:
    """Whether a text between quote marks is a sentence that somebody said, not words set apart."""
    return text[1:2].isupper() and (text[-2] in ".!?…" or len(text.split()) > _WHOLE)
