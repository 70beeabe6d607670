"""A report that an operator agreed to send is at central after the next sync."""

from tests.conftest import set_up_operator
from tests.sync.conftest import centre, make_desk  # noqa: F401
from villagedesk.central.found import rows
from villagedesk.store.support import crashes, keep_crash, send_crash


def test_a_report_arrives_with_the_next_sync(make_desk, server, tmp_path):  # noqa: F811
    desk = make_desk("one")
    keep_crash(desk.store.home, "Traceback\nZeroDivisionError: division by zero")
    with desk.store.write() as s:
        who = set_up_operator(s, "王秀兰")
    assert desk.sync().agreed
    with server.central.database.read() as connection:
        assert not rows(connection, "program_report")
    with desk.store.write(by=who) as s:
        send_crash(s, crashes(desk.store.home)[0].name)
    assert desk.sync().agreed
    with server.central.database.read() as connection:
        (found,) = rows(connection, "program_report")
    assert found.text("text").endswith("ZeroDivisionError: division by zero")
    assert found.text("version")
