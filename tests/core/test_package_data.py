"""What the code reads beside itself is in an installed package too."""

from __future__ import annotations

import tomllib

from tests.paths import ROOT


def test_every_data_file_is_in_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = ROOT / "pipeline"
    there = {path for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", ".md")}
    packed = {
        path for glob in project["tool"]["setuptools"]["package-data"]["pipeline"] for path in package.glob(glob)
    }

    assert package / "report/templates/samenvatting.html.j2" in there
    assert there - packed == set()
