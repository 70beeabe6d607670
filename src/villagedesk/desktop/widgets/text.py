"""Text on the screen: always plain, never guessed to be HTML."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from villagedesk.desktop.widgets.styling import restyle
from villagedesk.i18n import _


class Text(QLabel):
    """A label. ``role`` is its size (title, amount, total, card, figure, body, small), ``tone`` its colour."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        tone: str = "",
        strong: bool = False,
        wrap: bool = False,
        right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setProperty("strong", strong)
        if wrap:
            self.setWordWrap(True)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        if right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setText(text)

    def set_role(self, role: str) -> None:
        """Change the size: card, body, small and the others."""
        if self.property("role") != role:
            self.setProperty("role", role)
            restyle(self)

    def set_tone(self, tone: str) -> None:
        """Change the colour: "", muted, good, wait, act or info."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)


def unbroken(text: str) -> str:
    """A few words that stay on one line, Chinese ones too, when the text around them goes on in the next."""
    return "\u2060".join(text.replace(" ", "\u00a0"))


class Pill(QLabel):
    """A short word in a coloured lozenge; it tells, it is never pressed. ``kind``: plain, good, wait, act, info."""

    def __init__(self, text: str = "", kind: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("kind", kind)
        self.setText(text)

    def set(self, text: str, kind: str) -> None:
        """Another word and colour."""
        self.setText(text)
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            restyle(self)


class Steps(Pill):
    """The pill "step 2 of 3"."""

    def __init__(self, total: int, parent: QWidget | None = None) -> None:
        super().__init__("", "info", parent)
        self.total = total
        self.set_step(1)

    def set_step(self, step: int) -> None:
        """Show which step this is, counted from 1."""
        self.setText(_("Step {step} of {total}").format(step=step, total=self.total))
