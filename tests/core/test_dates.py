"""Dutch dates to ISO, what is no date, and the moment of a round."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.dates import dutch_date, iso_date, moment_of, strange_date
from pipeline.ingest.profiles.profiles import load_profile
from pipeline.ingest.profiles.table_profile import TableProfile
from tests.cases import cases
from tests.paths import ROOT

_LOADED = load_profile("tabel", folder=ROOT / "corpora" / "profiles")
assert isinstance(_LOADED, TableProfile)
PROFILE: TableProfile = _LOADED
MONTHS = PROFILE.month_numbers


@pytest.mark.parametrize(("cell", "day"), cases(__file__, "notations", named=True))
def test_a_day_in_many_notations(cell: str, day: str) -> None:
    assert iso_date(cell, MONTHS) == day


@pytest.mark.parametrize("cell", cases(__file__, "no day"))
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"date|day|month|range"):
        iso_date(cell, MONTHS)


@given(st.dates(datetime.date(1927, 5, 18), datetime.date(2173, 10, 13)))
def test_notations_agree(day: datetime.date) -> None:
    name = {number: months[0] for number, months in PROFILE.months.items()}[day.month]
    serial = (day - datetime.date(1899, 12, 30)).days

    assert iso_date(f"{day:%d-%m-%Y}", MONTHS) == day.isoformat()
    assert iso_date(f"{day.day} {name} {day.year}", MONTHS) == day.isoformat()
    assert iso_date(str(serial), MONTHS) == day.isoformat()


@pytest.mark.parametrize(("cell", "expected"), cases(__file__, "short", named=True))
def test_short_dates_of_dutch_excel(cell: str, expected: str) -> None:
    assert dutch_date(cell) == expected
    assert not strange_date(cell, datetime.date(2026, 11, 27))


@pytest.mark.parametrize(("round_id", "moment"), cases(__file__, "moments", named=True))
def test_the_moment_is_the_part_before_the_audience(round_id: str, moment: str) -> None:
    assert moment_of(round_id) == moment
