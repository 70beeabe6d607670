"""A report that an operator agreed to send is at central after the next sync."""

from tests.central.browser import Browser
from tests.conftest import set_up_operator
from tests.sync.conftest import centre, make_desk  # noqa: F401
from villagedesk.central.found import rows
from villagedesk.central.program_reports import mistakes
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


def test_the_county_reads_it_on_its_page(make_desk, server, central):  # noqa: F811
    desk, browser = make_desk("one"), Browser(central).sign_in()
    assert browser.open("/mistakes").shows("Nothing was sent.")
    with desk.store.write() as s:
        who = set_up_operator(s, "王秀兰")
    for number in range(32):  # more than a page
        keep_crash(desk.store.home, f"Traceback\nValueError: number {number} <b>of them</b>")
        newest = crashes(desk.store.home)[0].name
        with desk.store.write(by=who) as s:
            send_crash(s, newest)
    assert desk.sync().agreed
    browser.open("/mistakes")
    assert "白鹭村服务站" in browser.text
    assert "<b>of them" not in browser.text
    assert browser.text.count("ValueError") == 30
    with central.database.read() as connection:
        newest, *_more = mistakes(connection)
        older = mistakes(connection, after=(newest.changed_at, newest.id))
        assert len(older) == 31
        assert newest.last.startswith("ValueError: number")
    assert browser.open("/tickets").shows("Mistakes of the program")
    browser.open(f"/mistakes/{newest.id}")
    assert browser.shows("What the program said")
    assert "Traceback" in browser.text
    for strange in ("0" * 32, "x", "%00"):
        assert browser.open(f"/mistakes/{strange}").status == 404
