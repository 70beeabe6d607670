"""The PIN screen: who works now. It is the first thing painted, so it imports nothing that knows the database."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QRegularExpression, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QButtonGroup, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from villagedesk import clock, i18n, paths
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.pin_parts import Face, FaceButton, PinPad
from villagedesk.desktop.widgets.buttons import Choice, ChoiceButtons, PlainButton
from villagedesk.desktop.widgets.card import Card
from villagedesk.desktop.widgets.columns import Columns
from villagedesk.desktop.widgets.flow_layout import FlowLayout
from villagedesk.desktop.widgets.styling import column, row
from villagedesk.desktop.widgets.text import Text
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _

if TYPE_CHECKING:
    from villagedesk.desktop.help.panel import HelpPanel


class PinScreen(QWidget):
    """Signals: ``accepted(LoggedIn)`` the PIN was right; ``language_chosen(str)``; ``retry_asked()`` open once more."""

    accepted = Signal(object)
    language_chosen = Signal(object)
    retry_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._faces: list[FaceButton] | None = None  # None until the store is open
        self._pending = False
        self._until = 0.0
        self._trouble: AppError | None = None
        self._error: AppError | None = None
        self.title = Text("", "title")
        self.centre = Text("", "body", tone="muted")
        self.who = Text("", "small", tone="muted")
        self._group = QButtonGroup(self)
        self._row = FlowLayout(spacing=10)
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pin.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,8}"), self))
        self.pin.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.pin.setProperty("pin", True)
        self.line = Text("", "small", wrap=True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pad = PinPad()
        self.retry = PlainButton("", icon="sync")
        self.retry.hide()
        self.languages = ChoiceButtons(
            [Choice(code, name) for code, name in i18n.LANGUAGES.items()], value=i18n.language()
        )
        self.help_button = PlainButton("", "F1")
        self.practise, self.full = PlainButton("", "F9"), PlainButton("", "F11")
        self._help: HelpPanel | None = None
        self._lay_out()
        self._connect()
        self.retranslate()

    # --- what the shell calls

    def set_centre(self, name: str) -> None:
        """The name under the title."""
        self.centre.setText(name)
        self.centre.setVisible(bool(name))

    def set_faces(self, faces: list[Face]) -> None:
        """The store is open: these may log in. A PIN typed meanwhile is tried at once when there is one choice."""
        chosen = self.face()
        for old in self._faces or []:
            self._group.removeButton(old)
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._faces = [FaceButton(face) for face in faces]
        for button in self._faces:
            self._group.addButton(button)
            self._row.addWidget(button)
            button.clicked.connect(self._on_face)
        again = next((b for b in self._faces if chosen and b.face.id == chosen.id), None)
        if again or self._faces:
            (again or self._faces[0]).setChecked(True)
        self._trouble = None
        self.retry.hide()
        self.retranslate()
        if self._pending and len(self._faces) == 1:
            self.submit()
        self._pending = False

    def set_trouble(self, error: AppError) -> None:
        """The store could not be opened: say what to do."""
        self._trouble = error
        self.retry.show()
        self.retranslate()

    def start(self) -> None:
        """Shown again, after locking: an empty field with the cursor in it."""
        self.pin.clear()
        self._error = None
        self.retranslate()
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def face(self) -> Face | None:
        """Who is chosen."""
        button = self._group.checkedButton()
        return button.face if isinstance(button, FaceButton) else None

    # --- typing

    def submit(self) -> None:
        """Try the PIN, in the background: a hash takes its time."""
        face, pin = self.face(), self.pin.text()
        if self._faces is None:
            self._pending = bool(pin)
            self.retranslate()
            return
        if face is None or not pin or clock.monotonic() < self._until:
            return

        def check(store: Any) -> LoggedIn:
            from villagedesk.store.operators import check_pin  # lazy: SQLModel loads behind this screen

            row_ = check_pin(store, face.id, pin)
            return LoggedIn(row_.id, row_.name, row_.role)

        self.pad.setEnabled(False)
        self.desk.tasks.keep(self, check, self._on_right, self._on_wrong)

    def _on_right(self, who: LoggedIn) -> None:
        self.pad.setEnabled(True)
        self.start()
        self.accepted.emit(who)

    def _on_wrong(self, error: AppError) -> None:
        self.pad.setEnabled(True)
        self.pin.clear()
        self.pin.setFocus()
        self._error = error
        if error.code == "pin_wait":
            self._until = clock.monotonic() + int(str(error.params["seconds"]))
            self._tick()
        self.retranslate()

    def _tick(self) -> None:
        left = round(self._until - clock.monotonic())
        self.pin.setEnabled(left <= 0)
        self.pad.setEnabled(left <= 0)
        if left > 0:
            self._error = AppError("pin_wait", seconds=left)
            QTimer.singleShot(1000, self, self._tick)
        elif self._error and self._error.code == "pin_wait":
            self._error = None
            self.pin.setFocus()
        self.retranslate()

    def _type(self, digit: str) -> None:
        self.pin.insert(digit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The up and down keys in the field choose who it is; digits and Enter stay where they are."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._faces:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.pin.isEnabled():
                at = next((n for n, face in enumerate(self._faces) if face.isChecked()), 0)
                self._faces[(at + step) % len(self._faces)].click()
                return True
        return super().eventFilter(watched, event)

    def _on_face(self) -> None:
        self._error = None
        self.pin.clear()
        self.pin.setFocus()
        self.retranslate()

    def _practise(self) -> None:
        """F9: the practice room opens in a window of its own."""
        from villagedesk.desktop.practice import start_practising  # lazy: seldom needed

        if start_practising():
            self.desk.bus.say(_("The practice room opens in a window of its own."))

    def _toggle_full(self) -> None:
        """F11: the whole screen, from every start on; or a window again."""
        self.desk.settings.full_screen = not self.desk.settings.full_screen
        self.desk.save_settings()
        self.retranslate()

    # --- building

    def _lay_out(self) -> None:
        who, pin = QWidget(), QWidget()
        who.setLayout(column(self.who, self._row, None, spacing=12))
        pin.setLayout(column(self.pin, self.line, self.pad, row(None, self.retry, None), None, spacing=12))
        card = Card(Columns(who, pin, wide=600, spacing=28), margins=(28, 24, 28, 24))
        card.setMaximumWidth(theme.half(760))
        middle = QVBoxLayout()
        middle.setSpacing(6)
        for text in (self.title, self.centre):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            middle.addWidget(text)
        middle.addSpacing(8)
        line = row(None, card, None)
        line.setStretch(1, 1000)  # as wide as it may be, and narrower on a small screen with large text
        middle.addLayout(line)
        middle.addSpacing(8)
        middle.addLayout(row(None, self.languages, self.help_button, self.practise, self.full, None))
        inside = QWidget()
        inside.setObjectName("pageBody")
        inside.setLayout(column(None, middle, None, margins=(22, 18, 22, 18)))
        scroll = QScrollArea()
        scroll.setObjectName("page")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.setLayout(row(scroll, spacing=0))

    def _toggle_help(self) -> None:
        if self._help is None:
            from villagedesk.desktop.help.panel import HelpPanel  # lazy: not part of the first picture

            self._help = HelpPanel()
            self._help.hide()
            self._help.closed.connect(self._help.hide)
            self.layout().addWidget(self._help)  # type: ignore[union-attr]
            self._help.show_page("pin")
        self._help.setVisible(self._help.isHidden())

    def _connect(self) -> None:
        self.pad.pressed.connect(self._type)
        self.pad.erase.clicked.connect(self.pin.backspace)
        self.pad.go.clicked.connect(self.submit)
        self.pin.returnPressed.connect(self.submit)
        self.pin.textEdited.connect(self._on_edited)
        self.pin.installEventFilter(self)
        self.retry.clicked.connect(self.retry_asked)
        self.languages.chosen.connect(self.language_chosen)
        self.help_button.clicked.connect(self._toggle_help)
        self.practise.clicked.connect(self._practise)
        self.full.clicked.connect(self._toggle_full)
        self.practise.setVisible(not paths.practice_mark(self.desk.home).exists())

    def _on_edited(self) -> None:
        if self._error and self._error.code != "pin_wait":
            self._error = None
            self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.title.setText(_("Village Desk"))
        self.who.setText(_("Who is at the counter?"))
        self.pin.setAccessibleName(_("PIN"))
        self.pin.setPlaceholderText(_("PIN"))
        self.pad.erase.setAccessibleName(_("Erase"))
        self.pad.go.setAccessibleName(_("Log in"))
        self.retry.set_text(_("Try again"))
        self.help_button.set_text(_("Help"))
        self.practise.set_text(_("Practise"))
        self.full.set_text(_("As a window") if self.desk.settings.full_screen else _("Full screen"))
        if self._help is not None:
            self._help.retranslate()
        self.languages.setAccessibleName(_("Language"))
        self.languages.set_value(i18n.language())
        error = self._trouble or self._error
        self.line.set_tone("act" if error else "muted")
        if error:
            self.line.setText(sentence(error))
        elif self._faces is None:
            self.line.setText(_("One moment, the data is being opened."))
        elif len(self._faces) > 1:
            self.line.setText(_("Type the PIN, then Enter. Up and down: somebody else."))
        else:
            self.line.setText(_("Type the PIN, then Enter."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
