"""Four hundred statements, a real server, every fault: all answered or named, and nothing asked twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError
from pipeline.core.params import LanguageModel
from pipeline.language_model.asking import Asked, ask_all
from pipeline.language_model.prompt import Part, parts
from pipeline.language_model.second_coder import second_coder
from pipeline.language_model.store import Store
from tests.cases import cases, data
from tests.language_model.fake import FAULTS, SERVED, FakeServer, by_schema, serving

SETTINGS: dict[str, Any] = {
    "model": "proef", "ask": "all", "batch": 8, "timeout": 60, "tokens_at_most": 4000, "concurrency": 6,
    "topics": False,
}  # fmt: skip
TEXTS = [f"Verzonnen zin {n} over hoe wij met de gemeente werken." for n in range(400)]


def settings(fake: FakeServer, **other: Any) -> LanguageModel:
    return LanguageModel.model_validate({**SETTINGS, "url": fake.url, **other})


@pytest.fixture(scope="module")
def questions() -> tuple[Part, ...]:
    from pipeline.core.codebook import load_codebook
    from tests.paths import ROOT

    return parts(load_codebook(ROOT / "corpora" / "codebook.yaml"), ())


def ask(fake: FakeServer, path: Path, questions: tuple[Part, ...], texts: list[str], **other: Any) -> Asked:
    store = Store(path)
    asked = ask_all(texts, questions, settings(fake, **other), store)
    path.write_bytes(store.as_bytes())
    return asked


def rows(path: Path, questions: tuple[Part, ...], texts: list[str], asked: Asked, codebook: Codebook) -> Any:
    by_id = pd.Series(texts, index=[f"u{n}" for n in range(len(texts))], dtype=str)
    why_not = [""] * len(texts)
    found = second_coder(by_id, why_not, questions, "proef", Store(path), asked.missing, codebook)
    return found.to_dict("records")


@pytest.mark.slow
def test_hundreds_of_statements_with_every_fault_at_random(
    fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...], codebook: Codebook
) -> None:
    fake.faults = dict.fromkeys(FAULTS, 0.04)
    path = tmp_path / "answers.jsonl"

    for _ in range(5):
        asked = ask(fake, path, questions, TEXTS, timeout=0.5)
        said = rows(path, questions, TEXTS, asked, codebook)
        # Each is coded, or named with a reason.
        assert all((row["missing"] == "") == (row["stance"] != "") for row in said)
        if not asked.missing:
            break
    content, requests = path.read_bytes(), len(fake.bodies)
    again = ask(fake, path, questions, TEXTS)

    assert asked.missing == again.missing == {}
    assert len(fake.bodies) == requests
    assert path.read_bytes() == content
    assert rows(path, questions, TEXTS, again, codebook) == said
    assert {row["model"] for row in said} == {SERVED}
    with serving() as calm:  # faults and the order of answers leave no trace
        ask(calm, tmp_path / "calm.jsonl", questions, TEXTS)
    calmly = rows(tmp_path / "calm.jsonl", questions, TEXTS, asked, codebook)
    assert [{**row, "why": ""} for row in said] == [{**row, "why": ""} for row in calmly]


@pytest.mark.parametrize(("fault", "reason", "kept"), cases(__file__, "faults"))
def test_a_fault_that_stays_ends_the_run_well(
    fault: str, reason: str, kept: int, fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...],
    codebook: Codebook,
) -> None:  # fmt: skip
    fake.faults, texts = {fault: 1.0}, TEXTS[:3]
    path = tmp_path / "answers.jsonl"

    asked = ask(fake, path, questions[:1], texts, timeout=0.05 if fault == "slow" else 60, concurrency=1)

    found = rows(path, questions[:1], texts, asked, codebook)
    assert sum(row["missing"] == "" for row in found) == kept
    assert {row["missing"] for row in found if row["missing"]} == ({reason} if reason else set())
    assert {row["themes_status"] for row in found if row["missing"]} <= {"onbeslist"}
    fake.faults = {}
    assert ask(fake, path, questions[:1], texts).missing == {}


def test_a_server_that_disappears_half_way_leaves_what_there_is(
    fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...]
) -> None:
    path, texts = tmp_path / "answers.jsonl", TEXTS[:200]
    fake.after = 10

    asked = ask(fake, path, questions, texts)
    before = len(fake.bodies)
    fake.after = 10**9
    asked_again = ask(fake, path, questions, texts)

    assert set(asked.missing.values()) == {"gone"}
    assert 100 < len(asked.missing) < 200
    assert before <= 10 + 7 * (3 + SETTINGS["concurrency"])  # it was not sought 25 times
    texts_asked = [json.loads(body["messages"][1]["content"]) for body in fake.bodies[before:]]
    first = [text for told in texts_asked[: -(-len(asked.missing) // 8)] for text in told.values()]
    assert set(first) == {text for _, text in asked.missing}
    assert asked_again.missing == {}


def test_a_run_that_was_killed_goes_on(fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...]) -> None:
    path = tmp_path / "answers.jsonl"
    ask(fake, path, questions, TEXTS[:20])
    whole, requests = path.read_bytes(), len(fake.bodies)
    path.write_bytes(whole[: len(whole) // 2])  # in the middle of a line

    ask(fake, path, questions, TEXTS[:20])

    assert path.read_bytes() == whole
    assert requests < len(fake.bodies) < 2 * requests


def test_a_changed_theme_asks_only_its_part(fake: FakeServer, tmp_path: Path, codebook: Codebook) -> None:
    path = tmp_path / "answers.jsonl"
    ask(fake, path, parts(codebook, ()), TEXTS[:20])
    themes = {
        **codebook.themes,
        "leren": codebook.themes["leren"].model_copy(update={"definition": "Iets anders."}),
    }
    fake.bodies.clear()

    ask(fake, path, parts(codebook.model_copy(update={"themes": themes}), ()), TEXTS[:20])

    assert {"leren" in body["messages"][0]["content"] for body in fake.bodies} == {True}
    assert len(fake.bodies) <= 3


@pytest.mark.parametrize("refusal", [400, 500])  # 500: as llama-cpp-python
def test_a_server_without_schemas_gets_them_in_words_and_mends_once(
    refusal: int, fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...]
) -> None:
    fake.knows_schemas, fake.refusal = False, refusal
    asked = ask(fake, tmp_path / "a.jsonl", questions, TEXTS[:8], concurrency=1, timeout=60)
    assert asked.missing == {}
    assert ["response_format" in body for body in fake.bodies].count(True) == 1

    fake.bodies.clear()
    fake.faults = {"foreign": 1.0}
    asked = ask(fake, tmp_path / "b.jsonl", questions[:1], TEXTS[:1], concurrency=1, timeout=60)
    assert [len(body["messages"]) for body in fake.bodies] == [2, *[2, 4] * 3]


@pytest.mark.parametrize(("attribute", "value", "message"), cases(__file__, "refused"))
def test_what_patience_does_not_mend_is_said(
    attribute: str, value: Any, message: str, fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...]
) -> None:
    setattr(fake, attribute, value)

    with pytest.raises(InputError, match=message):
        ask(fake, tmp_path / "answers.jsonl", questions, TEXTS[:30], concurrency=2)


def test_a_redirect_to_another_host_sends_nothing_there(
    fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...]
) -> None:
    with serving() as other:
        fake.elsewhere = f"{other.url}/chat/completions"
        with pytest.raises(InputError, match="sends us on"):
            ask(fake, tmp_path / "answers.jsonl", questions, TEXTS[:3])
        assert other.bodies == []


def test_the_key_comes_from_the_environment_and_goes_to_no_file(
    fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL_KEY", "zeer-geheim")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # not used

    ask(fake, tmp_path / "answers.jsonl", questions, TEXTS[:3])

    assert {headers["Authorization"] for headers in fake.headers} == {"Bearer zeer-geheim"}
    assert "zeer-geheim" not in (tmp_path / "answers.jsonl").read_text(encoding="utf-8") + fake.sent


@pytest.mark.parametrize("text", data(__file__, "hostile"))
def test_hostile_statements_are_data(
    text: str, fake: FakeServer, tmp_path: Path, questions: tuple[Part, ...], codebook: Codebook
) -> None:
    fake.reader = obedient
    texts, path = [text, TEXTS[0]], tmp_path / "answers.jsonl"

    found = rows(path, questions, texts, ask(fake, path, questions, texts), codebook)

    assert all(text not in body["messages"][0]["content"] for body in fake.bodies)
    assert [json.loads(body["messages"][1]["content"])["1"] for body in fake.bodies].count(text) > 0
    known = {*codebook.themes}
    assert all(set(row["themes"].split("|")) - {""} <= known for row in found)
    assert found[1] == rows(path, questions, texts, Asked(), codebook)[1]
    assert found[1]["missing"] == ""


def obedient(text: str, form: Mapping[str, Any]) -> Any:
    """A model that does what a statement says: it gives labels of the statement's own, and words of nobody."""
    said = by_schema(text, form)
    if "negeer" in text.lower() and "themes" in said:
        said["themes"] = [{"theme": "alles_is_goed", "words": "geen kritiek"}]
    return said
