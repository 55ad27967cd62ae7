from __future__ import annotations

import pytest

from pipeline.core.tables import records
from pipeline.refi.code_tree import code_tree, leaves
from tests.refi import made_up
from tests.refi.opened import Opened, changed
from tests.refi.qualcoder import into_qualcoder

ROWS = made_up.labels(60)
TREE = code_tree(made_up.codebook())


@pytest.mark.parametrize("line_ends", ["\n", "\r\n"])
def test_every_coding_is_on_its_words(line_ends: str) -> None:
    made = into_qualcoder(made_up.exported(ROWS, line_ends=line_ends))
    texts = [row["text"].replace("\r\n", "\n").replace("\r", "\n") for row in records(ROWS)]
    codes = Opened(made_up.exported(ROWS)).selections()

    # With two characters a line end it puts a blank after each; so it does in the words.
    assert {words.replace("\n ", "\n") for words in made.coded.values()} == {*texts}
    assert len(made.coded) == sum(len(own) for *_, own in codes)


def test_a_byte_order_mark_would_shift_them() -> None:
    content = made_up.exported(ROWS)
    texts = {name: b"\xef\xbb\xbf" + part for name, part in Opened(content).parts.items() if "/" in name}
    made = into_qualcoder(changed(content, Opened(content).root, texts))

    assert not {*made.coded.values()} & {row["text"] for row in records(ROWS)}


def test_codes_stand_in_their_branches_with_what_they_mean() -> None:
    made = into_qualcoder(made_up.exported(ROWS))

    assert made.categories == {group.name: group.description for group in TREE}
    assert made.codes == {code.name: (group.name, code.description) for group in TREE for code in leaves([group])}


def test_it_shows_the_work_of_who_coded_most() -> None:
    made = into_qualcoder(made_up.exported(ROWS))

    assert made.coder == "Thermometer (model)"
    assert {who for *_, who in made.coded} == {"Thermometer (model)"}
    assert "zekerheid 0,50" in "".join(made.memos.values())
    assert [*made.journals] == ["Over deze codering"]
    assert {"ronde", "doelgroep", "datum"} <= {name for case in made.cases.values() for name in case}
