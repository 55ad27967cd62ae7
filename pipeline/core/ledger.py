"""The ledger: every unit that came into a stage is kept, or dropped with a reason.

A unit is named by a string (``report.txt:12`` for a line, a statement id for a row). A
ledger cannot be made when units are lost or counted twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.errors import ConservationError
from pipeline.core.files import json_bytes, write_json


@dataclass(frozen=True)
class Ledger:
    """Account of one stage.

    Attributes
    ----------
    stage : name of the stage.
    unit : what is counted, for people ("non-blank line", "statement").
    kept : units that went on, in order.
    dropped : unit -> reason, in order.
    reasons : reason -> sentence that says what it means.
    """

    stage: str
    unit: str
    kept: tuple[str, ...]
    dropped: Mapping[str, str]
    reasons: Mapping[str, str]

    @classmethod
    def of(
        cls,
        stage: str,
        unit: str,
        *,
        incoming: Iterable[str],
        kept: Iterable[str],
        dropped: Mapping[str, str],
        reasons: Mapping[str, str],
    ) -> Ledger:
        """Make a ledger, or raise :class:`ConservationError` when it does not add up."""
        kept = tuple(kept)
        came, went = Counter(incoming), Counter(kept) + Counter(dropped.keys())
        if came != went:
            lost, extra = sorted(came - went), sorted(went - came)
            raise ConservationError(f"{stage}: lost {lost[:5]}, appeared or twice {extra[:5]}")
        undeclared = sorted(set(dropped.values()) - set(reasons))
        if undeclared:
            raise ConservationError(f"{stage}: reasons without a meaning: {undeclared}")
        return cls(stage, unit, kept, dict(dropped), dict(reasons))

    @classmethod
    def of_statements(
        cls, stage: str, ids: Iterable[str], why_not: Iterable[str], reasons: Mapping[str, str]
    ) -> Ledger:
        """Make a ledger from why each statement is dropped, "" for those that are kept."""
        pairs = list(zip(ids, why_not, strict=True))
        return cls.of(
            stage,
            "statement",
            incoming=[statement for statement, _ in pairs],
            kept=[statement for statement, reason in pairs if not reason],
            dropped={statement: reason for statement, reason in pairs if reason},
            reasons=reasons,
        )

    @property
    def incoming(self) -> int:
        """Number of units that came in."""
        return len(self.kept) + len(self.dropped)

    def as_json(self) -> dict[str, Any]:
        """Counts first, then per reason its meaning and the units dropped for it."""
        by_reason: dict[str, list[str]] = {}
        for unit, reason in self.dropped.items():
            by_reason.setdefault(reason, []).append(unit)
        return {
            "stage": self.stage,
            "unit": self.unit,
            "in": self.incoming,
            "kept": len(self.kept),
            "dropped": {
                reason: {"n": len(units), "meaning": self.reasons[reason], "units": units}
                for reason, units in sorted(by_reason.items())
            },
        }

    def as_bytes(self) -> bytes:
        """The content of its file."""
        return json_bytes(self.as_json())

    def write(self, path: Path) -> None:
        """Write as JSON."""
        write_json(path, self.as_json())
