"""Shares, design effects and shares at one mix are those of svy, glide-py and balance, which others wrote.

What they answered is on record (answers.json), and how they were asked (ask.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.core.codes import BY_AUDIENCE, BY_ORGANISATION
from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.correcting import corrected, uncorrected
from pipeline.trend.groups import Mix, at_mix
from tests.trend.oracles.ask import arrays

HERE = Path(__file__).parent
CASES: dict[str, Any] = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
ANSWERS: dict[str, Any] = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))
CLOSE = 1e-9


def sample(case: dict[str, Any], *, whole: bool) -> AnnotatedSample:
    """The statements, all of them coded by people or those that were audited."""
    of = arrays(case)
    read = np.ones_like(of["audited"]) if whole else of["audited"]
    every = np.ones(len(read), dtype=np.bool_)
    return AnnotatedSample(
        np.ones(len(read)),
        of["who"],
        every,
        np.where(read, read.mean(), np.nan),
        every,
        every,
        np.where(read, of["people"], of["coder"])[:, None],
        of["coder"][:, None],
    )


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("oracle", ["svy", "glide"])
def test_a_corrected_share_is_the_mean_of_the_coders_answers(oracle: str, case: str) -> None:
    share, method = corrected(sample(CASES[case], whole=False), [0], 1.0, 1)

    assert method == "gecorrigeerd"
    assert share.value == pytest.approx(ANSWERS[oracle][case]["post_stratified"], abs=CLOSE)


@pytest.mark.parametrize(("case", "known"), [("three a respondent", 1.0), ("one person says much", 1.2)])
def test_the_design_effect_is_that_of_clusters(case: str, known: float) -> None:
    """svy divides by one cluster less than there are, as a sample's variance does; it is never below 1."""
    here, told = sample(CASES[case], whole=True), ANSWERS["svy"][case]
    clusters, n = len({*CASES[case]["who"]}), len(CASES[case]["who"])
    parts = [told[f"se_of_{what}"] ** 2 * (m - 1) / m for what, m in (("clusters", clusters), ("statements", n))]

    effect = here.design_effect([[0]])
    assert effect == pytest.approx(max(1.0, parts[0] / parts[1]), abs=CLOSE)
    assert effect == pytest.approx(known, abs=0.05)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("oracle", ["svy", "balance"])
def test_a_share_at_one_mix_is_that_of_groups_weighed_to_it(oracle: str, case: str) -> None:
    groups, mix = arrays(CASES[case])["group"], CASES[case]["mix"]
    by = {BY_ORGANISATION: groups, BY_AUDIENCE: groups}

    even = at_mix(sample(CASES[case], whole=True), by, Mix(BY_AUDIENCE, mix, 1.0, ()))

    assert uncorrected(even, [0], 1.0).value == pytest.approx(ANSWERS[oracle][case]["at_mix"], abs=CLOSE)
