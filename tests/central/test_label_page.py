"""The page behind a label's square: it says what the signature proves, and what not; nothing altered is accepted."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlmodel import select

from tests.central.browser import Browser
from tests.central.village import BY, PICTURE, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central import certificates as central_certificates
from villagedesk.central.dossiers import freeze_seller
from villagedesk.central.serve import Server
from villagedesk.domain.certificates import CertificateForm
from villagedesk.domain.crops import HarvestLot, LotForm
from villagedesk.domain.label_address import split
from villagedesk.domain.labels import Verdict
from villagedesk.domain.short_code import short_code
from villagedesk.errors import NotFound, Refused
from villagedesk.store import print_queue
from villagedesk.store.certificates import allowed, issue_certificate, print_certificate, revoke_certificate
from villagedesk.store.crops import lot_page, record_lot, split_lot
from villagedesk.store.labels import check_label
from villagedesk.store.listings import end_listing


@dataclass
class Label:
    """One certificate on paper: its id, its lot, the text of its square, and the path a phone opens."""

    id: str
    lot_id: str
    text: str

    @property
    def path(self) -> str:
        return "/" + self.text.partition("://")[2].partition("/")[2]


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def phone(village: Village) -> Browser:
    """A city buyer's phone, which reaches central under the address on the label."""
    browser = Browser(village.server.central)
    browser.client.headers["host"] = village.server.url.partition("://")[2]
    return browser


def certified(village: Village, **facts: str) -> Label:
    village.listing(certified=False)
    with village.desk.store.read() as s:
        first = s.exec(select(HarvestLot)).one()
    lot_id = first.id
    if facts:
        with village.desk.store.write(by=BY) as s:
            lot_id = record_lot(
                s,
                LotForm(
                    seller_id=first.seller_id,
                    product="猕猴桃",
                    quantity=50_000,
                    harvested_on=clock.today(),
                    **facts,  # type: ignore[arg-type]
                ),
            )
    with village.desk.store.write(by=BY) as s:
        form = CertificateForm(5_000, "白鹭村 三组", "张建国", "13900000001", ("quality_control",))
        certificate_id = issue_certificate(s, lot_id, form)
        job = print_certificate(s, certificate_id)
    with village.desk.store.read() as s:
        text = print_queue.paper_of(s.connection(), job).qr  # type: ignore[union-attr]
    return Label(certificate_id, lot_id, text)


def test_a_phone_sees_what_the_label_says_and_what_that_proves(village: Village, phone: Browser) -> None:
    label = certified(village)
    village.desk.sync()
    phone.open(label.path)
    for words in ("Genuine", "猕猴桃", "张建国", "白鹭村 三组", "承诺达标合格证", "Quality control as required"):
        assert phone.shows(words), words
    assert phone.shows("What the signature proves")
    assert phone.shows("a label can be copied")
    assert phone.shows("never looked up before")
    for private in ("13900000001", label.id, label.lot_id):
        assert private not in phone.text
    assert f"/v/{short_code(label.lot_id)}/picture" in phone.text
    assert phone.client.get(f"/v/{short_code(label.lot_id)}/picture").status_code == 200
    picture = phone.client.get(f"/v/{short_code(label.id)}/picture")
    assert (picture.status_code, picture.content.startswith(PICTURE)) == (200, True)


def test_looks_are_counted_and_told(village: Village, phone: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    label = certified(village)
    village.desk.sync()
    now = clock.now_ms()
    for look in range(3):
        monkeypatch.setattr("villagedesk.clock.now_ms", lambda at=now + look * 60_000: at)
        phone.open(label.path)
    assert phone.shows("looked up 3 times, first on")
    phone.open(label.path)
    assert phone.shows("looked up 3 times")


def test_before_the_village_has_a_line_the_signature_holds(village: Village, phone: Browser) -> None:
    label = certified(village)
    phone.open(label.path)
    assert phone.shows("Genuine")
    assert phone.shows("has not sent its papers yet")


@pytest.mark.parametrize("place", [5, 40, -3])
def test_an_altered_label_is_never_genuine(village: Village, phone: Browser, place: int) -> None:
    label = certified(village)
    village.desk.sync()
    prefix = split(label.text).prefix  # type: ignore[union-attr]
    body = label.text.removeprefix(prefix)
    altered = body[:place] + ("A" if body[place] != "A" else "B") + body[place:][1:]
    phone.open("/V/" + altered)
    assert not phone.shows("Genuine")
    phone.client.headers["host"] = "cheap-fruit.example"
    phone.open(label.path)
    assert phone.shows("Forged or changed")


def test_revoked_and_stopped_are_said(village: Village, phone: Browser) -> None:
    label = certified(village)
    village.desk.sync()
    with village.server.central.database.write() as connection:
        (seller,) = village.rows("seller")
        freeze_seller(connection, seller.id, "查证中")
    phone.open(label.path)
    assert phone.shows("stopped this seller")
    with village.desk.store.write(by=BY) as s:
        revoke_certificate(s, label.id, "用药记录有误")
    village.desk.sync()
    phone.open(label.path)
    assert phone.shows("Withdrawn")
    assert phone.shows("用药记录有误")
    assert central_certificates.publish_revocations(village.server.central.database) == 1
    assert central_certificates.publish_revocations(village.server.central.database) == 0
    (row,) = village.rows("revocation")
    assert row.text("mark") == label.id


def test_other_centres_hear_of_it_and_say_so_offline(
    village: Village,
    make_desk: Callable[[str], Desk],  # noqa: F811
) -> None:
    label = certified(village)
    village.desk.sync()
    other = make_desk("two")
    other.sync()
    with other.store.read() as s:
        assert check_label(s, label.text).verdict is Verdict.VALID
    with village.server.central.database.write() as connection:
        central_certificates.revoke_certificate(connection, label.id, "抽检不合格")
        with pytest.raises(Refused):
            central_certificates.revoke_certificate(connection, label.id, "again")
    other.sync()
    with other.store.read() as s:
        assert check_label(s, label.text).verdict is Verdict.REVOKED


def test_a_failed_lot_takes_its_parts_along_and_a_laboratory_clears_it(village: Village) -> None:
    label = certified(village)
    with village.desk.store.write(by=BY) as s:
        end_listing(s, lot_page(s, label.lot_id).listings[0].id)
    with village.desk.store.write(by=BY) as s:
        (part,) = split_lot(s, label.lot_id, [9_000])
        form = CertificateForm(9_000, "白鹭村 三组", "张建国", "13900000001", ("quality_control",))
        of_part = issue_certificate(s, part, form)
    village.desk.sync()
    with village.server.central.database.write() as connection:
        test_id = central_certificates.fail_lot(connection, label.lot_id, "县检测站", "毒死蜱超标")
    village.desk.sync()
    with village.desk.store.read() as s:
        assert [no.code for no in allowed(s, part)][:1] == ["certificate_test_failed"]
    assert {row.text("state") for row in village.rows("certificate")} == {"revoked"}
    assert of_part in {row.text("mark") for row in village.rows("revocation")}
    with village.server.central.database.write() as connection:
        with pytest.raises(Refused):
            central_certificates.clear_lot(connection, label.lot_id, "0" * 32, "市检测中心")
        central_certificates.clear_lot(connection, label.lot_id, test_id, "市检测中心")
        with pytest.raises(NotFound):
            central_certificates.fail_lot(connection, "0" * 32, "县检测站")
    village.desk.sync()
    with village.desk.store.read() as s:
        assert allowed(s, part) == []


def test_a_digital_link_is_judged_with_its_goods_and_lot(village: Village, phone: Browser) -> None:
    label = certified(village, gtin="09506000134352")
    village.desk.sync()
    assert "/01/09506000134352/10/" in label.path
    phone.open(label.path)
    assert phone.shows("Genuine")
    phone.open(label.path.replace("09506000134352", "09506000134369"))
    assert phone.shows("Forged or changed")
    phone.open("/01/09506000134352/10/X")
    assert phone.shows("Not one of our labels")


def test_a_typed_code_finds_and_proves_nothing(village: Village) -> None:
    phone = Browser(village.server.central)
    label = certified(village)
    village.desk.sync()
    code = short_code(label.id)
    phone.open("/v").send("Look up", code=f" {code[:4].lower()} {code[4:].lower()} ")
    assert phone.path == f"/v/{code}"
    assert phone.shows("A typed code only finds")
    assert phone.shows("承诺达标合格证")
    assert not phone.shows("Genuine")
    phone.open(f"/v/{short_code(label.lot_id)}")
    assert phone.shows("猕猴桃")
    phone.open("/v/00000000")
    assert phone.shows("No label with this code is known")
    phone.open("/v").send("Look up", code="12")
    assert phone.shows("code")
    phone.open("/v").send("Look up", code=label.text)
    assert phone.shows("Genuine")


def test_a_lot_label_leads_to_the_page_too(village: Village, phone: Browser) -> None:
    label = certified(village)
    village.desk.sync()
    with village.desk.store.read() as s:
        text = lot_page(s, label.lot_id).label
    phone.open("/" + text.partition("://")[2].partition("/")[2])
    assert phone.shows("Genuine")


def test_guessing_gets_slow(village: Village, phone: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.central.console.labels._FREE_HERE", 3)
    for _ in range(5):
        phone.open("/v/00000000")
    assert not phone.shows("No label with this code is known")
    assert phone.client.get("/v/00000000/picture").status_code == 404


def test_whatever_is_sent_gets_a_page(phone: Browser) -> None:
    for path in ("/V/" + "A" * 700, "/V/" + "%00" * 50, "/v/中文", "/V/$$$", "/v/..%2f", "/01/x/10/y?S=%ff"):
        assert phone.client.get(path).status_code < 500
