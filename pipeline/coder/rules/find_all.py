"""What the rules find in many texts: processes share the work when there is much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.coder.rules.rules import Hit, RuleSet
from pipeline.core.parallel import cores, each

_PART = 1000  # texts that a process takes at once; to start one for fewer takes longer than it saves


@dataclass(frozen=True)
class RuleHits:
    """What a set of rules found.

    Attributes
    ----------
    version, columns : of the rules.
    by_text : text -> its hits.
    """

    version: str
    columns: Sequence[str]
    by_text: Mapping[str, Sequence[Hit]]

    def of(self, texts: Sequence[str]) -> list[Sequence[Hit]]:
        """The hits of each text."""
        return [self.by_text[text] for text in texts]


def find_in_all(rules: RuleSet, texts: Sequence[str]) -> RuleHits:
    """As :meth:`RuleSet.find_in`, of each different text."""
    different = list(dict.fromkeys(texts))
    parts = [different[start : start + _PART] for start in range(0, len(different), _PART)]
    found = [hits for part in each(parts, _find, rules, processes=cores()) for hits in part]
    return RuleHits(rules.version, rules.columns, dict(zip(different, found, strict=True)))


def _find(rules: RuleSet, texts: Sequence[str]) -> list[list[Hit]]:
    return [rules.find_in(text) for text in texts]
