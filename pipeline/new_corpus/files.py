"""The files of a new corpus, with comments that say what each key means, and its line in params.yaml."""

from __future__ import annotations

import datetime
import io
import json
import re
import shlex
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from ruamel.yaml import YAML

from pipeline.core.errors import InputError, quoted, several

_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")  # JSON allows these in a string, YAML does not


def rendered(template: str, *, package: str = "pipeline.new_corpus", **values: Any) -> str:
    """The text of a template: a file, or what a command tells; its filters are named below.

    Parameters
    ----------
    package : that the template stands in, by its whole name.
    """
    # Not escaped for HTML, as it makes YAML, of which every value goes through the filter `yaml`, or plain text.
    environment = Environment(  # noqa: S701
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"yaml": yaml_value, "several": several, "quoted": quoted, "typed": _typed}
    source = files(package).joinpath(template).read_text(encoding="utf-8")
    return environment.from_string(source).render(**values)


def yaml_value(value: Any) -> str:
    r"""A value as YAML on one line; texts between quote marks, so that none reads as something else.

    >>> yaml_value("a: 'b'\n# c"), yaml_value(None), yaml_value(["ja", "nee"])
    ('"a: \'b\'\\n# c"', 'null', '["ja", "nee"]')
    """
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {yaml_value(each)}" for key, each in value.items()) + "}"
    return _SPECIAL.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _typed(name: str) -> str:
    """A name as it is typed after an option."""
    return shlex.quote(" ".join(name.split()))


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
