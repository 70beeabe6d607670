"""The pages for seasons, certificates, mixing and splitting, and the way of a lot, worked on real widgets."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.store.people_of_a_village import central_sets
from tests.store.produce_room import TODAY, Farm, farm, harvest, paper, spray
from villagedesk import i18n
from villagedesk.desktop.certificates.lot import LotCertificateScreen
from villagedesk.desktop.certificates.row import CertificateCard
from villagedesk.desktop.certificates.screen import CertificatesScreen
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.lot import LotScreen
from villagedesk.desktop.produce.stock import StockScreen
from villagedesk.desktop.produce.today import cards
from villagedesk.desktop.produce.trace import TraceScreen
from villagedesk.desktop.seasons.screen import SeasonsScreen
from villagedesk.desktop.seasons.season import SeasonScreen
from villagedesk.desktop.widgets import RowCard
from villagedesk.domain.labels import Kind
from villagedesk.domain.lot_moves import LotMove
from villagedesk.domain.sellers import Seller
from villagedesk.store import Store, WriteSession, action, new_row, print_queue
from villagedesk.store.certificates import certificates_of, issue_certificate
from villagedesk.store.crops import balance, lots_of, mix_lots
from villagedesk.store.seasons import season_page, seasons_of
from villagedesk.store.verify import by_code

Trail = list[tuple[str, dict[str, object]]]
Said = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: TODAY)


@pytest.fixture
def of(store: Store, operator: str) -> Farm:
    return farm(store, operator)


def shown(qtbot: QtBot, page: QWidget, **params: object) -> None:
    qtbot.addWidget(page)
    page.retranslate()  # type: ignore[attr-defined]
    page.resize(1170, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.desk.bus.changed.connect(page.on_changed)  # type: ignore[attr-defined]  # as the window does
    page.open(**params)  # type: ignore[attr-defined]


def titles(page: QWidget) -> str:
    """Everything that stands on a page."""
    from villagedesk.desktop.widgets import Text

    return "\n".join(text.text() for text in page.findChildren(Text) if text.isVisibleTo(page))


def test_a_season_is_begun_by_keys(qtbot: QtBot, desk: Desk, store: Store, of: Farm, went: Trail) -> None:
    page = SeasonsScreen(desk)
    shown(qtbot, page, person_id=of.person_id)
    assert "猕猴桃 徐香" in titles(page)
    QTest.keyClick(page, Qt.Key.Key_F10)
    assert page.sown_on.line.text() == "Please fill this in."
    page.crop.set_text("山核桃")
    page.sown_on.set_text("2026-03-01")
    page.area.set_text("1.2")
    page.expected.set_text("900")
    QTest.keyClick(page, Qt.Key.Key_F10)
    ((place, _params),) = went
    assert place == "season"
    with store.read() as s:
        row = next(one for one in seasons_of(s, of.person_id) if one.crop == "山核桃")
    assert (row.area, row.expected) == (1200, 450_000)


def test_the_log_tells_from_when_the_harvest_is_lawful(
    qtbot: QtBot, desk: Desk, store: Store, of: Farm, said: Said
) -> None:
    page = SeasonScreen(desk)
    shown(qtbot, page, season_id=of.season_id)
    assert "Ask the farmer when he last sprayed" in page.lawful.text()
    for field, text in ((page.log.product, "苦参碱水剂"), (page.log.dose, "1000 倍液"), (page.log.licence, "农药 12")):
        field.set_text(text)
    page.log.used_on.set_text("2026-11-20")
    QTest.keyClick(page, Qt.Key.Key_F10)
    assert "If it asks for none, type 0" in page.log.interval.line.text()
    page.log.interval.set_text("14")
    QTest.keyClick(page, Qt.Key.Key_F10)
    assert page.lawful.text().startswith("Lawful to harvest from")
    assert said[-1][0] == "wait"
    assert "Licence numbers of this kind do not look like this" in said[-1][1]
    with store.read() as s:
        (use,) = season_page(s, of.season_id).uses
    page._ask_why(use.id)
    page.on_strike()
    assert page.why.line.text() == "Please fill this in."
    page.why.set_text("记错地块")
    page.on_strike()
    assert "struck: 记错地块" in titles(page)
    assert "Ask the farmer" in page.lawful.text()


def test_a_harvest_is_set_against_the_land(qtbot: QtBot, desk: Desk, store: Store, of: Farm, went: Trail) -> None:
    page = SeasonScreen(desk)
    shown(qtbot, page, season_id=of.season_id)
    page.harvest.quantity.field.edit.setFocus()
    QTest.keyClicks(page.harvest.quantity.field.edit, "20000")
    assert "3.2 mu can grow about 14,400 jin" in page.harvest._land.text()
    assert "neighbour's harvest" in page.harvest._land.text()
    page.harvest.quantity.field.edit.selectAll()
    QTest.keyClicks(page.harvest.quantity.field.edit, "780")
    assert "neighbour" not in page.harvest._land.text()
    page.harvest.save.click()
    assert [place for place, _ in went] == ["lot"]
    with store.read() as s:
        (lot,) = lots_of(s, of.seller_id)
    assert (lot.quantity, lot.product, lot.harvested_on) == (390_000, "猕猴桃", TODAY)
    page.on_end()
    with store.read() as s:
        assert season_page(s, of.season_id).row.actual == 390_000


def test_a_certificate_is_issued_printed_and_revoked(
    qtbot: QtBot, desk: Desk, store: Store, of: Farm, operator: str, said: Said
) -> None:
    lot_id = harvest(store, operator, of)
    page = LotCertificateScreen(desk)
    shown(qtbot, page, lot_id=lot_id)
    assert (page.quantity.text(), page.issuer.text(), page.contact.text()) == ("780", "张建国", "13900000001")
    page.basis.set_values(["own_test"])
    QTest.keyClick(page, Qt.Key.Key_F10)
    assert page.basis_line.text().startswith("No test of this lot was passed")
    page.basis.set_values(["quality_control"])
    page.quantity.set_text("900")
    QTest.keyClick(page, Qt.Key.Key_F10)
    assert "That much is not left" in page.quantity.line.text()
    page.quantity.set_text("780")
    QTest.keyClick(page, Qt.Key.Key_F10)
    with store.read() as s:
        (made,) = certificates_of(s, lot_id)
    (card,) = page.findChildren(CertificateCard)
    card.copies.set_text("12")
    card.pack.set_text("5")
    card.on_label()
    card.sheet.click()
    with store.read() as s:
        jobs = print_queue.jobs(s.connection())
    assert [(job.paper, job.copies) for job in jobs] == [("certificate_sheet", 1), ("certificate_label", 12)]
    card.on_revoke()
    assert card.reason.line.text() == "Please say why."
    card.reason.set_text("写错了")
    card.on_revoke()
    assert made.number in titles(page)
    with store.read() as s:
        assert [one.state for one in certificates_of(s, lot_id)] == ["revoked"]
    assert said[-1][0] == "info"
    page.open(certificate_id=made.id)
    assert page.lot_id == lot_id


def test_what_is_not_allowed_says_from_when(qtbot: QtBot, desk: Desk, store: Store, of: Farm, operator: str) -> None:
    spray(store, operator, of.season_id, "2026-11-10", 14)
    lot_id = harvest(store, operator, of, harvested_on="2026-11-18")
    page = LotCertificateScreen(desk)
    shown(qtbot, page, lot_id=lot_id)
    assert "from 2026-11-24 on" in titles(page)
    assert not page.save.isVisible()
    with store.write(by="central") as s:
        central_sets(s, Seller, of.seller_id, state="frozen")
    page.refresh()
    assert "stopped 张建国" in titles(page)
    lot = LotScreen(desk)
    shown(qtbot, lot, lot_id=lot_id)
    assert lot.way.pill.text() == "none possible"


def test_a_quick_test_is_kept_and_stands(
    qtbot: QtBot, desk: Desk, store: Store, of: Farm, operator: str, said: Said
) -> None:
    lot_id = harvest(store, operator, of)
    page = LotCertificateScreen(desk)
    shown(qtbot, page, lot_id=lot_id)
    page.papers.on_save()
    assert page.papers.inhibition.line.text()
    page.papers.inhibition.set_text("72")
    page.papers.on_save()
    assert said[-1][0] == "act"
    assert "The test of 2026-11-23 failed" in titles(page)
    page.papers.what.button("laboratory").click()
    page.papers.on_save()
    page.papers.tested_by.set_text("县检测站")
    page.papers.verdict.set_value("passed")
    page.papers.on_save()
    assert "cleared by a laboratory" in "\n".join(
        pill.text() for pill in page.findChildren(QWidget) if hasattr(pill, "set") and hasattr(pill, "text")
    )
    page.papers.what.button("paper").click()
    page.papers.number.set_text("HGZ-9")
    page.papers.issuer.set_text("李秀英")
    page.papers.product.set_text("猕猴桃")
    page.papers.on_save()
    assert "HGZ-9" in titles(page)


def test_a_lot_is_split_mixed_and_lost(
    qtbot: QtBot, desk: Desk, store: Store, of: Farm, operator: str, went: Trail
) -> None:
    lot_id, other = harvest(store, operator, of), harvest(store, operator, of)
    page = StockScreen(desk)
    shown(qtbot, page, lot_id=lot_id)
    page.parts.set_text("50 x")
    page.split.click()
    assert page.parts.line.text()
    page.parts.set_text("900")
    page.split.click()
    assert "not that much left" in page.parts.line.text()
    page.parts.set_text("50 30")
    QTest.keyClick(page, Qt.Key.Key_F10)
    assert "700 jin are free" in page.sum.text()
    page.lost.set_text("20")
    page.lose.click()
    assert page.lost.line.text() == "Please say why."
    page.reason.set_value("rotten")
    page.lose.click()
    assert "lost 20 jin" in page.sum.text()
    page.mates.set_value(other)
    page.mine.set_text("100")
    page.other.set_text("100")
    page.mix.click()
    ((place, params),) = went
    assert place == "lot"
    with store.read() as s:
        assert balance(s.connection(), str(params["lot_id"])).quantity == 100_000
        assert balance(s.connection(), lot_id).free == 290_000


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_way_of_a_lot_on_one_page(
    qtbot: QtBot, desk: Desk, store: Store, of: Farm, operator: str, went: Trail, language: str
) -> None:
    lot_id, other = harvest(store, operator, of), harvest(store, operator, of)
    with store.write(by=operator) as s:
        mixed = mix_lots(s, [(lot_id, 10_000), (other, 10_000)])
        certificate_id = issue_certificate(s, mixed, paper(20_000))
    i18n.set_language(language)
    page = TraceScreen(desk)
    shown(qtbot, page, kind=int(Kind.CERTIFICATE), id=certificate_id)
    text = titles(page)
    for words in ("张建国", "猕猴桃 徐香", "20261123-101", "20261123-103", "王秀兰"):
        assert words in text, words
    rows: list[RowCard] = [row for row in page.findChildren(RowCard) if row.button is not None]
    rows[0].button.click()  # type: ignore[union-attr]
    assert went == [("farmer", {"person_id": of.person_id})]
    listed = CertificatesScreen(desk)
    shown(qtbot, listed)
    assert certificate_id in {one.id for one in listed._found}
    with store.read() as s:
        from villagedesk.domain.short_code import short_code

        assert [one.kind for one in by_code(s, short_code(certificate_id))] == [Kind.CERTIFICATE]


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_cut_off_with_data_in_it(
    qtbot: QtBot, desk: Desk, store: Store, of: Farm, operator: str, dress: Callable[[int], None], percent: int
) -> None:
    from tests.desktop.test_screens import cut_off

    spray(store, operator, of.season_id, "2026-11-10", 14, licence_no="农药 12")
    lot_id = harvest(store, operator, of, harvested_on="2026-11-18")
    harvest(store, operator, of)
    dress(percent)
    for language in ("zh_CN", "en"):
        i18n.set_language(language)
        for build, params in (
            (SeasonScreen, {"season_id": of.season_id}),
            (SeasonsScreen, {"person_id": of.person_id}),
            (LotCertificateScreen, {"lot_id": lot_id}),
            (StockScreen, {"lot_id": lot_id}),
            (TraceScreen, {"kind": int(Kind.LOT), "id": lot_id}),
            (LotScreen, {"lot_id": lot_id}),
        ):
            page = build(desk)  # type: ignore[operator]
            shown(qtbot, page, **params)
            qtbot.wait(60)
            assert page.horizontalScrollBar().maximum() == 0, (language, build)
            assert not list(cut_off(page)), (language, build)
            page.close()


def test_today_tells_of_a_lot_that_two_computers_took_from(store: Store, of: Farm, operator: str) -> None:
    lot_id = harvest(store, operator, of)
    with store.read() as s:
        assert cards(s) == []
    with store.write(by="central") as s:
        another_computer_takes(s, lot_id)
    with store.read() as s:
        (card,) = cards(s)
    assert (card.title, card.place, card.params) == ("1 lot has to be counted", "lot_stock", {"lot_id": lot_id})


@action
def another_computer_takes(s: WriteSession, lot_id: str) -> None:
    for _ in range(2):
        new_row(s, LotMove(from_lot=lot_id, quantity=200_000, kind="lost", reason="rotten"))
