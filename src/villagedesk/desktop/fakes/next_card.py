"""The next step of a complaint: seal a sample, go to 12315, write down what came of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Columns, Field, PlainButton, PrimaryButton, column, flow, show_invalid
from villagedesk.domain.fakes import FakeState
from villagedesk.errors import AppError, Refused, sentence
from villagedesk.i18n import _
from villagedesk.store.fakes import FakePage


class NextCard(QWidget):
    """Signals: ``asked_seal(number)``, ``asked_packet()``, ``asked_12315()``, ``asked_outcome(words)``."""

    asked_seal = Signal(str)
    asked_packet = Signal()
    asked_12315 = Signal()
    asked_outcome = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: FakePage | None = None
        self._sure = False
        self.seal, self.seal_button = Field("", name="seal_number"), PlainButton("")
        self.outcome, self.outcome_button = Field("", name="outcome"), PlainButton("")
        self.packet = PlainButton("", icon="printer")
        self.escalate = PrimaryButton("", "F10")
        for button in (self.seal_button, self.outcome_button):
            button.setProperty("bottom", True)
        self._seal_line = Columns(self.seal, self.seal_button, shares=(1, 0), wide=0, spacing=10)
        self._outcome_line = Columns(self.outcome, self.outcome_button, shares=(1, 0), wide=0, spacing=10)
        self.setLayout(column(self._seal_line, self._outcome_line, flow(self.packet, self.escalate), spacing=8))
        self.seal_button.clicked.connect(lambda: self.asked_seal.emit(self.seal.text()))
        self.seal.edit.returnPressed.connect(self.seal_button.click)
        self.outcome_button.clicked.connect(lambda: self.asked_outcome.emit(self.outcome.text()))
        self.outcome.edit.returnPressed.connect(self.outcome_button.click)
        self.packet.clicked.connect(self.asked_packet)
        self.escalate.clicked.connect(self._on_escalate)

    def begin(self) -> None:
        """Empty, for another complaint."""
        self.seal.set_text("")
        self.outcome.set_text("")
        self._sure = False

    def step_back(self) -> bool:
        """Esc: take the question back."""
        was, self._sure = self._sure, False
        self.retranslate()
        return was

    def show_page(self, page: FakePage) -> None:
        """What can be done next."""
        self._page = page
        if page.row.state == FakeState.ESCALATED:
            self._sure = False
        self._seal_line.setVisible(page.is_open and not page.seal_number)
        self._outcome_line.setVisible(page.is_open)
        self.escalate.setVisible(page.is_open and page.row.state != FakeState.ESCALATED)
        self.retranslate()

    def show_error(self, error: AppError) -> bool:
        """Put what is wrong under its field; False when it is about no field here."""
        if isinstance(error, Refused) and error.code == "already_sealed":
            self.seal.set_error(sentence(error))
            return True
        return show_invalid({"seal_number": self.seal, "outcome": self.outcome}, error)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.seal.set_label(_("Seal number of the sample"))
        self.seal_button.set_text(_("Label the seal"))
        self.outcome.set_label(_("What came of it"))
        self.outcome_button.set_text(_("It is over"))
        self.packet.set_text(_("Print the packet"))
        self.escalate.set_text(_("Really send it to 12315") if self._sure else _("To 12315"))

    def _on_escalate(self) -> None:
        """Before the seller has answered it is asked twice."""
        page = self._page
        if page is not None and page.row.state != FakeState.ANSWERED and not self._sure:
            self._sure = True
            self.retranslate()
            return
        self.asked_12315.emit()
