"""The real report against a key that was made by hand: facts only, none of its sentences.

``real_report.csv`` holds per statement its lines, labels and the start of the SHA-256 of its
normalised text: line ranges and labels read off by hand, texts joined without this program.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from pipeline.core.delimited import parse_csv
from pipeline.ingest.common.identity import normalised
from pipeline.ingest.common.reading import ReadResult
from tests.ingest.reports import REAL, needs_report, read

HERE = Path(__file__).parent
pytestmark = needs_report

LABELS = ["line_start", "line_end", "kind", "round", "category_given", "mentioned", "effect"]
# Line of a quote on a slide -> line of its twin in the appendix.
TWINS = {235: 1049, 242: 1030, 248: 1073, 256: 1024, 267: 1011, 381: 904, 452: 1191, 472: 1322, 518: 1278}


@pytest.fixture(scope="module")
def report() -> ReadResult:
    return read(REAL.read_text("utf-8"), file="report.txt")


def test_every_statement_and_no_other(report: ReadResult) -> None:
    key = parse_csv((HERE / "real_report.csv").read_text("utf-8"), where="real_report.csv")
    found = report.statements[LABELS].assign(
        text_sha256=[
            hashlib.sha256(normalised(text).encode()).hexdigest()[:12] for text in report.statements["text"]
        ]
    )
    as_rows = [list(frame.itertuples(index=False, name=None)) for frame in (found, key)]
    assert as_rows[0] == as_rows[1]


def test_twins(report: ReadResult) -> None:
    lines = dict(zip(report.statements["statement_id"], report.statements["line_start"].astype(int), strict=True))
    linked = report.statements[report.statements["duplicate_of"] != ""]
    found = zip(linked["line_start"].astype(int), linked["duplicate_of"], strict=True)
    assert {line: lines[twin] for line, twin in found} == TWINS
    by_line = dict(zip(lines.values(), report.statements["round"], strict=True))
    assert all(by_line[quote] == by_line[twin] != "onbekend" for quote, twin in TWINS.items())


def test_every_line_has_its_place(report: ReadResult) -> None:
    assert len(report.kept) + len(report.dropped) == 797
    assert "overig" not in report.dropped.values()
    assert Counter(report.dropped.values())["scoretabel"] == 27


def test_speakers_are_kept_apart(report: ReadResult) -> None:
    signed = report.statements[report.statements["speaker"] != ""]
    assert signed["line_start"].tolist() == ["4", "9", "19", "680"]


def test_score_tables(report: ReadResult) -> None:
    scores = report.scores
    assert Counter(zip(scores["round"], scores["perspective"], strict=True)) == {
        ("intern", "eigen_oordeel"): 40,
        ("intern", "verwachting"): 40,
        ("extern", "oordeel_partners"): 40,
    }
    certain = sorted(set(scores[scores["ambiguous"] == ""]["line"].astype(int)))
    assert certain == [781, 961, 969, 973]
    assert set(scores[scores["line"] == "967"]["cells"]) == {"4|9|6,5|2,5"}
    assert set(scores[scores["line"] == "967"]["count"]) == {""}


def test_actions(report: ReadResult) -> None:
    actions = report.actions
    assert actions["number"].tolist() == [str(number) for number in range(1, 11)]
    assert actions["line_start"].tolist() == ["594", "598", "606", "624", "629", "636", "653", "660", "666", "670"]
    assert [len(owner.split("; ")) for owner in actions["owner"]] == [1, 1, 1, 1, 1, 4, 2, 1, 1, 1]
    groups = actions["group"].tolist()
    assert [groups.index(group) for group in groups] == [0, 0, 0, 3, 3, 3, 6, 6, 6, 6]
    assert "" not in groups
