"""The one window of the program: PIN screen, first start, or the counter; it also locks, and changes language and size."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from villagedesk import i18n, paths
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.idle import IdleWatch
from villagedesk.desktop.pin import PinScreen
from villagedesk.desktop.pin_parts import Face
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.desktop.scanner import Scanner
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _

if TYPE_CHECKING:
    from villagedesk.desktop.first_start.screen import FirstStartScreen
    from villagedesk.desktop.main_window import MainWindow
    from villagedesk.desktop.serial_scanner import SerialScanner
    from villagedesk.store.store import Store


_USUAL = QSize(1366, 768)
# What a title bar and a task bar take; with less room around it than this the window fills the screen.
_FRAME = QSize(80, 100)
# Percent of the usual letters in a class: read from the third row of chairs.
_LARGE = 150


@dataclass(frozen=True)
class Facts:
    """What the window needs to know when the store has been opened."""

    faces: list[Face]
    enrolled: bool
    centre: str
    laptop: bool = False


class Shell(QWidget):
    """Signals: ``opened()`` somebody has logged in and the counter is shown; ``closing()``; ``retry_asked()``."""

    opened = Signal()
    closing = Signal()
    retry_asked = Signal()

    def __init__(self, desk: Desk, app: QApplication, languages: Languages) -> None:
        super().__init__()
        self.desk, self._app, self._languages = desk, app, languages
        self._size = desk.settings.text_percent
        self.setObjectName("paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(_USUAL)
        self.setMinimumSize(800, 560)
        self.stack = QStackedLayout(self)
        self.pin = self._make_pin()
        self.main: MainWindow | None = None
        self._made_ahead: MainWindow | None = None
        self._known = False  # whose computer it is
        self.first: FirstStartScreen | None = None
        self.scanner = Scanner(desk.bus, self)
        self.serial: SerialScanner | None = None
        self.idle = IdleWatch(desk.settings.lock_minutes, self)
        self.idle.idle.connect(self.lock)
        desk.set_large = self.set_large
        desk.bus.settings_changed.connect(self.on_settings)
        desk.bus.changed.connect(self._on_changed)
        self._last: LoggedIn | None = None
        self._set_title()

    def fit(self, room: QSize) -> None:
        """Before it is shown: fill a small screen, of which ``room`` is free, so that no button lies outside."""
        wanted = self.size() + _FRAME
        if self.desk.settings.full_screen:
            self.setWindowState(Qt.WindowState.WindowFullScreen)
        elif room.width() < wanted.width() or room.height() < wanted.height():
            self.resize(self.size().boundedTo(room))
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def watch(self) -> None:
        """Listen for the scanner and for idleness; not in tests that do without."""
        self.scanner.enabled = self.desk.settings.scanner
        self.scanner.install(self._app)
        self._use_serial()
        self.idle.install(self._app)

    # --- opening

    def on_store(self, store: "Store") -> None:
        """The store is open behind the PIN screen."""
        self.desk.tasks.set_store(store)
        self.desk.tasks.read(self, read_facts, self._on_facts)

    def on_trouble(self, error: AppError) -> None:
        """The store cannot be opened."""
        self.pin.set_trouble(error)

    def _on_facts(self, facts: Facts) -> None:
        self.desk.centre_name = facts.centre
        self.desk.laptop = facts.laptop
        self._known = True
        self.pin.set_centre(facts.centre)
        # The practice room belongs to no centre, and never asks for a code.
        if facts.faces and (facts.enrolled or paths.practice_mark(self.desk.home).exists()):
            self.pin.set_faces(facts.faces)
        else:
            self._start_first(facts)

    def make_ahead(self) -> "MainWindow | None":
        """Build the frame behind the PIN screen, so that the log-in only has to show it; None when it is not wanted yet."""
        if self.main is None and self._known and self.first is None:
            self._made_ahead = self._made_ahead or self._make_main()
        return self._made_ahead

    def _start_first(self, facts: Facts) -> None:
        from villagedesk.desktop.first_start.screen import FirstStartScreen  # lazy: once in a computer's life

        self.first = FirstStartScreen(self.desk)
        self.first.language_chosen.connect(self.set_language)
        self.first.finished.connect(self._on_first_done)
        self.stack.addWidget(self.first)
        self.stack.setCurrentWidget(self.first)
        self.first.open(facts.enrolled, facts.centre)

    def _on_first_done(self, who: LoggedIn) -> None:
        assert self.first is not None
        self.log_in(who)
        self.stack.removeWidget(self.first)
        self.first.deleteLater()
        self.first = None
        self.desk.tasks.read(self, read_facts, self._on_new_faces)

    def _on_new_faces(self, facts: Facts) -> None:
        self.desk.centre_name = facts.centre or self.desk.centre_name
        self.desk.laptop = facts.laptop
        self.pin.set_centre(self.desk.centre_name)
        self.pin.set_faces(facts.faces)
        self.desk.bus.operator_changed.emit()

    # --- logging in and locking

    def log_in(self, who: LoggedIn) -> None:
        """The right PIN: show the counter; the page from before the lock for the same person, else Today."""
        same = self._last is not None and self._last.id == who.id
        self._last = who
        fresh = self.main is None
        if self.main is None:
            self.main, self._made_ahead = self._made_ahead or self._make_main(), None
        self.desk.log_in(who)
        self.stack.setCurrentWidget(self.main)
        if fresh or not same:
            if not fresh:
                self.main.forget_pages()
            self.main.start()
        else:
            self.main.refresh()
        if fresh:
            self.main.on_devices()
            self.opened.emit()

    def lock(self) -> None:
        """Back to the PIN screen; nothing that was typed is lost."""
        if self.desk.operator is None or self.first is not None:
            return
        self.desk.log_in(None)
        self.stack.setCurrentWidget(self.pin)
        self.pin.start()

    # --- settings

    def set_language(self, language: object) -> None:
        """Every text of the program in another language, at once."""
        self.desk.settings.language = str(language)
        self.desk.save_settings()

    def on_settings(self) -> None:
        """A setting was changed: language, text size, scanner and idle time count at once."""
        settings = self.desk.settings
        self.idle.minutes = settings.lock_minutes
        self.scanner.enabled = settings.scanner
        self._use_serial()
        self._use_screen()
        if settings.language != i18n.language():
            self._languages.use(settings.language)
            self._set_title()
        self._use_size()

    def set_large(self, large: bool) -> None:
        """F11 in a class: the whole screen and large letters, without the rail and the top bar; or back."""
        self.desk.large = large
        self._use_screen()
        if not self._use_size() and self.main is not None:
            self._make_bare(self.main)

    def _use_screen(self) -> None:
        """The whole screen, or a window."""
        full = self.desk.large or self.desk.settings.full_screen
        if full != self.isFullScreen():
            if full:
                self.showFullScreen()
            else:
                self.showNormal()

    def _make_bare(self, main: "MainWindow") -> None:
        """Only the page, for a class that looks at the screen; the keys of the rail stay."""
        for frame in (main.rail, main.topbar):
            frame.setVisible(not self.desk.large)

    def _use_size(self) -> bool:
        """Draw everything anew where letters have to have another size; returns whether they had."""
        size = max(_LARGE, self.desk.settings.text_percent) if self.desk.large else self.desk.settings.text_percent
        if size == self._size:
            return False
        self._size = size
        theme.apply(self._app, size)
        self._draw_again()
        return True

    def _use_serial(self) -> None:
        """Listen to the scanner's port, where one is set; its library is loaded only then."""
        port = self.desk.settings.scanner_port
        if self.serial is None and port:
            from villagedesk.desktop.serial_scanner import SerialScanner  # lazy: few rooms have one

            self.serial = SerialScanner(self.desk.bus, self)
        if self.serial is not None and not self.serial.use(port):
            self.desk.bus.say(sentence(AppError("scanner_port_failed", port=port)), "wait")

    def _draw_again(self) -> None:
        """Other sizes: build the window anew and go back to where one was."""
        if self._made_ahead is not None:
            self.stack.removeWidget(self._made_ahead)
            self._made_ahead.deleteLater()
            self._made_ahead = None
        old_pin, self.pin = self.pin, self._make_pin()
        self.pin.set_centre(self.desk.centre_name)
        self._replace(old_pin, self.pin)
        if self.main is not None:
            old, self.main = self.main, self._make_main()
            self._replace(old, self.main)
            self.main.take_over(old)
            self.stack.setCurrentWidget(self.main)
            # Later: a button that was pressed by the arrow keys has the focus only after it was pressed.
            QTimer.singleShot(0, self, lambda: self._follow_keys(old))
        old_pin.deleteLater()
        self.desk.tasks.read(self, read_facts, self._on_new_faces)

    def _follow_keys(self, old: "MainWindow") -> None:
        focused = self.focusWidget()
        if self.main is not None and focused is not None and old.isAncestorOf(focused):
            self.main.focus_like(focused.accessibleName())
        old.deleteLater()

    def _replace(self, old: QWidget, new: QWidget) -> None:
        self.stack.removeWidget(old)
        old.hide()
        if self.stack.indexOf(new) < 0:
            self.stack.addWidget(new)

    def _make_pin(self) -> PinScreen:
        made = PinScreen(self.desk)
        made.accepted.connect(self.log_in)
        made.language_chosen.connect(self.set_language)
        made.retry_asked.connect(self.retry_asked)
        self.stack.addWidget(made)
        return made

    def _make_main(self) -> "MainWindow":
        from villagedesk.desktop.main_window import MainWindow  # lazy: behind the PIN screen

        made = MainWindow(self.desk)
        self._make_bare(made)
        made.lock_asked.connect(self.lock)
        self.stack.addWidget(made)
        return made

    def _on_changed(self, names: set[str]) -> None:
        if names & {"operator", "credential", "centre"} and self.first is None:
            self.desk.tasks.read(self, read_facts, self._on_new_faces, latest="facts")

    def _set_title(self) -> None:
        self.setWindowTitle(_("Village Desk"))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)


def read_facts(session: Any) -> Facts:
    """Who may log in, whether this computer is enrolled, and the centre's name."""
    from villagedesk.store.centre import centre_name  # lazy: SQLModel loads behind the PIN screen
    from villagedesk.store.identity import device
    from villagedesk.store.operators import laptop_id, operators

    found = operators(session)
    faces = [Face(row.id, row.name, row.role) for row in found if row.has_pin]
    enrolled = device(session.connection()) is not None
    return Facts(faces, enrolled, centre_name(session), bool(laptop_id(session)))
