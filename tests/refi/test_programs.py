"""What other programs make of what is exported: nothing shifted, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.tables import records
from pipeline.refi.changes import changes
from pipeline.refi.code_tree import code_tree, described
from pipeline.refi.codebook_file import csv_bytes, qdc_bytes
from pipeline.refi.project_reading import read_project
from tests.benchmarks import bench_refi
from tests.refi import made_up
from tests.refi.opened import Opened, codebook_schema, faults
from tests.refi.programs.run import read_with, written_by

ROWS = made_up.labels(42, codes=8)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("refi") / "proef.qdpx"
    path.write_bytes(made_up.exported(ROWS))
    return path


def test_pyrefiqda_finds_every_selection_where_it_is(project: Path) -> None:
    read = read_with("pyrefiqda", project)
    texts = sorted(row["text"].replace("\r\n", "\n").replace("\r", "\n") for row in records(ROWS))

    assert sorted(text for _, text, _ in read["selections"]) == texts
    assert [tuple(one) for one in read["selections"]] == list(Opened(project.read_bytes()).selections())
    assert [group["codable"] for group in read["codes"]] == [False] * 4


def test_qualitative_coding_codes_the_first_line_of_every_statement(project: Path) -> None:
    read = read_with("qualitative_coding", project)
    expected = sorted(
        (f"{name}.txt", text.split("\n")[0], code)
        for name, text, codes in Opened(project.read_bytes()).selections()
        for code in codes
    )

    assert sorted((file, line, code) for file, line, code, _ in read) == expected
    assert {coder for *_, coder in read} == {"Thermometer (model)", "Thermometer (regel)"}


def test_pyrefiqda_reads_the_codebook(tmp_path: Path) -> None:
    path = tmp_path / "proef.qdc"
    path.write_bytes(qdc_bytes(made_up.codebook(), made_up.about().actions, "proef"))
    tree = code_tree(made_up.codebook())

    assert faults(codebook_schema(), path.read_bytes()) == []
    assert read_with("pyrefiqda", path)["codes"] == [
        {
            "name": group.name,
            "codable": False,
            "codes": [{"name": code.name, "codable": True, "codes": []} for code in group.children],
        }
        for group in tree
    ]


def test_taguette_reads_the_table_of_codes(tmp_path: Path) -> None:
    path = tmp_path / "proef.csv"
    path.write_bytes(csv_bytes(made_up.codebook()))
    read = read_with("taguette", path)
    groups = code_tree(made_up.codebook())

    assert read["tags"] == [
        {"path": code.name, "description": code.description} for one in groups for code in one.children
    ]
    themes = made_up.codebook().themes
    assert [tag["description"] for tag in read["tags"]][: len(themes)] == [
        described(one) for one in themes.values()
    ]
    # What it writes is not as the schema wants it: an empty branch of sets, which is to be read all the same.
    assert any("Sets" in fault for fault in faults(codebook_schema(), read["qdc"].encode()))


def test_the_codebook_without_actions_has_no_empty_branch() -> None:
    content = qdc_bytes(made_up.codebook(), {}, "proef")

    assert faults(codebook_schema(), content) == []
    assert b"<Sets" not in content


@pytest.mark.parametrize("program", bench_refi.PROGRAMS)
def test_what_they_write_again_is_no_review(program: str, project: Path) -> None:
    read_with(program, project)
    labels = {row["statement_id"]: row for row in records(ROWS)}
    again = read_project(written_by(program, project).read_bytes(), where=program)
    seen = changes(again, made_up.codebook(), labels)

    assert (len(seen.rows), seen.statements, seen.astray, seen.new_codes) == (0, 42, 0, {})


@pytest.mark.parametrize("program", bench_refi.PROGRAMS)
def test_nothing_is_shifted_as_the_benchmark_counts_it(program: str, project: Path) -> None:
    labels = {row["statement_id"]: row for row in records(ROWS)}
    wrong, of_all = bench_refi.shifted(program, project, labels)

    assert (wrong, of_all) == (0, sum(len(codes) for *_, codes in Opened(project.read_bytes()).selections()))
