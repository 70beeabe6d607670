"""Does the printer print, does the scanner scan? Used by the first start and by the settings."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.finders import told_back
from villagedesk.desktop.widgets import PlainButton, QrLabel, Text, column, row
from villagedesk.i18n import _

# What the test square says; a scan of it proves the scanner and its keyboard layout (letters, digits, a dash).
TRIAL_TEXT = "VILLAGE-DESK-0123456789"


class PrinterTrial(QWidget):
    """A button that prints a page with everything a paper can show."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.button = PlainButton("", icon="printer")
        self.button.clicked.connect(self._print)
        self.line = Text("", "small", tone="muted", wrap=True)
        self.setLayout(column(row(self.button, None), self.line, spacing=4))
        self.retranslate()

    def retranslate(self) -> None:
        """Its texts in the language of the moment."""
        self.button.set_text(_("Print a test page"))
        self.line.setText(_("It shows Chinese, figures and a square code. If it looks right, everything will."))

    def _print(self) -> None:
        centre = self.desk.centre_name or _("Village Desk")

        def queue(session: Any) -> None:
            from villagedesk.domain.papers import PrinterTest  # lazy: not needed before the first test page
            from villagedesk.store.print_queue import add_job

            paper = PrinterTest(centre=centre, at=clock.now_ms(), qr=TRIAL_TEXT)
            add_job(session, paper, title=centre)

        self.desk.tasks.write(
            self, queue, lambda _none: self.line.setText(_("On its way to the printer.")), busy=self.button
        )


class ScannerTrial(QWidget):
    """A square code to scan from the screen or from the test page, and a line that says what came in."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.code = QrLabel(TRIAL_TEXT, 92, name=_("Code for testing the scanner"))
        self.line = Text("", wrap=True)
        line = row(self.code, self.line, spacing=14)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.retranslate()

    def retranslate(self) -> None:
        """Its texts in the language of the moment."""
        self.line.set_tone("")
        self.line.setText(_("Scan this square with the scanner."))

    def on_scan(self, text: str) -> bool:
        """Say what the scanner read; True when it is what the square says."""
        if text == TRIAL_TEXT:
            self.line.set_tone("good")
            self.line.setText(_("The scanner works."))
            self.desk.tasks.write(self, _scanner_works)
            return True
        else:
            self.line.set_tone("wait")
            self.line.setText(
                _(
                    "The scanner read “{text}”. If that is not what the code says, set it to the keyboard layout US."
                ).format(text=told_back(text))
            )
        return False


def _scanner_works(session: Any) -> None:
    from villagedesk.domain.setting_up import FirstStep  # lazy: once in a room's life
    from villagedesk.store.first_day import note_step_seen

    note_step_seen(session, FirstStep.SCANNER)
