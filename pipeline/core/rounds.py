"""From round to moment: when people spoke, apart from who spoke.

A statement's ``round`` may hold both ("2024-intern"). A trend follows one audience over
moments, so the two are told apart here, once for all stages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.core.codes import AUDIENCES

UNNAMED = "zonder naam"  # the moment of sources for which corpus.yaml gives no round
_WITH_AUDIENCE = re.compile(rf"(?:(?P<moment>.*)-)?(?:{'|'.join(AUDIENCES)})")


def moment_of(round_id: str) -> str:
    """The moment of a round: the part before the audience.

    >>> moment_of("2024-intern"), moment_of("2025"), moment_of("najaar-2025-onbekend")
    ('2024', '2025', 'najaar-2025')
    >>> moment_of("extern"), moment_of("")
    ('zonder naam', 'zonder naam')
    """
    match = _WITH_AUDIENCE.fullmatch(round_id)
    return (match["moment"] if match else round_id) or UNNAMED


def newest_first(rounds: Sequence[str], moments: Iterable[str]) -> tuple[str, ...]:
    """All moments, the newest first.

    Parameters
    ----------
    rounds : names, oldest first.
    moments : of statements; those that are not in ``rounds`` count as older.

    >>> newest_first(["2024", "2025"], ["2025", "voorjaar", "najaar"])
    ('2025', '2024', 'voorjaar', 'najaar')
    """
    return (*reversed(rounds), *sorted(set(moments) - set(rounds), reverse=True))
