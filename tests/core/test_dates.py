"""Dutch dates to ISO, what is no date, and the moment of a round."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.dates import UNNAMED, dutch_date, iso_date, moment_of, strange_date
from pipeline.ingest.profiles.profiles import load_profile
from pipeline.ingest.profiles.table_profile import TableProfile
from tests.paths import ROOT

_LOADED = load_profile("tabel", folder=ROOT / "corpora" / "profiles")
assert isinstance(_LOADED, TableProfile)
PROFILE: TableProfile = _LOADED
MONTHS = PROFILE.month_numbers


@pytest.mark.parametrize(
    "cell",
    ["2025-03-04", "2025-3-4", "04-03-2025", "4-3-2025", "4/3/2025", "04.03.2025", "4-3-25", "4 maart 2025",
     "4 mrt. 2025", "4-mrt-2025", "dinsdag 4 maart 2025", "Dinsdag, 4 Maart 2025", " 04-03-2025 14:10 ",
     "4 maart 2025 om 14.10 uur", "2025-03-04T14:10:05", "2025-03-04 14:10:05.123", "2025-03-04T14:10:05Z",
     "2025-03-04T14:10:05+01:00", "45720", "45720,59"],
)  # fmt: skip
def test_one_day_in_many_notations(cell: str) -> None:
    assert iso_date(cell, MONTHS) == "2025-03-04"


def test_of_a_year_alone_it_is_the_first_day() -> None:
    assert iso_date(" 2025 ", MONTHS) == "2025-01-01"


@pytest.mark.parametrize("cell", ["", "  "])
def test_nothing_is_no_date(cell: str) -> None:
    assert iso_date(cell, MONTHS) == ""


@pytest.mark.parametrize(
    "cell",
    ["31-02-2025", "3/25/2025", "gisteren", "maart 2025", "4 maarten 2025", "1700", "1-1", "4-3-025", "12"],
)
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


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("12-nov-26", "12-11-2026"), ("12-mrt-26", "12-03-2026"), ("12-mei-26", "12-05-2026"),
     ("1 Okt. 26", "01-10-2026")],
)  # fmt: skip
def test_short_dates_of_dutch_excel(cell: str, expected: str) -> None:
    assert dutch_date(cell) == expected
    assert not strange_date(cell, datetime.date(2026, 11, 27))


@pytest.mark.parametrize(
    ("round_id", "moment"),
    [
        ("2024-intern", "2024"),
        ("2024-beide", "2024"),
        ("voorjaar-2025-extern", "voorjaar-2025"),
        ("2025", "2025"),
        ("2025-internationaal", "2025-internationaal"),
        ("interne ronde", "interne ronde"),
        ("intern", UNNAMED),
        ("onbekend", UNNAMED),
        ("", UNNAMED),
    ],
)
def test_the_moment_is_the_part_before_the_audience(round_id: str, moment: str) -> None:
    assert moment_of(round_id) == moment
