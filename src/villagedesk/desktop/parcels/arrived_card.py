"""The parcel that was scanned last: where it belongs, what it weighs here, and whether it came damaged."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.parcels.words import trouble_words
from villagedesk.desktop.widgets import Card, Columns, Field, PlainButton, Text, WeightEdit, column, flow, row
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.i18n import _
from villagedesk.store.parcels import ParcelRow


class ArrivedCard(Card):
    """Signals: ``moved()`` it lies elsewhere, ``weighed()`` the scale was read, ``damaged()`` the damage is described."""

    moved = Signal()
    weighed = Signal()
    damaged = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.last: ParcelRow | None = None
        self._free = ""
        self._words = Text("", "body", tone="muted", wrap=True)
        self.put = Text("", "total", tone="good")
        self.trouble = Text("", "small", tone="wait", wrap=True)
        self.place = Field("", name="shelf")
        self.note_place = PlainButton("")
        self.grams = WeightEdit(name="grams", unit="kg", units=("kg", "jin"))
        self.note_weight = PlainButton("")
        self.dented = PlainButton("", "F8", icon="camera")
        self.photo = KeptPhoto(desk, EvidenceKind.DAMAGE, width=66, height=44, beside=True)
        self.damage = Field("", name="damage")
        self.no_proof = Field("", name="no_proof")
        self._told = Text("", "small", tone="act", wrap=True)
        self.note_damage = PlainButton("")
        self._build()
        self._connect()
        self.show_parcel(None)

    def _build(self) -> None:
        self._weight_line, self._damage_form = QWidget(), QWidget()
        self.note_weight.setProperty("bottom", True)
        self._weight_line.setLayout(column(Columns(self.grams, self.note_weight, shares=(1, 0), wide=0, spacing=10)))
        self.photo.setProperty("bottom", True)
        photo = Columns(self.damage, self.photo, shares=(1, 0), wide=0, spacing=10)
        self._damage_form.setLayout(column(photo, self.no_proof, self._told, spacing=6))
        for widget in (self._words, self.put, self.trouble):
            self.body.addWidget(widget)
        self._place_line = QWidget()
        self._place_line.setLayout(_with_button(self.place, self.note_place))
        self.body.addWidget(self._place_line)
        self.body.addWidget(self._weight_line)
        self.body.addWidget(self._damage_form)
        self.body.addWidget(flow(self.dented, self.note_damage))

    def _connect(self) -> None:
        self.note_place.clicked.connect(self.moved)
        self.note_weight.clicked.connect(self.weighed)
        self.grams.field.edit.returnPressed.connect(self.weighed)
        self.dented.clicked.connect(self._on_dented)
        self.note_damage.clicked.connect(self.damaged)
        for field in (self.damage, self.no_proof):
            field.edit.returnPressed.connect(self.damaged)
        self.photo.told.connect(self._tell)

    def show_parcel(self, last: ParcelRow | None, free: str = "") -> None:
        """Show the parcel that was scanned last; before the first one the place that is free next."""
        other = last is None or self.last is None or last.id != self.last.id
        self.last = last
        self._free = free or self._free
        self.place.edit.setPlaceholderText(self._free if last is None else "")
        if other:
            self.place.set_text("")
            self.grams.set_grams((last.here_grams or None) if last else None)
            self.damage.set_text(last.damage if last else "")
            self.no_proof.set_text("")
            self.photo.load("")
            self._show_damage(False)
        self.retranslate()

    def fields(self) -> dict[str, Field]:
        """The fields by the names that errors carry."""
        return {"shelf": self.place, "grams": self.grams.field, "damage": self.damage, "no_proof": self.no_proof}

    def photos(self) -> tuple[str, ...]:
        """SHA-256 of the photo, where one was taken."""
        return (self.photo.sha256,) if self.photo.sha256 else ()

    def ask_for_proof(self) -> None:
        """Without a photo or a weight there is a line for the reason."""
        self.no_proof.setVisible(not self.photos() or not self.grams.grams())
        self._show_hint()

    def _show_hint(self) -> None:
        """What a photo is good for, while nobody has to say why there is none: both would not fit."""
        asked = not self.no_proof.isHidden()
        self.damage.set_hint("" if asked else _("A photo proves it; without one the carrier will hardly pay."))

    def close_damage(self) -> None:
        """The damage is written down."""
        self._show_damage(False)

    def retranslate(self) -> None:
        """Every text."""
        last = self.last
        if last is None:
            self._words.setText(_("The next parcel goes to"))
            self.put.setText(self._free)
            self.place.set_label(_("Other place"))
        else:
            self._words.setText(_("{name}  {waybill}  put it at").format(name=last.name, waybill=last.waybill))
            self.put.setText(last.shelf)
            self.place.set_label(_("It lies somewhere else"))
        self.trouble.setText(trouble_words(last) if last else "")
        self.trouble.setVisible(bool(self.trouble.text()))
        for widget in (self.note_place, self._weight_line, self.dented):
            widget.setVisible(last is not None)
        self.note_place.set_text(_("Note the place"))
        self.grams.set_label(_("What our scale shows"))
        self.grams.retranslate()
        self.note_weight.set_text(_("Note the weight"))
        self.dented.set_text(_("It is damaged"))
        self.damage.set_label(_("What is damaged"))
        self._show_hint()
        self.no_proof.set_label(_("Why no photo, or no weight"))
        self.photo.set_caption(_("Photo"))
        self.note_damage.set_text(_("Write it down"))

    def _on_dented(self) -> None:
        self._show_damage(self._damage_form.isHidden())
        if not self._damage_form.isHidden():
            self.damage.focus()

    def _show_damage(self, shown: bool) -> None:
        self._damage_form.setVisible(shown)
        self.no_proof.hide()
        self._show_hint()
        self._place_line.setHidden(shown)  # both together would be higher than the window
        self.note_damage.setVisible(shown)

    def _tell(self, trouble: str) -> None:
        self._told.setText(trouble)
        self._told.setVisible(bool(trouble))


def _with_button(field: QWidget, button: PlainButton) -> QHBoxLayout:
    line = row(field, button)
    line.setStretch(0, 1)
    line.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
    return line
