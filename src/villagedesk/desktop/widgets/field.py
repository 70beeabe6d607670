"""One thing to type: its label above, its hint or what is wrong with it beneath. Nothing typed is ever cleared."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from villagedesk.desktop.widgets.styling import column, restyle
from villagedesk.desktop.widgets.text import Text
from villagedesk.errors import AppError, Invalid, sentence


class Field(QWidget):
    """A labelled line. ``name`` is the field name that an ``Invalid`` error carries.

    Signals:
        edited(): the operator changed it (not the program).
        left(): the operator has finished with it.
    """

    edited = Signal()
    left = Signal()

    def __init__(
        self,
        label: str = "",
        *,
        name: str = "",
        hint: str = "",
        placeholder: str = "",
        edit: QLineEdit | None = None,
        secret: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._hint, self._error, self._good = hint, "", False
        self.label = Text(label, "small", tone="muted")
        self.edit = edit or QLineEdit()
        self.line = Text(hint, "small", tone="muted", wrap=True)
        self.label.setBuddy(self.edit)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setPlaceholderText(placeholder)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self.left)
        self.setFocusProxy(self.edit)
        self.setProperty("top", True)  # labels of neighbours stay in line, whatever stands beneath them
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setLayout(column(self.label, self.edit, self.line, spacing=3))
        self.set_label(label)
        self._show_line()

    def set_label(self, label: str) -> None:
        """The words above; also what a screen reader says."""
        self.label.setText(label)
        self.label.setVisible(bool(label))
        if label:
            self.edit.setAccessibleName(label)

    def text(self) -> str:
        """What stands in it, without spaces at the ends."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Fill it by program; ``edited`` is not sent."""
        if self.edit.text() != text:
            self.edit.setText(text)
        self.set_error("")

    def set_hint(self, hint: str, *, good: bool = False) -> None:
        """A quiet line beneath; ``good`` paints it green. An error covers it until it is mended."""
        self._hint, self._good = hint, good
        self._show_line()

    def set_error(self, text: str) -> None:
        """A red line beneath that says what to do; "" takes it away. What was typed stays."""
        self._error = text
        self._show_line()

    def error(self) -> str:
        """The red line, or ""."""
        return self._error

    def focus(self) -> None:
        """Put the cursor here with everything selected."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def _on_edited(self) -> None:
        if self._error:
            self.set_error("")
        self.edited.emit()

    def _show_line(self) -> None:
        shown = self._error or self._hint
        self.line.setText(shown)
        self.line.setVisible(bool(shown))
        self.line.set_tone("act" if self._error else "good" if self._good else "muted")
        wrong = bool(self._error)
        if self.edit.property("wrong") != wrong:
            self.edit.setProperty("wrong", wrong)
            restyle(self.edit)
        self.edit.setAccessibleDescription(shown)


def show_invalid(fields: Mapping[str, Field], error: AppError) -> bool:
    """Put the sentence of an ``Invalid`` under its field and the cursor into it; False when it is about no field here."""
    field = fields.get(error.field) if isinstance(error, Invalid) else None
    if field is None:
        return False
    field.set_error(sentence(error))
    field.focus()
    return True
