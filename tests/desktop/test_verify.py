"""The page that says whether a label is genuine: scanned anywhere, typed, or read from a picture."""

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QFileDialog

from tests.desktop.counter import open_window, press, settle, type_in
from tests.desktop.test_screens import cut_off, unnamed
from tests.labels_of_a_centre import FACTS, Labels, forged, know_key, picture_of, record_order
from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.printing import qr
from villagedesk.desktop.verify import words
from villagedesk.desktop.verify.card import AnswerCard
from villagedesk.desktop.verify.counter import ScanCounter
from villagedesk.desktop.verify.screen import VerifyScreen
from villagedesk.desktop.widgets import Pill, PlainButton, RowCard, Text
from villagedesk.domain.label_address import address_prefix
from villagedesk.domain.labels import COPY_WARNING, Kind, Verdict, make_label
from villagedesk.domain.short_code import short_code, shown
from villagedesk.errors import SENTENCES
from villagedesk.store import events
from villagedesk.store.identity import device_key
from villagedesk.store.verify import answer, seen

HOST = address_prefix("https://desk.qingxi.example")
NOW = "2026-11-23T02:31:00+00:00"
UNPROVEN = (Verdict.WRONG_SIGNATURE, Verdict.UNKNOWN_KEY, Verdict.NOT_OURS)


@pytest.fixture(autouse=True)
def time():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def labels(store, operator):
    return Labels(store, operator)


@pytest.fixture
def window(desk, labels, qtbot):
    return open_window(desk, qtbot)


@pytest.fixture
def page(window):
    window.go("verify")
    return window.page()


def cards(page):
    return page.answers.findChildren(AnswerCard)


def texts(widget):
    return [label.text() for label in [*widget.findChildren(Text), *widget.findChildren(Pill)] if not label.isHidden()]


def buttons(widget):
    return [button.accessibleName() for button in widget.findChildren(PlainButton) if not button.isHidden()]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_answer_is_said_in_words_and_warns_of_copies(page, labels, verdict):
    fits = []
    page.desk.bus.scan_answered.connect(fits.append)
    assert page.on_scan(labels.by_verdict[verdict])
    assert fits == [verdict is Verdict.VALID], "the sound says it before anybody reads"
    (card,) = cards(page)
    said = texts(card)
    assert {words.head(verdict), words.verdict_sentence(verdict), COPY_WARNING} <= set(said)
    assert ("Signed by" in said) == (verdict not in UNPROVEN), "what an unproven label claims is not shown"


def test_a_genuine_label_says_by_whom_about_what_and_when(page, labels):
    page.on_scan(labels.elsewhere)
    said = texts(cards(page)[0])
    assert {"青石桥村服务站", "Lot label", "620 jin  310 kg"} <= set(said)
    assert f"Checked {i18n.ago(clock.now_ms())}  Seen here for the first time" in said
    assert {FACTS[name] for name in ("product", "grade", "farmer", "village")} <= set(said)
    assert said.count("18 Nov") == 2, "harvested and made"
    assert buttons(cards(page)[0]) == [], "it is not on this computer"


def test_what_is_here_opens_with_one_key(window, page, labels):
    page.on_scan(labels.here)
    assert "徐香猕猴桃 20261118-03  张建国" in texts(page)
    assert buttons(cards(page)[0]) == ["Show it"]
    press(window, Qt.Key.Key_F10)
    assert window.place() == "lot"
    assert window.page().lot_id == labels.lot_id


def test_a_scan_on_another_page_opens_the_thing_itself(window, labels):
    window.go("more")
    window.desk.bus.scanned.emit(labels.here)
    assert window.place() == "lot"
    window.desk.bus.scanned.emit(labels.card)
    assert window.place() == "farmer"


def test_pickup_labels_and_slips_open_what_they_are_about(window, labels, store, operator):
    with store.write(operator) as s:
        parcel, order = record_order(s, labels.person_id)
    window.go("more")
    window.desk.bus.scanned.emit(labels.about(Kind.ORDER, order))
    assert (window.place(), window.page()._order_id) == ("order", order)
    window.desk.bus.scanned.emit(labels.about(Kind.PARCEL, parcel))
    assert window.place() == "parcels"


def test_a_page_that_takes_scans_leaves_other_labels_to_their_answer(window, labels):
    """The van's page does not: whoever unloads goes on, and is told in the banner what it was."""
    window.go("parcels")
    window.desk.bus.scanned.emit(labels.by_verdict[Verdict.REVOKED])
    assert window.place() == "verify"
    assert cards(window.page())[0].answer.reading.verdict is Verdict.REVOKED


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.NOT_OURS])
def test_a_scan_on_another_page_that_leads_nowhere_is_answered(window, labels, verdict):
    window.go("more")
    window.desk.bus.scanned.emit(labels.by_verdict[verdict])
    assert window.place() == "verify"
    assert cards(window.page())[0].answer.reading.verdict is verdict
    press(window, Qt.Key.Key_Escape)
    assert window.place() == "more", "one step back to the work that was interrupted"


def test_the_label_of_a_stopped_seller_is_genuine_and_stops_the_sale(desk, store, operator, qtbot):
    labels = Labels(store, operator, state="frozen")
    window = open_window(desk, qtbot)
    window.go("more")
    desk.bus.scanned.emit(labels.here)
    assert window.place() == "verify"
    assert {"Genuine", SENTENCES["seller_stopped"]} <= set(texts(cards(window.page())[0]))


def test_scans_are_counted_by_day_wherever_they_land(window, labels, store, time):
    counter = ScanCounter(window.desk)
    with store.read() as s:
        assert seen(s.connection(), labels.here).ever == 0
    window.go("more")
    for _ in range(2):
        window.desk.bus.scanned.emit(labels.here)  # opens the lot; the verify page never sees it
        time.shift(60)
    window.go("verify")
    window.desk.bus.scanned.emit(labels.here)
    assert cards(window.page())[0].answer.seen.today == 3
    assert any("Seen here 3 times today" in line for line in texts(window.page()))
    window.page().on_changed({"sync"})
    assert cards(window.page())[0].answer.seen.today == 3, "looking again is no scan"
    time.shift(24 * 3600)
    window.desk.bus.scanned.emit(labels.here)
    said = texts(cards(window.page())[0])
    assert any("Seen here 1 time today, 4 times in all, first on 23 Nov" in line for line in said)
    window.hide()
    window.desk.log_in(None)
    time.shift(60)
    window.desk.bus.scanned.emit(labels.here)
    with store.read() as s:
        assert seen(s.connection(), labels.here).ever == 4, "behind the lock nothing is counted"
    counter.deleteLater()


def test_a_double_read_is_one_scan(page, labels, store, time):
    page.on_scan(labels.here)
    time.shift(1)
    page.on_scan(labels.here)
    with store.read() as s:
        assert seen(s.connection(), labels.here).today == 1
        assert seen(s.connection(), forged(labels.here)).ever == 0


def test_what_is_no_label_is_not_counted(page, store):
    page.on_scan("6901234567892")
    with store.read() as s:
        assert seen(s.connection(), "6901234567892").ever == 0


def test_the_age_of_the_lists_is_said(store, labels, time):
    def lists():
        with store.read() as s:
            return words.lists_words(answer(s, labels.elsewhere).reading)

    assert lists()[0].startswith("The lists of known computers have not come yet")
    with store.transaction() as connection:
        events.put_meta(connection, "agreed_at", "1795401060000")  # 2026-11-23 02:31 UTC
    assert lists() == ("The lists are of today", "muted")
    time.shift(24 * 3600)
    assert lists() == ("The lists are 1 day old", "wait")
    time.shift(9 * 24 * 3600)
    assert lists() == ("The lists are 10 days old", "wait")


def test_an_unknown_computer_can_be_asked_for_and_the_answer_changes_by_itself(page, labels, store, desk):
    asked = []
    desk.sync_now = lambda: asked.append(True)
    page.on_scan(labels.unknown)
    assert "Sync now" in buttons(page)
    press(page, Qt.Key.Key_F10)
    assert asked == [True]
    with store.write() as s:
        know_key(s, labels.stranger)
    page.on_changed({"signing_key"})
    assert cards(page)[0].answer.reading.verdict is Verdict.VALID
    assert cards(page)[0].answer.seen.ever == 1


def test_the_keyboard_alone_checks_what_is_typed(window, labels):
    press(window, Qt.Key.Key_8, Qt.KeyboardModifier.AltModifier)
    page = window.page()
    assert isinstance(page, VerifyScreen)
    press(window, Qt.Key.Key_Return)
    assert page.code.error() == SENTENCES["field_required"]
    type_in(window, forged(labels.here))
    press(window, Qt.Key.Key_Return)
    assert cards(page)[0].answer.reading.verdict is Verdict.WRONG_SIGNATURE
    page.code.focus()
    type_in(window, "no label at all")
    press(window, Qt.Key.Key_Return)
    assert cards(page)[0].answer.reading.verdict is Verdict.NOT_OURS


def test_a_short_code_finds_and_proves_nothing(window, page, labels):
    code = shown(short_code(labels.lot_id))
    type_in(window, code.lower())
    press(window, Qt.Key.Key_Return)
    assert not cards(page)
    (row,) = page.answers.findChildren(RowCard)
    assert "Lot  张建国" in texts(row)
    assert page.line.text().startswith("A short code only finds")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    page.code.focus()
    type_in(window, wrong)
    press(window, Qt.Key.Key_Return)
    assert page.code.error() == SENTENCES["short_code_wrong"]
    assert page.code.text() == wrong, "nothing typed is lost"
    assert not page.answers.isVisible(), "an older answer would be taken for this one"
    page.code.focus()
    type_in(window, short_code("00" * 16))
    press(window, Qt.Key.Key_Return)
    assert page.code.error() == SENTENCES["short_code_not_here"]


def test_a_short_code_in_the_one_field_opens_what_it_names(window, labels):
    window.go("today")
    window.topbar.search.setFocus()
    window.topbar.search.setText(shown(short_code(labels.person_id)))
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Return)
    assert window.place() == "farmer"


def test_a_picture_is_read_and_every_label_in_it_answered(page, labels, tmp_path, monkeypatch):
    path = picture_of([labels.here, "https://example.org/", forged(labels.elsewhere)], tmp_path / "crate.png")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    press(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert sorted(card.answer.reading.verdict for card in cards(page)) == [Verdict.VALID, Verdict.WRONG_SIGNATURE]
    assert page.line.text() == "The picture shows 2 labels."


def test_a_picture_of_something_else_is_none_of_ours(page, tmp_path):
    page.on_picture(picture_of(["https://example.org/"], tmp_path / "other.png"))
    assert cards(page)[0].answer.reading.verdict is Verdict.NOT_OURS


def test_bad_pictures_say_what_to_do(page, labels, tmp_path):
    page.on_scan(labels.here)
    (tmp_path / "text.jpg").write_text("not a photo")
    page.on_picture(tmp_path / "text.jpg")
    assert page.code.error() == SENTENCES["photo_not_a_photo"]
    assert not cards(page), "the answer of another label is gone"
    whole = picture_of([labels.here], tmp_path / "cut.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    page.on_picture(tmp_path / "cut.jpg")
    assert page.code.error() == SENTENCES["photo_damaged"]


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_answers_fit_in_both_languages_and_sizes(qapp, desk, labels, qtbot, language, percent):
    i18n.set_language(language)
    theme.apply(qapp, percent)
    window = open_window(desk, qtbot)
    window.go("verify")
    page = window.page()
    for text in (labels.here, *labels.by_verdict.values()):
        page.on_scan(text)
        settle(qtbot, lambda: not list(cut_off(page)))
        assert page.horizontalScrollBar().maximum() == 0
    assert not list(unnamed(window))


def test_the_language_changes_the_answer_too(page, labels):
    page.on_scan(labels.here)
    i18n.set_language("zh_CN")
    page.retranslate()
    said = texts(cards(page)[0])
    assert {"真的", "签名防伪造，不防复印：请看看货对不对得上。", "620 斤  310 kg"} <= set(said)


def test_without_a_camera_it_is_said(qtbot, desk, store):
    page = VerifyScreen(desk)
    qtbot.addWidget(page)
    page.retranslate()
    page.show()
    page.on_camera()
    assert page.code.line.text() == "No camera is connected. Use the scanner, or open a picture of the label."
    assert not page._seeing.isVisible()


def test_a_frame_of_the_camera_is_read_and_answered(qtbot, desk, store, monkeypatch):
    from PySide6.QtMultimedia import QVideoFrame

    from villagedesk.desktop.verify.camera import CameraEye

    monkeypatch.setattr(CameraEye, "start", lambda _eye: None)
    with store.write() as s:
        text = make_label(device_key(s.connection()), Kind.LOT, "ab" * 16, issued_on="2026-11-18", at=HOST)
    page = VerifyScreen(desk)
    qtbot.addWidget(page)
    page.retranslate()
    page.show()
    page.on_camera()
    assert page._seeing.isVisible()
    blank = QImage(640, 480, QImage.Format.Format_RGB32)
    blank.fill("gray")
    page.eye.eye.sink.setVideoFrame(QVideoFrame(blank))
    assert page._texts == []
    page.eye.eye._last = 0
    page.eye.eye.sink.setVideoFrame(QVideoFrame(square(text)))
    assert page._texts == [text]
    assert not page._seeing.isVisible()
    (card,) = page.answers.findChildren(AnswerCard)
    assert card.answer.reading.host == "desk.qingxi.example"
    page.on_camera()
    page.on_back()
    assert not page._seeing.isVisible()


def square(text):
    """A frame that shows the square of a text."""
    made = QImage(900, 700, QImage.Format.Format_RGB32)
    made.fill("white")
    painter = QPainter(made)
    qr.paint(painter, 100, 60, 9, text)
    painter.end()
    return made
