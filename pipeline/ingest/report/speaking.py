"""Who speaks: what stands before a statement, and the audience that an organisation belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.codes import Audience
from pipeline.ingest.profiles.text_profile import Speakers


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as the source words it; what it does not say is "".

    Attributes
    ----------
    length : characters before what is said.
    """

    name: str
    organisation: str
    respondent: str
    length: int


class SpeakerPatterns:
    """Finds who speaks at the beginning of a line; nobody where the profile has no ``speakers``."""

    def __init__(self, speakers: Speakers | None) -> None:
        self._patterns = [re.compile(pattern) for pattern in speakers.patterns] if speakers else []

    def find(self, text: str) -> Speaker | None:
        """Who speaks in a text without mark of a list, or None."""
        for pattern in self._patterns:
            if match := pattern.match(text):
                said = {name: " ".join((value or "").split()) for name, value in match.groupdict().items()}
                return Speaker(
                    said.get("naam", ""), said.get("organisatie", ""), said.get("respondent", ""), match.end()
                )
        return None


def organisation_audience(organisation: str, words: Mapping[Audience, Sequence[str]]) -> str:
    """The audience of which the organisation has a word; "" for none, and for words of several.

    >>> words = {"intern": ["provincie"], "extern": ["gemeente"]}
    >>> organisation_audience("Gemeente Wielrade", words), organisation_audience("LTO", words)
    ('extern', '')
    """
    found = {audience for audience, of in words.items() if any(_has(organisation, word) for word in of)}
    return found.pop() if len(found) == 1 else ""


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
