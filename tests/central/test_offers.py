"""What keeps an offer on sale: certificates for all of it, a seller who is not stopped; both sides say why it is paused."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.central.browser import Browser
from tests.central.village import BY, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central import acts
from villagedesk.central.certificates import fail_lot, revoke_certificate
from villagedesk.central.deps import Central
from villagedesk.central.dossiers import freeze_seller
from villagedesk.central.listings import approve_listing, buy_lot
from villagedesk.central.serve import Server
from villagedesk.domain.certificates import CertificateForm
from villagedesk.domain.listings import ListingForm
from villagedesk.errors import Invalid, Refused
from villagedesk.store.certificates import issue_certificate
from villagedesk.store.listings import change_listing, paused_by_themselves

OFFER = ListingForm(title="白鹭村猕猴桃 一级", price_fen=420, quantity=310_000)


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def paper(village: Village, lot_id: str, quantity: int) -> None:
    form = CertificateForm(quantity, "白鹭村", "张建国", "13900000001", ("quality_control",))
    with village.desk.store.write(by=BY) as s:
        issue_certificate(s, lot_id, form)
    village.desk.sync()


def live(village: Village) -> str:
    listing = village.listing()
    with village.server.central.database.write() as connection:
        approve_listing(connection, listing)
    village.desk.sync()
    return listing


def told(village: Village) -> list[str]:
    """Why offers are paused, as the desk's Today says it after the next sync."""
    village.desk.sync()
    with village.desk.store.read() as s:
        return [one.paused_for for one in paused_by_themselves(s)]


def test_an_offer_is_approved_only_when_certificates_cover_all_of_it(village: Village, browser: Browser) -> None:
    listing = village.listing(certified=False)
    lot_id = village.rows("listing")[0].text("lot_id")
    paper(village, lot_id, 200_000)
    browser.open(f"/listings/{listing}").send("Approve")
    assert browser.status == 422
    assert browser.shows("400 jin")
    assert browser.shows("220 jin")
    paper(village, lot_id, 110_000)
    browser.open(f"/listings/{listing}").send("Approve")
    assert village.rows("listing")[0].text("state") == "live"


def test_a_revoked_certificate_a_failed_test_and_a_stopped_seller_pause_the_offer(
    village: Village, browser: Browser
) -> None:
    listing = live(village)
    (certificate,) = village.rows("certificate")
    lot_id, seller = certificate.text("lot_id"), village.rows("seller")[0].id
    with village.server.central.database.write() as connection:
        revoke_certificate(connection, certificate.id, "产地写错")
    assert village.rows("listing")[0].text("paused_for") == "certificate"
    assert told(village) == ["certificate"]
    assert (
        browser.open("/listings?state=paused")
        .open(f"/listings/{listing}")
        .shows("No certificate in force covers it any more.")
    )
    with village.server.central.database.write() as connection, pytest.raises(Refused):
        buy_lot(connection, listing, "城里果行", 1_000, "2099-01-01")
    for why, done in (
        ("test", lambda c: fail_lot(c, lot_id, "县检测站", "农残")),
        ("seller", lambda c: freeze_seller(c, seller, "查实售假")),
    ):
        with village.server.central.database.write() as connection:
            place = village.rows("listing")[0]
            fields = {"state": "live", "paused_for": ""}
            acts.change(connection, place.scope, place.centre, "approve_listing", "listing", listing, fields)
        with village.server.central.database.write() as connection:
            done(connection)
        assert told(village) == [why]


def test_a_certificate_that_was_one_of_several_pauses_only_what_it_carried(village: Village) -> None:
    listing = village.listing(certified=False)
    lot_id = village.rows("listing")[0].text("lot_id")
    for part in (100_000, 210_000):
        paper(village, lot_id, part)
    with village.server.central.database.write() as connection:
        approve_listing(connection, listing)
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        change_listing(s, listing, replace(OFFER, quantity=200_000))
    village.desk.sync()
    small = next(row for row in village.rows("certificate") if row.number("quantity") == 100_000)
    with village.server.central.database.write() as connection:
        revoke_certificate(connection, small.id, "写错")
    assert village.rows("listing")[0].text("state") == "live", "the other one covers it"
    large = next(row for row in village.rows("certificate") if row.number("quantity") == 210_000)
    with village.server.central.database.write() as connection:
        revoke_certificate(connection, large.id, "写错")
    assert village.rows("listing")[0].text("state") == "paused"


def test_the_page_shows_what_was_changed(village: Village, browser: Browser) -> None:
    listing = live(village)
    with village.desk.store.write(by=BY) as s:
        assert change_listing(s, listing, replace(OFFER, title="高山猕猴桃", price_fen=500, pack=5_000))
    village.desk.sync()
    page = browser.open(f"/listings/{listing}")
    assert "<del>白鹭村猕猴桃 一级</del>" in page.text
    assert "<ins>高山猕猴桃</ins>" in page.text
    assert "<del>¥4.20</del>" in page.text
    assert "<ins>10 jin</ins>" in page.text
    page.send("Approve")
    row = village.rows("listing")[0]
    assert (row.text("state"), row.text("was_title"), row.number("was_price_fen")) == ("live", "", 0)
    assert "<del>" not in browser.open(f"/listings/{listing}").text


def test_a_buyer_takes_no_less_than_the_seller_sends_but_may_take_the_rest(village: Village) -> None:
    listing = live(village)
    with village.desk.store.write(by=BY) as s:
        change_listing(s, listing, replace(OFFER, least=100_000))
    village.desk.sync()

    def buy(quantity: int) -> None:
        with village.server.central.database.write() as connection:
            buy_lot(connection, listing, "城里果行", quantity, "2099-01-01")

    with pytest.raises(Invalid, match="under_least"):
        buy(50_000)
    buy(250_000)
    buy(60_000)  # all that is left
