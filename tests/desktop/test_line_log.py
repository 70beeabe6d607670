"""The page of line and power, and the watch that notes and tells by itself."""

from sqlmodel import select

from villagedesk import clock
from villagedesk.desktop.line_log.screen import LineLogScreen
from villagedesk.desktop.line_watch import LineWatch
from villagedesk.domain.line_log import LineMonth
from villagedesk.store.line_log import line_days, room_line


def put(store, day, **more):
    values = {"open_ms": 0, "line_down_ms": 0, "outages": 0, "power_cuts": 0, "power_off_ms": 0, "best_kbit": 0} | more
    with store.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO line_day VALUES (?, ?, ?, ?, ?, ?, ?)", (day, *values.values()))


def test_a_month_says_what_it_came_to(desk, store, qtbot, went):
    page = LineLogScreen(desk)
    qtbot.addWidget(page)
    page.retranslate()
    assert page.empty.isVisibleTo(page)
    put(
        store,
        clock.today(),
        open_ms=8 * 3_600_000,
        line_down_ms=95 * 60_000,
        outages=2,
        power_cuts=1,
        power_off_ms=60_000,
    )
    page.refresh()
    assert page.sums.text() == "without a line: 1 h 35 min    1 power cut    without power by day: 1 min"
    (row,) = page.list.rows()
    assert (row.pill, row.pill_kind) == ("1 power cut", "act")
    page.views.button("last").click()
    assert page.list.rows() == []
    page.repair.click()
    assert went == [("ticket_form", {"topic": "line"})]


def test_the_watch_notes_and_tells_what_is_over(desk, store):
    put(store, "2026-01-02", open_ms=3_600_000, line_down_ms=1_800_000)
    watch = LineWatch(desk)
    watch.note()
    with store.read() as s:
        assert line_days(s, clock.today()[:7])
        (month,) = s.exec(select(LineMonth)).all()
    assert (month.month, month.line_down) == ("2026-01", 30)
    watch.start()
    watch.close()
    assert not watch._timer.isActive()


def test_which_line_the_room_has_is_written_down(desk, store, qtbot, said):
    page = LineLogScreen(desk)
    qtbot.addWidget(page)
    page.retranslate()
    page.open()
    fields = page.line.fields
    fields["provider"].set_text("山里通信")
    fields["agreed_kbit"].set_text("two")
    page.line.save.click()
    assert fields["agreed_kbit"].error()
    assert fields["provider"].text() == "山里通信"
    fields["agreed_kbit"].set_text("2 000")
    fields["plan"].set_text("村站 4G")
    page.line.save.click()
    assert said[-1][1].startswith("Noted")
    with store.read() as s:
        line = room_line(s)
    assert line is not None
    assert (line.provider, line.plan, line.agreed_kbit) == ("山里通信", "村站 4G", 2000)
    again = LineLogScreen(desk)
    qtbot.addWidget(again)
    again.retranslate()
    again.open()
    assert again.line.fields["plan"].text() == "村站 4G"
    fields["plan"].set_text("x" * 61)
    page.line.save.click()
    assert fields["plan"].error()
    fields["plan"].set_text("光纤")
    page.line.save.click()
    with store.read() as s:
        assert s.connection().exec_driver_sql("SELECT plan FROM room_line").scalars().all() == ["光纤"]
