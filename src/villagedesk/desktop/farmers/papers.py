"""The card with the photos of a farmer's papers: both sides of the ID card, a licence or proof, a portrait."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.widgets import Card, Text, flow
from villagedesk.domain.people import PhotoKind
from villagedesk.i18n import _

# Photos that not every farmer has.
_SOMETIMES = (PhotoKind.LICENCE, PhotoKind.VILLAGE_PROOF, PhotoKind.PORTRAIT)


class PapersCard(Card):
    """Signals: ``edited()`` a photo was taken."""

    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Text("", "card")
        self._hint = Text("", "small", tone="muted", wrap=True)
        self.slots = {
            kind: KeptPhoto(desk, kind, width=150, height=88)
            for kind in (PhotoKind.ID_FRONT, PhotoKind.ID_BACK, *_SOMETIMES)
        }
        self.body.addWidget(self._title)
        self.body.addWidget(flow(*self.slots.values()))
        self.body.addWidget(self._hint)
        for slot in self.slots.values():
            slot.taken.connect(self._on_taken)
            slot.told.connect(self._tell)
        QShortcut(QKeySequence("F4"), self).activated.connect(self.take_next)
        self.show_kinds()

    def show_kinds(self, *, licence: bool = False, portrait: bool = False) -> None:
        """Whether there is a licence to photograph (else the village committee's proof), and a portrait to take."""
        self.slots[PhotoKind.LICENCE].setVisible(licence)
        self.slots[PhotoKind.VILLAGE_PROOF].setVisible(not licence)
        self.slots[PhotoKind.PORTRAIT].setVisible(portrait)
        self._name_slots()

    def take_next(self) -> None:
        """F4: the photo that is still missing, or the first one again."""
        self._next().ask()

    def photos(self) -> tuple[tuple[str, str], ...]:
        """What was taken, as (kind, SHA-256)."""
        shown = ((str(kind), slot.sha256) for kind, slot in self.slots.items() if not slot.isHidden())
        return tuple((kind, sha256) for kind, sha256 in shown if sha256)

    def show_problem(self, text: str) -> None:
        """Say beneath the photos what is wrong with them; the focus goes to the first."""
        self._tell(text)
        self._next().button.setFocus()

    def set_photos(self, photos: Iterable[tuple[str, str]]) -> None:
        """Show what was taken before."""
        known = dict(photos)
        for kind, slot in self.slots.items():
            slot.load(known.get(str(kind), ""))
        self._name_slots()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("ID papers"))
        self._tell("")
        self._name_slots()

    def _tell(self, trouble: str) -> None:
        self._hint.setText(trouble or _("Photos are made small and sent last."))
        self._hint.set_tone("act" if trouble else "muted")

    def _on_taken(self) -> None:
        self._name_slots()
        self.edited.emit()

    def _next(self) -> KeptPhoto:
        shown = [slot for slot in self.slots.values() if not slot.isHidden()]
        return next((slot for slot in shown if not slot.sha256), shown[0])

    def _name_slots(self) -> None:
        words = {
            PhotoKind.ID_FRONT: _("Card, front"),
            PhotoKind.ID_BACK: _("Card, back"),
            PhotoKind.LICENCE: _("Licence"),
            PhotoKind.VILLAGE_PROOF: _("Village proof"),
            PhotoKind.PORTRAIT: _("Portrait"),
        }
        following = self._next()
        for kind, slot in self.slots.items():
            slot.set_caption(f"{words[kind]}  F4" if slot is following else words[kind])
