"""The clock, and moving it for the demo's past days."""

from villagedesk import clock

DAY = 86_400_000


def test_a_shift_ends_where_it_ends() -> None:
    today = clock.today()
    with clock.shifted(-3 * DAY):
        assert clock.today() < today
        with clock.shifted(DAY):
            assert clock.today() > today
        assert clock.today() < today
    assert clock.today() == today


def test_a_day_is_as_long_as_a_day() -> None:
    begin, end = clock.day_span("2026-11-23")
    assert end - begin == DAY


def test_event_ids_are_uuid7() -> None:
    assert clock.new_event_id()[12] == "7"
    assert len({clock.new_event_id() for _ in range(1000)}) == 1000
