"""Street addresses with a number, and postcodes. The place name stays: where somebody lives is content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.core.masking import Span
from pipeline.privacy.lexicon import ContextWords, lexicon

_CAPITAL = r"[^\W\d_a-zß-ÿ][\w'’.-]*"
_SMALL = r"(?:van|de|der|den|het|'t|ten|ter|te|in|op|en|aan)"
_STREET = re.compile(rf"(?<![\w-]){_CAPITAL}(?: (?:{_SMALL} ){{0,2}}{_CAPITAL}){{0,4}}$")
_HOUSE = re.compile(
    r"(?<=[^\W\d_])(?:,? nr\.? |,? nummer |, | )"
    r"(?P<number>[1-9]\d{0,3})(?:-?(?:[a-zA-Z]|\d{1,3}|bis|I{1,3}|hs)| (?:bis|hs|[a-zA-Z](?= ?[,;.)])))?"
    r"(?![\w%]|[.,:/-]\d)"
)
_POSTCODE = re.compile(r"(?<![\w-])[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}(?![\w-])")  # SA, SD and SS are not given out
_YEAR = re.compile(r"(?:19[5-9]|20[0-6])\d")
_BETWEEN = re.compile(r"[\s,;(]{0,3}")
_NEXT_WORD = re.compile(r"\s+(\w+)")
_LOOK_BACK = 80  # characters; the longest street names have some 60


def addresses(text: str) -> Iterator[Span]:
    """Streets with a number, and postcodes; a street with its postcode is one address."""
    if not any(character.isdigit() for character in text):
        return
    postcodes = [match.span() for match in _POSTCODE.finditer(text)]
    used = set()
    for house in _HOUSE.finditer(text):
        after = next(
            (
                (start, end)
                for start, end in postcodes
                if start >= house.end() and _BETWEEN.fullmatch(text, house.end(), start)
            ),
            None,
        )
        start = _street_start(text, house.start())
        if start is None or (after is None and _counts(text, house)):
            continue
        used.add(after)
        yield Span(start, after[1] if after else house.end(), "adres")
    for start, end in postcodes:
        # "in 2024 RO-plannen": a year before two capitals is no postcode, unless written as one word.
        if (start, end) not in used and not (text[start + 4] == " " and _YEAR.match(text, start)):
            yield Span(start, end, "adres")


def _street_start(text: str, end: int) -> int | None:
    """Where the street name that ends here begins; None when it is no street name."""
    offset = max(0, end - _LOOK_BACK)
    match = _STREET.search(text[offset:end])
    if not match:
        return None
    words = lexicon().context
    tokens = [(offset + match.start() + token.start(), token[0]) for token in re.finditer(r"\S+", match[0])]
    last = tokens[-1][1].lower()
    if not _is_street(last, words):
        # "Laan van Wielrade": the sort of street comes first.
        for start, token in reversed(tokens[:-1]):
            if token.lower() in words.streets and token[0].isupper():
                return start
        return None
    begin = len(tokens) - 1
    while begin > 0 and tokens[begin - 1][1][0].isupper():
        start, token = tokens[begin - 1]
        opens = not text[:start].rstrip() or text[:start].rstrip()[-1] in ".!?:;"
        if token.lower() in words.before_streets and (opens or token.lower() not in words.opening_prefixes):
            break
        begin -= 1
    alone = begin == len(tokens) - 1
    return None if alone and last in words.not_streets else tokens[begin][0]


def _is_street(word: str, words: ContextWords) -> bool:
    if word in words.streets:
        return True
    street, other = (_longest_ending(word, endings) for endings in (words.streets, words.not_street_endings))
    return street > other and word not in words.not_streets


def _longest_ending(word: str, endings: Iterable[str]) -> int:
    return max((len(ending) for ending in endings if word.endswith(ending)), default=0)


def _counts(text: str, house: re.Match[str]) -> bool:
    """Whether the number is a year or counts something ("de Dorpsstraat 3 keer")."""
    following = _NEXT_WORD.match(text, house.end())
    return bool(
        _YEAR.fullmatch(house["number"]) or (following and following[1].lower() in lexicon().context.counted)
    )
