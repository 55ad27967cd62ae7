"""The files of a new corpus, with comments that say what each key means, and its line in params.yaml."""

import datetime
import hashlib
import io
import json
import re
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from filelock import FileLock
from ruamel.yaml import YAML

from pipeline.core import files as core_files
from pipeline.core.corpus import CORPORA
from pipeline.core.errors import InputError, quoted, several

_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")  # JSON allows these in a string, YAML does not


def rendered(template: str, *, package: str = "pipeline.new_corpus", **values: Any) -> str:
    """The text of a template: a file, or what a command tells; its filters are named below.

    ``package`` is that which the template stands in, by its whole name.
    """
    filters = {"yaml": yaml_value, "several": several, "quoted": quoted, "typed": _typed}
    return core_files.rendered(Path(str(files(package).joinpath(template))), filters, **values)


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


@contextmanager
def changing_the_list() -> Iterator[None]:
    """While one changes the list of corpora, others wait. Of the lock nothing stays in the project."""
    project = hashlib.sha256(str(CORPORA.resolve()).encode()).hexdigest()[:16]
    with FileLock(Path(tempfile.gettempdir()) / f"new-corpus-{project}.lock"):
        yield


def relisted(text: str, *, where: Path, old: str = "", new: str = "") -> str:
    """params.yaml with ``old`` out of its list ``corpora`` and ``new`` in its place, or at the end; "" is none.

    Unchanged when ``new`` is in it. Of a list with one name a line only that line changes, so that every other
    byte stays; a list between brackets is rewritten, with all comments. :class:`InputError` when the result
    would not be the same file but for these names.
    """
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=2, offset=0)
    tree = yaml.load(text)
    corpora = tree["corpora"]
    if new in corpora or (old and old not in corpora):
        return text
    at = corpora.index(old) if old else len(corpora)
    added, gone = [new] if new else [], 1 if old else 0
    wanted = [*corpora[:at], *added, *corpora[at + gone :]]
    if corpora.fa.flow_style():
        corpora[at : at + gone] = added
        stream = io.StringIO()
        yaml.dump(tree, stream)
        result = stream.getvalue()
    else:
        lines = text.splitlines(keepends=True)
        last, column = corpora.lc.item(min(at, len(corpora) - 1))
        dash = lines[last].rindex("-", 0, column)
        line = lines[last] if lines[last].endswith("\n") else f"{lines[last]}\n"
        kept = [] if old else [line]
        lines[last : last + 1] = [*kept, *(f"{line[:dash]}- {name}\n" for name in added)]
        result = "".join(lines)
    after = yaml.load(result)
    if list(after["corpora"]) != wanted or {**after, "corpora": 0} != {**tree, "corpora": 0}:
        raise InputError(
            "the list of corpora cannot be changed as it stands there",
            where=str(where),
            todo="write the list 'corpora' with one name a line, as '- name', and run this again",
        )
    return result
