"""The printing page, with a real queue and a printer that is a file: failed, waiting, done today, PDFs."""

import pytest
import time_machine
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from tests.desktop.counter import open_window, press, settle
from tests.desktop.test_papers import CONSENT, card, lot, slip
from tests.desktop.test_screens import cut_off, unnamed
from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.printing.runner import PrintRunner, print_next
from villagedesk.desktop.prints.screen import PrintsScreen
from villagedesk.desktop.prints.today import cards
from villagedesk.desktop.prints.words import job_facts
from villagedesk.desktop.widgets import Text
from villagedesk.errors import SENTENCES, AppError
from villagedesk.store import print_queue
from villagedesk.store.print_queue import JobState


def add(store, paper, about="", **how):
    with store.write() as s:
        return print_queue.add_job(s, paper, title="陈桂花", about=about, **how)


def fail(store, paper, code="printer_no_paper", *, on_paper=False):
    number = add(store, paper)
    with store.transaction() as connection:
        print_queue.fail(connection, number, AppError(code), on_paper=on_paper)
    return number


def done(store, paper, about=""):
    number = add(store, paper, about)
    with store.transaction() as connection:
        print_queue.finish(connection, number, "tcp://192.0.2.7")
    return number


def all_jobs(store):
    with store.read() as s:
        return print_queue.jobs(s.connection())


def job(store, number):
    with store.read() as s:
        return print_queue.job(s.connection(), number)


@pytest.fixture
def show(window):
    """Open the page as it is now."""

    def opened() -> PrintsScreen:
        window.go("prints")
        return window.page()

    return opened


def keys(page):
    return [row.key for row in page.list.rows()]


def texts(widget):
    return [label.text() for label in widget.findChildren(Text) if not label.isHidden()]


def test_nothing_was_printed(show, home):
    page = show()
    assert page._empty.isVisible()
    assert not page.list.isVisible()
    assert any(str(home / "prints") in text for text in texts(page))


def test_what_failed_stands_first_then_the_queue_then_what_was_done_today(show, store):
    with time_machine.travel("2026-11-22T02:00:00+00:00", tick=False):
        done(store, slip())
        old = fail(store, slip())
    with time_machine.travel("2026-11-23T04:00:00+00:00", tick=False):
        first, second = add(store, lot()), add(store, card())
        printed = done(store, slip())
        failed = fail(store, lot())
        page = show()
        assert keys(page) == [failed, old, first, second, printed]
        pills = [row.pill for row in page.list.rows()]
    assert pills == ["Did not come out", "Did not come out", "Waiting", "Waiting", "Printed"]
    assert page.list.rows()[0].detail == SENTENCES["printer_no_paper"]


def test_the_reason_and_the_picture_of_the_current_paper_are_shown(show, store):
    fail(store, slip(), "printer_cover_open")
    done(store, card())
    page = show()
    assert page.card.reason.text() == SENTENCES["printer_cover_open"]
    receipt = page.card.preview.image()
    assert not receipt.isNull()
    press(page, Qt.Key.Key_Down)
    assert page.card.reason.isHidden()
    assert page.card.preview.image().size() != receipt.size()


def test_a_failed_paper_is_tried_again_by_one_key(show, store, desk, qtbot, tmp_path, said):
    (tmp_path / "lp0").touch()
    desk.settings.printer = str(tmp_path / "lp0")
    number = fail(store, slip())
    page = show()
    runner = PrintRunner(desk.tasks, desk.bus, desk.settings)
    press(page, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: job(store, number).state is JobState.DONE)
    assert (tmp_path / "lp0").stat().st_size > 1000, "paper came out"
    assert page.list.rows()[0].pill == "Printed"
    assert ("info", "On its way to the printer.") in said
    runner.deleteLater()


def test_after_a_new_roll_everything_is_tried_again_in_its_order(show, store, window):
    numbers = [fail(store, slip()), fail(store, lot(), on_paper=True)]
    page = show()
    assert page.all_again.isVisible()
    press(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert [(job(store, n).state, job(store, n).reprint) for n in numbers] == [
        (JobState.WAITING, 0),
        (JobState.WAITING, 1),
    ], "what may have come out in part is marked as a reprint"
    assert keys(page) == numbers
    assert page.all_again.isHidden()


def test_one_failed_paper_needs_no_button_for_all(show, store):
    fail(store, slip())
    assert show().all_again.isHidden()


def test_printing_again_makes_a_marked_paper(show, store, qtbot):
    number = done(store, slip(), "a1")
    page = show()
    press(page, Qt.Key.Key_F10)
    newest = all_jobs(store)[0]
    assert (newest.id, newest.reprint, newest.state) == (number + 1, 1, JobState.WAITING)
    assert keys(page) == [newest.id, number]
    page.list.set_current(newest.id)
    settle(qtbot, lambda: "Reprint 1" in texts(page.card))


def test_taking_away_needs_a_second_press_and_esc_is_no(show, store, window):
    number = fail(store, slip())
    page = show()
    press(window, Qt.Key.Key_Delete)
    assert "Press once more" in page.card.take_away.text()
    press(window, Qt.Key.Key_Escape)
    assert window.place() == "prints"
    press(window, Qt.Key.Key_Delete)
    assert job(store, number), "the first press after no only asks"
    press(window, Qt.Key.Key_Delete)
    assert all_jobs(store) == []
    assert page._empty.isVisible()


def test_what_is_at_the_printer_cannot_be_taken_away(show, store, said):
    number = add(store, slip())
    page = show()
    with store.transaction() as connection:
        print_queue.next_job(connection)  # the page has not heard of it yet
    page.card.take_away.click()
    page.card.take_away.click()
    assert said == [("act", SENTENCES["print_under_way"])]
    assert job(store, number).printing
    assert page.list.rows()[0].pill == "Printing now"
    assert page.card.take_away.isHidden()


def test_what_was_done_cannot_be_taken_away(show, store):
    done(store, slip())
    assert show().card.take_away.isHidden()


class Opener(QObject):
    """Stands in for the program that shows files."""

    def __init__(self):
        super().__init__()
        self.opened = []
        QDesktopServices.setUrlHandler("file", self, "take")

    @Slot(QUrl)
    def take(self, url):
        self.opened.append(url.toLocalFile())


@pytest.fixture
def opener():
    made = Opener()
    yield made
    QDesktopServices.unsetUrlHandler("file")


def test_a_pdf_and_its_folder_are_opened(show, store, home, window, opener, said):
    page = show()
    press(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert said == [("info", "No paper was kept as a PDF yet.")]
    add(store, card())
    place = print_next(store, "", 80).place
    page = show()
    assert page.list.rows()[0].pill == "Kept as a PDF"
    press(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert opener.opened == [place, str(home / "prints")]
    (home / "prints" / place.split("/")[-1]).unlink()
    press(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert said[-1] == ("act", f"It is not there any more: {place}")


def test_a_paper_of_another_version_is_listed_without_a_picture(show, store):
    number = add(store, slip())
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE print_job SET paper = 'moon_label' WHERE id = ?", (number,))
    assert print_next(store, "", 80) is None
    page = show()
    assert page.card.reason.text() == SENTENCES["print_unreadable"]
    assert page.card.preview.isHidden()


def test_today_names_what_did_not_come_out(window, store):
    with store.read() as s:
        assert cards(s) == []
    fail(store, slip(), "printer_no_answer")
    fail(store, lot())
    with store.read() as s:
        (shown,) = cards(s)
    assert shown.title == "2 papers did not come out"
    assert SENTENCES["printer_no_paper"] in shown.detail
    window.go("today")
    window.go(shown.place, **shown.params)
    assert isinstance(window.page(), PrintsScreen)


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_it_fits_in_both_languages_and_sizes(qapp, desk, store, qtbot, language, percent):
    i18n.set_language(language)
    theme.apply(qapp, percent)
    fail(store, CONSENT, "printer_stopped", on_paper=True)
    add(store, lot(), copies=20)
    done(store, slip())
    add(store, card())
    desk.settings.printer = "tcp://192.0.2.7"
    window = open_window(desk, qtbot)
    window.go("prints")
    page = window.page()
    for _ in range(4):
        settle(qtbot, lambda: not list(cut_off(page)))
        assert page.horizontalScrollBar().maximum() == 0
        press(window, Qt.Key.Key_Down)
    assert not list(unnamed(window))


def test_the_time_of_a_print_is_not_called_that_of_an_order(store):
    with store.write() as s:
        print_queue.add_job(s, CONSENT, title="x")
    with store.read() as s:
        (job,) = print_queue.jobs(s.connection())
    i18n.set_language("zh_CN")
    assert job_facts(job)[0][0] == "打印时间"
