from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.coder.rules.rule_files import Context, Hint, read_context, read_rule_folder
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.errors import InputError
from tests.paths import ROOT

FOLDER = read_rule_folder(ROOT / "corpora" / "rules", load_codebook(ROOT / "corpora" / "codebook.yaml"))

HINTS = Context(
    hints=(
        Hint(column="question", has=("gaat goed",), stance={"behouden": 4}),
        Hint(column="kind", has=("advies",), stance={"wens": 2, "behouden": 0.5}),
    )
)


def test_hints_that_hold_multiply() -> None:
    frame = pd.DataFrame({"question": ["Wat GAAT GOED?", "Wat dan?", ""], "kind": ["advies", "advies", "citaat"]})

    odds = np.exp(HINTS.log_priors(frame, ["behouden", "wens"]))

    np.testing.assert_allclose(odds, np.array([[2, 2], [0.5, 2], [1, 1]]))


def test_absent_columns_say_nothing() -> None:
    assert not HINTS.log_priors(pd.DataFrame({"text": ["a"]}), ["behouden", "wens"]).any()


def test_a_kind_is_matched_whole() -> None:
    assert not HINTS.log_priors(pd.DataFrame({"kind": ["adviesbureau"]}), ["wens"]).any()


def test_an_unknown_stance_is_named(tmp_path: Path, codebook: Codebook) -> None:
    path = tmp_path / "context.yaml"
    path.write_text("hints:\n- column: kind\n  has: [advies]\n  stance: {wensen: 2}\n", encoding="utf-8")

    with pytest.raises(InputError, match='Closest: "wens"'):
        read_context(path, codebook)


@pytest.mark.parametrize("text", [*FOLDER.no_content.examples.hits, " GEEN ", "n.v.t", "7", "👍🏽👍", "\n"])
def test_it_says_nothing(text: str) -> None:
    assert FOLDER.no_content.matches(text)


@pytest.mark.parametrize("text", [*FOLDER.no_content.examples.misses, "Geen loket.", "Zie boven: te laat."])
def test_it_says_something(text: str) -> None:
    assert not FOLDER.no_content.matches(text)
