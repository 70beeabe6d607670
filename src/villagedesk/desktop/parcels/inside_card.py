"""What was seen when a parcel was opened at the counter: nothing, all well, damaged with photo and words, not wanted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.widgets import Choice, ChoiceButtons, Columns, Field, Text, column
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.pickup import Inspected
from villagedesk.i18n import _

REFUSED = "refused"
_VALUES = (Inspected.NOT_OPENED, Inspected.FINE, Inspected.DAMAGED, REFUSED)


class InsideCard(QWidget):
    """Signals: ``changed()`` another answer was chosen."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = ChoiceButtons([Choice(value, "") for value in _VALUES], value=Inspected.NOT_OPENED)
        self.photo = KeptPhoto(desk, EvidenceKind.DAMAGE, width=66, height=44, beside=True)
        self.photo.setProperty("bottom", True)
        self.damage = Field("", name="damage")
        self.damage.label.hide()  # it stands in the field: the hand-over needs the height
        self._told = Text("", "small", tone="act", wrap=True)
        self._told.hide()
        self._more = QWidget()
        self._more.setLayout(column(Columns(self.damage, self.photo, shares=(1, 0), wide=0, spacing=10), self._told))
        self.setLayout(column(self.choices, self._more, spacing=8))
        self.choices.chosen.connect(lambda _value: self._on_chosen())
        self.photo.told.connect(self._tell)
        self._show()

    def begin(self) -> None:
        """For the next parcel: not opened."""
        self.choices.set_value(Inspected.NOT_OPENED)
        self.damage.set_text("")
        self.photo.load("")
        self._show()

    def inspected(self) -> str:
        """An Inspected, or ``refused``."""
        return str(self.choices.value() or "")

    def photos(self) -> tuple[str, ...]:
        """SHA-256 of what was photographed."""
        return (self.photo.sha256,) if self.photo.sha256 and self.inspected() == Inspected.DAMAGED else ()

    def retranslate(self) -> None:
        """Every text."""
        self.choices.setAccessibleName(_("What was inside"))
        self.choices.set_texts([_("Not opened"), _("All well"), _("Damaged"), _("Not wanted")])
        self.damage.edit.setAccessibleName(_("What is damaged"))
        self.damage.edit.setPlaceholderText(_("What is damaged"))
        self.photo.set_caption(_("Photo"))

    def _on_chosen(self) -> None:
        self._show()
        if self.inspected() == Inspected.DAMAGED:
            self.damage.focus()
        self.changed.emit()

    def _tell(self, trouble: str) -> None:
        self._told.setText(trouble)
        self._told.setVisible(bool(trouble))

    def _show(self) -> None:
        self._more.setVisible(self.inspected() == Inspected.DAMAGED)
