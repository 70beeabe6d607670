"""The tallest state of the counter's pages at 1366 x 768 in both languages: nothing is cut, nothing is to be scrolled to."""

from dataclasses import replace

import pytest
import time_machine

from tests.desktop.counter import fill_catalogue, open_window
from tests.desktop.test_fakes import page_of, written_down
from tests.desktop.test_orders import fill
from tests.desktop.test_parcels import on_shelf, save_photo
from tests.desktop.test_screens import fits
from tests.store.orders_room import BASKET, villager
from tests.store.returns_room import central_answers_fake, collected
from tests.store.test_reports import local, room  # noqa: F401
from villagedesk import i18n
from villagedesk.desktop.widgets import PlainButton, PrimaryButton, SignaturePad
from villagedesk.domain.farm_inputs import Verdict
from villagedesk.domain.goods import Goods
from villagedesk.store import Store
from villagedesk.store.catalogue import import_goods
from villagedesk.store.farm_inputs import InputRow
from villagedesk.store.reports import KindRow, Saved, Sold, Village

FERTILISER = InputRow("i1", "fertiliser", "复合肥 45% 高塔", Verdict.KEPT_BACK)


@pytest.fixture(params=i18n.LANGUAGES)
def window(request, desk, qtbot):
    i18n.set_language(request.param)
    desk.centre_name = "白鹭村服务站"
    desk.settings.pay_code = "https://pay.example/bailu"
    return open_window(desk, qtbot)


@pytest.fixture
def parcel(store: Store, operator):
    chen = villager(store, operator)
    return on_shelf(store, operator, chen, pay="on_delivery", basket=BASKET)


def test_hand_over_of_a_damaged_parcel_to_somebody_else(window, parcel, qtbot, tmp_path):
    window.go("parcels", parcel_id=parcel.id)
    pickup = window.page().pickup
    pickup.family.click()
    pickup.inside.choices.button("damaged").click()
    pickup.inside.photo.take(save_photo(tmp_path))
    fits(window, qtbot)


def test_hand_over_with_a_warning(window, parcel, qtbot):
    window.go("parcels", parcel_id=parcel.id)
    pickup = window.page().pickup
    pickup.show_packs(parcel.id, [FERTILISER])
    pickup._on_give()
    assert pickup.error.text()
    fits(window, qtbot)


def test_a_complaint_with_an_advance(window, store, operator, qtbot, tmp_path):
    person = villager(store, operator)
    jpeg = save_photo(tmp_path).read_bytes()
    photos = [(kind, jpeg) for kind in ("goods", "label", "sample")]
    report_id = written_down(window, store, collected(store, operator, person), photos=photos)
    with store.write() as s:
        central_answers_fake(s, report_id, "answered", "我们卖的是正品，愿意退货退款，请把东西寄到青溪县云溪镇迎宾路")
    assert page_of(store, report_id).may_advance_fen > 0
    window.go("fake", report_id=report_id)
    assert window.page().advance.isVisible()
    window.banner.hide()
    fits(window, qtbot)


def test_the_village_of_the_reports(window, room, qtbot):  # noqa: F811
    with time_machine.travel(local("2026-11-23T10:00:00"), tick=True):
        window.go("reports")
        page = window.page()
        page.views.button("village").click()
        kinds = tuple(
            KindRow(name, 120, 1234560) for name in ("洗衣粉", "复合肥", "雨靴", "大米", "食用油", "农药", "种子")
        )
        page.panel().show_all(Village(kinds, Saved(123400, 160, 210), Sold(0, 0)))
        fits(window, qtbot)


def test_the_basket_pays_in_one_line(window, store, operator, qtbot):
    person = villager(store, operator)
    fill_catalogue(store)
    window.go("orders", start="person")
    page = window.page()
    page.take_person(person)
    fill(page, person)
    fits(window, qtbot)
    pay = page.panel.pay
    assert len({pay.button(way).y() for way in ("cash", "on_delivery", "payer", "code")}) == 1


def test_what_is_said_of_a_long_order_is_seen_whole(window, store, operator, qtbot):
    person = villager(store, operator)
    lines = [replace(BASKET[n % 3], goods_id=f"g{n}") for n in range(12)]
    import_goods(store.catalogue, [Goods(one.goods_id, one.title, one.price_fen, one.spec) for one in lines])
    window.go("orders", start="person")
    page = window.page()
    fill(page, person, lines)
    page.panel.given.edit.setText("1300")
    page.on_read()
    said = page.read_back.words
    assert page.read_back.isVisible()
    fits(window, qtbot)
    assert said.mapTo(page.read_back.spoken.viewport(), said.rect().bottomLeft()).y() < page.read_back.spoken.height()
    assert page.read_back.spoken.verticalScrollBar().maximum() == 0
    page.read_back.show_basket(replace(page.basket, lines=page.basket.lines[:1]), "陈桂花", None)
    assert said.property("role") == "card", "few words are large again"


@pytest.mark.parametrize("place", ["cash", "cash_float", "cash_bank", "cash_count", "cash_days", "bills", "commission"])
def test_every_button_of_the_till_has_its_key(window, store, operator, place, qtbot):
    window.go(place)
    page = window.page()
    signing = {button for pad in page.findChildren(SignaturePad) for button in pad.findChildren(PlainButton)}
    buttons = [button for button in page.findChildren(PlainButton) if button not in signing]
    own = [button for button in buttons if type(button) in (PlainButton, PrimaryButton)]
    assert [button.accessibleName() for button in own if not button.key] == []
    fits(window, qtbot)
