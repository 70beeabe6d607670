"""Periods of a report, and values as they stand in a file."""

import pytest

from villagedesk.domain.reports import Kind, harmless, moved, period_of, plain


@pytest.mark.parametrize(
    ("span", "day", "first", "last", "days"),
    [
        ("day", "2026-11-23", "2026-11-23", "2026-11-23", 1),
        ("month", "2024-02-10", "2024-02-01", "2024-02-29", 29),
        ("month", "2026-12-31", "2026-12-01", "2026-12-31", 31),
        ("year", "2026-11-23", "2026-01-01", "2026-12-31", 365),
    ],
)
def test_a_period_has_all_its_days(span, day, first, last, days):
    period = period_of(span, day)
    assert (period.first, period.last, len(period.days)) == (first, last, days)


def test_a_period_moves():
    assert moved(period_of("day", "2026-12-31"), 1).first == "2027-01-01"
    assert moved(period_of("month", "2026-03-31"), -1).last == "2026-02-28"
    assert moved(period_of("month", "2026-01-15"), -1).first == "2025-12-01"
    assert moved(period_of("year", "2026-01-15"), 2).last == "2028-12-31"
    ends = period_of("year", "9998-05-05")
    assert moved(ends, 1) == ends


def test_values_in_a_file():
    assert [plain(-5, Kind.FEN), plain(1500, Kind.GRAMS), plain(3, Kind.COUNT)] == ["-0.05", "1.500", "3"]
    assert plain(None, Kind.FEN) == ""
    assert [harmless(text) for text in ("=a", "-a", "@a", "+a", "a=b", "")] == ["'=a", "'-a", "'@a", "'+a", "a=b", ""]
