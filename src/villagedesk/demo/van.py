"""The demo's van: every parcel but one is scanned, one is lighter and damaged, the driver signs, one is handed over."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from villagedesk.demo.hands import Hands
from villagedesk.store.farm_inputs import inputs_in
from villagedesk.store.parcels import count_on_shelf, parcel_row, parcels_on_shelf

_NAME = (
    ((0.1, 0.3), (0.2, 0.8), (0.15, 0.5), (0.3, 0.4)),
    ((0.4, 0.2), (0.4, 0.8)),
    ((0.35, 0.5), (0.55, 0.45), (0.7, 0.75)),
)


def unload(hands: Hands, store: Any) -> None:
    """The van comes and leaves; one parcel stays missing."""
    hands.press("F5")
    van: Any = hands.page()
    hands.wait("the van's parcels", lambda: van.expected.list.rows())
    hands.picture("van")
    for row in van.expected.list.rows()[:-1]:
        _receive(hands, store, van, str(row.key))
    hands.wait("where the last one lies", lambda: van.arrived.last)
    hands.rest(300)
    hands.picture("van received")
    last = van.arrived.last
    hands.fill(van.arrived.grams.field.edit, f"{(last.grams - 300) / 1000:.1f}")
    hands.press("Return")
    hands.wait("the weight is noted", lambda: van.arrived.trouble.text())
    hands.press("F8")
    hands.fill(van.arrived.damage.edit, "箱角压扁")
    hands.press("Return")
    hands.wait("the line for why there is no photo", van.arrived.no_proof.isVisible)
    hands.fill(van.arrived.no_proof.edit, "手机没电")
    hands.both_pictures("van damaged")
    van.arrived.no_proof.edit.setFocus()
    hands.press("Return")
    hands.wait("the damage is noted", lambda: van.arrived.last.damaged)
    hands.press("F9")
    hands.fill(van.leave.driver.edit, "陈师傅")
    sign(van.leave.pad.field)
    hands.both_pictures("van leaves")
    hands.press("F10")
    hands.wait("the van has left", lambda: not van.leave.is_open())


def hand_over(hands: Hands, store: Any) -> None:
    """A parcel without seed or fertiliser, whose packs would be looked at first: its villager opens it and signs."""
    hands.press("F3")
    page: Any = hands.page()
    with store.read() as s:
        parcel = next(one for one in parcels_on_shelf(s) if not any(pack.warns for pack in inputs_in(s, one.id)))
    hands.fill(page.pickup.code, parcel.pickup_code)
    hands.wait("the parcel", lambda: page.pickup.current() is not None)
    hands.click(page.pickup.inside.choices.button("fine"))
    sign(page.pickup.pad.field)
    hands.rest(300)
    hands.both_pictures("parcels")
    before = _on_shelf(store)
    hands.press("F10")
    hands.wait("the parcel is handed over", lambda: _on_shelf(store) == before - 1)
    page.go("parcel", parcel_id=parcel.id)
    hands.rest(400)
    hands.picture("one parcel")


def sign(field: QWidget) -> None:
    """Draw something like a name."""
    for stroke in _NAME:
        points = [QPoint(round(x * field.width()), round(y * field.height())) for x, y in stroke]
        QTest.mousePress(field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[0])
        for point in points[1:]:
            QTest.mouseMove(field, point)
        QTest.mouseRelease(field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[-1])


def _receive(hands: Hands, store: Any, van: Any, parcel_id: str) -> None:
    before = _on_shelf(store)
    with store.read() as s:
        waybill = parcel_row(s, parcel_id).waybill
    hands.fill(van.expected.search, waybill)
    hands.press("Return")
    hands.wait("a parcel on the shelf", lambda: _on_shelf(store) > before)


def _on_shelf(store: Any) -> int:
    with store.read() as s:
        return count_on_shelf(s)
