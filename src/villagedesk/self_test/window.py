"""The steps with Qt: its parts, every page in both languages, a square that is read back, and every paper as a PDF."""

import logging
import os
import sys
from collections.abc import Callable
from importlib import import_module
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, Qt, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from villagedesk import i18n, paths
from villagedesk.desktop import navigation, theme
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.main_window import MainWindow
from villagedesk.desktop.printing import outputs
from villagedesk.desktop.printing.heads import USUAL
from villagedesk.desktop.printing.layout import images, lay_out
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.self_test.checks import FailedError, check
from villagedesk.self_test.samples import samples
from villagedesk.self_test.scratch import Scratch
from villagedesk.settings import Settings
from villagedesk.store.operators import operators

_log = logging.getLogger("qt")

# Each needs libraries of the system; without one of these the window opens and something in it does not work.
PARTS = ("QtSvg", "QtPrintSupport", "QtSerialPort", "QtMultimedia", "QtTextToSpeech")


def parts_of_qt(scratch: Scratch) -> None:
    """Everything of Qt that a page or a device asks for can be loaded, and the program's own letters are there."""
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    found = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(found, QApplication)
    scratch.app = found
    for name in PARTS:
        import_module(f"PySide6.{name}")
    # Whoever reads the lines of the test is not to wonder what Qt remarks about a window that nobody sees.
    qInstallMessageHandler(lambda _kind, _context, text: _log.info("%s", text))
    theme.apply(found, 100)
    check(any("Noto Sans SC" in family for family in QFontDatabase.families()), "the program's own letters")


def every_page(scratch: Scratch) -> None:
    """Every place of the window is built, painted and translated."""
    assert scratch.app is not None
    mistakes: list[BaseException] = []
    with scratch.store.read() as s:
        somebody = operators(s)[0]
    desk = Desk(Settings(), scratch.home, bug=mistakes.append, inline=True)
    desk.tasks.set_store(scratch.store)
    desk.log_in(LoggedIn(somebody.id, somebody.name, "manager"))
    languages = Languages(scratch.app)
    before = sys.excepthook
    sys.excepthook = _into(mistakes)
    window = MainWindow(desk)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    try:
        window.resize(1366, 768)
        window.show()
        for language in i18n.LANGUAGES:
            languages.use(language)
            for place in navigation.SCREENS:
                try:
                    window.go(place.name)
                except Exception as error:  # told like those that Qt hands to the hook
                    mistakes.append(error)
                QApplication.processEvents()
                _raise_first(mistakes, place.name)
                check(_has_something(window.grab().toImage()), f"page {place.name} stays empty")
    finally:
        sys.excepthook = before
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        desk.close()


def _into(mistakes: list[BaseException]) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        mistakes.append(error)

    return hook


def _raise_first(mistakes: list[BaseException], place: str) -> None:
    if mistakes:
        raise FailedError(f"page {place}: {type(mistakes[0]).__name__}: {mistakes[0]}") from mistakes[0]


def _has_something(image: QImage) -> bool:
    """Whether it shows more than one or two colours."""
    small = image.scaled(64, 36)
    return len({small.pixel(x, y) for x in range(64) for y in range(36)}) > 4


def square_on_paper(_scratch: Scratch) -> None:
    """The square of a label is drawn as it comes out of the printer, and read back from that picture."""
    paper = samples()["order_slip"]
    (image, *_) = images(lay_out(paper))
    check(getattr(paper, "qr", "") in read_codes(image), "the square is not read")


def every_paper(scratch: Scratch) -> None:
    """Every paper is laid out in both languages and kept as a PDF, as without a printer."""
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        for name, paper in samples().items():
            layout = lay_out(paper)
            check(all(page.lowest <= page.height for page in layout.pages), f"paper {name} does not fit")
            place = outputs.send(
                layout, f"{name} {language}", printer="", head=USUAL, prints=paths.prints_dir(scratch.home)
            )
            with open(place, "rb") as file:
                check(file.read(5) == b"%PDF-", f"paper {name} is no PDF")
