"""corpus.yaml and actions.yaml of a new corpus, with comments that say what each key means."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")  # JSON allows these in a string, YAML does not


def rendered(template: str, **values: Any) -> str:
    """The text of a file, from the template of that name beside this module."""
    # Not escaped for HTML, as it makes YAML: every value goes through the filter `yaml`.
    environment = Environment(  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["yaml"] = yaml_value
    source = files("pipeline.new_corpus").joinpath(template).read_text(encoding="utf-8")
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
