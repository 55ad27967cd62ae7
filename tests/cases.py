"""Cases that stand in data files, so that who knows the field can read them and add one.

``cases/<test file>.yaml`` beside the test file maps a table's name to its cases: an id, then the values in
the order of the test's arguments, or a list of values without ids. A case that fails today is a mapping
``{values: …, fails: why}``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML


@cache
def _tables(path: Path) -> dict[str, Any]:
    """What a file of cases holds; an id that stands there twice is an error of the reader's."""
    tables: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return tables


def data(test_file: str, name: str) -> Any:
    """What stands under a name in the file of cases."""
    path = Path(test_file)
    return _tables(path.parent / "cases" / f"{path.stem.removeprefix('test_')}.yaml")[name]


def cases(test_file: str, table: str, *, named: bool = False) -> list[Any]:
    """The cases of one table, for ``pytest.mark.parametrize``; a value that is no list is the only argument.

    Parameters
    ----------
    named : whether the id of a case is its first argument too.
    """
    listed = data(test_file, table)
    if isinstance(listed, list):
        return [_case(None, case) for case in listed]
    return [_case(str(name), case, *([name] if named else [])) for name, case in listed.items()]


def _case(name: str | None, case: Any, *first: Any) -> Any:
    known = isinstance(case, dict) and "fails" in case
    marks = [pytest.mark.xfail(strict=True, reason=case["fails"])] if known else []
    values = case["values"] if known else case
    return pytest.param(*first, *(values if isinstance(values, list) else [values]), id=name, marks=marks)
