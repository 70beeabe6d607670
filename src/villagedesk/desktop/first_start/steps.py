"""The three steps of the first start: enrolment, the first operator, then printer, scanner and sound."""

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.devices import find_printers
from villagedesk.desktop.more.trials import PrinterTrial, ScannerTrial
from villagedesk.desktop.more.voice_trial import VoiceTrial
from villagedesk.desktop.widgets.buttons import PrimaryButton
from villagedesk.desktop.widgets.card import Card
from villagedesk.desktop.widgets.columns import pair
from villagedesk.desktop.widgets.field import Field, show_invalid
from villagedesk.desktop.widgets.styling import row
from villagedesk.desktop.widgets.text import Pill, Text
from villagedesk.domain.enrolment import read_enrolment_square
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _


class Step(Card):
    """One step: a title, a sentence, fields, and the button that goes on."""

    done = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=12, margins=(24, 20, 24, 20), parent=parent)
        self.setProperty("top", True)
        self.desk = desk
        self.fields: dict[str, Field] = {}
        self.title = Text("", "card", wrap=True)
        self.about = Text("", "body", tone="muted", wrap=True)
        self.go_on = PrimaryButton("", "Enter")
        self.go_on.clicked.connect(self.submit)
        self.body.addWidget(self.title)
        self.body.addWidget(self.about)

    def finish_layout(self) -> None:
        """The button comes last."""
        self.body.addSpacing(4)
        self.body.addLayout(row(None, self.go_on))
        self.body.addStretch(1)

    def typed(self) -> dict[str, str]:
        """What may be kept in the draft."""
        return {name: field.text() for name, field in self.fields.items()}

    def start(self) -> None:
        """Put the cursor where the typing starts."""
        empty = next((field for field in self.fields.values() if not field.text()), None)
        (empty or self.go_on).setFocus()

    @abstractmethod
    def submit(self) -> None:
        """The button was pressed."""

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.go_on.set_text(_("Next"))

    def fill_required(self) -> bool:
        """True when nothing is empty; else the first empty field says so."""
        for field in self.fields.values():
            if not field.text():
                field.set_error(sentence(Invalid(field.name, "field_required")))
                field.focus()
                return False
        return True


class EnrolStep(Step):
    """Central's address and the code of the county office; ``done`` carries the centre's name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.fields = {"url": Field("", name="url", placeholder="https://"), "code": Field("", name="code")}
        for field in self.fields.values():
            self.body.addWidget(field)
        self.finish_layout()

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(_("Enrol this computer"))
        self.about.setText(
            _("Scan the square that the county office gave you, or type its address and code. The code works once.")
        )
        self.fields["url"].set_label(_("Address of the central platform"))
        self.fields["code"].set_label(_("Enrolment code"))
        self.fields["code"].set_hint(_("Typed or scanned; capital and small letters are the same."))

    def on_scan(self, text: str) -> None:
        """The square of the county's page: address and code. A square of the code alone leaves the address as it is."""
        address, code = read_enrolment_square(text)
        if address:
            self.fields["url"].set_text(address)
        self.fields["code"].set_text(code)
        self.start()

    def submit(self) -> None:
        if not self.fill_required():
            return
        url, code = self.fields["url"].text(), self.fields["code"].text()

        def enrol(store: Any) -> str:
            from villagedesk.sync.service import enrol_here  # lazy: requests is needed only here

            return enrol_here(store, url, code)

        self.fields["code"].set_hint(_("Asking the central platform …"))
        self.desk.tasks.network(self, enrol, self.done.emit, self._failed, busy=self.go_on)

    def _failed(self, error: AppError) -> None:
        self.retranslate()
        if show_invalid(self.fields, error):
            return
        about_code = error.code.startswith("enrol_code")
        field = self.fields["code" if about_code else "url"]
        text = sentence(error)
        if error.code == "offline":
            text = _("No connection to this address. Check the cable and the address, then press the button again.")
        field.set_error(text)
        field.focus()


class OperatorStep(Step):
    """The first operator and the PIN, twice; ``done`` carries who it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pill = Pill("", "good")
        self.body.insertWidget(0, self.pill)
        self.pill.hide()
        self.fields = {
            "name": Field("", name="name"),
            "pin": Field("", name="pin", secret=True),
            "again": Field("", name="again", secret=True),
        }
        self.body.addWidget(self.fields["name"])
        self.body.addWidget(pair(self.fields["pin"], self.fields["again"]))
        self.finish_layout()

    def set_centre(self, name: str) -> None:
        """Enrolment told whose desk this is."""
        self.pill.setText(name)
        self.pill.setVisible(bool(name))

    def typed(self) -> dict[str, str]:
        return {"name": self.fields["name"].text()}

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(_("Who works here?"))
        about = _("The first person can add the others later, under More, Operators.")
        laptop = _("This laptop is a trainer's own. It gets the classes that the centre gives it, and nothing else.")
        self.about.setText(laptop if self.desk.laptop else about)
        self.fields["name"].set_label(_("Name"))
        self.fields["pin"].set_label(_("PIN"))
        self.fields["pin"].set_hint(_("Four to eight digits"))
        self.fields["again"].set_label(_("PIN once more"))

    def submit(self) -> None:
        if not self.fill_required():
            return
        name, pin = self.fields["name"].text(), self.fields["pin"].text()
        if pin != self.fields["again"].text():
            self.fields["again"].set_error(sentence(Invalid("again", "pin_not_same")))
            self.fields["again"].focus()
            return

        def add(session: Any) -> LoggedIn:
            from villagedesk.store.operators import add_operator  # lazy: SQLModel loads behind the first picture

            # The first one runs the room: somebody has to be able to add the others.
            made = add_operator(session, name, "manager", pin)
            return LoggedIn(made.id, made.name, made.role)

        self.desk.tasks.write(self, add, self.done.emit, lambda e: show_invalid(self.fields, e), busy=self.go_on)


class DeviceStep(Step):
    """Printer, scanner and sound, each with a trial; all can wait."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printer_field = Field("", name="printer")
        self.printer_field.set_text(desk.settings.printer)
        self.printer_field.left.connect(self._keep_printer)
        self.printer = PrinterTrial(desk)
        self.scanner = ScannerTrial(desk)
        self.voice = VoiceTrial(desk)
        for item in (self.printer_field, self.printer, self.scanner, self.voice):
            self.body.addWidget(item)
        self._name = ""
        self.finish_layout()

    def set_name(self, name: str) -> None:
        """Who has just been added."""
        self._name = name
        self.retranslate()

    def start(self) -> None:
        self.desk.tasks.aside(self, find_printers, self._show_printers)
        self.printer_field.focus()

    def retranslate(self) -> None:
        self.title.setText(_("Try printer, scanner and sound"))
        self.about.setText(_("All can be set up later, under More, Settings. Without a printer a PDF is made."))
        self.printer_field.set_label(_("Printer"))
        self.printer.retranslate()
        self.scanner.retranslate()
        self.voice.retranslate()
        self.go_on.set_text(_("Open the counter"))

    def submit(self) -> None:
        self._keep_printer()
        self.done.emit(None)

    def _show_printers(self, names: list[str]) -> None:
        if names:
            self.printer_field.set_hint(_("Found here: {names}").format(names=_(", ").join(names)))
            if not self.printer_field.text():
                self.printer_field.set_text(names[0])
                self._keep_printer()

    def _keep_printer(self) -> None:
        if self.desk.settings.printer != self.printer_field.text():
            self.desk.settings.printer = self.printer_field.text()
            self.desk.save_settings()
