"""One report in other clothes: encodings, line ends, marks, blank lines and order of slides change nothing."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.core.files import decode
from tests.ingest.reports import DEMO, REAL, needs_report, read
from tests.ingest.reports import facts as known

Change = Callable[[str], str]


def other_mark(mark: str) -> Change:
    return lambda text: re.sub(r"(?m)^( ?)▪ ?", rf"\1{mark} ", text)


def numbered(text: str) -> str:
    numbers = iter(range(1, 10_000))
    return re.sub(r"(?m)^( ?)▪ ?", lambda m: f"{m[1]}{next(numbers) % 20 + 1}) ", text)


def paged(text: str) -> str:
    numbers = iter(range(1, 1_000))
    return re.sub(r"(?m)^ (?=\S)", lambda _: f"{next(numbers)}\n\f", text)


CHANGES: dict[str, Change] = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "lone cr": lambda text: text.replace("\n", "\r"),
    "trailing spaces": lambda text: text.replace("\n", "  \n"),
    "no trailing spaces": lambda text: re.sub(r"[ \t]+\n", "\n", text),
    "doubled blank lines": lambda text: re.sub(r"\n\n+", lambda match: match[0] * 2, text),
    "single blank lines": lambda text: re.sub(r"\n\n+", "\n\n", text),
    "form feeds": lambda text: re.sub(r"(?m)^ (?=\S)", "\f", text),
    "form feeds on a line": lambda text: re.sub(r"(?m)^ (?=\S)", "\f\n", text),
    "no-break spaces": lambda text: re.sub(r"(?<=\w) (?=\w)", "\u00a0", text),
    "soft hyphens": lambda text: re.sub(r"(?m)(?<=bijeenkom)- *$", "\u00ad", text),
    "page numbers": paged,
    "page numbers of all": lambda text: re.sub(r"(?m)^ (?=\S)", "pagina 12 van 40\n\n\f", text),
    "a letter before the first mark": lambda text: re.sub(r"(?m)^ (?=▪)", "I ", text),
    "loose accents": lambda text: unicodedata.normalize("NFD", text),
    "ligatures": lambda text: text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "zero-width spaces": lambda text: re.sub(r"(?<=\w) (?=\w)", "\u200b ", text),
    "bullet •": other_mark("•"),
    "bullet ➢": other_mark("➢"),
    "bullet -": other_mark("-"),
    "bullet –": other_mark("–"),
    "bullet *": other_mark("*"),
    "bullet o": other_mark("o"),
    "numbered": numbered,
}
QUOTES = {"straight": '""', "low": "„”", "low and turned": "„“", "French": "«»", "German": "»«", "single": "‘’"}


def facts(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return sorted(known(frame, "statement_id", "duplicate_of", "speaker"))


@pytest.fixture(scope="module")
def original() -> str:
    return DEMO.read_text("utf-8")


@pytest.fixture(scope="module")
def expected(original: str) -> list[tuple[str, ...]]:
    return facts(read(original).statements)


@pytest.mark.parametrize("name", CHANGES)
def test_demo_report(name: str, original: str, expected: list[tuple[str, ...]]) -> None:
    changed = CHANGES[name](original)
    assert changed != original
    assert facts(read(changed).statements) == expected


def quoted_otherwise(text: str, marks: str) -> str:
    return text.translate(str.maketrans("“”", marks))


def test_the_quote_marks_of_a_report_are_free(original: str) -> None:
    def told(text: str) -> list[tuple[str, ...]]:
        rows = read(text).statements[["kind", "round", "category_given", "text", "speaker"]]
        return [
            tuple(re.sub(r"[“”„«»\"‘’']", "", cell) for cell in row)
            for row in rows.itertuples(index=False, name=None)
        ]

    assert original.count("“") == 24
    for name, marks in QUOTES.items():
        assert told(quoted_otherwise(original, marks)) == told(original), name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str, original: str) -> None:
    text = original.replace("▪", "•")  # Windows-1252 has no other bullet
    decoded, _ = decode(text.encode(encoding), where="deck.txt")
    assert facts(read(decoded).statements) == facts(read(text).statements)


@pytest.fixture(scope="module")
def real() -> str:
    return REAL.read_text("utf-8")


@needs_report
@pytest.mark.parametrize("name", CHANGES)
def test_real_report(name: str, real: str) -> None:
    assert facts(read(CHANGES[name](real)).statements) == facts(read(real).statements)


def shuffled_appendix(text: str, seed: int) -> str:
    """The slides after the page "BIJLAGEN" in another order."""
    slides: list[list[str]] = [[]]
    for line in text.split("\n"):
        if re.match(r" \S|I *$|I BIJLAGE", line):
            slides.append([])
        slides[-1].append(line)
    first = next(place for place, slide in enumerate(slides) if "BIJLAGEN" in [line.strip() for line in slide]) + 1
    appendix = slides[first:]
    random.Random(seed).shuffle(appendix)  # noqa: S311 - no secret
    return "\n".join("\n".join(slide) for slide in [*slides[:first], *appendix])


@needs_report
@pytest.mark.parametrize("seed", range(12))
def test_real_report_with_shuffled_appendix(seed: int, real: str) -> None:
    changed = shuffled_appendix(real, seed)
    assert changed != real
    assert facts(read(changed).statements) == facts(read(real).statements)
