"""The ids that things have in a project: the same in every run, and after data were added.

A GUID is made of what a thing is and of our own stable id of it, nothing else. So a program that keeps GUIDs
knows a statement again in a later export.
"""

import re
import uuid
from functools import lru_cache

_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:samenwerkingsthermometer:refi-qda")
_HEX = re.compile(r"[0-9a-f]")


@lru_cache(maxsize=10_000)  # a few codes, users and notes are named a hundred thousand times
def guid(kind: str, *ids: str) -> str:
    """The GUID of a thing, from the sort of thing and the ids that tell it from others of its sort.

    >>> guid("code", "themes", "leren") == guid("code", "themes", "leren") != guid("code", "stances", "leren")
    True
    """
    return str(uuid.uuid5(_OURS, "\n".join((kind, *ids))))


def plain_guid(written: str) -> str:
    """A GUID that another program wrote: with or without braces, in any case; other ids are left as they are.

    >>> plain_guid("{A182CD3A-D83C-4D8C-BC80-26D9103EC6D6}"), plain_guid(" bestand-1 ")
    ('a182cd3a-d83c-4d8c-bc80-26d9103ec6d6', 'bestand-1')
    """
    bare = written.strip().strip("{}")
    plain = bare.lower()
    return plain if len(_HEX.findall(plain)) == 32 else bare
