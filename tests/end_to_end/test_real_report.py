"""The real report, added with one command. Facts about it only; its sentences stay where they are."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.dvc_cache import STAGES
from tests.end_to_end.conftest import Told, another

pytestmark = pytest.mark.slow

PER_CORPUS = [stage for stage, definition in STAGES.items() if "foreach" in definition]

KINDS = {
    "citaat": 26, "motto": 1, "toelichting": 13, "advies_samenvatting": 17, "effect": 12, "aanvulling": 49,
    "advies": 60, "partnerhulp": 10,
}  # fmt: skip


@pytest.fixture
def utrecht(added: Told) -> Told:
    """The project with the real report beside the demo, run."""
    if not added.real:
        pytest.skip("the real report is not on this machine: ../shared/data/report")
    return added


def table(project: Told, name: str) -> list[dict[str, str]]:
    content = project.outputs("voorbeeld")[name]
    delimiter = ";" if content.startswith(b"\xef\xbb\xbf") else ","
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_all_statements_are_found(utrecht: Told) -> None:
    statements = [row for row in table(utrecht, "statements.csv") if row["source"] == "verkenning.txt"]

    assert Counter(row["kind"] for row in statements) == KINDS
    assert len(statements) == 188
    assert sum(bool(row["duplicate_of"]) for row in statements) == 9
    here = [row for row in table(utrecht, "labels.csv") if row["source"] == "verkenning.txt"]
    off_topic = sum(row["themes_status"] == "buiten_onderwerp" for row in here)
    assert off_topic <= 10  # 8 when this was written: all of it is about collaboration


def test_trend_has_both_audiences_and_all_themes(utrecht: Told) -> None:
    places = Counter((row["ronde"], row["doelgroep"]) for row in table(utrecht, "trend.csv"))

    assert {audience for _, audience in places} == {"intern", "extern", "alle"}
    assert set(places.values()) == {20}


def test_the_ten_actions_have_their_owners_and_evidence(utrecht: Told) -> None:
    overview = table(utrecht, "evidence/overzicht.csv")

    actions = {row["nummer"]: row for row in overview if row["nummer"].isdigit()}
    assert sorted(actions, key=int) == [str(number) for number in range(1, 11)]
    assert all(row["eigenaar"] for row in actions.values())
    assert "SUB" in actions["1"]["eigenaar"]
    assert actions["3"]["eigenaar"] == "BDO"
    assert "Utrecht Academie" in actions["10"]["eigenaar"]
    assert {f"evidence/actie-{number:02d}.csv" for number in range(1, 11)} <= set(utrecht.outputs("voorbeeld"))


def test_review_files_and_summary_are_there(utrecht: Told) -> None:
    outputs = utrecht.outputs("voorbeeld")

    assert b'<html lang="nl"' in outputs["samenvatting.html"]
    assert {"review/twijfel.csv", "review/alles.csv", "review/LEESMIJ.txt"} <= set(outputs)
    assert any(name.startswith("review/blind-") for name in outputs)


def test_the_index_has_both_corpora_as_params_lists_them(utrecht: Told) -> None:
    index = (utrecht.root / "reports" / "index.html").read_text(encoding="utf-8")

    assert re.findall(r'href="(\w+)/samenvatting\.html"', index) == ["nedermaas", "voorbeeld"]
    assert "Deze tabel is geen ranglijst." in index


def test_git_is_clean_but_for_params_and_lock(utrecht: Told) -> None:
    changed = utrecht.run("git", "status", "--porcelain").stdout.splitlines()

    assert {line.strip() for line in changed} == {"M params.yaml", "M dvc.lock"}


def test_each_stage_ran_once_for_the_new_corpus_and_not_for_the_demo(utrecht: Told) -> None:
    ran = Counter(line.split("'")[1] for line in utrecht.told.splitlines() if line.startswith("Running stage"))

    assert {stage for stage in ran if "@" in stage} == {f"{stage}@voorbeeld" for stage in PER_CORPUS}
    assert set(ran.values()) == {1}


def test_a_run_again_does_nothing_but_look_at_a_new_profile(utrecht: Told, tmp_path: Path) -> None:
    project = another(utrecht, tmp_path)
    profiles = project.root / "corpora" / "profiles"
    (profiles / "eigen.yaml").write_bytes((profiles / "verslag.yaml").read_bytes())

    told = project.run("dvc", "repro").stdout

    ran = {line.split("'")[1] for line in told.splitlines() if line.startswith("Running stage")}
    assert ran == {"check@nedermaas", "check@voorbeeld"}
