"""The staff's pages, worked from a browser: every act, every trouble told, nothing typed lost, nobody else let in."""

import dataclasses
import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.bench.sellers_data import seller_forms
from tests.central.browser import NAME, PASSWORD, Browser
from tests.central.raw_device import RawDevice, new_centre
from tests.central.setting_up import contracted
from tests.central.village import BY, PICTURE, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.deps import Central
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import place_waiting
from villagedesk.central.serve import Server
from villagedesk.central.staff import set_active
from villagedesk.domain.consents import Purpose
from villagedesk.domain.enrolment import read_enrolment_square
from villagedesk.domain.evidence import Signed
from villagedesk.domain.people import PersonForm
from villagedesk.domain.plots import PlotForm
from villagedesk.store.people import add_person
from villagedesk.store.photos import desk_files
from villagedesk.store.plots import add_plot
from villagedesk.store.same_person import join_people
from villagedesk.store.sellers import take_on_seller, withdraw_consent


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def state(village: Village, entity: str, id_: str) -> str:
    return next(row.text("state") for row in village.rows(entity) if row.id == id_)


PLACES = [
    "/",
    "/centres",
    "/centres/files",
    "/centres/files/new",
    "/dossiers",
    "/listings",
    "/names",
    "/orders",
    "/returns",
    "/fakes",
    "/certificates",
    "/sales",
    "/sales/claims",
    "/sales/grades",
    "/sales/transfers",
    "/days",
    "/days/code",
    "/deposits",
    "/tickets",
    "/mistakes",
    "/rooms",
    "/rooms.csv",
]


def test_nobody_sees_anything_before_signing_in(central: Central) -> None:
    browser = Browser(central)
    for path in [*PLACES, "/orders/" + "0" * 32, "/photos/" + "0" * 32 + "/" + "0" * 64]:
        assert browser.open(path).path == "/sign-in", path
    for path in ("/centres/files/new", "/orders/place", "/orders/" + "0" * 32, "/centres/" + "0" * 32 + "/code"):
        assert browser.client.post(path, data={"act": "placed"}).url.path == "/sign-in", path
    assert browser.open("/sign-in").shows("Nobody can sign in yet")


def test_signing_in_and_out(central: Central) -> None:
    browser = Browser(central).sign_in()
    assert browser.path == "/centres"
    session = next(cookie for cookie in browser.client.cookies.jar if cookie.name == "vd_session")
    assert session.has_nonstandard_attr("HttpOnly")
    assert session.get_nonstandard_attr("SameSite") == "strict"
    with central.database.read() as connection:
        kept = connection.execute(select(tables.session.c.cookie_hash)).scalars().all()
    assert session.value is not None
    assert session.value.encode() not in [bytes(one) for one in kept]
    browser.send("Sign out")
    assert browser.path == "/sign-in"
    browser.client.cookies.set("vd_session", session.value)
    assert browser.open("/centres").path == "/sign-in"


def test_a_wrong_password_is_told_and_slowed_down(central: Central) -> None:
    browser = Browser(central).sign_in()
    browser.send("Sign out")
    for _ in range(5):
        browser.open("/sign-in").send("Sign in", name=NAME, password="wrong wrong wrong")
        assert (browser.status, browser.shows("Name or password is not right.")) == (403, True)
        assert f'value="{NAME}"' in browser.text
    browser.open("/sign-in").send("Sign in", name="somebody else", password=PASSWORD)
    assert browser.shows("Name or password is not right.")
    browser.open("/sign-in").send("Sign in", name=NAME, password="wrong wrong wrong")
    browser.open("/sign-in").send("Sign in", name=NAME, password=PASSWORD)
    assert browser.shows("Too many wrong tries. Please wait")


def test_whoever_leaves_is_out_at_once(browser: Browser) -> None:
    assert browser.open("/orders").path == "/orders"
    with browser.central.database.write() as connection:
        set_active(connection, NAME, False)
    assert browser.open("/orders").path == "/sign-in"
    browser.send("Sign in", name=NAME, password=PASSWORD)
    assert browser.shows("Name or password is not right.")


def test_a_session_ends(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now_ms()
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: now + 3 * 3_600_000)
    assert browser.open("/centres").path == "/sign-in"


def test_a_form_of_somebody_else_does_nothing(browser: Browser) -> None:
    facts = {"name": "甲", "village_name": "甲村"}
    for data, headers in (
        (facts, {}),
        (facts | {"form_key": "0" * 32}, {}),
        (facts | {"form_key": _form_key(browser)}, {"origin": "https://elsewhere.example"}),
        (facts | {"form_key": _form_key(browser)}, {"origin": "null"}),
        (facts | {"form_key": _form_key(browser)}, {"origin": "http://["}),
    ):
        answer = browser.client.post("/centres/files/new", data=data, headers=headers)
        assert answer.status_code == 403
        assert "open for too long" in answer.text
    again = browser.client.post(
        "/centres/files/new", data=facts, headers={"referer": "http://testserver/centres/files/new"}
    )
    assert 'href="/centres/files/new">Look at the page again' in again.text
    for elsewhere in (
        "https://elsewhere.example/centres",
        "http://testserver//elsewhere.example",
        "javascript:x",
        "http://[",
    ):
        again = browser.client.post("/centres/files/new", data=facts, headers={"referer": elsewhere})
        assert (again.status_code, "Look at the page again" in again.text) == (403, False), elsewhere
    assert not browser.open("/centres").shows("甲")
    sent = browser.client.post("/sign-in", data={"name": NAME, "password": PASSWORD, "visit_key": "x", "to": "/"})
    assert sent.status_code == 403


def _form_key(browser: Browser) -> str:
    found = re.search(r'name="form_key" value="([0-9a-f]+)"', browser.open("/centres/files/new").text)
    assert found
    return found[1]


def test_every_page_protects_itself(browser: Browser) -> None:
    for path in [*PLACES, "/sign-in", "/nowhere", "/orders/" + "0" * 32]:
        browser.open(path)
        policy = browser.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert browser.headers["x-content-type-options"] == "nosniff"
        assert browser.headers["cache-control"] == "no-store"
        assert "<script" not in browser.text
        assert " style=" not in browser.text
    style = browser.client.get("/static/console.css")
    assert style.headers["content-type"].startswith("text/css")


def test_never_sent_to_another_site(central: Central) -> None:
    for to in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"):
        browser = Browser(central)
        browser.open("/sign-in")
        browser.sign_in()
        browser.send("Sign out")
        browser.client.get("/sign-in", params={"to": to})
        browser.open("/sign-in?to=" + to).send("Sign in", name=NAME, password=PASSWORD)
        assert browser.path == "/centres", to


def test_both_languages_each_for_himself(central: Central) -> None:
    one, two = Browser(central).sign_in(), Browser(central, language="zh_CN")
    two.client.cookies.set("vd_session", one.client.cookies["vd_session"])
    assert one.open("/centres").shows("Set up a centre")
    assert two.open("/centres").shows("新建服务站")
    assert one.open("/centres?lang=zh_CN").shows("新建服务站")
    assert one.open("/centres").shows("新建服务站")
    assert two.open("/centres?lang=xx").shows("新建服务站")


def test_a_centre_and_its_computers(browser: Browser, server: Server) -> None:
    _setup, made = contracted(browser.central, name="白鹭村服务站", village_name="白鹭村", county="云岭县")
    browser.open(f"/centres/{made}")
    centre_path = browser.path
    assert browser.shows("contract until")
    browser.send("Make a code")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", browser.text)
    assert code
    square = re.search(r'<svg class="square".*?aria-label="([^"]*)"', browser.text, re.S)
    assert square
    address, read = read_enrolment_square(square[1])
    assert read == code[0]
    assert browser.shows(f"Address: {address}")
    assert address.startswith("http")
    assert not browser.open(centre_path).shows(code[0])
    device = RawDevice(server, centre_path.rsplit("/", 1)[1])
    browser.open(centre_path)
    assert browser.shows("raw")
    assert not browser.shows("set back or copied")
    with server.central.database.write() as connection:
        for n in range(3):  # the first one and two later ones
            connection.execute(
                tables.log.insert().values(id=f"{n:032x}", device=device.id, head_seq=0, head_link=bytes(32))
            )
    browser.open(centre_path)
    assert browser.shows("disk set back or copied 2 times")
    browser.send("Revoke this computer")
    assert browser.shows("gets in no more")
    with pytest.raises(Exception, match="device_unknown"):
        device.push()
    # The form was open in another window, too.
    again = browser.client.post(
        f"{centre_path}/revoke", data={"form_key": _form_key(browser), "device": device.id, "act": "revoke"}
    )
    assert "revoked already" in again.text
    assert browser.open("/centres?words=白鹭").shows("白鹭村服务站")
    assert browser.open("/centres?words=%25").shows("No centre is called that.")


def test_a_dossier_is_sent_back_and_approved(browser: Browser, village: Village) -> None:
    seller = village.seller()
    assert "count" in browser.open("/dossiers").text
    browser.open(f"/dossiers/{seller}").send("Send back", reason=" ", field="phone")
    assert (browser.status, browser.shows("Please fill this in.")) == (422, True)
    assert '<option value="phone" selected>' in browser.text
    browser.send("Send back", reason="照片<b>看不清", field="photos")
    assert (browser.path, browser.shows("Sent back.")) == ("/dossiers", True)
    assert state(village, "seller", seller) == "returned"
    browser.open(f"/dossiers/{seller}")
    assert "照片&lt;b&gt;看不清" in browser.text
    second = village.seller()
    browser.open(f"/dossiers/{second}")
    before = browser.text
    browser.send("Approve")
    assert state(village, "seller", second) == "approved"
    # A window that was left open: the state machine says no, in words.
    browser.text, browser.path = before, f"/dossiers/{second}"
    browser.send("Approve")
    assert browser.shows("it is already “verified”")
    browser.open(f"/dossiers/{second}").send("Stop this seller", reason="假货投诉")
    browser.open(f"/dossiers/{second}").send("Let go on")
    assert state(village, "seller", second) == "approved"


def test_a_certificate_is_revoked_and_a_lot_fails(browser: Browser, village: Village) -> None:
    village.listing()
    (certificate,) = village.rows("certificate")
    browser.open("/certificates").open(f"/certificates/{certificate.id}")
    assert browser.shows(certificate.text("number"))
    browser.send("Revoke it", reason=" ")
    assert (browser.status, state(village, "certificate", certificate.id)) == (422, "valid")
    browser.send("Note the failed test", tested_by=" ", note="农残超标")
    assert (browser.status, "农残超标" in browser.text) == (422, True), "what was typed stays"
    browser.open(f"/certificates/{certificate.id}").send("Revoke it", reason="标错了产地")
    assert state(village, "certificate", certificate.id) == "revoked"
    assert browser.shows("标错了产地")
    assert "Revoke it" not in browser.text
    browser.send("Note the failed test", tested_by="县检测站", note="农残超标")
    (test,) = village.rows("lot_test")
    assert (test.data["passed"], test.text("tested_by")) == (False, "县检测站")
    assert browser.shows("县检测站")
    assert browser.open("/certificates?state=revoked").shows(certificate.text("number"))
    assert not browser.open("/certificates").shows(certificate.text("number"))


def test_a_listing_with_photos_goes_on_sale_and_is_bought(browser: Browser, village: Village) -> None:
    listing = village.listing()
    browser.open("/listings").open(f"/listings/{listing}")
    (certificate,) = village.rows("certificate")
    assert browser.shows(certificate.text("number"))
    pictures = re.findall(r'src="(/photos/[^"]+)"', browser.text)
    assert len(pictures) == 3
    picture = browser.client.get(pictures[0])
    assert picture.content.startswith(PICTURE)
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert Browser(browser.central).open(pictures[0]).path == "/sign-in"
    browser.send("Approve")
    browser.open(f"/listings/{listing}").send("Make the order", buyer="城东菜店", quantity="a lot", ship_by_on="x")
    assert (browser.status, "城东菜店" in browser.text) == (422, True)
    browser.send("Make the order", quantity="120", ship_by_on=clock.today())
    assert browser.shows("120 jin")
    assert browser.shows("500 jin not ordered yet")
    (bought,) = village.rows("crop_order")
    assert bought.number("quantity") == 60_000
    browser.send("Withdraw this order", reason="买家改主意")
    assert state(village, "crop_order", bought.id) == "withdrawn"
    browser.open(f"/listings/{listing}").send("Take down", reason="和照片不一样")
    assert state(village, "listing", listing) == "taken_down"


def test_a_file_that_is_no_picture_is_not_shown(browser: Browser, village: Village) -> None:
    listing = village.listing(picture=b"<html><script>alert(1)</script>")
    browser.open(f"/listings/{listing}")
    (first, *_) = re.findall(r'src="(/photos/[^"]+)"', browser.text)
    assert browser.client.get(first).status_code == 404


def test_orders_by_hand(browser: Browser, village: Village) -> None:
    first, second, third, fourth = (village.order() for _ in range(4))
    browser.open(f"/orders/{first}").send("Placed", number="", **{"price-g1": "30.00"})
    assert (browser.status, browser.shows("Please fill this in.")) == (422, True)
    assert 'value="30.00"' in browser.text
    browser.send("Placed", number="JD-1", **{"price-g1": "30.00"})
    assert browser.shows("Placed.")
    browser.open(f"/orders/{second}").send("Ask about the new price", **{"price-g1": "49.90"})
    assert browser.shows("With the new prices it would be ¥134.80.")
    browser.open(f"/orders/{third}").send("Ask about what is not to be had", ticked=("g2",))
    browser.open(f"/orders/{fourth}").send("Refuse the order", reason="卖家停业")
    states = [state(village, "order", order) for order in (first, second, third, fourth)]
    assert states == ["placed", "needs_decision", "needs_decision", "refused"]
    browser.open(f"/orders/{first}").send("Announce the parcels", **{"waybill-0": "YT1", "weight-0": "heavy"})
    assert (browser.status, 'value="YT1"' in browser.text) == (422, True)
    browser.send(
        "Announce the parcels",
        **{"waybill-0": "YT1", "weight-0": "0.9", "waybill-1": "YT2", "van_at": "2026-11-24T10:00"},
    )
    assert browser.shows("YT2")
    browser.open(f"/orders/{first}").send("Give back", amount="10")
    assert browser.shows("¥10.00")
    village.desk.sync()
    assert village.desk.sync().agreed


def test_payers_sellers_and_substitutes_by_hand(browser: Browser, village: Village) -> None:
    third = village.order(substitute=True)
    first = village.order(pay="payer", payer_phone="13900004321")
    browser.open(f"/orders/{first}").send("Placed", number="JD-1")
    assert browser.shows("Somebody else pays for this order")
    assert browser.shows("not paid yet, phone 139 0000 4321")
    browser.send("The money is there")
    assert browser.shows("Paid. It is placed at the next look.")
    browser.send("The seller is stopped", ticked=("g2",), frozen_reason="卖假货")
    assert state(village, "order", first) == "needs_decision"
    browser.open(f"/orders/{third}").send("Placed", number="JD-3", **{"instead-g2": "山泉 雨靴", "price-g2": "36.00"})
    assert browser.shows("Instead comes: 山泉 雨靴")
    assert browser.shows("¥95.80")
    assert state(village, "order", third) == "placed"
    village.desk.sync()
    assert village.desk.sync().agreed


def test_asking_the_marketplace_from_the_page(browser: Browser, village: Village) -> None:
    order = village.order()
    browser.open("/orders").send("Ask the marketplace now")
    assert browser.shows("No order waits.")
    assert state(village, "order", order) == "placed"


def test_a_parcel_without_an_order(browser: Browser, village: Village, centre: str) -> None:  # noqa: F811
    browser.open(f"/centres/{centre}").send("Announce", name="赵六", waybill="SF77", due="12.5", phone="12")
    assert (browser.status, 'value="SF77"' in browser.text) == (422, True)
    browser.send("Announce", phone="13900001111")
    (parcel,) = village.rows("parcel")
    assert (parcel.text("waybill"), parcel.number("due_fen")) == ("SF77", 1250)


def test_long_lists_go_on(browser: Browser, village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.central.console.orders._PAGE", 2)
    for _ in range(5):
        village.order()
    seen: set[str] = set()
    browser.open("/orders")
    for _ in range(3):
        seen |= set(re.findall(r'href="/orders/([0-9a-f]{32})"', browser.text))
        following = re.search(r'href="(\?state=queued&amp;after=[^"]+)"', browser.text)
        if following is None:
            break
        browser.open("/orders" + following[1].replace("&amp;", "&"))
    assert len(seen) == 5


def test_addresses_that_lead_nowhere(browser: Browser) -> None:
    for path in (
        "/nowhere",
        "/orders/x",
        "/orders/%00",
        "/dossiers/" + "0" * 32,
        "/listings/" + "é" * 16,
        "/centres/%ff",
        "/photos/%00/%00",
        "/photos/" + "0" * 32 + "/" + "0" * 64,
    ):
        browser.open(path)
        assert browser.status == 404, path
        assert browser.shows("Not possible"), path
    for path in ("/orders?state=nonsense", "/centres?words=" + "x" * 500):
        assert browser.open(path).status == 422
    for path in ("/orders?after=zzz", "/orders?after=1-2", "/centres?after=%00&words=%00"):
        assert browser.open(path).status == 200
    form_key = _form_key(browser)
    for path in ("/orders/" + "0" * 32, "/dossiers/" + "0" * 32, "/listings/" + "0" * 32):
        for act in ("placed", "approve", "approve-listing", "nonsense", ""):
            answer = browser.client.post(path, data={"form_key": form_key, "act": act, "number": "1", "reason": "\0x"})
            assert answer.status_code == 404, (path, act)


def test_what_stands_in_the_rows_cannot_break_a_page(browser: Browser, server: Server) -> None:
    """Rows of another version lack fields, or hold something that nobody expects."""
    from tests.central.raw_device import body

    device = RawDevice(server, new_centre(server.central))
    device.push(
        body([["order", 0, {"state": "queued"}]]),
        body([["order", 0, {"state": "hibernating", "pay": "shells"}], ["order_line", 1, {"order_id": ""}]]),
        body([["seller", 0, {"state": "submitted", "kind": "<b>"}]]),
        body([["listing", 0, {"state": "queued", "title": "<script>", "sale_unit": "barrel"}]]),
        body([["listing", 0, {"state": "live"}]]),
    )
    for path in ("/orders", "/dossiers", "/listings", "/listings?state=live"):
        browser.open(path)
        assert (browser.status, "<script>" in browser.text) == (200, False), path
        for link in re.findall(r'href="(/(?:orders|dossiers|listings)/[0-9a-f]{32})"', browser.text):
            assert browser.open(link).status == 200, link
            browser.open(path)


def test_acts_name_who_did_them(browser: Browser, village: Village) -> None:
    order = village.order()
    place_waiting(browser.central.database, SimulatedMarketplace())
    browser.open(f"/orders/{order}").send("Give back", amount="1")
    event, staff = tables.event, tables.staff
    with browser.central.database.read() as connection:
        last = connection.execute(
            select(event.c.body).order_by(event.c.taken_at.desc(), event.c.position.desc())
        ).first()
        who = connection.execute(select(staff.c.id)).scalar_one()
    assert last is not None
    assert json.loads(bytes(last.body))["by"] == who


def test_a_dossier_shows_all_that_was_asked_and_nothing_that_was_taken_back(browser: Browser, village: Village) -> None:
    files = desk_files(village.desk.store)
    form = dataclasses.replace(
        next(iter(seller_forms(1, seed=91))),
        plots=(PlotForm("屋后<b>", tenure="rented", place="30.1234,119.5678", sketch=files.put(b"a sketch")),),
        nickname="老张",
        relation="head",
        village_code="330112108230",
        village_edition="2023",
        way="thumb",
        witness="王秀兰",
        signed=Signed(b"a thumb's mark"),
        photos=(("id_front", files.put(b"a card")),),
    )
    with village.desk.store.write(by=BY) as s:
        person_id = take_on_seller(s, form, files, check_same=False)
        second = add_person(s, PersonForm(name="张建国二"))
        join_people(s, person_id, second)
        add_plot(s, second, PlotForm("河边", 900, "水稻"))
    village.desk.sync()
    (seller,) = village.rows("seller")
    browser.open(f"/dossiers/{seller.id}")
    for words in ("屋后&lt;b&gt;", "30.123400, 119.567800", "老张", "330112108230", "2023", "王秀兰", "河边"):
        assert words in browser.text, words
    assert "ID card, front" in browser.text
    assert "Sketch of a plot" in browser.text
    with village.desk.store.write(by=BY) as s:
        withdraw_consent(s, person_id, Purpose.ID_IMAGE)
        withdraw_consent(s, person_id, Purpose.BANK_ACCOUNT)
    village.desk.sync()
    browser.open(f"/dossiers/{seller.id}")
    assert "ID card, front" not in browser.text
    assert "Payout account</span>" not in browser.text
