"""The counter's finer things: variants, a villager made in the same line, tabs, ways to pay, and what cannot be ordered."""

import pytest
from PySide6.QtCore import Qt

from tests.desktop.counter import GOODS, open_window, press, settle, type_in
from tests.store.orders_room import BOOTS, POWDER, ordered, villager
from villagedesk.desktop.new_person import typed_person
from villagedesk.desktop.orders.find_panel import GOODS as FOR_GOODS
from villagedesk.desktop.orders.find_panel import PEOPLE, VARIANTS
from villagedesk.domain.goods import Goods
from villagedesk.domain.orders import BasketLine
from villagedesk.domain.people import PersonForm
from villagedesk.store.catalogue import import_goods
from villagedesk.store.orders import baskets, open_orders, order_page
from villagedesk.store.people import find_people

SLIPPERS = Goods(
    "g-slip", "棉拖鞋", 1500, days=3, icon="boot", variants=(("36 码", 1500), ("40 码", 1600), ("44 码", 1700))
)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(desk, store, qtbot):
    import_goods(store.catalogue, [*GOODS, SLIPPERS])
    return open_window(desk, qtbot)


@pytest.fixture
def page(window, chen):
    window.go("orders")
    return window.page()


def fill(page, person, lines=(POWDER,)):
    page.take_person(person)
    page.work.put_in_all(list(lines))


def read_and_confirm(window, page, qtbot):
    press(window, Qt.Key.Key_F10)
    assert page.reading()
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)


def taken(store):
    with store.read() as s:
        return [order_page(s, row.id) for row in open_orders(s)]


# --- variants


def test_a_variant_is_chosen_by_keys_and_stays_a_line_of_its_own(window, page, store, chen, qtbot):
    fill(page, chen, [])
    for typed, downs in (("", 1), ("44", 0), ("44", 0)):
        page.finder.search.clear()
        type_in(window, "棉拖鞋")
        press(window, Qt.Key.Key_Return)
        assert page.finder.mode() == VARIANTS
        if typed:
            type_in(window, typed)
        for _ in range(downs):
            press(window, Qt.Key.Key_Down)
        press(window, Qt.Key.Key_Return)
        assert page.finder.mode() == FOR_GOODS
    assert [(line.variant, line.quantity, line.price_fen) for line in page.basket.lines] == [
        ("40 码", 1, 1600),
        ("44 码", 2, 1700),
    ]
    read_and_confirm(window, page, qtbot)
    assert [line.shown for line in taken(store)[0].lines] == ["棉拖鞋 40 码", "棉拖鞋 44 码"]
    page.take_person(chen)
    press(window, Qt.Key.Key_F7)
    assert [(line.variant, line.quantity) for line in page.basket.lines] == [("40 码", 1), ("44 码", 2)]


def test_esc_leaves_the_variants_and_a_wrong_word_says_so(window, page, chen):
    fill(page, chen, [])
    type_in(window, "棉拖鞋")
    press(window, Qt.Key.Key_Return)
    type_in(window, "99")
    page.finder._look("99")
    assert page.finder._empty.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert page.finder.mode() == FOR_GOODS
    assert page.finder.search.text() == "棉拖鞋"
    assert page.basket.lines == []


def test_a_variant_that_is_gone_is_not_ordered_again(window, page, store, chen, said):
    fill(page, chen, [BasketLine("g-slip", "棉拖鞋", 1500, 1, variant="38 码"), BOOTS])
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert "棉拖鞋 38 码" in said[-1][1]


# --- a villager who is not on file


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("赵小六 139 0000 7788", PersonForm(name="赵小六", phone="13900007788")),
        ("13900007788赵小六", PersonForm(name="赵小六", phone="13900007788")),
        ("赵小六 三组 13900007788", PersonForm(name="赵小六", phone="13900007788", village_group="三组")),
        ("赵小六", PersonForm(name="赵小六")),
        ("阿依古丽·买买提 13900007788", PersonForm(name="阿依古丽·买买提", phone="13900007788")),
        ("Zhao Liu 13900007788", PersonForm(name="Zhao Liu", phone="13900007788")),
        ("cgh", None),
        ("cgh 6721", None),
        ("6721", None),
        ("赵", None),
        ("", None),
    ],
)
def test_what_is_typed_for_somebody_new(text, form):
    assert typed_person(text) == form


def test_somebody_new_is_made_in_the_same_line(window, page, store, said):
    type_in(window, "赵小六")
    press(window, Qt.Key.Key_Return)
    assert "Now the phone number" in page.finder._close.text()
    assert page.finder.search.text() == "赵小六 "
    type_in(window, "1390000")
    press(window, Qt.Key.Key_Return)
    assert "11 digits" in page.finder._close.text()
    assert page.finder.search.text() == "赵小六 1390000", "nothing typed is lost"
    type_in(window, "7788")
    press(window, Qt.Key.Key_Return)
    assert page.finder.mode() == FOR_GOODS
    assert page.panel.name.text() == "赵小六"
    assert said[-1] == ("good", "赵小六 is on file now.")
    with store.read() as s:
        assert [row.phone for row in find_people(s, "赵小六")] == ["13900007788"]


def test_who_is_like_somebody_on_file_is_shown_first(window, page, store, operator, chen):
    type_in(window, "陈桂华 13900009911")  # sounds the same as 陈桂花
    press(window, Qt.Key.Key_Return)
    rows = page.finder.list.rows()
    assert [row.title for row in rows] == ["陈桂花", "None of them: put 陈桂华 on file"]
    assert "the name sounds the same" in rows[0].detail
    press(window, Qt.Key.Key_Return)
    assert page.basket.person_id == chen
    press(window, Qt.Key.Key_F2)
    page.finder.search.clear()
    type_in(window, "陈桂华 13900009911")
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert page.panel.name.text() == "陈桂华"
    assert page.basket.person_id != chen
    with store.read() as s:
        assert len(find_people(s, "陈桂")) == 2


# --- tabs


def test_ctrl_tab_goes_round_the_open_baskets(window, page, store, operator, qtbot):
    people = [
        villager(store, operator, name, f"1390000{n:04d}") for n, name in enumerate(("李一一", "王二二", "张三三"))
    ]
    for person in people:
        fill(page, person, [BOOTS])
        if person != people[-1]:
            press(window, Qt.Key.Key_F8)
    names = [page.basket.name]
    for _ in range(3):
        press(window, Qt.Key.Key_Tab, CTRL)
        names.append(page.basket.name)
    assert names == ["张三三", "李一一", "王二二", "张三三"]
    press(window, Qt.Key.Key_Tab, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert page.basket.name == "王二二"
    assert page.parked.tab.text() == "王二二"
    assert [button.key for button in page.parked.buttons] == ["", "Ctrl+Tab"]
    with store.read() as s:
        assert len(baskets(s.connection())) == 3


def test_many_open_baskets_keep_the_head_short(window, page, store, operator):
    for n in range(8):
        fill(page, villager(store, operator, f"赵{'一二三四五六七八'[n]}", f"1390000{n:04d}"), [BOOTS])
        press(window, Qt.Key.Key_F8)
    assert len(page.parked.buttons) == 4
    assert page.parked.more.text() == "and 4 more"


def test_a_basket_is_thrown_away_with_the_second_press(window, page, store, chen):
    fill(page, chen)
    page.panel.drop.click()
    assert len(page.basket.lines) == 1
    page.panel.drop.click()
    assert page.basket.empty
    with store.read() as s:
        assert baskets(s.connection()) == []


# --- ways to pay, substitute, ceiling


def test_the_child_pays(window, page, store, chen, qtbot):
    fill(page, chen)
    press(window, Qt.Key.Key_H, CTRL)
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert page.panel.payment.phone.error()
    type_in(window, "139 0000 4321")
    press(window, Qt.Key.Key_T, CTRL)
    press(window, Qt.Key.Key_F10)
    assert "Your child pays" in page.read_back.words.text()
    assert "something alike" in page.read_back.words.text()
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    (order,) = taken(store)
    assert (order.row.pay, order.payer_phone, order.substitute, order.paid_fen) == ("payer", "13900004321", True, 0)
    fill(page, chen)
    press(window, Qt.Key.Key_H, CTRL)
    assert page.panel.payment.phone.text() == "13900004321", "the child's phone is known by now"


def test_on_delivery_and_a_ceiling_by_keys(window, page, store, chen, qtbot):
    fill(page, chen)
    press(window, Qt.Key.Key_D, CTRL)
    press(window, Qt.Key.Key_G, CTRL)
    type_in(window, "59")
    press(window, Qt.Key.Key_Return)
    assert not page.reading()
    assert "below what the goods cost" in page.panel.ceiling_edit.error()
    assert page.panel.ceiling_edit.text() == "59"
    page.panel.ceiling_edit.edit.clear()
    type_in(window, "70")
    press(window, Qt.Key.Key_Return)
    assert page.reading()
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    (order,) = taken(store)
    assert (order.row.pay, order.ceiling_fen, order.paid_fen) == ("on_delivery", 7000, 0)


# --- what cannot be ordered: a clear answer, nothing typed lost


@pytest.mark.parametrize("typed", ["10000", "０", "many", "1" * 5000])
def test_a_number_that_cannot_be(window, page, store, chen, typed):
    fill(page, chen, [POWDER, BOOTS])
    page.finder.search.setFocus()
    press(window, Qt.Key.Key_Asterisk)
    row = page.panel.lines.rows()[0]
    assert row.quantity.hasFocus()
    row.quantity.clear()
    type_in(window, typed)
    press(window, Qt.Key.Key_Return)
    assert row.quantity.hasFocus(), "the cursor stays where it is wrong"
    assert row._trouble.text() == "Please take 1 to 999 of each."
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert row.quantity.text() == typed[:32767]
    assert [line.quantity for line in page.basket.lines] == [2, 1]
    row.quantity.clear()
    type_in(window, "12")
    press(window, Qt.Key.Key_Return)
    assert page.finder.search.hasFocus()
    assert page.basket.lines[0].quantity == 12
    assert not row._trouble.isVisible()


def test_goods_without_a_price_or_out_of_the_catalogue(window, page, store, chen, said):
    fill(page, chen, [BOOTS, BasketLine("g-free", "赠品", 0)])
    page.panel.given.edit.setText("100")
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert said[-1] == ("act", "“赠品” has no price right now. Take it out of the basket.")
    page.work.take_out(1)
    page.work.put_in_all([BasketLine("g-old", "旧款电筒", 2500)])
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert "“旧款电筒” is not sold any more" in said[-1][1]
    assert "not sold any more" in page.panel.lines.rows()[1]._trouble.text()
    assert len(page.basket.lines) == 2
    assert page.panel.given.text() == "100"
    page.panel.lines.rows()[1].out.click()
    press(window, Qt.Key.Key_F10)
    assert page.reading()


# --- how long it takes


def test_a_repeat_order_takes_less_than_a_minute_by_keyboard_alone(window, page, store, operator, chen, qtbot):
    """Two keys a second, five seconds to look at each new screen; everything through the real widgets."""
    ordered(store, operator, chen, basket=[POWDER, BOOTS])
    window.go("today")
    keys = screens = 0

    def key(*pressed, modifier=Qt.KeyboardModifier.NoModifier):
        nonlocal keys
        for one in pressed:
            press(window, one, modifier)
            keys += 1

    def write(text):
        nonlocal keys
        for letter in text:
            type_in(window, letter)
            keys += 1

    def look(done):
        nonlocal screens
        settle(qtbot, done)
        screens += 1

    key(Qt.Key.Key_F2)
    look(lambda: window.place() == "orders" and page.finder.mode() == PEOPLE)
    write("6721")
    look(lambda: [row.title for row in page.finder.list.rows()] == ["陈桂花"])
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_F7)
    look(lambda: len(page.basket.lines) == 2)
    key(Qt.Key.Key_F9)
    write("100")
    look(lambda: page.panel.change.text() == "Change ¥5.20")
    key(Qt.Key.Key_F10)
    look(page.read_back.yes.isEnabled)
    key(Qt.Key.Key_F10)
    look(lambda: page.finder.mode() == PEOPLE and len(taken(store)) == 2)
    seconds = keys / 2 + screens * 5
    assert (keys, screens) == (13, 6)
    assert seconds < 60, f"{seconds} s"
    assert [order.row.total_fen for order in taken(store)] == [9480, 9480]
    assert sum(entry.amount_fen for order in taken(store) for entry in order.cash) == 2 * 9480
