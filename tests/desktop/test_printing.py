"""Getting paper out: the bytes a thermal printer gets, printers that are off, empty or cut off, and the queue's runner."""

import os
import select
import socket
import threading
import time
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from tests.conftest import KEY
from tests.desktop.test_papers import CONSENT, card, lot, opened, parcel, printed, slip
from villagedesk import i18n
from villagedesk.desktop.bus import Bus
from villagedesk.desktop.printing import escpos, outputs, raw
from villagedesk.desktop.printing.heads import HEADS, USUAL
from villagedesk.desktop.printing.layout import images, lay_out
from villagedesk.desktop.printing.raw import PrintTrouble
from villagedesk.desktop.printing.runner import PrintRunner, print_next
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.desktop.tasks import Tasks
from villagedesk.errors import AppError, StorageTrouble, sentence
from villagedesk.settings import Settings
from villagedesk.store import open_store, print_queue
from villagedesk.store.print_queue import JobState

pytestmark = pytest.mark.usefixtures("qapp")


class FakePrinter(threading.Thread):
    """A thermal printer on the network: answers questions about its state, keeps what it was told to print."""

    def __init__(self, *, cover=0x12, paper=0x12, answers=True, hang_up_after=None, never_closes=False):
        super().__init__(daemon=True)
        self.states = {escpos.ASK_COVER: bytes([cover]), escpos.ASK_PAPER: bytes([paper])}
        self.answers, self.hang_up_after, self.never_closes = answers, hang_up_after, never_closes
        self.server = socket.create_server(("127.0.0.1", 0))
        self.got = bytearray()
        self.address = f"tcp://127.0.0.1:{self.server.getsockname()[1]}"
        self.start()

    def run(self):
        line, _ = self.server.accept()
        with line:
            for question in (escpos.ASK_COVER, escpos.ASK_PAPER):
                if line.recv(3, socket.MSG_WAITALL) == question and self.answers:
                    line.sendall(self.states[question])
            while data := line.recv(4096):
                self.got += data
                if self.hang_up_after is not None and len(self.got) > self.hang_up_after:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
                    return
            if self.never_closes:
                time.sleep(2)

    def stop(self):
        self.join(5)
        self.server.close()


@pytest.fixture
def printer():
    made = []

    def build(**how):
        made.append(FakePrinter(**how))
        return made[-1]

    yield build
    for each in made:
        each.server.close()


def pictures_in(data):
    """What a printer would put on paper: the raster pictures between the cuts."""
    assert data.startswith(escpos.RESET)
    papers = data[len(escpos.RESET) :].split(escpos.CUT)
    assert papers.pop() == b""
    return [drawn(paper) for paper in papers]


def drawn(commands):
    rows, width = [], 0
    while commands:
        assert commands[:4] == b"\x1dv0\x00"
        width, height = int.from_bytes(commands[4:6], "little"), int.from_bytes(commands[6:8], "little")
        assert height <= escpos.BAND
        rows += [commands[8 + n * width : 8 + (n + 1) * width] for n in range(height)]
        commands = commands[8 + width * height :]
    image = QImage(width * 8, len(rows), QImage.Format.Format_Grayscale8)
    for y, row in enumerate(rows):
        for x in range(width * 8):
            image.setPixel(x, y, 0xFF000000 if row[x // 8] & 0x80 >> x % 8 else 0xFFFFFFFF)
    return image


def send(paper, **changed):
    how = {"printer": "", "head": USUAL, "prints": Path("unused"), "copies": 1} | changed
    return outputs.send(lay_out(paper, head=how["head"]), "title", **how)


# --- bytes


def test_the_same_bytes_as_another_library(tmp_path):
    from escpos.printer import Dummy

    image = images(lay_out(slip()))[0]
    image.save(str(tmp_path / "slip.png"))
    other = Dummy()
    black_and_white = Image.open(tmp_path / "slip.png").point(lambda grey: 255 if grey >= escpos.WHITE_FROM else 0)
    other.image(black_and_white, impl="bitImageRaster", fragment_height=escpos.BAND)
    ours = escpos.raster(image)
    assert ours == other.output


def test_a_width_that_is_no_multiple_of_eight_leaves_the_rest_white():
    image = QImage(9, 2, QImage.Format.Format_Grayscale8)
    image.fill(0)
    assert escpos.raster(image) == b"\x1dv0\x00\x02\x00\x02\x00\xff\x80\xff\x80"


# --- a printer on the network


def test_what_the_network_printer_got_scans_back(printer):
    fake = printer()
    assert send(slip(), printer=fake.address) == fake.address
    fake.stop()
    (picture,) = pictures_in(bytes(fake.got))
    assert picture.width() == 576
    assert read_codes(picture) == [slip().qr]


def test_a_label_is_turned_for_a_narrow_roll_and_copies_are_cut_apart(printer):
    fake = printer(answers=False)
    send(lot(), printer=fake.address, head=HEADS["58"], copies=3)
    fake.stop()
    found = pictures_in(bytes(fake.got))
    assert [(p.width(), p.height()) for p in found] == [(320, 480)] * 3
    assert read_codes(found[2]) == [lot().qr]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"paper": 0x72}, "printer_no_paper"),
        ({"cover": 0x16}, "printer_cover_open"),
        ({"cover": 0x32}, "printer_no_paper"),
    ],
)
def test_no_paper_and_an_open_cover_are_told_before_anything_is_sent(printer, how, code):
    fake = printer(**how)
    with pytest.raises(PrintTrouble) as caught:
        send(slip(), printer=fake.address)
    fake.stop()
    assert (caught.value.code, caught.value.on_paper, fake.got) == (code, False, b"")


def test_a_printer_that_is_off_does_not_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PrintTrouble) as caught:
        send(slip(), printer=f"tcp://127.0.0.1:{port}")
    assert (caught.value.code, caught.value.on_paper) == ("printer_no_answer", False)


def test_a_printer_that_stops_in_the_middle_may_have_printed(printer):
    fake = printer(hang_up_after=1000)
    with pytest.raises(PrintTrouble) as caught:
        raw.send(fake.address, bytes(30_000_000))
    assert (caught.value.code, caught.value.on_paper) == ("printer_stopped", True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tcp://10.0.0.7", ("10.0.0.7", 9100)),
        ("tcp://printer.lan:9101/", ("printer.lan", 9101)),
        ("tcp://[fe80::1]", ("fe80::1", 9100)),
        ("tcp://[fe80::1]:9102", ("fe80::1", 9102)),
    ],
)
def test_addresses(text, wanted):
    assert raw.address(text) == wanted


@pytest.mark.parametrize("text", ["tcp://", "tcp://host:", "tcp://host:ten", "tcp://host:99999"])
def test_addresses_that_are_none(text):
    with pytest.raises(PrintTrouble) as caught:
        raw.address(text)
    assert text in sentence(caught.value)


# --- a device file

needs_posix = pytest.mark.skipif(os.name == "nt", reason="device files")


def test_a_device_file_gets_the_job(tmp_path):
    device = tmp_path / "lp0"
    device.touch()
    assert send(parcel(), printer=str(device), head=USUAL) == str(device)
    assert read_codes(pictures_in(device.read_bytes())[0]) == [parcel().qr]


def test_a_device_that_is_not_plugged_in(tmp_path):
    with pytest.raises(PrintTrouble) as caught:
        send(parcel(), printer=str(tmp_path / "lp0"))
    assert (caught.value.code, caught.value.on_paper) == ("printer_not_found", False)


@needs_posix
def test_a_device_that_takes_nothing_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(raw, "STUCK_SECONDS", 0.2)
    os.mkfifo(tmp_path / "lp0")
    with pytest.raises(PrintTrouble) as caught:
        send(slip(), printer=str(tmp_path / "lp0"))
    assert caught.value.code == "printer_no_answer", "switched off: nobody listens"
    reader = os.open(tmp_path / "lp0", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(PrintTrouble) as caught:
        raw.send(str(tmp_path / "lp0"), bytes(10_000_000))
    assert (caught.value.code, caught.value.on_paper) == ("printer_stopped", True)
    assert select.select([reader], [], [], 0)[0]
    os.close(reader)


# --- the system's printers, and none at all


@pytest.mark.parametrize("in_corner", [False, True])
def test_a_page_for_a_system_printer(tmp_path, in_corner):
    """There is no printer in a test, so Qt's own printing to a file stands in; the pages take the same way."""
    target = QPrinter(QPrinter.PrinterMode.HighResolution)
    target.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    target.setOutputFileName(str(tmp_path / "out.pdf"))
    outputs.print_pages(target, lay_out(lot()), 2, in_corner=in_corner)
    document, _buffer = opened((tmp_path / "out.pdf").read_bytes())
    assert document.pageCount() == 2
    assert read_codes(printed(document, 1)) == [lot().qr]
    assert (document.pagePointSize(0).width() > 500) == in_corner


def test_a_system_printer_that_is_gone():
    with pytest.raises(PrintTrouble) as caught:
        send(slip(), printer="HP LaserJet 1020")
    assert caught.value.code == "printer_not_found"
    assert "HP LaserJet 1020" in sentence(caught.value)


@pytest.mark.parametrize(("paper", "device"), [(slip(), False), (CONSENT, True), (card(), True)])
def test_no_printer_or_none_that_takes_this_paper_makes_a_pdf(tmp_path, paper, device):
    receipt_printer = tmp_path / "lp0"
    receipt_printer.touch()
    place = send(paper, printer=str(receipt_printer) if device else "", head=HEADS["58"], prints=tmp_path / "prints")
    assert place.endswith(" title.pdf")
    assert opened(Path(place).read_bytes())[0].pageCount() >= 1
    assert receipt_printer.read_bytes() == b""


def test_a_pdf_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "prints").write_text("a file where the folder should be")
    with pytest.raises(StorageTrouble):
        send(slip(), prints=tmp_path / "prints")


# --- the runner


def add(store, paper, about="", title="陈桂花/../..", copies=1):
    with store.write() as s:
        return print_queue.add_job(s, paper, title=title, about=about, copies=copies)


def job(store, number):
    with store.read() as s:
        return print_queue.job(s.connection(), number)


def test_without_a_printer_a_job_becomes_a_pdf_in_the_prints_folder(store, home):
    number = add(store, slip(), "a1")
    done = print_next(store, "", USUAL)
    assert (done.id, done.state, done.attempts) == (number, JobState.DONE, 1)
    assert Path(done.place).parent == home / "prints"
    assert print_next(store, "", USUAL) is None


def test_a_reprint_from_the_list_is_marked(store):
    number = add(store, slip(), "a1")
    print_next(store, "", USUAL)
    with store.transaction() as connection:
        print_queue.reprint(connection, number)
    i18n.set_language("en")
    place = print_next(store, "", USUAL).place
    assert "Reprint 1" in opened(Path(place).read_bytes())[0].getAllText(0).text()


def test_a_failed_job_stays_with_its_reason_and_prints_after_the_trouble(store, tmp_path):
    number = add(store, slip())
    failed = print_next(store, str(tmp_path / "lp0"), USUAL)
    assert (failed.state, failed.code, failed.on_paper) == (JobState.FAILED, "printer_not_found", False)
    assert str(tmp_path / "lp0") in sentence(failed.reason)
    assert print_next(store, str(tmp_path / "lp0"), USUAL) is None, "it does not try for ever by itself"
    (tmp_path / "lp0").touch()
    with store.transaction() as connection:
        print_queue.retry(connection, number)
    assert print_next(store, str(tmp_path / "lp0"), USUAL).state is JobState.DONE


def test_a_bug_of_ours_stops_one_job_only(store, monkeypatch, caplog):
    first, second = add(store, slip()), add(store, parcel())
    real = outputs.send
    monkeypatch.setattr(
        outputs, "send", lambda layout, *a, **k: 1 / 0 if layout.form == "receipt" else real(layout, *a, **k)
    )
    assert print_next(store, "", USUAL).code == "print_unreadable"
    assert "could not be drawn" in caplog.text
    assert print_next(store, "", USUAL).id == second
    assert job(store, first).state is JobState.FAILED


@pytest.fixture
def desk(qtbot, store):
    bus, settings = Bus(), Settings()
    tasks = Tasks(bus, lambda: "", lambda error: None, lambda error: pytest.fail(repr(error)))
    tasks.set_store(store)
    runner = PrintRunner(tasks, bus, settings)
    yield bus, settings, tasks, runner
    qtbot.waitUntil(tasks.idle)
    tasks.close()


def test_the_runner_prints_whatever_is_added_and_says_where(qtbot, store, desk):
    bus, _settings, tasks, runner = desk
    said = []
    bus.notice.connect(said.append)
    waiting = add(store, slip(), "a1")
    runner.start()
    qtbot.waitUntil(lambda: job(store, waiting).state is JobState.DONE)
    later = []
    tasks.write(
        None,
        lambda s: print_queue.add_job(s, parcel(), title="x"),
        later.append,
    )
    tasks.write(None, lambda s: print_queue.add_job(s, lot(), title="y"), later.append)
    qtbot.waitUntil(lambda: len(later) == 2 and all(job(store, n).state is JobState.DONE for n in later))
    qtbot.waitUntil(lambda: len(said) == 3)
    assert ": kept as a PDF, under More, Printing." in said[0].text
    assert [notice.about for notice in said] == ["print_job"] * 3
    # Several within a moment are told of in one sentence; on a busy computer the moment may be over.
    assert said[-1].text in (
        "3 papers kept as PDFs, under More, Printing.",
        said[-1].text.split(": kept")[0] + ": kept as a PDF, under More, Printing.",
    )


def ask(store, desk, paper, title):
    """An action whose paper goes into the queue; the runner hears of it. Returns the job's number."""
    bus, _settings, _tasks, _runner = desk
    number = add(store, paper, title)
    bus.changed.emit({"print_job"})
    return number


def try_again(store, desk, number):
    with store.transaction() as connection:
        print_queue.retry(connection, number)
    desk[0].changed.emit({"print_job"})


def printed_today(store):
    with store.read() as s:
        return [done.id for done in print_queue.done_since(s.connection(), 0)]


def test_the_printer_is_pulled_out_between_two_papers(qtbot, store, desk, printer):
    bus, settings, _tasks, _runner = desk
    said = []
    bus.notice.connect(lambda notice: said.append((notice.kind, notice.text)))
    settings.printer = printer().address
    first = ask(store, desk, slip(), "a1")
    qtbot.waitUntil(lambda: job(store, first).state is JobState.DONE)
    pulled = printer(hang_up_after=1000)
    settings.printer = pulled.address
    second = ask(store, desk, slip(), "a2")
    qtbot.waitUntil(lambda: job(store, second).state is JobState.FAILED)
    assert (job(store, second).code, job(store, second).on_paper) == ("printer_stopped", True)
    qtbot.waitUntil(lambda: said != [])
    assert said == [("act", sentence(job(store, second).reason))]
    assert printed_today(store) == [first]
    pulled.stop()
    third = ask(store, desk, slip(), "a3")  # still pulled out: the next one waits for its own try, nothing is lost
    qtbot.waitUntil(lambda: job(store, third).state is JobState.FAILED)
    assert (job(store, third).code, job(store, third).on_paper) == ("printer_no_answer", False)
    back = printer()
    settings.printer = back.address
    try_again(store, desk, second)
    qtbot.waitUntil(lambda: job(store, second).state is JobState.DONE)
    assert job(store, second).reprint == 1, "half of it may be on paper already: it says so"
    back.stop()
    (paper,) = pictures_in(bytes(back.got))
    assert read_codes(paper) == [slip().qr]
    assert printed_today(store) == [second, first]


def test_the_system_printer_vanishes_between_two_papers(qtbot, store, desk, tmp_path, monkeypatch):
    bus, settings, _tasks, _runner = desk
    said = []
    bus.notice.connect(lambda notice: said.append((notice.kind, notice.text)))
    settings.printer = "HP LaserJet 1020"
    there, real = [True], outputs._send_to_system

    def system(layout, title, name, copies):
        """Qt's printing to a file while the printer is there, the system's own answer when it is not."""
        if not there[0]:
            return real(layout, title, name, copies)
        target = QPrinter(QPrinter.PrinterMode.HighResolution)
        target.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        target.setOutputFileName(str(tmp_path / f"{title[-1]}.pdf"))
        outputs.print_pages(target, layout, copies, in_corner=False)
        return name

    monkeypatch.setattr(outputs, "_send_to_system", system)
    first = ask(store, desk, slip(), "a1")
    qtbot.waitUntil(lambda: job(store, first).state is JobState.DONE)
    there[0] = False
    second = ask(store, desk, slip(), "a2")
    qtbot.waitUntil(lambda: job(store, second).state is JobState.FAILED)
    assert (job(store, second).code, job(store, second).on_paper) == ("printer_not_found", False)
    qtbot.waitUntil(lambda: said != [])
    assert said[0][0] == "act"
    assert "HP LaserJet 1020" in said[0][1]
    assert printed_today(store) == [first]
    there[0] = True
    try_again(store, desk, second)
    qtbot.waitUntil(lambda: job(store, second).state is JobState.DONE)
    assert job(store, second).reprint == 0, "nothing of it was on paper"


def test_a_system_printer_that_does_not_take_the_page(tmp_path):
    target = QPrinter(QPrinter.PrinterMode.HighResolution)
    target.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    target.setOutputFileName(str(tmp_path / "gone" / "out.pdf"))
    with pytest.raises(PrintTrouble) as caught:
        outputs.print_pages(target, lay_out(slip()), 1, in_corner=False)
    assert (caught.value.code, caught.value.on_paper) == ("printer_no_answer", False)


def test_a_printer_whose_cable_is_pulled_has_not_printed(printer, monkeypatch):
    """It confirms nothing any more, and does not say that it is gone."""
    monkeypatch.setattr(raw, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(raw, "_on_the_way", lambda _line: 4096)
    silent = printer(never_closes=True)
    with pytest.raises(PrintTrouble) as caught:
        raw.send(silent.address, bytes(1000))
    assert (caught.value.code, caught.value.on_paper) == ("printer_stopped", True)
    monkeypatch.undo()
    monkeypatch.setattr(raw, "CONNECT_SECONDS", 0.2)
    raw.send(printer(never_closes=True).address, bytes(1000))  # quiet after everything came: that is a printer


def test_after_a_power_cut_the_runner_asks_for_eyes(qtbot, store, home, desk):
    bus, _settings, _tasks, runner = desk
    said = []
    bus.notice.connect(said.append)
    number = add(store, slip(), "a1")
    with store.transaction() as connection:
        print_queue.next_job(connection)
    runner.start()
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].text == sentence(AppError("print_interrupted"))
    assert job(store, number).state is JobState.FAILED


def test_the_queue_is_there_after_a_restart(store, home):
    number = add(store, slip(), "a1")
    store.close()
    again = open_store(home, KEY)
    assert print_next(again, "", USUAL).id == number
    again.close()
