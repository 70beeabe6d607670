"""A report over the wire and back: the county sees photo and log, books a visit, repairs; the operator signs."""

from collections.abc import Callable

import pytest

from tests.central.browser import Browser
from tests.central.village import BY, PICTURE, Village
from tests.store.test_assets import form as asset_form
from tests.store.test_tickets import SIGNED, form
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server
from villagedesk.store import assets, tickets
from villagedesk.store.photos import desk_files
from villagedesk.store.support import bundle


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


@pytest.fixture
def ticket(village: Village) -> str:
    """A report with photo and log that has reached central."""
    store = village.desk.store
    files = desk_files(store)
    with store.write(by=BY) as s:
        asset = assets.add_asset(s, asset_form(serial="YQ-1"), files)
    log = files.put(bundle(store.home, store))
    with store.write(by=BY) as s:
        written = form(asset_id=asset, photos=(files.put(PICTURE),), tried=("printer_pale",))
        ticket = tickets.report_trouble(s, written, files, log)
    village.desk.sync()
    return ticket


def page(village: Village, ticket: str) -> tickets.TicketPage:
    village.desk.sync()
    with village.desk.store.read() as s:
        return tickets.ticket_page(s, ticket)


def test_a_report_goes_up_and_its_answers_come_back(village: Village, browser: Browser, ticket: str) -> None:
    assert browser.open("/tickets").shows("灯是红的")
    browser.open(f"/tickets/{ticket}")
    for words in ("YQ-1", "Print is pale", "/photos/"):
        assert words in browser.text
    log = browser.client.get(f"/tickets/{ticket}/log")
    assert log.headers["content-disposition"].startswith("attachment")
    assert b"about.txt" in log.content

    browser.send("Somebody looks at it", answer="先换卷纸试试")
    assert page(village, ticket).answer == "先换卷纸试试"
    assert browser.shows("Out of use 1 h"), "a begun hour counts"
    browser.send("Book it", day=clock.today(), who="小高", note="")
    assert (page(village, ticket).row.state, page(village, ticket).visitor) == ("visit_booked", "小高")
    browser.send("Repaired", work="换了打印头", parts="打印头")
    assert page(village, ticket).work == "换了打印头"
    with village.desk.store.write(by=BY) as s:
        tickets.sign_off(s, ticket, SIGNED, desk_files(village.desk.store), "王秀兰")
    village.desk.sync()
    assert browser.open("/tickets?state=signed_off").shows("灯是红的")


@pytest.mark.parametrize(
    ("button", "sent", "told"),
    [
        ("Book it", {"day": "2020-01-01", "who": "小高", "note": "带卷纸"}, "This day is over"),
        ("Book it", {"day": "soon", "who": "小高", "note": "x"}, "Please type a day"),
        ("Repaired", {"work": " ", "parts": "打印头"}, "Please fill this in"),
        ("Refuse", {"reason": " "}, "Please fill this in"),
    ],
)
def test_what_is_wrong_is_told_and_stays_typed(
    village: Village, browser: Browser, ticket: str, button: str, sent: dict[str, str], told: str
) -> None:
    browser.open(f"/tickets/{ticket}").send(button, **sent)
    assert browser.status == 422
    assert browser.shows(told)
    for typed in ("小高", "打印头"):
        assert typed not in sent.values() or typed in browser.text
    assert page(village, ticket).row.state == "open"


def test_a_refusal_tells_its_reason_and_ends_it(village: Village, browser: Browser, ticket: str) -> None:
    browser.open(f"/tickets/{ticket}")
    late = Browser(browser.central).sign_in().open(f"/tickets/{ticket}")
    browser.send("Refuse", reason="过了保修，换新的")
    found = page(village, ticket)
    assert (found.row.state, found.answer) == ("refused", "过了保修，换新的")
    late.send("Somebody looks at it", answer="")
    assert late.shows("not possible any more")


def test_there_is_no_log_of_somebody_elses(browser: Browser) -> None:
    assert browser.client.get("/tickets/" + "0" * 32 + "/log").status_code == 404
