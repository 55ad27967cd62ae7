"""Adding a corpus to params.yaml without touching anything else in it."""

from __future__ import annotations

import io
from pathlib import Path

from ruamel.yaml import YAML

from pipeline.core.errors import InputError


def with_corpus(text: str, name: str, *, where: Path) -> str:
    """params.yaml with ``name`` at the end of its list ``corpora``; unchanged when it is in it.

    A list with one name a line gets a line, so that every other byte stays; a list between
    brackets is rewritten, with all comments.

    Raises
    ------
    InputError
        When the result would not be the same file plus this name.
    """
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=2, offset=0)
    tree = yaml.load(text)
    corpora = tree["corpora"]
    if name in corpora:
        return text
    wanted = [*corpora, name]
    if corpora.fa.flow_style():
        corpora.append(name)
        stream = io.StringIO()
        yaml.dump(tree, stream)
        result = stream.getvalue()
    else:
        lines = text.splitlines(keepends=True)
        last, column = corpora.lc.item(len(corpora) - 1)
        dash = lines[last].rindex("-", 0, column)
        line = lines[last] if lines[last].endswith("\n") else f"{lines[last]}\n"
        lines[last : last + 1] = [line, f"{line[:dash]}- {name}\n"]
        result = "".join(lines)
    after = yaml.load(result)
    if list(after["corpora"]) != wanted or {**after, "corpora": 0} != {**tree, "corpora": 0}:
        raise InputError(
            "the name of the corpus cannot be added to this list",
            where=str(where),
            todo=f"write the list 'corpora' with one name a line, as '- {name}', and run this again",
        )
    return result
