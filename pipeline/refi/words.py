"""The Dutch that researchers see of us, and texts as XML and other programs can hold them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.core.yaml_model import own_yaml

WORDS: Mapping[str, Any] = own_yaml(Path(__file__).parent / "refi.yaml")
# What XML 1.0 cannot hold (section 2.2, Char).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sound(text: str) -> str:
    """The text with line feeds for every kind of line end, and a sign for every character that XML has not."""
    return _NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def number(value: float) -> str:
    """A confidence, 0-1, as Dutch people write it.

    >>> number(0.8)
    '0,80'
    """
    return f"{value:.2f}".replace(".", ",")
