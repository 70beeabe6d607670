"""Any scan on any page: it opens what it is about or is answered in a sentence, and it never lands in a text field."""

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTextEdit

from tests.desktop.counter import open_window
from tests.desktop.test_fakes import written_down
from tests.desktop.test_parcels import on_shelf
from tests.labels_of_a_centre import record
from tests.store.orders_room import FERTILISER, villager
from tests.store.returns_room import asked, central_moves, collected
from villagedesk.desktop.scanner import Scanner
from villagedesk.domain.goods import Goods
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.store.catalogue import import_goods
from villagedesk.store.identity import device_key
from villagedesk.store.training import class_list, plan_class

BARCODE = "6901234567892"
GARBAGE = ("]C1%http://x.example/?q=~" * 11)[:270]


class Village:
    """A counter with one of everything; ``texts`` are the scans, ``params`` what a page is opened with."""

    def __init__(self, window, store, operator):
        self.window, self.store, self.operator = window, store, operator
        self.chen = villager(store, operator)
        import_goods(store.catalogue, [Goods("g1", "禾洁 浓缩洗衣粉", 2990, "2.5 kg", barcode=BARCODE)])
        order = collected(store, operator, self.chen)
        fake = written_down(window, store, order)
        returned = asked(store, operator, order)
        with store.write() as s:
            central_moves(s, returned, "approved")
        parcel = on_shelf(
            store, operator, self.chen, waybill="YT9000", basket=[replace(FERTILISER, farm_input="fertiliser")]
        )
        with store.write(by=operator) as s:
            _person, lot = record(s)
        with store.write(by=operator) as s:
            form = ClassForm("识别仿冒品", "刘芳", "村委会", (SessionPlan("2026-11-23", 840, 960),))
            plan_class(s, form, [self.chen])
        with store.read() as s:
            session = class_list(s)[0].sessions[0].id
        about = {
            Kind.PERSON: self.chen,
            Kind.PARCEL: parcel.id,
            Kind.ORDER: order,
            Kind.RETURN: returned,
            Kind.FAKE: fake,
            Kind.PASSBOOK: self.chen,
            Kind.LOT: lot,
        }
        with store.transaction() as connection:
            key = device_key(connection)
        self.scans = {kind.name: make_label(key, kind, id_, issued_on="2026-11-20") for kind, id_ in about.items()}
        self.scans |= {"barcode": BARCODE, "unknown barcode": "6900000000014", "garbage": GARBAGE}
        self.params = {
            "pack": {"parcel_id": parcel.id},
            "return": {"return_id": returned},
            "sign_in": {"session_id": session},
            "passbook": {"person_id": self.chen},
        }

    def fields(self):
        """What stands in every field that can be seen."""
        kinds = (QLineEdit, QPlainTextEdit, QTextEdit)
        found = [field for kind in kinds for field in self.window.findChildren(kind) if field.isVisible()]
        return {field: field.text() if isinstance(field, QLineEdit) else field.toPlainText() for field in found}

    def said(self):
        """Every sentence that can be seen."""
        return [label.text() for label in self.window.findChildren(QLabel) if label.isVisible() and label.text()]


@pytest.fixture
def scanner(qapp, desk):
    """The real one, on a clock on which every key is quick."""
    made = Scanner(desk.bus)
    made.seconds = lambda: 1.0
    made.install(qapp)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def village(desk, store, operator, qtbot):
    return Village(open_window(desk, qtbot), store, operator)


# The pages that take scans themselves, and some of those that leave them to the field at the top.
PAGES = [
    *("today", "orders", "parcels", "van", "pack", "return", "verify", "settings", "cash"),
    *("sign_in", "bills", "cash_count", "passbook", "class_form", "lot_form", "fake_form"),
]


# Pages on which an answer stays until the next one.
STAYS = {"parcels", "sign_in", "verify", "settings", "bills", "class_form", "van"}
# Where a number belongs into a field, for it is asked for there: of a parcel that nobody announced, of the courier.
ASKED_FOR = {"van": {"unknown barcode"}, "return": {"barcode", "unknown barcode"}}


@pytest.mark.parametrize("place", PAGES)
def test_every_scan_is_answered_and_none_is_written_into_a_field(village, scanner, place):
    window = village.window
    for what, text in village.scans.items():
        if place in STAYS:
            window.forget_pages()
        window.go(place, **village.params.get(place, {}))
        window.banner.hide()
        fields, said = village.fields(), village.said()
        QTest.keyClicks(window.focusWidget() or window, text)
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Return)
        if what not in ASKED_FOR.get(place, ()):
            written = {field.accessibleName(): now for field, now in village.fields().items() if text[:12] in now}
            assert not written, (what, written)
        new = [words for words in village.said() if words not in said]
        here = (place, what) == ("return", "RETURN")
        assert window.place() != place or new or village.fields() != fields or here, f"{what}: nothing happened"
        assert max((len(words) for words in new if text[:12] in words), default=0) < 200, f"{what}: as long as the scan"
