from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook, load_codebook
from pipeline.review.page.keys import single_keys, theme_keys
from pipeline.review.page.page import KEYS
from tests import builders
from tests.paths import ROOT

NAMES = st.lists(
    st.text("abcdefghij éö&/0", min_size=1, max_size=12).map(str.strip).filter(bool),
    min_size=1,
    max_size=60,
    unique_by=str.casefold,
)


def with_themes(names: list[str]) -> Codebook:
    themes = {f"x{number}": name for number, name in enumerate(names) if name.casefold() != "geen"}
    return Codebook.model_validate(
        builders.codebook(themes or {"x": "Iets"}, {"c1": "C", "c2": "D"}, {"s1": "S", "s2": "T"})
    )


@given(NAMES)
def test_no_two_labels_or_commands_share_a_key_whatever_the_themes_are_called(names: list[str]) -> None:
    codebook = with_themes(names)
    themes, single = theme_keys(codebook), single_keys(codebook)

    keys = [key for key in themes.values() if key]
    keys += [key for keys in single.values() for key in keys.values()]
    keys += [key for keys in KEYS.values() for key in keys]
    assert len(keys) == len(set(keys))
    assert list(themes) == list(codebook.themes)
    assert [bool(key) for key in themes.values()] == [place < 52 for place in range(len(themes))]
    assert {*themes.values()} <= {"", *string.ascii_letters}


def test_a_theme_has_its_initial_where_that_is_free_and_else_a_letter_of_its_name() -> None:
    assert theme_keys(with_themes(["Leren", "Ruimte en autonomie", "Regie"])) == {"x0": "l", "x1": "a", "x2": "r"}


def test_all_twenty_themes_of_the_codebook_have_a_small_letter_of_their_name() -> None:
    codebook = load_codebook(ROOT / "corpora" / "codebook.yaml")

    found = theme_keys(codebook)

    assert len({*found.values()}) == len(found) == 20
    assert [theme for theme, key in found.items() if key not in codebook.themes[theme].label.lower()] == []


def test_digits_go_on_from_categories_to_stances() -> None:
    assert single_keys(with_themes(["Leren"])) == {
        "categories": {"c1": "1", "c2": "2"},
        "stances": {"s1": "3", "s2": "4"},
    }
