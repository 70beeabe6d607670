"""The first start, step by step. What was typed survives an error and a power cut; the PIN is never kept."""

from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.first_start.steps import DeviceStep, EnrolStep, OperatorStep
from villagedesk.desktop.help.panel import HelpPanel
from villagedesk.desktop.sounds import TAKEN, WRONG
from villagedesk.desktop.widgets.buttons import Choice, ChoiceButtons, PlainButton
from villagedesk.desktop.widgets.page_header import PageHeader
from villagedesk.desktop.widgets.styling import column, row
from villagedesk.desktop.widgets.text import Steps
from villagedesk.i18n import _

_FORM = "first_start"


class FirstStartScreen(QWidget):
    """Signals: ``finished(LoggedIn)`` the counter can open; ``language_chosen(str)``."""

    finished = Signal(object)
    language_chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.who: LoggedIn | None = None
        self.header = PageHeader()
        self.steps = Steps(3)
        self.header.add_pill(self.steps)
        self.languages = ChoiceButtons(
            [Choice(code, name) for code, name in i18n.LANGUAGES.items()], value=i18n.language()
        )
        self.header.add_right(self.languages)
        self.help_button = PlainButton("", "F1")
        self.header.add_right(self.help_button)
        self.enrol = EnrolStep(desk)
        self.operator = OperatorStep(desk)
        self.devices = DeviceStep(desk)
        self.stack = QStackedWidget()
        self.help = HelpPanel()
        self.help.hide()
        self._lay_out()
        self._connect()
        self.retranslate()

    def open(self, enrolled: bool, centre: str) -> None:
        """Go on where it was left: a computer that is enrolled needs its first operator."""
        self.operator.set_centre(centre)
        self._go(1 if enrolled else 0)
        self.desk.tasks.read(self, _load, self._fill)

    def _fill(self, typed: dict[str, Any] | None) -> None:
        for name, value in (typed or {}).items():
            for step in (self.enrol, self.operator):
                if name in step.fields and not step.fields[name].text():
                    step.fields[name].set_text(str(value))

    def _keep(self) -> None:
        typed: dict[str, Any] = {**self.enrol.typed(), **self.operator.typed()}

        def keep(store: Any) -> None:
            from villagedesk.store.drafts import save_draft  # lazy: SQLAlchemy loads behind the first picture

            save_draft(store, _FORM, "", typed)

        self.desk.tasks.keep(self, keep)

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.steps.set_step(step + 1)
        shown = (self.enrol, self.operator, self.devices)[step]
        shown.start()
        self.help.show_page("first_start")

    def _on_enrolled(self, centre: str) -> None:
        self.desk.centre_name = centre
        self.operator.set_centre(centre)
        self.desk.tasks.read(self, _is_laptop, self._on_kind)
        self._go(1)

    def _on_kind(self, laptop: bool) -> None:
        """The code said whether this is a PC of the centre or a trainer's own laptop."""
        self.desk.laptop = laptop
        self.operator.retranslate()

    def _on_operator(self, who: LoggedIn) -> None:
        self.who = who
        self.desk.log_in(who)
        self.devices.set_name(who.name)
        self._go(2)

    def _on_done(self) -> None:
        self.desk.tasks.write(self, _forget, lambda _none: self.finished.emit(self.who))

    def _toggle_help(self) -> None:
        self.help.setVisible(self.help.isHidden())

    def _lay_out(self) -> None:
        self.setObjectName("paper")
        for step in (self.enrol, self.operator, self.devices):
            middle = QWidget()
            middle.setObjectName("clear")
            step.setMaximumWidth(theme.half(720))
            middle.setLayout(row(None, step, None))
            middle.layout().setStretch(1, 8)  # type: ignore[union-attr]
            self.stack.addWidget(middle)
        inside = QWidget()
        inside.setObjectName("pageBody")
        inside.setLayout(column(self.header, self.stack, None, spacing=16, margins=(22, 18, 22, 18)))
        scroll = QScrollArea()
        scroll.setObjectName("page")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        self.setLayout(row(scroll, self.help, spacing=0))

    def _connect(self) -> None:
        self.enrol.done.connect(self._on_enrolled)
        self.operator.done.connect(self._on_operator)
        self.devices.done.connect(self._on_done)
        self.languages.chosen.connect(self.language_chosen)
        self.help_button.clicked.connect(self._toggle_help)
        self.help.closed.connect(self.help.hide)
        self.desk.bus.scanned.connect(self._on_scan)
        for step in (self.enrol, self.operator):
            for field in step.fields.values():
                field.left.connect(self._keep)

    def _on_scan(self, text: str) -> None:
        if self.isVisible() and self.stack.currentIndex() == 2:
            self.desk.sounds.play(TAKEN if self.devices.scanner.on_scan(text) else WRONG)
        elif self.isVisible() and self.stack.currentIndex() == 0:
            self.desk.sounds.play(TAKEN)
            self.enrol.on_scan(text)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.header.set_title(_("First start"))
        self.help_button.set_text(_("Help"))
        self.languages.set_value(i18n.language())
        self.languages.setAccessibleName(_("Language"))
        self.steps.set_step(self.stack.currentIndex() + 1)
        for step in (self.enrol, self.operator, self.devices):
            step.retranslate()
        self.help.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _load(session: Any) -> dict[str, Any] | None:
    from villagedesk.store.drafts import load_draft  # lazy, see _keep

    return load_draft(session.connection(), _FORM, "")


def _forget(session: Any) -> None:
    from villagedesk.store.drafts import clear_draft  # lazy, see _keep

    clear_draft(session.connection(), _FORM, "")


def _is_laptop(s: Any) -> bool:
    from villagedesk.store.operators import laptop_id  # lazy: SQLAlchemy loads behind the first picture

    return bool(laptop_id(s))
