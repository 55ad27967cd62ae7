from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.coder.data.training_set import Example
from pipeline.coder.evaluation.report import made_for, read_study
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError

ONE = Example(id="A", text="Neem regie.", category="proces", stance="wens", themes=("regie",))
OTHER = Example(id="B", text="Dat duurt lang.", category="proces", stance="knelpunt", themes=())


def test_the_hash_knows_no_order(codebook: Codebook) -> None:
    assert made_for([ONE, OTHER], codebook, "r") == made_for([OTHER, ONE], codebook, "r")


@pytest.mark.parametrize(
    "change", [{"text": "Neem de regie."}, {"stance": "neutraal"}, {"themes": ()}, {"group": "page-1"}]
)
def test_the_hash_changes_with_a_training_statement(codebook: Codebook, change: dict[str, object]) -> None:
    before = made_for([ONE, OTHER], codebook, "r")

    assert made_for([ONE.model_copy(update=change), OTHER], codebook, "r") != before


def test_the_hash_changes_with_rules_codebook_and_number(codebook: Codebook) -> None:
    before = made_for([ONE, OTHER], codebook, "r")
    themes = dict(list(codebook.themes.items())[1:])
    shorter = Codebook(categories=codebook.categories, stances=codebook.stances, themes=themes)

    assert made_for([ONE, OTHER], codebook, "other rules") != before
    assert made_for([ONE, OTHER], shorter, "r") != before
    assert made_for([ONE], codebook, "r") != before


def test_no_file_is_no_study(tmp_path: Path) -> None:
    assert read_study(tmp_path / "study.json") is None


def test_a_study_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text('{"made_for": "abc", "notes": {}}', encoding="utf-8")

    assert read_study(tmp_path / "study.json") == {"made_for": "abc", "notes": {}}


@pytest.mark.parametrize("content", ["[]", "{", '{"learning_curve": {}}'])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "study.json").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match="not a study") as caught:
        read_study(tmp_path / "study.json")

    assert "make study" in str(caught.value)
