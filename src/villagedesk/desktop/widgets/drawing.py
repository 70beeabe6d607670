"""A field for a small drawing, for instance where a plot lies between road and stream."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk.desktop.widgets.buttons import PlainButton
from villagedesk.desktop.widgets.ink import InkField
from villagedesk.desktop.widgets.styling import column
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _

_LARGEST = QSize(420, 300)


class DrawingPad(QWidget):
    """A caption, the white field, and a button that takes the drawing away.

    Signals:
        changed(): a stroke came, or all went.
    """

    changed = Signal()

    def __init__(self, *, height: int = 130, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = Text("", "small", tone="muted", wrap=True)
        self.field = InkField(height, _LARGEST)
        self.again = PlainButton("")
        self.setLayout(column(self.caption, self.field, self.again, spacing=4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.field.drawn.connect(self._on_drawn)
        self.again.clicked.connect(self._on_again)
        self.again.hide()

    def png(self) -> bytes:
        """The drawing as a small picture; nothing while nobody has drawn."""
        return self.field.png() if self.field.has_ink() else b""

    def load(self, png: bytes) -> None:
        """Show a drawing that was kept before; nothing clears the field."""
        self.field.wipe()
        if png:
            self.field.show_kept(png)
        self.again.setVisible(self.field.has_ink())

    def retranslate(self, caption: str) -> None:
        """Every text; ``caption`` says what is to be drawn."""
        self.caption.setText(caption)
        self.field.setAccessibleName(caption)
        self.again.set_text(_("Draw again"))

    def _on_drawn(self) -> None:
        self.again.setVisible(self.field.has_ink())
        self.changed.emit()

    def _on_again(self) -> None:
        self.load(b"")
        self.field.setFocus()
        self.changed.emit()
