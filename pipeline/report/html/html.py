"""What our pages have in common: text is escaped, a gap is an error, and a policy names what may run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from jinja2 import DictLoader, Environment, StrictUndefined

from pipeline.report.view.figures import dutch_number
from pipeline.report.view.themes import when

NUMBER_WORDS = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")


def environment(templates: Mapping[str, str]) -> Environment:
    """Templates that escape all they are given and stop at a name that is not there.

    Parameters
    ----------
    templates : file name to text.
    """
    made = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["ronde"] = when
    made.filters["telwoord"] = number_word
    made.filters["heel"] = lambda number: dutch_number(str(number), "aantal")
    return made


def number_word(number: int) -> str:
    """A small number in letters, as Dutch text has it.

    >>> number_word(3), number_word(12)
    ('drie', '12')
    """
    return NUMBER_WORDS[number] if 0 <= number < len(NUMBER_WORDS) else str(number)


def policy_hash(text: str) -> str:
    """A style or script as a Content-Security-Policy names it.

    >>> policy_hash("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
