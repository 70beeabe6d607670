"""“I bought a fake” from the first photo to the outcome, by keys; deadlines stand on Today."""

import pytest
import time_machine
from PySide6.QtCore import Qt

from tests.desktop.counter import open_window, press
from tests.desktop.test_screens import cut_off
from tests.store.orders_room import villager
from tests.store.returns_room import JPEG, central_answers_fake, collected
from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.fakes.today import cards
from villagedesk.desktop.fakes.words import steps
from villagedesk.domain.cash import CashKind
from villagedesk.domain.fakes import FakeForm
from villagedesk.domain.labels import Kind, make_label
from villagedesk.store import print_queue
from villagedesk.store.cash import entries_of_day
from villagedesk.store.fakes import fake_page, fakes_in, report_fake
from villagedesk.store.identity import device_key
from villagedesk.store.photos import desk_files

DAY = 86_400_000


@pytest.fixture
def order(store, operator, chen):
    return collected(store, operator, chen)


def reports(store):
    with store.read() as s:
        return fakes_in(s)


def page_of(store, report_id):
    with store.read() as s:
        return fake_page(s, report_id)


def papers(store, kind):
    with store.read() as s:
        return [job for job in print_queue.jobs(s.connection()) if job.paper == kind]


def today(store):
    with store.read() as s:
        return cards(s)


def written_down(window, store, order, seal="", photos=(("goods", JPEG),)):
    """A complaint about the first line of an order, as the form makes it; its id."""
    window.go("fake_form", order_id=order)
    form = window.page()
    form.goods.lines.set_value(form.bought.goods[0].line_id)
    form._on_goods()
    form.wrong.edit.setText("It does not foam")
    form.claim.edit.setText("Money back and damages")
    form.seal.edit.setText(seal)
    form.photos.load([(kind, desk_files(store).put(jpeg)) for kind, jpeg in photos])
    press(window, Qt.Key.Key_F10)
    (row,) = reports(store)
    return row.id


def test_a_complaint_is_written_down_from_the_order(window, store, order, said):
    window.go("order", order_id=order)
    window.page().after.fake.click()
    assert window.place() == "fake_form"
    report_id = written_down(window, store, order, "A 0417")
    assert window.place() == "fake"
    assert "next connection" in said[-1][1]
    page = page_of(store, report_id)
    assert (page.row.price_fen, page.row.name, page.seal_number) == (5980, "陈桂花", "A 0417")
    assert len(papers(store, "seal_label")) == 1
    shown = window.page()
    assert "It does not foam" in shown._facts.text()
    assert "three times the price" in shown._law.text()
    assert not shown.next._seal_line.isVisible()


def test_what_is_missing_is_told_where_it_belongs(window, store, order):
    window.go("fake_form", order_id=order)
    form = window.page()
    press(window, Qt.Key.Key_F10)
    assert "what it is that was bought" in form.goods.title.error()
    form.goods.lines.set_value(form.bought.goods[0].line_id)
    form._on_goods()
    press(window, Qt.Key.Key_F10)
    assert form.wrong.error()
    form.wrong.edit.setText("x")
    press(window, Qt.Key.Key_F10)
    assert form.claim.error()
    form.claim.edit.setText("y")
    press(window, Qt.Key.Key_F10)
    assert "at least one photo" in form.photos.line.text()
    assert reports(store) == []


def test_something_bought_elsewhere_from_a_scan(window, store, operator, chen, qtbot):
    window.go("verify")
    window.page().ask(["https://somewhere.example/x"])
    window.page().fake.click()
    form = window.page()
    assert window.place() == "fake_form"
    press(window, Qt.Key.Key_F10)
    assert form.person.line.text() == "Say first who bought it."
    form.person.look("陈桂花")
    form.person.list.take_current()
    assert not form.person.isVisible()
    form.goods.title.edit.setText("青日 洗衣液")
    form.goods.seller.edit.setText("街上的摊子")
    form.goods.price.edit.setText("abc")
    form.wrong.edit.setText("不起泡")
    form.claim.edit.setText("退钱")
    form.photos.load([("label", desk_files(store).put(JPEG))])
    press(window, Qt.Key.Key_F10)
    assert form.goods.price.error()
    form.goods.price.edit.setText("25")
    press(window, Qt.Key.Key_F10)
    (row,) = reports(store)
    page = page_of(store, row.id)
    assert (page.scanned, page.seller, page.row.price_fen) == ("https://somewhere.example/x", "街上的摊子", 2500)
    assert not window.page().advance.isVisible()


def test_a_scanned_slip_brings_its_order_along(window, store, order):
    with store.transaction() as connection:
        label = make_label(device_key(connection), Kind.ORDER, order, issued_on=clock.today())
    window.go("verify", text=label)
    window.page().fake.click()
    assert window.page().bought.order_id == order


def test_a_half_filled_complaint_survives(window, store, order):
    window.go("fake_form", order_id=order)
    form = window.page()
    form.goods.lines.set_value(form.bought.goods[1].line_id)
    form.wrong.edit.setText("half a sentence")
    form._on_goods()
    form.draft.flush()
    key = form.draft.key
    window.go("fakes")
    assert window.page().unfinished.isVisible()
    form._opened = None
    window.go("fake_form", draft=key)
    assert form.wrong.text() == "half a sentence"
    assert form.goods.chosen().line_id == form.bought.goods[1].line_id


def test_the_way_to_12315_and_its_end(window, store, order, said):
    report_id = written_down(window, store, order)
    window.go("fake", report_id=report_id)
    page = window.page()
    page.next.seal_button.click()
    assert "Seal the sample first" in page.next.seal.error()
    page.next.seal.edit.setText("A1")
    page.next.seal_button.click()
    assert page_of(store, report_id).seal_number == "A1"
    page.next.packet.click()
    assert said[-1][1] == "The packet is printed."
    press(window, Qt.Key.Key_F10)
    assert page_of(store, report_id).row.state == "taken", "the seller has not answered: it is asked twice"
    assert window.page().on_back()
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    assert page_of(store, report_id).row.state == "escalated"
    assert len(papers(store, "complaint")) == 2
    page.next.outcome_button.click()
    assert page.next.outcome.error()
    page.next.outcome.edit.setText("退一赔三")
    page.next.outcome_button.click()
    assert page_of(store, report_id).row.state == "closed"
    assert not page.next.escalate.isVisible()
    window.go("fakes")
    window.page().views.button("over").click()
    assert len(window.page().list.rows()) == 1


def test_more_pictures_while_it_is_open(window, store, order):
    report_id = written_down(window, store, order)
    page = window.page()
    page.more.load([("paper", desk_files(store).put(JPEG + b"2"))])
    page._on_photo()
    assert [kind for kind, _ in page_of(store, report_id).pictures] == ["goods", "paper"]


def test_an_advance_by_the_rules_against_a_signature(window, store, order, said):
    report_id = written_down(window, store, order)
    page = window.page()
    assert page.advance.isVisible()
    assert page.advance.amount.text() == "59.80"
    page.advance.amount.edit.setText("100")
    page.advance.pay.click()
    assert page.advance.pad.line.text() or page.advance.amount.error()
    page.advance.pad.paper.click()
    page.advance.pay.click()
    assert "do not allow" in page.advance.amount.error()
    page.advance.amount.edit.setText("59.80")
    page.advance.pay.click()
    assert said[-1][1] == "Give ¥59.80 to the villager. The receipt is printed."
    with store.read() as s:
        assert next(e.kind for e in entries_of_day(s, clock.today())) == CashKind.ADVANCE_REFUND
    assert not page.advance.isVisible()
    assert page_of(store, report_id).advanced_fen == 5980
    assert [job.copies for job in papers(store, "payout_slip")] == [2]


def test_deadlines_stand_on_today(window, store, operator, order):
    report_id = written_down(window, store, order)
    (card,) = today(store)
    assert (card.danger, card.place, card.params) == (30, "fake", {"report_id": report_id})
    now = clock.now_ms()
    with time_machine.travel((now + 6 * DAY) / 1000, tick=False):
        (card,) = today(store)
        assert (card.danger, card.kind) == (80, "act")
        assert "1 day left" in card.title
    with time_machine.travel((now + 9 * DAY) / 1000, tick=False):
        assert "no answer in time" in today(store)[0].title
    with store.write() as s:
        central_answers_fake(s, report_id, "answered", "是正品")
    (card,) = today(store)
    assert (card.danger, card.kind) == (80, "act")


def test_no_deadline_is_out_of_sight_when_there_are_many(store, operator, chen):
    for n in range(5):
        form = FakeForm(
            person_id=villager(store, operator, f"李{n}", f"1390000660{n}"),
            title="洗衣粉",
            wrong_with_it="It does not foam",
            claim="Money back",
            brand="白鹭",
            seller="某店",
            price_fen=2990,
            photos=(("goods", desk_files(store).put(JPEG)),),
        )
        with store.write(by=operator) as s:
            report_fake(s, form, desk_files(store))
    *single, rest = today(store)
    assert [card.place for card in single] == ["fake"] * 3
    assert (rest.place, rest.title, rest.danger) == ("fakes", "2 more complaints about fakes", single[-1].danger)


def test_the_way_as_a_line_of_pills(store):
    assert [kind for _, kind in steps("with_seller")] == ["good", "wait", "plain", "plain", "plain"]
    assert {kind for _, kind in steps("closed")} == {"good"}
    assert next(kind for _, kind in steps("something newer")) == "wait"


@pytest.mark.parametrize(("language", "percent"), [("zh_CN", 100), ("en", 200)])
def test_nothing_is_cut_off(qapp, desk, store, operator, qtbot, language, percent):
    i18n.set_language(language)
    theme.apply(qapp, percent)
    person = villager(store, operator, "阿依古丽·买买提江·阿不都热合曼·吐尔逊", "13900006721")
    order = collected(store, operator, person)
    window = open_window(desk, qtbot)
    report_id = written_down(window, store, order)
    with store.write() as s:
        central_answers_fake(
            s, report_id, "answered", "我们卖的是正品，愿意退货退款，请把东西寄到青溪县云溪镇迎宾路十二号"
        )
    for place, params in (("fakes", {}), ("fake", {"report_id": report_id}), ("fake_form", {"order_id": order})):
        window.go(place, **params)
        for width, height in ((1366, 768), (1024, 700)):
            window.resize(width, height)
            for _ in range(40):
                if not list(cut_off(window.page())) and not window.page().horizontalScrollBar().maximum():
                    break
                qtbot.wait(50)
            assert list(cut_off(window.page())) == [], place
            assert window.page().horizontalScrollBar().maximum() == 0, place


def test_a_page_that_is_not_seen_leaves_the_cursor_where_somebody_types(window, store, order):
    written_down(window, store, order)
    window.go("order_list")
    window.go("orders", start="person")
    field = window.page().finder.search
    assert field.hasFocus()
    for name in ("fakes", "returns", "order_list"):
        window.build(name).refresh()  # as an answer that comes after the page was left
        assert field.hasFocus()
    window.build("cash_count").grid.focus_first()
    assert field.hasFocus()
    window.go("reports")
    assert window.page().hasFocus()  # and not its first button
    window.go("fakes")
    assert window.page().list.hasFocus()
    window.topbar.search.setFocus()
    window.page().refresh()  # a sync brought something
    assert window.topbar.search.hasFocus()
