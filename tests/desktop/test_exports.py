"""Every list goes to a file: the button is on its page, each of its tables has the rows, and nothing in it can be run."""

import csv
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.desktop.counter import open_window
from villagedesk import clock, i18n
from villagedesk.desktop import navigation
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.exports import EXPORTS, counter, produce, tables
from villagedesk.desktop.exports.tables import ListExport
from villagedesk.desktop.lists import LISTS
from villagedesk.desktop.main_window import MainWindow
from villagedesk.desktop.reports import save
from villagedesk.desktop.reports.save import ExportButton
from villagedesk.domain.assets import Asset
from villagedesk.domain.bills import Bill
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.cash_day import CashDay, Deposit
from villagedesk.domain.certificates import Certificate
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.fakes import FakeReport
from villagedesk.domain.listings import Listing
from villagedesk.domain.orders import Order, OrderLine
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import Person, Plot
from villagedesk.domain.returns import Return
from villagedesk.domain.sales import CropAllocation, CropOrder, CropPayout
from villagedesk.domain.seasons import CropSeason
from villagedesk.domain.sellers import Seller
from villagedesk.domain.tickets import Ticket
from villagedesk.domain.training import TrainingClass
from villagedesk.store import Store, WriteSession, action, new_row
from villagedesk.store.prices import import_prices

EVIL = '=HYPERLINK("http://example.invalid","a")'
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def filled(entity: Callable[..., Any], **facts: Any) -> Any:
    """A row with a formula in every text that is not said otherwise, and a number in every number."""
    values: dict[str, Any] = {}
    for name, info in entity.model_fields.items():  # type: ignore[attr-defined]
        if name in ("id", "created_at", "created_by", "extra"):
            continue
        if info.is_required():
            values[name] = EVIL if "str" in str(info.annotation) else 1
    return entity(**{**values, **facts})


@action
def full_of_formulas(s: WriteSession) -> None:
    """One row in every list."""
    now, today = clock.now_ms(), clock.today()
    person = new_row(s, filled(Person, phone="=139", village_group=EVIL, nickname="@x")).id
    seller = new_row(s, filled(Seller, person_id=person, kind="own_produce")).id
    plot = new_row(s, filled(Plot, person_id=person, name="＝1")).id
    season = new_row(s, filled(CropSeason, person_id=person, plot_id=plot, sown_on=today, area=1000)).id
    lot = new_row(s, filled(HarvestLot, seller_id=seller, sale_unit="jin", season_id=season, harvested_on=today)).id
    new_row(s, filled(Listing, lot_id=lot, sale_unit="jin", refuse_reason="+1"))
    new_row(s, filled(Certificate, lot_id=lot, sale_unit="jin", issued_on=today, basis="test"))
    sale = new_row(s, filled(CropOrder, lot_id=lot, sale_unit="jin", ship_by_on=today)).id
    part = filled(
        CropAllocation, order_id=sale, lot_id=lot, seller_id=seller, state="settled", net_fen=5, settled_at=now
    )
    new_row(s, part)
    new_row(s, filled(CropPayout, person_id=person, seller_id=seller, account="-1", reference="=2"))
    order = new_row(s, filled(Order, person_id=person, pay="prepaid", confirmed_at=now, expires_at=now)).id
    due = {"pay": "on_delivery", "state": "arrived", "confirmed_at": now, "expires_at": now, "total_fen": 500}
    new_row(s, filled(Order, person_id=person, **due))
    back = {"pay": "cash", "state": "refused", "confirmed_at": now, "expires_at": now, "total_fen": 500}
    paid = new_row(s, filled(Order, person_id=person, **back)).id
    new_row(s, filled(CashEntry, order_id=paid, person_id=person, kind="order", drawer=1, number=3, amount_fen=500))
    line = new_row(s, filled(OrderLine, order_id=order, position=1)).id
    new_row(s, filled(Parcel, person_id=person, order_id=order, state="on_shelf", arrived_at=now))
    facts = {"person_id": person, "order_id": order, "reason": "broken", "asked_at": now, "deadline_at": now}
    new_row(s, filled(Return, **facts))
    new_row(s, filled(FakeReport, person_id=person, order_line_id=line, taken_at=now, deadline_at=now))
    new_row(s, filled(Asset, state="in_use", place="=1"))
    s.connection().exec_driver_sql("INSERT INTO line_day VALUES (?, 1, 1, 1, 1, 1, 1)", (today,))
    new_row(s, filled(Ticket, opened_at=now, due_on=today))
    new_row(s, filled(Bill, person_id=person, kind="power", holder=EVIL, reference="=9", taken_at=now))
    new_row(s, filled(CashEntry, person_id=person, kind="opening", note="@note", drawer=1, number=1))
    new_row(s, filled(CashEntry, kind="other_in", note="x", drawer=1, number=2, account="float", amount_fen=-5))
    new_row(s, filled(Deposit, state="banked", banked_at=now, packed_at=now, count="{}"))
    new_row(
        s, filled(CashDay, day=today, opening_count="{}", closing_count="{}", state="closed", difference_reason="-a")
    )


@action
def class_of_formulas(s: WriteSession) -> None:
    """A class is a scope of its own."""
    new_row(s, filled(TrainingClass))


@pytest.fixture
def window(desk: Desk, store: Store, operator: str, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    with store.write(by=operator) as s:
        full_of_formulas(s)
    with store.write(by=operator) as s:
        class_of_formulas(s)
    table = tmp_path / "prices.csv"
    table.write_text(
        "品名,最低价,平均价,最高价,规格,单位,发布日期\n猕猴桃,3.0,3.2,3.4,,公斤,2016-05-01\n", encoding="utf-8"
    )
    import_prices(store, table, "=market")
    return open_window(desk, qtbot)


def asked_for(
    window: MainWindow, place: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, ExportButton]:
    """The file that this page's button is going to write, and the button."""
    written = folder / "list.csv"
    monkeypatch.setattr(save, "ask_new_file", lambda *_asked: written)
    window.go(place)
    page = window.page()
    assert page is not None
    (button,) = page.findChildren(ExportButton)
    return written, button


@pytest.mark.parametrize("place", [*EXPORTS, "farmers"])
def test_a_list_goes_to_a_file_and_nothing_in_it_can_be_run(
    window: MainWindow, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    written, button = asked_for(window, place, tmp_path, monkeypatch)
    assert "Ctrl+E" in button.text()
    QTest.keyClick(window.page(), Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(written.exists, timeout=3000)
    tables: list[list[list[str]]] = [[]]
    for row in csv.reader(written.open(encoding="utf-8-sig", newline="")):
        tables[-1].append(row) if row else tables.append([])
    for table in tables:
        assert [len(row) for row in table if len(row) > 1][1:], (place, "the list has a row")
        for cell in (cell for row in table for cell in row):
            assert not cell.startswith(FORMULA) or cell.lstrip("-").replace(".", "").isdigit(), (place, cell)
    if place not in ("cash_days", "line_log"):
        assert "'" in written.read_text(encoding="utf-8-sig"), "what looked like a formula came, marked as words"


def test_the_tables_and_the_button_speak_the_language_of_the_moment(window: MainWindow, store: Store) -> None:
    window.go("produce")
    page = window.page()
    assert page is not None
    (button,) = page.findChildren(ExportButton)
    with store.read() as s:
        english = [one.sheet(s, page).title for one in EXPORTS["produce"]]
        i18n.set_language("zh_CN")
        chinese = [one.sheet(s, page) for one in EXPORTS["produce"]]
    button.retranslate()
    assert english == ["Lots", "Offers"]
    assert [one.title for one in chinese] == ["农产品批次", "上架商品"]
    assert all(not column.title.isascii() for one in chinese for column in one.columns)
    assert "存成文件" in button.text()


def test_every_page_that_shows_a_list_has_its_file() -> None:
    assert set(EXPORTS) == LISTS
    own = {"farmers", "reports", "commission"}
    assert own | LISTS <= {place.name for place in navigation.SCREENS}
    # Lists of the program's own doings are none to take along: what waits to be sent or printed, who may work here.
    doings = {"sync", "held", "prints", "operators", "goods", "imports", "visits"}
    for place in navigation.SCREENS:
        module = import_module(place.factory.split(":")[0])
        shows_a_table = any(name in vars(module) for name in ("DataTable", "LotTable"))
        if shows_a_table and place.name not in own | doings | {"passbook", "farmer", "settle"}:
            assert place.name in LISTS, f"{place.name}: give it its columns in desktop/exports"


def test_a_file_is_stopped_by_the_same_button_and_a_cut_list_says_so(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    written, button = asked_for(window, "produce", tmp_path, monkeypatch)
    kept = save.export
    seen: list[str] = []

    def slowly(path: Path, sheets: Any, progress: Any, cancelled: Any) -> Path:
        progress(3, 10)
        seen.append(button.text())
        if not seen[1:]:
            button.click()
        assert cancelled() is (len(seen) == 1)
        return kept(path, sheets, progress, cancelled) if len(seen) > 1 else kept(path, sheets * 200, None, cancelled)

    monkeypatch.setattr(save, "export", slowly)
    said: list[str] = []
    monkeypatch.setattr(window.desk.bus, "say", lambda words, _tone="": said.append(words))
    button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=3000)
    assert "30" in seen[0]
    assert said == ["Stopped. No file was written."]
    assert not written.exists()
    monkeypatch.setattr(tables, "MOST_IN_A_FILE", 1)
    button.click()
    qtbot.waitUntil(lambda: len(said) == 2, timeout=3000)
    assert "the newest 1 rows; there are more" in said[1]
    assert "To a file" in button.text()


def test_a_file_is_stopped_while_its_list_is_read(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Ten years of orders are read for half a minute before the first row is written."""
    written, button = asked_for(window, "produce", tmp_path, monkeypatch)
    seen: list[str] = []
    said: list[str] = []
    pressed = Event()
    monkeypatch.setattr(window.desk.bus, "say", lambda words, _tone="": said.append(words))

    def long(session: Any, told: Any) -> list[Any]:
        told(5000)
        assert pressed.wait(3)
        told(10_000)
        raise AssertionError("it was stopped")

    def press(*_rows: int) -> None:
        seen.append(button.text())
        button.click()
        pressed.set()

    button._progress.connect(press)
    monkeypatch.setattr(button, "_sheets", long)
    button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=3000)
    assert "5,000 read" in seen[0]
    assert said == ["Stopped. No file was written."]
    assert not written.exists()
    assert "To a file" in button.text()


@action
def a_second_of_each(s: WriteSession) -> None:
    """What long lists begin to be with: two rows each."""
    now, today = clock.now_ms(), clock.today()
    person = new_row(s, filled(Person, name="李秀英")).id
    seller = new_row(s, filled(Seller, person_id=person, kind="own_produce")).id
    plot = new_row(s, filled(Plot, person_id=person)).id
    new_row(s, filled(CropSeason, person_id=person, plot_id=plot, sown_on=today, area=1000))
    lot = new_row(s, filled(HarvestLot, seller_id=seller, code="20261118-109", sale_unit="jin", harvested_on=today)).id
    new_row(s, filled(Listing, lot_id=lot, sale_unit="jin"))
    new_row(s, filled(Certificate, lot_id=lot, number="20261118-AB", sale_unit="jin", issued_on=today, basis="test"))
    new_row(s, filled(CropOrder, lot_id=lot, sale_unit="jin", ship_by_on="2099-01-01"))
    new_row(s, filled(CropPayout, person_id=person, seller_id=seller))
    facts = {"pay": "prepaid", "confirmed_at": now, "expires_at": now}
    new_row(s, filled(Order, person_id=person, number="1118-102", **facts))
    new_row(s, filled(Bill, person_id=person, number="B-2", kind="power", taken_at=now))
    for _ in range(2):  # announced in one moment
        new_row(s, filled(Parcel, person_id=person, state="announced"))


LONG = [
    one for module in (produce, counter) for one in vars(module).values() if isinstance(one, ListExport) and one.part
]


def test_a_long_list_goes_to_its_file_whole_in_parts(
    window: MainWindow, store: Store, operator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write(by=operator) as s:
        a_second_of_each(s)
    with store.read() as s:
        whole = {one.title: one.sheet(s, None) for one in LONG}
        for module in (tables, produce, counter):
            monkeypatch.setattr(module, "MOST", 1)
        parts = {one.title: one.sheet(s, None) for one in LONG}
        monkeypatch.setattr(tables, "MOST_IN_A_FILE", 1)
        cut = {one.title: one.sheet(s, None) for one in LONG}
    assert {"Parcels", "Lots", "Offers", "Seasons", "Buyers' orders", "Villagers", "Orders"} <= set(whole)
    for title, sheet in whole.items():
        assert len(sheet.rows) > 1, title
        # Parcels stand oldest first within a part.
        assert sorted(parts[title].rows, key=str) == sorted(sheet.rows, key=str), title
        assert title == "Parcels" or parts[title].rows == sheet.rows
        assert not parts[title].cut
        assert (len(cut[title].rows), cut[title].cut) == (1, True), title
