"""Small frames of labels in which only what matters is filled in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import pytest

from tests import builders

Rows = Callable[..., pd.DataFrame]


@pytest.fixture
def labels() -> Rows:
    """Make labels: each row a dict of what differs from a problem in a survey; ids are u0, u1 …"""
    return partial(builders.labels, stance="knelpunt", source="enquete.csv")
