"""All personal data of a text, and of the statements of a source.

Patterns with their checks: e-mail addresses, telephone numbers, citizen service numbers, bank accounts; street
addresses with a number, and postcodes. A place name stays: where somebody lives is content.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import pandas as pd
from phonenumbers import Leniency, PhoneNumberMatch, PhoneNumberMatcher
from stdnum import iban
from stdnum.nl import bsn

from pipeline.core.masking import Span, written
from pipeline.core.parts.kept import Unit, Work
from pipeline.core.parts.store import Cells
from pipeline.privacy.lexicon import ContextWords, is_word, lexicon
from pipeline.privacy.names import Names

_DIGIT = re.compile(r"\d")
# Five digits, as the shortest number has, and no more between two of them than the library allows. Before a number
# of another country stand two noughts or a +, and it is no shorter.
_PHONE_LIKE = re.compile(r"\d(?:[^\da-wyzA-WYZ]{0,4}\d){4}")
# Found from the sign to the left: from the left, a long run would be tried from each of its letters.
_EMAIL_SIGN = re.compile(r"\s?(?:@|\(at\)|\[at\])\s?(?:[\w-]+\.)+[^\W\d_]{2,}", re.ASCII)
_EMAIL_NAME = re.compile(r"[\w.+'-]", re.ASCII)
_SERVICE_NUMBER = re.compile(
    r"(?<![\w.,/-])(?<!\d )(?:\d{8,9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3})"
    r"(?! ?\d| (?:euro|miljoen)|[\w/-]|[.,]\d)"
)
_LOOK_BACK = 50  # characters in which a number is called what it is
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ .]?[A-Z0-9]){11,30}(?!\w)")
_DUTCH_IBAN = re.compile(r"(?<!\w)NL[ .]?\d{2}[ .]?[A-Z]{4}(?:[ .]?\d){10}(?!\w)", re.IGNORECASE)
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
_POSTCODE_BESIDE = re.compile(rf"[\s,;(]{{0,3}}{_POSTCODE.pattern}")
_NEXT_WORD = re.compile(r"\s+(\w+)")
_STREET_BACK = 80  # characters; the longest street names have some 60
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def numbers(text: str) -> Iterator[Span]:
    """Everything of these kinds; spans may overlap, the first kind in this order is the better guess."""
    if "@" in text or "(at)" in text or "[at]" in text:
        yield from _emails(text)
    if not _DIGIT.search(text):
        return
    for match in _DUTCH_IBAN.finditer(text):
        yield Span(match.start(), match.end(), "iban")
    for match in _IBAN.finditer(text):
        if iban.is_valid(match[0].replace(".", ""), check_country=False):
            yield Span(match.start(), match.end(), "iban")
    for phone in _phones(text):
        # "(030-1234567" within brackets: the first of them is not of the number.
        yield Span(phone.start + (")" not in phone.raw_string and text[phone.start] == "("), phone.end, "telefoon")
    for match in _SERVICE_NUMBER.finditer(text):
        before, words = text[max(0, match.start() - _LOOK_BACK) : match.start()], lexicon().context
        valid = bsn.is_valid(match[0].replace(".", "")) and not words.called_otherwise.search(before)
        if valid or words.called_bsn.search(before):
            yield Span(match.start(), match.end(), "bsn")


def _phones(text: str) -> Iterator[PhoneNumberMatch]:
    """Those of the numbering plan; with a + before it also a number that only has the right length."""
    if _PHONE_LIKE.search(text):
        yield from PhoneNumberMatcher(text, "NL", leniency=Leniency.VALID)
    if "+" in text:
        possible = PhoneNumberMatcher(text, "NL", leniency=Leniency.POSSIBLE)
        yield from (phone for phone in possible if "+" in phone.raw_string[:2])


def _emails(text: str) -> Iterator[Span]:
    end = 0
    for sign in _EMAIL_SIGN.finditer(text):
        start = sign.start()
        while start > end and _EMAIL_NAME.match(text, start - 1):
            start -= 1
        if start < sign.start():
            end = sign.end()
            yield Span(start, end, "email")


def addresses(text: str) -> Iterator[Span]:
    """Streets with a number, and postcodes; a street with its postcode is one address."""
    if not _DIGIT.search(text):
        return
    used = set()
    for house in _HOUSE.finditer(text):
        after = _POSTCODE_BESIDE.match(text, house.end())
        start = _street_start(text, house.start())
        if start is None or (after is None and _counts(text, house)):
            continue
        if after:
            used.add(after.end())
        yield Span(start, (after or house).end(), "adres")
    for postcode in _POSTCODE.finditer(text):
        start, end = postcode.span()
        # "in 2024 RO-plannen": a year before two capitals is no postcode, unless written as one word.
        if end not in used and not (text[start + 4] == " " and _YEAR.match(text, start)):
            yield Span(start, end, "adres")


def _street_start(text: str, end: int) -> int | None:
    """Where the street name that ends here begins; None when it is no street name."""
    offset = max(0, end - _STREET_BACK)
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


def find_personal_data(text: str, known: frozenset[str] = frozenset()) -> tuple[Span, ...]:
    """What is found, in the order of the text, without overlap.

    No promise that it is all: a name that is also a word, or that no list has, can be missed. ``known`` are
    words of names that the source gives away elsewhere.
    """
    chosen: list[Span] = []
    for finder in (numbers(text), addresses(text), Names(text, known).spans()):
        for span in finder:
            if all(span.end <= other.start or other.end <= span.start for other in chosen):
                chosen.append(span)
    return tuple(sorted(chosen))


def found_in(part: Sequence[Unit]) -> list[Cells]:
    """Per text and known words (one a line) the cell ``personal_data``; those that are alike are read once."""
    found = {
        (text, words): written(find_personal_data(text, frozenset(words.split("\n")) - {""}))
        for text, words in dict.fromkeys(part)
    }
    return [(found[text, words],) for text, words in part]


def flagged(statements: pd.DataFrame, find: Work = found_in) -> pd.DataFrame:
    """The statements, of which ``source``, ``speaker`` and ``text`` are read, with their column ``personal_data``.

    Who signed a quote is a name wherever it returns in the same source.

    Parameters
    ----------
    find : does what :func:`found_in` does.
    """
    signed = Signatures()
    signed.add(statements)
    cells = [cell for (cell,) in find(signed.units(statements))]
    return statements.assign(personal_data=pd.Series(cells, index=statements.index, dtype=str))


class Signatures:
    """Who signed something in each source."""

    def __init__(self) -> None:
        self._speakers: dict[str, set[str]] = {}

    def add(self, statements: pd.DataFrame) -> None:
        """Take note of who signed these statements."""
        for source, rows in statements.groupby("source")["speaker"]:
            self._speakers.setdefault(str(source), set()).update(rows.unique())

    def units(self, statements: pd.DataFrame) -> list[Unit]:
        """Per statement its text and the words of names in its source, a line each."""
        known = map(self._words.__getitem__, statements["source"].to_numpy().tolist())
        return [*zip(statements["text"].to_numpy().tolist(), known, strict=True)]

    @cached_property
    def _words(self) -> dict[str, str]:
        return {
            source: "\n".join(sorted({word for speaker in speakers for word in name_words(speaker)}))
            for source, speakers in self._speakers.items()
        }


def name_words(speaker: str) -> frozenset[str]:
    """The words of a signature that are a name: before the first comma or bracket, functions left out.

    >>> sorted(name_words("Sjoerd Aldegonde-Kuip, wethouder Ruimte, gemeente Wielrade"))
    ['Aldegonde-Kuip', 'Sjoerd']
    """
    words, lists = lexicon().context, lexicon()
    signed = _WORD.findall(re.split(r"[,(;/|]", speaker, maxsplit=1)[0])
    return frozenset(
        word
        for word in signed
        if len(word) > 2
        and word[0].isupper()
        and not word.isupper()
        and word.lower() not in words.beside_names | words.prefixes | lists.places
        and (word in lists.all_first_names or word in lists.all_surnames or not is_word(word))
    )
