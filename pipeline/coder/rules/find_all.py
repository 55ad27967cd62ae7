"""What the rules find in many texts: processes share the work when there is much."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.coder.rules.rules import Hit, RuleSet
from pipeline.core.parallel import cores, each

_PART = 1000  # texts that a process takes at once; to start one for fewer takes longer than it saves


def find_in_all(rules: RuleSet, texts: Sequence[str]) -> list[list[Hit]]:
    """As :meth:`RuleSet.find_in`, of each text, in order."""
    parts = [texts[start : start + _PART] for start in range(0, len(texts), _PART)]
    return [hits for part in each(parts, _find, rules, processes=cores()) for hits in part]


def _find(rules: RuleSet, texts: Sequence[str]) -> list[list[Hit]]:
    return [rules.find_in(text) for text in texts]
