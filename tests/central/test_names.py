"""Protected names: central's list reaches every centre by the feed, and both sides look at offers with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.central.browser import Browser
from tests.central.test_offers import OFFER, live, told
from tests.central.village import BY, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central import names
from villagedesk.central.deps import Central
from villagedesk.central.listings import approve_listing, offer
from villagedesk.central.serve import Server
from villagedesk.domain.listings import ListingForm
from villagedesk.errors import Invalid, Refused
from villagedesk.store.listings import change_listing, ready_checks, resume_listing


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def protect(village: Village, name: str = "禾洁", owner: str = "禾洁日化公司", areas: str = "") -> str:
    with village.server.central.database.write() as connection:
        return names.protect_name(connection, name, owner, areas=areas)


def name_line(village: Village, lot_id: str, title: str) -> bool:
    """Whether the desk's check lets a title pass."""
    with village.desk.store.read() as s:
        checks = ready_checks(s, lot_id, ListingForm(title=title, price_fen=420, quantity=100_000))
    return next(one.passed for one in checks if one.name == "name")


def test_a_brand_from_central_is_checked_at_the_desk_until_it_is_taken_off(village: Village) -> None:
    listing = live(village)
    lot_id = village.rows("listing")[0].text("lot_id")
    name = protect(village)
    village.desk.sync()
    assert not name_line(village, lot_id, "【禾·洁】猕猴桃")
    assert name_line(village, lot_id, "徐香猕猴桃")
    with village.desk.store.write(by=BY) as s, pytest.raises(Refused, match="listing_protected_name"):
        change_listing(s, listing, ListingForm(title="禾洁猕猴桃", price_fen=420, quantity=310_000))
    seller = village.rows("seller")[0].id
    with village.server.central.database.write() as connection:
        names.allow_name(connection, name, seller)
    village.desk.sync()
    assert name_line(village, lot_id, "禾洁猕猴桃"), "its owner gave him leave"
    with village.server.central.database.write() as connection:
        names.forbid_name(connection, name, seller)
    village.desk.sync()
    assert not name_line(village, lot_id, "禾洁猕猴桃")
    with village.server.central.database.write() as connection:
        names.unprotect_name(connection, name)
    village.desk.sync()
    assert name_line(village, lot_id, "禾洁猕猴桃")


def test_central_approves_no_offer_with_a_name_and_the_desk_puts_none_up_again(
    village: Village, browser: Browser
) -> None:
    listing = village.listing()
    protect(village, "白鹭村猕猴桃", "白鹭果业")
    with village.server.central.database.write() as connection, pytest.raises(Refused, match="offer_protected_name"):
        approve_listing(connection, listing)
    assert browser.open(f"/listings/{listing}").shows("“白鹭村猕猴桃” is a protected name")
    browser.send("Approve")
    assert browser.status == 422
    seller = village.rows("seller")[0].id
    browser.open(f"/dossiers/{seller}").send("Give leave", name=names_of(village)[0].id)
    assert browser.shows("Allowed.")
    assert browser.shows("May use the name")
    browser.open(f"/listings/{listing}").send("Approve")
    assert village.rows("listing")[0].text("state") == "live"
    browser.open(f"/names/{names_of(village)[0].id}").send("Take the leave away")
    assert told(village) == ["name"], "it was on sale with the name, and is paused with the reason"
    with village.desk.store.write(by=BY) as s, pytest.raises(Refused, match="listing_protected_name"):
        resume_listing(s, listing)


def names_of(village: Village) -> list[names.Name]:
    with village.server.central.database.read() as connection:
        return names.names(connection)


def test_the_page_adds_finds_and_takes_off_a_name(village: Village, browser: Browser) -> None:
    live(village)
    browser.open("/names")
    assert browser.shows("The list is empty")
    browser.send("Protect it", name="白鹭村", owner="清溪县果业协会", kind="origin", areas="990185, 9902")
    assert browser.shows("Protected. Every centre")
    assert browser.shows("990185 9902")
    browser.open("/names?words=果业").open(f"/names/{names_of(village)[0].id}")
    assert not browser.shows("On sale with this name"), "its seller lives there"
    browser.open("/names").send("Protect it", name="猕猴桃 一级", owner="某公司")
    found = next(one for one in names_of(village) if one.name.startswith("猕猴桃"))
    assert browser.open(f"/names/{found.id}").shows("Paused because of this name")
    assert not browser.shows("On sale with this name in the title")
    browser.send("Take off the list")
    assert browser.shows("Taken off the list")
    assert browser.open("/names").shows("猕猴桃 一级") is False
    assert browser.open("/names?removed=1").shows("猕猴桃 一级")


def test_an_offer_on_sale_is_paused_with_the_reason_when_its_name_is_protected(
    village: Village, browser: Browser
) -> None:
    listing = live(village)
    name = protect(village, "白鹭村猕猴桃", "白鹭果业")
    assert village.rows("listing")[0].text("state") == "paused"
    assert told(village) == ["name"]
    assert browser.open(f"/listings/{listing}").shows("Its title has a name that is protected now.")
    with village.desk.store.write(by=BY) as s, pytest.raises(Refused, match="listing_protected_name"):
        resume_listing(s, listing)
    with village.desk.store.write(by=BY) as s:
        assert change_listing(s, listing, replace(OFFER, title="徐香猕猴桃 一级")), "another title is looked at again"
    village.desk.sync()
    assert told(village) == []
    with village.server.central.database.write() as connection:
        approve_listing(connection, listing)
        names.unprotect_name(connection, name)
    assert village.rows("listing")[0].text("state") == "live"


def test_a_name_of_his_own_area_or_taken_off_the_list_pauses_nothing(village: Village) -> None:
    live(village)
    protect(village, "白鹭村", "清溪县果业协会", areas="990185 9902")
    protect(village, "禾洁")
    assert village.rows("listing")[0].text("state") == "live"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "桃"},
        {"name": "·—·"},
        {"name": "桃" * 41},
        {"owner": ""},
        {"owner": "司" * 81},
        {"areas": "六一零"},
        {"areas": "1"},
        {"areas": "610124001001999"},
        {"areas": "<script>"},
        {"kind": "else"},
    ],
)
def test_wrong_input_is_told_and_stays_typed(village: Village, browser: Browser, typed: dict[str, str]) -> None:
    whole = {"name": "禾洁", "owner": "禾洁公司", "areas": "6101", "kind": "brand"} | typed
    browser.open("/names").send("Protect it", **whole)
    assert browser.status == 422
    assert names_of(village) == []
    if typed.get("owner") is None:
        assert 'value="禾洁公司"' in browser.text
    assert "<script>" not in browser.text


def test_a_name_stands_once_and_markup_is_only_words(village: Village, browser: Browser) -> None:
    protect(village, "<b>禾洁</b>", "=HYPERLINK('x')")
    with pytest.raises(Refused, match="protected_name_there"):
        protect(village, "B禾洁 b")
    assert browser.open("/names").shows("<b>禾洁</b>")
    assert "<b>禾洁" not in browser.text
    with pytest.raises(Invalid):
        protect(village, "好" * 200)
    with village.server.central.database.read() as connection:
        assert names.offers_with(connection, names_of(village)[0]) == []


def test_the_list_of_a_big_county_is_looked_through_quickly(village: Village, browser: Browser) -> None:
    listing = village.listing()
    with village.server.central.database.write() as connection:
        for n in range(300):
            names.protect_name(connection, f"品牌{n}号", "某公司")
    village.desk.sync()
    assert browser.open("/names").shows("100 more")
    with village.server.central.database.read() as connection:
        assert offer(connection, listing).protected == ""
