from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.coder.rules.rule_files import Context, Hint, fingerprint, read_context, read_rule_folder, read_rules
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.errors import InputError
from tests.cases import cases, data
from tests.paths import ROOT

FOLDER = read_rule_folder(ROOT / "corpora" / "rules", load_codebook(ROOT / "corpora" / "codebook.yaml"))
GOOD = data(__file__, "good")
HINTS = Context(
    hints=(
        Hint(column="question", has=("gaat goed",), stance={"behouden": 4}),
        Hint(column="kind", has=("advies",), stance={"wens": 2, "behouden": 0.5}),
    )
)


def test_hints_that_hold_multiply_and_a_kind_is_matched_whole() -> None:
    frame = pd.DataFrame({"question": ["Wat GAAT GOED?", "Wat dan?", ""], "kind": ["advies", "advies", "citaat"]})

    odds = np.exp(HINTS.log_priors(frame, ["behouden", "wens"]))

    np.testing.assert_allclose(odds, np.array([[2, 2], [0.5, 2], [1, 1]]))
    assert not HINTS.log_priors(pd.DataFrame({"text": ["a"]}), ["behouden", "wens"]).any()  # no such column
    assert not HINTS.log_priors(pd.DataFrame({"kind": ["adviesbureau"]}), ["wens"]).any()


def test_an_unknown_stance_is_named(tmp_path: Path, codebook: Codebook) -> None:
    path = tmp_path / "context.yaml"
    path.write_text("hints:\n- column: kind\n  has: [advies]\n  stance: {wensen: 2}\n", encoding="utf-8")

    with pytest.raises(InputError, match='Closest: "wens"'):
        read_context(path, codebook)


SAYS = {
    False: [*FOLDER.no_content.examples.hits, " GEEN ", "n.v.t", "7", "👍🏽👍", "\n"],
    True: [*FOLDER.no_content.examples.misses, "Geen loket.", "Zie boven: te laat."],
}


@pytest.mark.parametrize(("says", "text"), [(says, text) for says, texts in SAYS.items() for text in texts])
def test_an_answer_says_something_or_nothing(says: bool, text: str) -> None:
    assert FOLDER.no_content.matches(text) is not says


@pytest.mark.parametrize(("name", "old", "new", "message"), cases(__file__, "faulty"))
def test_a_faulty_rule_file_is_named(
    tmp_path: Path, codebook: Codebook, name: str, old: str, new: str, message: str
) -> None:
    (tmp_path / name).write_text(GOOD.replace(old, new), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_rules(tmp_path, codebook)

    assert message in str(caught.value)
    assert name in str(caught.value)


def test_an_empty_folder_is_an_error(tmp_path: Path, codebook: Codebook) -> None:
    with pytest.raises(InputError, match="file not found"):
        read_rules(tmp_path, codebook)


def test_the_fingerprint_follows_rules_not_examples(tmp_path: Path, codebook: Codebook) -> None:
    prints = []
    for content in (GOOD, GOOD.replace("Niets", "Iets"), GOOD.replace("[regie]", "[regisseur]")):
        (tmp_path / "regie.yaml").write_text(content, encoding="utf-8")
        prints.append(fingerprint(read_rules(tmp_path, codebook)))

    assert prints[0] == prints[1] != prints[2]
