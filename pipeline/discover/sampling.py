"""The statements of a large corpus among which topics are looked for.

To group statements each is compared with every other: time grows with the square of their number. So of many
statements some are drawn, each text once, and spread over rounds and sources; the others join the topics that are
found. The draw is by text: who comes later with other texts takes few of the earlier places.
"""

import hashlib
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd


def drawn(statements: pd.DataFrame, size: int, seed: int) -> list[int]:
    """Positions of the statements drawn, ascending; at most ``size``, each text once.

    Rounds and sources get places by the square root of their texts: a small audience that speaks of other things
    is heard too. The numbers of a topic do not suffer from it, as they are counted over all statements.

    Parameters
    ----------
    statements : with ``text``, ``round`` and ``source``, in an order that is always the same.
    """
    places = np.flatnonzero(~statements["text"].duplicated().to_numpy())
    if len(places) <= size:
        return [int(place) for place in places]
    texts = statements["text"].to_numpy()[places]
    order = [hashlib.blake2b(f"{seed} {text}".encode(), digest_size=16).digest() for text in texts]
    rounds, sources = (statements[name].to_numpy()[places] for name in ("round", "source"))
    groups: dict[tuple[str, ...], list[int]] = {}
    for number in sorted(range(len(places)), key=order.__getitem__):
        groups.setdefault((rounds[number], sources[number]), []).append(int(places[number]))
    shares = allotted({name: len(found) for name, found in groups.items()}, size)
    return sorted(place for name, found in groups.items() for place in found[: shares[name]])


def allotted(sizes: Mapping[tuple[str, ...], int], total: int) -> dict[tuple[str, ...], int]:
    """How many of ``total`` each group gets: by the square root of its size, and never more than it has.

    What is left over by rounding goes to the largest rests, on a tie by name.

    >>> allotted({("klein",): 4, ("groot",): 900, ("middel",): 100}, 64)
    {('klein',): 3, ('groot',): 46, ('middel',): 15}
    >>> allotted({("klein",): 4, ("groot",): 900}, 104)
    {('klein',): 4, ('groot',): 100}
    """
    open_groups, given = dict(sizes), dict.fromkeys(sizes, 0)
    while open_groups:
        left = total - sum(given.values())
        scale = left / sum(math.sqrt(size) for size in open_groups.values())
        asked = {name: scale * math.sqrt(size) for name, size in open_groups.items()}
        if full := [name for name, size in open_groups.items() if asked[name] >= size]:
            given |= {name: open_groups.pop(name) for name in full}
            continue
        given |= {name: int(share) for name, share in asked.items()}
        spare = total - sum(given.values())
        for name in sorted(asked, key=lambda name: (int(asked[name]) - asked[name], name))[:spare]:
            given[name] += 1
        break
    return given
