"""Answers split into sentences: where one ends, what is no end, and that nothing said is lost."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.corpus import Columns, Source
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.sentences import Sentences, split_sentences
from pipeline.ingest.survey.sheet import Sheet
from pipeline.ingest.survey.table import read_table_source
from tests.cases import cases
from tests.ingest.reports import TABLE, TEXTS, read

RULES = Sentences(abbreviations=("bijv.", "o.a.", "dhr.", "nr."))


@pytest.mark.parametrize(("text", "expected"), cases(__file__, "ends"))
def test_where_a_sentence_ends(text: str, expected: list[str]) -> None:
    assert split_sentences(text, RULES) == expected


@given(st.text(alphabet="abAB. !?\n-•,3“”()", max_size=60))
def test_nothing_said_is_lost(text: str) -> None:
    def said(words: str) -> str:
        return re.sub(r"[\s•–-]", "", words)

    found = split_sentences(text, RULES)
    assert said("".join(found)) == said(text)
    assert all(sentence.strip() for sentence in found)
    assert bool(found) == bool(text.strip())


def survey(answers: list[str], sentences: Sentences | None, order: list[int] | None = None) -> ReadResult:
    cells = pd.DataFrame({"wie": [f"R{n}" for n in range(len(answers))], "wat": answers}, dtype=str)
    cells = cells.iloc[order or list(range(len(cells)))].reset_index(drop=True)
    cells.index = cells.index + 1
    sheet = Sheet("", cells, {}, (1,))
    source = Source(file="e.csv", profile="tabel", round="2025", audience="extern")
    columns = Columns(text="wat", respondent="wie")
    split = TABLE.model_copy(update={"sentences": sentences})
    return read_table_source(sheet, "utf-8", columns, split, source, "sleutel-van-de-test")


ANSWERS = ["Goed. Maar traag.", "", "n.v.t.", "Goed. Goed."]


def test_a_survey_is_split_only_when_its_profile_says_so() -> None:
    whole, split = survey(ANSWERS, None), survey(ANSWERS, RULES)

    assert whole.statements["text"].tolist() == ["Goed. Maar traag.", "n.v.t.", "Goed. Goed."]
    assert split.statements["text"].tolist() == ["Goed.", "Maar traag.", "n.v.t.", "Goed.", "Goed."]
    assert split.statements["line_start"].tolist() == ["1", "1", "3", "4", "4"]
    assert split.statements["respondent"].tolist() == ["R0", "R0", "R2", "R3", "R3"]
    assert split.statements["statement_id"].is_unique
    assert split.kept == whole.kept == ("e.csv:1", "e.csv:3", "e.csv:4")
    assert split.dropped == whole.dropped


def test_ids_of_sentences_stay_when_another_sentence_changes() -> None:
    before = survey(["Goed. Maar traag."], RULES).statements
    after = survey(["Heel goed. Maar traag."], RULES).statements
    assert before["statement_id"][1] == after["statement_id"][1]
    assert before["statement_id"][0] != after["statement_id"][0]


@pytest.mark.parametrize("order", [[3, 2, 1, 0], [1, 3, 0, 2]])
def test_ids_do_not_depend_on_the_order_of_rows(order: list[int]) -> None:
    def facts(reading: ReadResult) -> set[tuple[str, str, str]]:
        frame = reading.statements
        return set(zip(frame["statement_id"], frame["respondent"], frame["text"], strict=True))

    assert facts(survey(ANSWERS, RULES, order)) == facts(survey(ANSWERS, RULES))


def test_a_questionnaire_in_text_is_split_too() -> None:
    text = "Vragenlijst\n\nVraag 1. Wat kan beter?\n\n• R4: Goed. Het duurt\n  3,5 uur.\n• -\n"
    splitting = TEXTS["vragenlijst"].model_copy(update={"sentences": RULES})
    readings = [read(text, "vragenlijst", profile) for profile in (None, splitting)]
    whole, split = (reading.statements for reading in readings)

    assert whole["text"].tolist() == ["Goed. Het duurt 3,5 uur.", "-"]
    assert split["text"].tolist() == ["Goed.", "Het duurt 3,5 uur.", "-"]
    assert split["respondent"].tolist() == ["R4", "R4", ""]
    assert split["line_start"].tolist() == ["5", "5", "7"]
    assert readings[0].kept == readings[1].kept
    assert whole["statement_id"][1] == split["statement_id"][2]
