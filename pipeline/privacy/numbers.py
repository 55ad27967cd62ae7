"""E-mail addresses, telephone numbers, citizen service numbers and bank accounts: patterns with their checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatch, PhoneNumberMatcher
from stdnum import iban
from stdnum.nl import bsn

from pipeline.core.masking import Span

# Found from the sign to the left: from the left, a long run would be tried from each of its letters.
_EMAIL_SIGN = re.compile(r"\s?(?:@|\(at\)|\[at\])\s?(?:[\w-]+\.)+[^\W\d_]{2,}", re.ASCII)
_EMAIL_NAME = re.compile(r"[\w.+'-]", re.ASCII)
_SERVICE_NUMBER = re.compile(
    r"(?<![\w.,/-])(?<!\d )(?:\d{8,9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3})"
    r"(?! ?\d| (?:euro|miljoen)|[\w/-]|[.,]\d)"
)
_CALLED_BSN = re.compile(r"\b(?:bsn|burgerservicenummer|sofi-?nummer)\b[^\d\n]{0,20}$", re.IGNORECASE)
_CALLED_OTHERWISE = re.compile(
    r"(?:kenmerk|zaak\w*|dossier\w*|order\w*|factuur\w*|project\w*|kvk\w*|referentie\w*|nummer van de zaak|€|euro)"
    r"[^\d\n]{0,15}$",
    re.IGNORECASE,
)
_LOOK_BACK = 50  # characters in which a number is called what it is
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ .]?[A-Z0-9]){11,30}(?!\w)")
_DUTCH_IBAN = re.compile(r"(?<!\w)NL[ .]?\d{2}[ .]?[A-Z]{4}(?:[ .]?\d){10}(?!\w)", re.IGNORECASE)


def numbers(text: str) -> Iterator[Span]:
    """Everything of these kinds; spans may overlap, the first kind in this order is the better guess."""
    yield from _emails(text)
    if not any(character.isdigit() for character in text):
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
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        valid = bsn.is_valid(match[0].replace(".", "")) and not _CALLED_OTHERWISE.search(before)
        if valid or _CALLED_BSN.search(before):
            yield Span(match.start(), match.end(), "bsn")


def _phones(text: str) -> Iterator[PhoneNumberMatch]:
    """Those of the numbering plan; with a + before it also a number that only has the right length."""
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
