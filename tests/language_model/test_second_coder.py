"""Whom a language model is asked about, and how its answers become rows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.language_model.second_coder import not_asked
from tests import builders
from tests.cases import cases


@pytest.mark.parametrize(("cells", "always", "doubtful"), cases(__file__, "asked"))
def test_whom_it_is_asked_about(cells: Mapping[str, str], always: str, doubtful: str) -> None:
    row = builders.predictions(cells)

    assert (not_asked(row, "all"), not_asked(row, "doubtful")) == ([always], [doubtful])
