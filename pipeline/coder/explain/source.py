"""Which statement of which corpus an id means, and where its labels come from."""

import re
from collections.abc import Mapping, Sequence

from pipeline.core.errors import InputError, nearest, quoted

KINDS = ("category", "stance", "themes")

_LISTED = 10  # ids shown when several begin alike
_FEWEST = 4  # characters that make an id; fewer are a word, or could be any statement's
_CUT = ("…", "...")  # what a person puts behind the beginning of an id
# With a letter in front also when it is mistyped; without it only what can be one, and is no number.
_ID = re.compile(r"u[0-9a-z]*[0-9][0-9a-z]*|u[0-9a-f]+|(?=.*[a-f])(?=.*[0-9])[0-9a-f]+")


def meant_as_id(typed: str) -> str:
    """The id, or beginning of one, that was typed; "" when it is a text.

    A number, or a word without digits, is a text: people answer "8" and "goed".

    >>> meant_as_id("u3f2A…"), meant_as_id("3f2a"), meant_as_id("goed"), meant_as_id("2025")
    ('u3f2a', '3f2a', '', '')
    """
    word = typed.strip().lower()
    for cut in _CUT:
        word = word.removesuffix(cut)
    return word if len(word) >= _FEWEST and _ID.fullmatch(word) else ""


def find_statement(typed: str, ids: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Corpus and id of the one statement that an id, or the beginning of one, means.
    :class:`InputError` for no statement, or more than one.

    Parameters
    ----------
    typed : as :func:`meant_as_id` gave it; the letter in front may be left out.
    ids : corpus -> ids of its statements.
    """
    whole = typed if typed.startswith("u") else f"u{typed}"
    matches = [(corpus, name) for corpus, names in ids.items() for name in names if name.startswith(whole)]
    if not matches:
        starts = {name[: len(whole)]: name for names in ids.values() for name in sorted(names)}
        raise InputError(
            f"no statement of {' or '.join(ids)} has an id that is, or begins with, {quoted(typed)}",
            where="ID",
            nearest=starts.get(nearest(whole, starts), ""),
            todo="take an id from reports/<corpus>/statements.csv or labels.csv; a text of one word with digits "
            "is taken for an id, put a full stop behind it",
        )
    if len(matches) > 1:
        same = len({name for _, name in matches}) == 1
        choices = [f"--corpus {corpus}" for corpus, _ in matches] if same else sorted(name for _, name in matches)
        raise InputError(
            f"statement {matches[0][1]} is in more than one corpus"
            if same
            else f"{len(matches)} statements have an id that begins with {quoted(typed)}",
            where="ID",
            allowed=(*choices[:_LISTED], *(("…",) if len(choices) > _LISTED else ())),
            todo="say which corpus you mean" if same else "give more of the id",
        )
    return matches[0]


def decision(labels: Mapping[str, str], coder: Mapping[str, str]) -> dict[str, str | bool]:
    """What labels.csv says of a statement.

    With cells of LABELS ``by_reviewer``, whether a person decided about any label, and ``outdated``, whether
    the coder now says something else (columns of CODING) than labels.csv has as the coder's answer.
    """
    provenance = [f"{kind}_provenance" for kind in KINDS]
    cells = (*KINDS, *provenance, "themes_status", "review_status", "reviewer", "review_date")
    return {
        **{name: labels[name] for name in cells},
        "by_reviewer": any(labels[name] == "beoordelaar" for name in provenance),
        "outdated": any(labels[f"predicted_{name}"] != coder[name] for name in (*KINDS, "themes_status")),
    }
