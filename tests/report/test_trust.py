"""Of which labels too few are right for a finding to speak of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.core.tables import LABELS
from pipeline.report.page import Page
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.reliability import Reliability
from pipeline.report.view.tables import Choices, Tables
from pipeline.report.view.trust import weak_labels
from tests.builders import rows
from tests.cases import cases


def labelled(people: int, coder: int, **more: str) -> list[dict[str, str]]:
    """Statements on tempo, by people and by the coder; other cells as given."""
    by = ["beoordelaar"] * people + ["model"] * coder
    row = {"themes": "tempo", "round": "2026", "audience": "extern", **more}
    return [{"statement_id": f"u{n}", "themes_provenance": source, **row} for n, source in enumerate(by)]


def audited(n: int, precision: float | None, kind: str = "themes", label: str = "tempo") -> dict[str, Any]:
    return {"audit": {"given": {kind: {label: {"n": n, "precision": {"value": precision}}}}}}


def book(labels: list[dict[str, str]]) -> SourcedTable:
    return SourcedTable("labels.csv", rows(LABELS, *labels))


@pytest.mark.parametrize(("people", "coder", "n", "precision", "weak"), cases(__file__, "weak"))
def test_people_are_right_and_the_coder_as_often_as_the_audit_found(
    tables: Tables, choices: Choices, people: int, coder: int, n: int, precision: float | None, weak: bool
) -> None:
    given = replace(tables, labels=book(labelled(people, coder)))

    found = weak_labels(given, Reliability(audited(n, precision)), choices)

    assert set(found) == ({(("themes", "tempo"), "2026", who) for who in ("alle", "extern")} if weak else set())


def test_each_round_and_side_stands_alone_and_what_does_not_count_is_passed_over(
    tables: Tables, choices: Choices
) -> None:
    labels = [
        *labelled(0, 2, round="2025"),
        *labelled(7, 0, round="2026-intern", audience="intern"),
        *labelled(0, 3, round="2026-extern"),
        *labelled(0, 50, round="2026-extern", statement_id="aside"),
    ]

    found = weak_labels(
        replace(tables, labels=book(labels), set_aside={"aside": "duplicate"}), Reliability({}), choices
    )

    # Of 2026 people gave 7 of 10; of what partners say none.
    assert {place[1:] for place in found} == {("2025", "alle"), ("2025", "extern"), ("2026", "extern")}


def test_a_stance_is_weak_as_a_theme_is(tables: Tables, choices: Choices) -> None:
    labels = book(labelled(0, 5, themes="", stance="behouden", stance_provenance="model"))

    found = weak_labels(
        replace(tables, labels=labels), Reliability(audited(20, 0.22, "stance", "behouden")), choices
    )

    assert {label for label, *_ in found} == {("stance", "behouden")}


def test_the_page_says_what_it_leaves_out_and_what_that_needs(
    composed: Callable[..., Page], to_html: Callable[[Page], str], metrics: dict[str, Any]
) -> None:
    wrong = {"tempo": {"n": 25, "precision": {"value": 0.52}}}
    page = composed(
        {**metrics, "audit": {**metrics["audit"], "given": {"themes": wrong}}}, labels=book(labelled(5, 25))
    )

    # People gave 5 of 30; with 0.52 of the other 25 that is 18 of 30.
    assert page.findings[-1].rule == "weggelaten"
    assert all(
        "Tempo" not in one.sentence or "dus niet <strong>Tempo" in one.sentence for one in page.findings[:-1]
    )
    html = to_html(page)
    assert "Hierover zeggen we niets" in html
    assert 'data-kolom="audit.given.themes.tempo.precision.value"' in html
