"""The list at the right of the form: what has to be there before a lot may go up, and what is still missing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Card, Pill, PlainButton, RowList, Text, column, row
from villagedesk.domain.listings import CHECK_WORDS, Check
from villagedesk.errors import sentence
from villagedesk.i18n import N_, _

# What is written on the button of a line that another page mends.
_MENDS = {
    "seller": N_("To the farmer"),
    "training": N_("To the classes"),
    "season": N_("To the season"),
    "certificate": N_("Write the certificate"),
}


class CheckCard(Card):
    """A line for each that is missing, one for all that are ready; a colour never speaks alone. Signal: ``mend_asked(field)``."""

    mend_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Text("", "card", wrap=True)
        self._lines = RowList(spacing=6)
        self._ready = Text("", "small", tone="good", wrap=True)
        self._checks: Sequence[Check] = ()
        self._mends: frozenset[str] = frozenset()
        self.body.addWidget(self._title)
        self.body.addWidget(self._lines)
        self.body.addWidget(self._ready)

    def set_checks(self, checks: Sequence[Check], mends: frozenset[str] = frozenset()) -> None:
        """Show these.

        Args:
            checks: the lines.
            mends: the fields that can be mended on another page now; their lines have a button.
        """
        if list(checks) != list(self._checks) or mends != self._mends:
            self._checks, self._mends = list(checks), mends
            self.retranslate()

    def open_count(self) -> int:
        """How many points are not passed."""
        return sum(not check.passed for check in self._checks)

    def is_open(self, name: str) -> bool:
        """Whether a point of this name is shown and not passed."""
        return any(check.name == name and not check.passed for check in self._checks)

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
        # What is missing first, each with its sentence; what is ready in one quiet line, so that nothing is scrolled away.
        self._lines.set_rows([self._line(check) for check in self._checks if not check.passed])
        ready = [_words(check) for check in self._checks if check.passed]
        self._ready.setText("   ".join(f"✓\u00a0{words.replace(' ', chr(0xA0))}" for words in ready))
        self._ready.setVisible(bool(ready))

    def _line(self, check: Check) -> QWidget:
        mend = check.field if check.field in self._mends and not check.passed else ""
        return _line(check, _(_MENDS[mend]) if mend else "", lambda: self.mend_asked.emit(mend))


def _words(check: Check) -> str:
    return _(CHECK_WORDS[check.name]).format(count=check.count)


def _line(check: Check, mend: str, on_mend: Callable[[], None]) -> QWidget:
    line = row(Text(_words(check), wrap=True), Pill(_("not done yet"), "wait"))
    line.setStretch(0, 1)
    whole = column(line, spacing=2)
    if check.why is not None:
        tone = "act" if check.blocks else "muted"
        whole.addWidget(Text(sentence(check.why), "small", tone=tone, wrap=True))
    if mend:
        button = PlainButton(mend)
        button.clicked.connect(on_mend)
        whole.addLayout(row(button, None))
    holder = QWidget()
    holder.setLayout(whole)
    return holder
