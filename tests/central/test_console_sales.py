"""The staff's pages for crop sales, worked from a browser: claims with photos, grades in dispute, transfers, cleared lots."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from tests.central.browser import Browser
from tests.central.village import BY, Village
from tests.store.people_of_a_village import SMALL_PICTURE, lot_form, seller_form
from tests.store.sales_room import filled, gone, kilos, packed, weighed
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central.address import publish_configured, set_public_address
from villagedesk.central.certificates import fail_lot
from villagedesk.central.deps import Central
from villagedesk.central.dossiers import approve_dossier
from villagedesk.central.serve import Server
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.sales import CropClaim, CropOrder, CropPack, CropPayout
from villagedesk.domain.short_code import short_code, shown
from villagedesk.errors import Invalid
from villagedesk.store.crops import lot_page, record_lot
from villagedesk.store.evidence import pictures_of
from villagedesk.store.label_addresses import label_prefix
from villagedesk.store.orders.page import pay_url
from villagedesk.store.photos import desk_files, want_photo
from villagedesk.store.sales import (
    DisputeForm,
    SettleForm,
    accept_crop_order,
    ask_transfer,
    dispute_grade,
    object_to_claim,
    settle_order,
)
from villagedesk.store.sales.slips import pack_label
from villagedesk.store.sellers import seller_page, take_on_seller
from villagedesk.sync.attachments import exchange_photos

PHOTO = b"\xff\xd8\xff\xe0" + b"rotten fruit" * 30
ACCOUNT = "620000000000014"


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def state(village: Village, entity: str, id_: str) -> str:
    return next(row.text("state") for row in village.rows(entity) if row.id == id_)


def farmer(village: Village) -> str:
    """An approved seller with an account and a lot of 20 kg; the seller's id."""
    store = village.desk.store
    form = seller_form("张建国", 1, payout=f"农商银行 存折 {ACCOUNT}", consents=("id_image", "bank_account"))
    with store.write(by=BY) as s:
        person = take_on_seller(s, form)
    with store.read() as s:
        seller = seller_page(s, person).seller_id
    village.desk.sync()
    with village.server.central.database.write() as connection:
        approve_dossier(connection, seller)
    village.desk.sync()
    with store.write(by=BY) as s:
        record_lot(s, lot_form(seller, quantity=20_000, harvested_on=clock.today()))
    return seller


def ordered(village: Village, browser: Browser, centre: str) -> str:  # noqa: F811
    """A buyer's order made on the page of a centre."""
    browser.open(f"/centres/{centre}").open(f"/sales/new?centre={centre}")
    typed = {
        "buyer": "城里果行",
        "product": "徐香猕猴桃",
        "quantity": "40",
        "price": "4.20",
        "ship_by_on": clock.today(),
    }
    browser.send("Make the order", **typed | {"price": "free"})
    assert (browser.status, "城里果行" in browser.text) == (422, True), "what was typed stays"
    browser.send("Make the order", **typed)
    (order,) = village.rows("crop_order")
    assert (order.number("quantity"), order.number("price_fen"), browser.path) == (20_000, 420, f"/sales/{order.id}")
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        accept_crop_order(s, order.id)
    return order.id


def sent(village: Village, browser: Browser, centre: str) -> str:  # noqa: F811
    """An order that is on its way to the buyer."""
    farmer(village)
    order = ordered(village, browser, centre)
    (part,) = filled(village.desk.store, BY, order)
    weighed(village.desk.store, BY, part, 20_000)
    packed(village.desk.store, BY, order)
    gone(village.desk.store, BY, order)
    village.desk.sync()
    return order


def test_a_claim_goes_back_and_forth_with_photos_until_it_is_decided(
    village: Village,
    browser: Browser,
    centre: str,  # noqa: F811
) -> None:
    order, desk = sent(village, browser, centre), village.desk
    browser.open("/sales").open(f"/sales/{order}")
    assert browser.shows("张建国")
    browser.send("They are with the buyer").send("Note the claim", kind="rot", fen="a lot", detail="烂了一箱")
    assert (browser.status, "烂了一箱" in browser.text) == (422, True)
    browser.send("Note the claim", fen="12.50")
    (claim,) = village.rows("crop_claim")
    assert (claim.number("asked_fen"), state(village, "crop_order", order)) == (1_250, "claimed")

    browser.open(f"/sales/claims/{claim.id}")
    key = next(form.values["form_key"][0] for form in browser.forms() if form.action.endswith("/photo"))
    path = f"/sales/claims/{claim.id}/photo"

    def upload(data: bytes, form_key: str = key) -> int:
        return browser.client.post(path, data={"form_key": form_key}, files={"photo": ("a.jpg", data)}).status_code

    assert upload(b"<html>no picture</html>") == 422
    assert upload(PHOTO, "somebody else's") == 403
    assert upload(b"\xff\xd8\xff" + b"x" * (1 << 20)) == 409, "too large to go over a village's line"
    assert upload(PHOTO) == 200
    desk.sync()
    with desk.store.read() as s:
        ((_kind, name),) = pictures_of(s, claim.id)
    want_photo(desk.store, name)
    exchange_photos(desk.store, desk.remote, print, lambda _n: True)
    assert desk_files(desk.store).get(name) == PHOTO, "the centre sees what the buyer sent"

    files = desk_files(desk.store)
    answer = files.put(SMALL_PICTURE)
    with desk.store.write(by=BY) as s:
        object_to_claim(s, claim.id, "装车时是好的", [answer], files)
    desk.sync()
    exchange_photos(desk.store, desk.remote, print, lambda _n: True)
    browser.open("/sales/claims")
    assert browser.shows("城里果行")
    browser.open(f"/sales/claims/{claim.id}")
    assert browser.shows("装车时是好的")
    assert f"/photos/{centre}/{answer}" in browser.text
    browser.send("Decide it so", fen="99")
    assert browser.status == 422, "never more than was asked"
    browser.send("Decide it so", fen="5", answer="一半是运输")
    desk.sync()
    with desk.store.read() as s:
        decided = s.get(CropClaim, claim.id)
        assert decided is not None
        assert (decided.state, decided.fen, decided.answer) == ("decided", 500, "一半是运输")
        order_row = s.get(CropOrder, order)
        assert order_row is not None
        assert order_row.state == "confirmed"
    assert "Decide it so" not in browser.open(f"/sales/claims/{claim.id}").text


def test_a_transfer_is_confirmed_with_the_banks_reference_or_fails(
    village: Village,
    browser: Browser,
    centre: str,  # noqa: F811
) -> None:
    order, desk = sent(village, browser, centre), village.desk
    browser.open(f"/sales/{order}").send("Confirm the order")
    desk.sync()
    with desk.store.write(by=BY) as s:
        settle_order(s, order, SettleForm(cost_reason="买家来拉"))
    seller = village.rows("seller")[0].id
    for fails in (True, False):
        with desk.store.write(by=BY) as s:
            payout = ask_transfer(s, seller).id
        desk.sync()
        browser.open("/sales/transfers")
        assert browser.shows("张建国")
        browser.open(f"/sales/transfers/{payout}")
        assert browser.shows(ACCOUNT), "whoever makes the transfer needs all of its digits"
        if fails:
            browser.send("The transfer failed", reason="账号不对")
        else:
            browser.send("The money is transferred", reference=" ")
            assert browser.status == 422
            browser.send("The money is transferred", reference="TR-77")
        desk.sync()
        with desk.store.read() as s:
            row = s.get(CropPayout, payout)
            assert row is not None
            assert (row.state, row.reference, row.answer) == (
                ("failed", "", "账号不对") if fails else ("confirmed", "TR-77", "")
            )
    browser.open(f"/sales/transfers/{payout}")
    assert not browser.shows(ACCOUNT), "afterwards the last four are enough"
    assert not browser.open("/sales/transfers").shows("张建国")


def test_a_disputed_grade_is_decided_by_its_sample(village: Village, browser: Browser, centre: str) -> None:  # noqa: F811
    farmer(village)
    order, desk = ordered(village, browser, centre), village.desk
    (part,) = filled(desk.store, BY, order)
    files = desk_files(desk.store)
    sample = files.put(SMALL_PICTURE)
    with desk.store.write(by=BY) as s:
        dispute_grade(
            s, part, kilos((21_000, 1_000), grade="second"), DisputeForm("first", "封 0012", "老李", sample), files
        )
    desk.sync()
    exchange_photos(desk.store, desk.remote, print, lambda _n: True)
    (dispute,) = village.rows("grade_dispute")
    browser.open("/sales/grades")
    assert browser.shows("张建国")
    browser.open(f"/sales/grades/{dispute.id}")
    assert browser.shows("封 0012")
    assert f"/photos/{centre}/{sample}" in browser.text
    browser.send("This grade counts", grade="first", answer="按封样")
    assert state(village, "grade_dispute", dispute.id) == "decided"
    assert village.rows("crop_allocation")[0].text("grade") == "first"


def test_a_certificate_is_found_by_its_number_and_its_lot_cleared(village: Village, browser: Browser) -> None:
    village.listing()
    (certificate,) = village.rows("certificate")
    number = certificate.text("number")
    for typed in (number, number.lower().replace("-", " "), number[-8:]):
        assert browser.open("/certificates?state=revoked").send("Search", number=typed).shows(number)
    for typed in (number[:-1], "20200101-" + number[-8:], "' OR 1=1", "%", "x" * 60):
        browser.open("/certificates").send("Search", number=typed)
        assert (browser.status, browser.shows("No certificate has this number.")) == (200, True)
    with village.server.central.database.write() as connection:
        fail_lot(connection, certificate.text("lot_id"), "县检测站", "农残超标")
    browser.open(f"/certificates/{certificate.id}").send("Note that it is good", laboratory=" ")
    assert browser.status == 422
    browser.send("Note that it is good", laboratory="省农检中心")
    assert [test.text("tested_by") for test in village.rows("lot_test") if test.data["passed"]] == ["省农检中心"]
    assert "Note that it is good" not in browser.text


def test_the_places_tell_how_much_waits(village: Village, browser: Browser, centre: str) -> None:  # noqa: F811
    order = sent(village, browser, centre)
    browser.open(f"/sales/{order}").send("Note the claim", kind="short", fen="1")
    (claim,) = village.rows("crop_claim")
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        object_to_claim(s, claim.id, "没有坏")
    village.desk.sync()
    assert '<span class="count">1</span>' in browser.open("/centres").text
    assert "Withdraw the claim" in browser.open(f"/sales/claims/{claim.id}").text
    browser.send("Withdraw the claim")
    assert '<span class="count">1</span>' not in browser.open("/centres").text


def test_a_box_opens_its_page_by_square_and_by_typed_code(
    village: Village,
    browser: Browser,
    centre: str,  # noqa: F811
) -> None:
    sent(village, browser, centre)
    with village.desk.store.read() as s:
        pack = s.exec(select(CropPack)).one()
        text = pack_label(s, pack, "徐香猕猴桃", None)
        lot = lot_page(s, pack.lot_id).row.code
    phone = Browser(village.server.central)
    phone.client.headers["host"] = village.server.url.partition("://")[2]
    phone.open("/" + text.partition("://")[2].partition("/")[2])
    assert phone.shows("Genuine")
    assert phone.shows(lot)
    phone = Browser(village.server.central)
    phone.open("/v").send("Look up", code=shown(short_code(pack.id)))
    assert phone.shows("A typed code only finds")
    assert phone.shows(lot)


def test_a_public_address_goes_to_every_centre_and_onto_its_labels(
    village: Village,
    browser: Browser,
    centre: str,  # noqa: F811
) -> None:
    farmer(village)
    with village.desk.store.read() as s:
        lot = s.exec(select(HarvestLot)).one()
        assert label_prefix(s.connection(), lot).startswith("HTTP://127.0.0.1")
    with village.server.central.database.write() as connection:
        for wrong in ("desk.example.cn", "https://desk.example.cn/path", "ftp://x", "https://" + "a" * 99):
            with pytest.raises(Invalid):
                set_public_address(connection, wrong)
    publish_configured(village.server.central.database, "https://desk.example.cn/")
    publish_configured(village.server.central.database, "https://desk.example.cn")
    village.desk.sync()
    with village.desk.store.read() as s:
        assert label_prefix(s.connection(), lot) == "HTTPS://DESK.EXAMPLE.CN/V/"
        assert pay_url(s.connection(), "X1") == "https://desk.example.cn/pay/X1"
        label = lot_page(s, lot.id).label
    browser.open("/" + label.partition("://")[2].partition("/")[2])
    assert browser.shows("Genuine")
    with village.server.central.database.write() as connection:
        set_public_address(connection, "")
    village.desk.sync()
    with village.desk.store.read() as s:
        assert label_prefix(s.connection(), lot).startswith("HTTP://127.0.0.1")


def test_addresses_that_lead_nowhere(browser: Browser) -> None:
    for place in ("claims", "grades", "transfers"):
        for id_ in ("0" * 32, "x", "%00", "../x"):
            assert browser.open(f"/sales/{place}/{id_}").status == 404
        assert browser.open(f"/sales/{place}").status == 200
    assert browser.open("/sales/" + "0" * 32).status == 404
    assert browser.open("/sales/new?centre=" + "0" * 32).status == 404
