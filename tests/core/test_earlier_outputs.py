"""Earlier outputs are put back whole, and go again when a run did not write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.core.earlier_outputs import cache_folder, put_back, remove_unwritten, without_stage
from tests.dvc_cache import into_cache


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A stage with a file and a folder of two files, all in the cache, none in place; another stage after it."""
    listing = json.dumps(
        [{"md5": into_cache(tmp_path, name.encode()), "relpath": name} for name in ("a.csv", "deeper/b.csv")]
    ).encode()
    (tmp_path / "dvc.lock").write_text(
        "schema: '2.0'\nstages:\n"
        "  trend@proef:\n    cmd: python\n    outs:\n"
        f"    - path: reports/trend.csv\n      hash: md5\n      md5: {into_cache(tmp_path, b'shares')}\n"
        f"    - path: reports/evidence\n      hash: md5\n      md5: {into_cache(tmp_path, listing, '.dir')}\n"
        "  trend@proef2:\n    cmd: python\n    outs:\n    - path: other.csv\n      md5: 00\n"
    )
    return tmp_path


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root / "reports").as_posix(): path.read_text()
        for path in (root / "reports").rglob("*")
        if path.is_file()
    }


WHOLE = {"trend.csv": "shares", "evidence/a.csv": "a.csv", "evidence/deeper/b.csv": "deeper/b.csv"}


def test_what_dvc_removed_is_put_back(project: Path) -> None:
    put_back(project, "trend@proef")

    assert files(project) == WHOLE


def test_what_is_in_place_stays_as_it_is(project: Path) -> None:
    (project / "reports" / "evidence").mkdir(parents=True)
    (project / "reports" / "evidence" / "a.csv").write_text("filled in")

    restored = put_back(project, "trend@proef")

    assert files(project) == {"trend.csv": "shares", "evidence/a.csv": "filled in"}
    assert {*restored} == {project / "reports" / "trend.csv"}


def test_what_a_run_did_not_write_goes(project: Path) -> None:
    restored = put_back(project, "trend@proef")
    written = project / "reports" / "new"
    written.write_text("shares")
    written.replace(project / "reports" / "trend.csv")

    remove_unwritten(restored)

    assert files(project) == {"trend.csv": "shares"}


def test_without_a_lock_or_with_an_empty_cache_nothing_is_put_back(project: Path) -> None:
    assert put_back(project, "trend@proef2") == {}
    assert put_back(project, "train") == {}
    (project / "dvc.lock").unlink()
    assert put_back(project, "trend@proef") == {}


def test_the_cache_is_where_the_project_says(project: Path) -> None:
    assert cache_folder(project) == project / ".dvc" / "cache"

    (project / ".dvc" / "config").write_text("[core]\n    analytics = false\n[cache]\n    dir = ../../shared\n")

    assert cache_folder(project) == project / ".dvc" / "../../shared"


def test_a_stage_is_taken_out_of_the_lock(project: Path) -> None:
    lock = (project / "dvc.lock").read_text()

    assert without_stage(lock, "trend@proef") == (
        "schema: '2.0'\nstages:\n"
        "  trend@proef2:\n    cmd: python\n    outs:\n    - path: other.csv\n      md5: 00\n"
    )
