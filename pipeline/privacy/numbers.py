"""E-mail addresses, telephone numbers, citizen service numbers and bank accounts: patterns with their checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.masking import Span

_EMAIL = re.compile(r"[\w.+'-]+\s?(?:@|\(at\)|\[at\])\s?(?:[\w-]+\.)+[^\W\d_]{2,}", re.ASCII)
# National numbers have ten digits with the leading 0; separators stand anywhere between them.
_PHONE = re.compile(
    r"(?<![\w/-])(?<!\d[.,])"
    r"(?:(?:\+|00)31[\s.-]?(?:\(0\))?[\s.-]?[1-9](?:[\s.-]{0,2}\d){8}"
    r"|\(0\d{1,3}\)(?:[\s.-]{0,3}\d){6,8}"
    r"|0[1-9](?:[\s./-]{0,3}\d){8}"
    r"|0[89]00[\s.-]?(?:\d[\s.-]?){3,6}\d)"
    r"(?![\w/-]|[.,]\d)"
)
_FOREIGN_PHONE = re.compile(r"(?<![\w+])\+(?!31)[1-9]\d{0,2}(?:[\s.-]{0,2}\d){7,11}(?!\w)")
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
    if "@" in text or "at" in text:
        for match in _EMAIL.finditer(text):
            yield Span(match.start(), match.end(), "email")
    if not any(character.isdigit() for character in text):
        return
    for match in _DUTCH_IBAN.finditer(text):
        yield Span(match.start(), match.end(), "iban")
    for match in _IBAN.finditer(text):
        if passes_97(match[0]):
            yield Span(match.start(), match.end(), "iban")
    for pattern in (_PHONE, _FOREIGN_PHONE):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "telefoon")
    for match in _SERVICE_NUMBER.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        called = _CALLED_BSN.search(before)
        if called or (passes_eleven(match[0]) and not _CALLED_OTHERWISE.search(before)):
            yield Span(match.start(), match.end(), "bsn")


def passes_eleven(number: str) -> bool:
    """The "elfproef" of the citizen service number: 9 times the first digit, 8 times the second, …,
    minus the last, is a multiple of 11 (Logisch Ontwerp BSN, Rijksdienst voor Identiteitsgegevens).

    >>> passes_eleven("111222333"), passes_eleven("111222334")
    (True, False)
    """
    digits = [int(character) for character in number if character.isdigit()]
    digits = [0] * (9 - len(digits)) + digits
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return any(digits) and sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 0


def passes_97(account: str) -> bool:
    """The check digits of an IBAN (ISO 13616; ISO 7064, mod 97-10).

    >>> passes_97("NL91 ABNA 0417 1643 00"), passes_97("NL92 ABNA 0417 1643 00")
    (True, False)
    """
    signs = re.sub(r"[ .]", "", account)
    moved = signs[4:] + signs[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1
