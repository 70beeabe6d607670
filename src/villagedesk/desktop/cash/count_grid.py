"""The drawer counted by pieces: one line a note or coin, Enter goes on, the sum shows while one types."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.widgets import Columns, Text, column, restyle, row
from villagedesk.domain.cash_count import PIECES, Piece, parse_pieces, piece_words
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _


class _Pieces(QLineEdit):
    """How many of one kind. Signals: ``moved(steps)`` the operator goes on to another line."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.moved.emit(1)
        elif event.key() == Qt.Key.Key_Up:
            self.moved.emit(-1)
        else:
            super().keyPressEvent(event)


class CountGrid(QWidget):
    """Signals: ``edited()`` something was typed, ``finished()`` Enter in the last line."""

    edited = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, _Pieces] = {}
        self._names: dict[str, Text] = {}
        self._sums: dict[str, Text] = {}
        notes, coins = (self._column([piece for piece in PIECES if piece.coin is coin]) for coin in (False, True))
        self.error = Text("", "small", tone="act", wrap=True)
        self.error.hide()
        self._label = Text("", "card")
        self.total = Text("", "amount", right=True)
        side = QWidget()
        side.setLayout(column(coins, None, self.error, row(self._label, None, self.total)))
        self.setLayout(column(Columns(notes, side, shares=(1, 1), wide=0, spacing=16)))
        self.retranslate()

    # --- what the page asks

    def count(self) -> dict[str, int]:
        """Pieces by kind.

        Raises:
            Invalid: on the field named like the kind.
        """
        return {piece.key: parse_pieces(self.fields[piece.key].text(), field=piece.key) for piece in PIECES}

    def set_count(self, count: Mapping[str, int]) -> None:
        """Show a count; kinds of which there is none stay empty."""
        self.set_typed({key: str(pieces) for key, pieces in count.items() if pieces})

    def typed(self) -> dict[str, str]:
        """What stands in the lines, for a draft; empty lines are left out."""
        return {key: field.text() for key, field in self.fields.items() if field.text().strip()}

    def set_typed(self, typed: Mapping[str, object]) -> None:
        """Show what was typed before."""
        for key, field in self.fields.items():
            field.setText(str(typed.get(key) or ""))
        self.show_error(None)
        self._show_sums()

    def set_read_only(self, read_only: bool) -> None:
        """Let nobody type, because the count is done."""
        for field in self.fields.values():
            field.setReadOnly(read_only)
            field.setFocusPolicy(Qt.FocusPolicy.NoFocus if read_only else Qt.FocusPolicy.StrongFocus)

    def focus_first(self) -> None:
        """The cursor into the first line."""
        self._focus(PIECES[0].key)

    def show_error(self, error: AppError | None) -> bool:
        """Tell what is wrong and mark its line; None takes it away. False when it is about no line here."""
        wrong = error.field if isinstance(error, Invalid) else ""
        if error is not None and wrong not in (*self.fields, "count"):
            return False
        self.error.setText(sentence(error) if error is not None else "")
        self.error.setVisible(error is not None)
        for key, field in self.fields.items():
            if bool(field.property("wrong")) != (key == wrong):
                field.setProperty("wrong", key == wrong)
                restyle(field)
        if error is not None:
            self._focus(wrong if wrong in self.fields else PIECES[0].key)
        return True

    def retranslate(self) -> None:
        """Every text."""
        self._label.setText(_("Total"))
        for piece in PIECES:
            words = piece_words(piece.fen, piece.coin)
            self._names[piece.key].setText(words)
            self.fields[piece.key].setAccessibleName(words)
            self.fields[piece.key].setToolTip(_("Heaps may be added up: 12+30+8"))
        self._show_sums()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside

    def _column(self, pieces: list[Piece]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(2, 1)
        for at, piece in enumerate(pieces):
            field = _Pieces()
            field.setFixedWidth(theme.px(80))
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.textEdited.connect(self._on_edited)
            field.moved.connect(lambda steps, key=piece.key: self._move(key, steps))
            self.fields[piece.key] = field
            self._names[piece.key] = Text("", "body", right=True)
            self._sums[piece.key] = Text("", "body", tone="muted", right=True)
            self._sums[piece.key].setMinimumWidth(theme.px(92))  # else a large sum would lie over the field
            for place, widget in enumerate((self._names[piece.key], field, self._sums[piece.key])):
                grid.addWidget(widget, at, place)
        grid.setRowStretch(len(pieces), 1)
        return holder

    def _on_edited(self) -> None:
        self.show_error(None)
        self._show_sums()
        self.edited.emit()

    def _show_sums(self) -> None:
        total, readable = 0, True
        for piece in PIECES:
            try:
                pieces = parse_pieces(self.fields[piece.key].text(), field=piece.key)
            except Invalid:
                pieces, readable = 0, False
            self._sums[piece.key].setText(i18n.money(pieces * piece.fen) if pieces else "")
            total += pieces * piece.fen
        self.total.setText(i18n.money(total) if readable else "—")

    def _move(self, key: str, steps: int) -> None:
        keys = list(self.fields)
        at = keys.index(key) + steps
        if at >= len(keys):
            self.finished.emit()
        elif at >= 0:
            self._focus(keys[at])

    def _focus(self, key: str) -> None:
        self.fields[key].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields[key].selectAll()
