"""The two panels beside a count: what a morning's difference is, and how an evening's count compares with the book."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.cash.witness_card import WitnessCard
from villagedesk.desktop.cash.words import difference_words
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Choice, ChoiceButtons, Field, Text, column, flow, row, show_invalid
from villagedesk.domain.cash import CashKind
from villagedesk.domain.cash_day import Arrived
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.cash_days import CodeLook, DayRow
from villagedesk.store.operators import OperatorRow


class OpeningPanel(QWidget):
    """The morning's count is not what the last closing left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fen = 0
        self._title = Text("", "card", tone="wait", wrap=True)
        self.choice = ChoiceButtons([Choice("known", ""), Choice(CashKind.DIFFERENCE.value, "")], value="known")
        self.note = Field("", name="note")
        self.setLayout(column(self._title, self.choice, self.note, spacing=8))
        self.hide()

    def begin(self, fen: int) -> None:
        """So much more (or less) than expected, in fen."""
        self.fen = fen
        self.choice.set_value("known")
        self.note.set_text("")
        self.retranslate()

    def kind(self) -> str:
        """The CashKind of the difference."""
        if self.choice.value() == "known":
            return CashKind.OPENING.value if self.fen > 0 else CashKind.PAID_OUT.value
        return CashKind.DIFFERENCE.value

    def focus_first(self) -> None:
        """The cursor where something can be said."""
        self.note.focus()

    def show_error(self, error: AppError) -> bool:
        """Tell it at the note; False when it is about something else."""
        return show_invalid({"note": self.note}, error)

    def retranslate(self) -> None:
        """Every text."""
        more = self.fen > 0
        words = _("{money} more than at the last closing.") if more else _("{money} less than at the last closing.")
        self._title.setText(words.format(money=i18n.money(abs(self.fen))))
        self.choice.setAccessibleName(_("What money is it?"))
        self.choice.set_texts([_("Change was put in") if more else _("Money was taken out"), _("Nobody knows why")])
        self.note.set_label(_("What is known about it"))


class ComparedPanel(QWidget):
    """Counted against the book, the reason, and who saw it. Signals: ``submitted()`` Enter in a last field."""

    submitted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day: DayRow | None = None
        self._labels = [Text("", "body"), Text("", "body")]
        self._sums = [Text("", "card", right=True), Text("", "card", right=True)]
        self.verdict = Text("", "amount", wrap=True)
        self._counts = Text("", "small", tone="muted", wrap=True)
        self.why = Field("", name="reason")
        self._code = Text("", "body", wrap=True)
        self.arrived = ChoiceButtons([Choice(one.value, "") for one in (Arrived.YES, Arrived.NO)])
        self.code_note = Field("", name="code_note")
        self.witness = WitnessCard(desk)
        pairs = []
        for label, shown in zip(self._labels, self._sums, strict=True):
            holder = QWidget()
            holder.setLayout(row(label, shown, spacing=8))
            pairs.append(holder)
        parts = (self.verdict, self._counts, self.why, self._code, self.arrived, self.code_note, self.witness)
        self.setLayout(column(flow(*pairs, spacing=24), *parts, spacing=8))
        self.witness.submitted.connect(self.submitted)
        self.arrived.chosen.connect(lambda _value: self._show_note())
        for field in (self.why, self.code_note):
            field.edit.returnPressed.connect(self.submitted)
        self.hide()

    def begin(self, day: DayRow, people: Sequence[OperatorRow]) -> None:
        """Show a counted day."""
        self._day = day
        self.why.set_text(day.reason)
        self.arrived.set_value(None)
        self.code_note.set_text("")
        self.witness.begin(day, people)
        self.retranslate()

    def reason(self) -> str:
        """Why it differs; "" when it does not."""
        return self.why.text() if self._day is not None and self._day.difference_fen else ""

    def code(self) -> CodeLook:
        """What the operator saw on the phone of what was paid by code."""
        missing = self.arrived.value() == Arrived.NO.value
        return CodeLook(str(self.arrived.value() or ""), self.code_note.text() if missing else "")

    def _show_note(self) -> None:
        missing = not self.arrived.isHidden() and self.arrived.value() == Arrived.NO.value
        self.code_note.setVisible(missing)
        if missing:
            self.code_note.focus()

    def focus_first(self) -> None:
        """The cursor into the reason, or to who saw it."""
        if self._day is not None and self._day.difference_fen:
            self.why.focus()
        else:
            self.witness.choice.focus_first()

    def show_error(self, error: AppError) -> bool:
        """Tell it where it belongs; False when it is about nothing here."""
        return show_invalid({"reason": self.why, "code_note": self.code_note}, error) or self.witness.show_error(error)

    def retranslate(self) -> None:
        """Every text."""
        for label, words in zip(self._labels, (_("Counted"), _("By the book")), strict=True):
            label.setText(words)
        self.why.set_label(_("Why does it differ?"))
        self.arrived.setAccessibleName(_("Has what was paid by code arrived?"))
        self.arrived.set_texts([_("All of it arrived"), _("Not all of it")])
        self.code_note.set_label(_("What is missing?"))
        self.witness.retranslate()
        day = self._day
        if day is None:
            return
        for shown, fen in zip(self._sums, (day.counted_fen, day.expected_fen), strict=True):
            shown.setText(i18n.money(fen or 0))
        self.verdict.setText(difference_words(day.difference_fen))
        self.verdict.set_tone("wait" if day.difference_fen else "good")
        self._counts.setText(_("Counted {count} times").format(count=day.counts) if day.counts > 1 else "")
        self._counts.setVisible(day.counts > 1)
        self.why.setVisible(bool(day.difference_fen))
        asked = day.code_fen > 0
        for widget in (self._code, self.arrived):
            widget.setVisible(asked)
        words = _("{money} was paid by code. Look on the phone: has it arrived?")
        self._code.setText(words.format(money=i18n.money(day.code_fen)))
        self._show_note()
