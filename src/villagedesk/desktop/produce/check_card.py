"""The list at the right of the form: what has to be there before a lot may go up, and what is still missing."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Card, Pill, RowList, Text, row
from villagedesk.domain.listings import CHECK_WORDS, Check
from villagedesk.i18n import _


class CheckCard(Card):
    """One line a check; a colour never speaks alone, so each has a sign and a word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Text("", "card", wrap=True)
        self._lines = RowList(spacing=6)
        self._checks: Sequence[Check] = ()
        self.body.addWidget(self._title)
        self.body.addWidget(self._lines)

    def set_checks(self, checks: Sequence[Check]) -> None:
        """Show these."""
        if list(checks) != list(self._checks):
            self._checks = list(checks)
            self.retranslate()

    def open_count(self) -> int:
        """How many points are not passed."""
        return sum(not check.passed for check in self._checks)

    def summary(self) -> str:
        """How many points are ready, and how many are missing."""
        missing = self.open_count()
        ready = len(self._checks) - missing
        if not missing:
            return _("All {count} ready").format(count=ready)
        return _("{ready} ready, {missing} missing").format(ready=ready, missing=missing)

    def retranslate(self) -> None:
        """The lines in the language of the moment."""
        self._title.setText(_("Check before it goes up"))
        self._lines.set_rows([_line(check) for check in self._checks])


def _line(check: Check) -> QWidget:
    words = Text(_(CHECK_WORDS[check.name]).format(count=check.count), wrap=True)
    pill = Pill("✓", "good") if check.passed else Pill(_("missing"), "wait")
    pill.setAccessibleName(_("ready") if check.passed else _("missing"))
    holder = QWidget()
    line = row(words, pill)
    line.setStretch(0, 1)
    holder.setLayout(line)
    return holder
