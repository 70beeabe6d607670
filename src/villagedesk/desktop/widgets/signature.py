"""A place to sign with finger, pen or mouse; who cannot, signs on paper, and a key says so."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk.desktop.widgets.buttons import PlainButton, ToggleButton
from villagedesk.desktop.widgets.columns import Columns
from villagedesk.desktop.widgets.ink import InkField
from villagedesk.desktop.widgets.styling import column
from villagedesk.desktop.widgets.text import Text
from villagedesk.domain.evidence import Signed
from villagedesk.i18n import _


class SignaturePad(QWidget):
    """A caption, the white field, and a button: signed on paper (with ``paper_key``), or once more when a name stands.

    ``inside`` puts the caption into the field, where the page has no height to give.

    Signals:
        changed(): a stroke came, all went, or paper was chosen.
    """

    changed = Signal()

    def __init__(
        self, paper_key: str = "", *, height: int = 96, inside: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._inside = "", inside
        self.caption = Text("", "small", tone="muted", wrap=True)
        self.field = InkField(height)
        self.again = PlainButton("")
        self.paper = ToggleButton("", paper_key)
        self.line = Text("", "small", tone="act", wrap=True)
        buttons = QWidget()
        buttons.setLayout(column(self.paper, self.again, None, spacing=6))
        field = Columns(self.field, buttons, shares=(1, 0), wide=400, spacing=10)
        self.setLayout(column(self.caption, field, self.line, spacing=4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.field.drawn.connect(self._on_drawn)
        self.again.clicked.connect(self.clear)
        self.paper.clicked.connect(self._on_paper)
        self.retranslate()
        self._show()

    def set_caption(self, words: str) -> None:
        """Who is to sign, for instance ``The driver signs``; "" for the usual words."""
        self._words = words
        self.retranslate()

    def signed(self) -> Signed:
        """What stands in it; false while nobody has signed."""
        if self.paper.isChecked():
            return Signed(on_paper=True)
        return Signed(self.field.png()) if self.field.has_name() else Signed()

    def load(self, signed: Signed) -> None:
        """Show what was signed before, when a half-filled form is taken up again."""
        self.field.wipe()
        self.paper.setChecked(signed.on_paper)
        if signed.png:
            self.field.show_kept(signed.png)
        self._show()

    def clear(self) -> None:
        """Take everything away, for the next one or because it went wrong."""
        self.field.wipe()
        self.paper.setChecked(False)
        self._show()
        self.changed.emit()

    def set_error(self, text: str) -> None:
        """A red line beneath that says what to do; "" takes it away."""
        self.line.setText(text)
        self.line.setVisible(bool(text))

    def retranslate(self) -> None:
        """Every text."""
        words = self._words or _("Please sign here")
        self.caption.setText(words)
        if self._inside:
            self.caption.hide()
        self.field.set_hint(words if self._inside else "")
        self.field.setAccessibleName(words)
        self.field.setAccessibleDescription(_("Draw with finger, pen or mouse; without one, choose: signed on paper"))
        self.field.say(_("Signed on paper, with pen or thumb"))
        self.again.set_text(_("Sign again"))
        self.paper.set_text(_("Signed on paper"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_drawn(self) -> None:
        self._show()
        self.changed.emit()

    def _on_paper(self) -> None:
        self.field.wipe()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        on_paper = self.paper.isChecked()
        self.field.set_on_paper(on_paper)
        # One button at a time: two under each other would be higher than the field.
        self.again.setVisible(self.field.has_name())
        self.paper.setVisible(not self.field.has_name())
        if self.signed():
            self.set_error("")
        elif not self.line.text():
            self.line.hide()
