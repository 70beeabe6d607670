"""After a hand-over in which something was damaged: the way into the return, with what was seen and photographed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.draft_line import photos_as_text
from villagedesk.desktop.widgets import Card, PlainButton, Text, flow
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.pickup import Inspected
from villagedesk.domain.returns import Reason
from villagedesk.i18n import _
from villagedesk.store.parcels import HandedOver, Pickup


class DamageOffer(Card):
    """Signals: ``asked(dict)`` begin a return; how, as ``return_form`` is opened with. Seen until the next hand-over begins."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tone="wait", parent=parent)
        self._begun: dict[str, object] = {}
        self._name = self._person = ""
        self._words = Text("", "body", wrap=True)
        self.back = PlainButton("", "F9", icon="back")
        self.no = PlainButton("")
        self.body.addWidget(self._words)
        self.body.addWidget(flow(self.back, self.no))
        self.back.clicked.connect(lambda: self.asked.emit(self._begun))
        self.no.clicked.connect(self.hide)
        self.hide()

    def offer(self, done: HandedOver, pickup: Pickup) -> None:
        """Offer it for what was just handed over, where something of an order of ours was damaged."""
        parcel = done.parcel
        self._name, self._person = parcel.name, parcel.person_id
        self._begun = {
            "order_id": parcel.order_id,
            "parcel_id": parcel.id,
            "reason": Reason.DAMAGED.value,
            "detail": pickup.damage,
            "photos": photos_as_text((EvidenceKind.DAMAGE.value, sha256) for sha256 in pickup.photos),
        }
        self.setVisible(pickup.inspected == Inspected.DAMAGED and bool(parcel.order_id))
        self.retranslate()

    def look_at(self, person_id: str) -> None:
        """Somebody's parcel is shown: the next one of the same villager leaves the offer where it is."""
        if person_id != self._person:
            self.hide()

    def retranslate(self) -> None:
        """Every text."""
        self._words.setText(
            _("What {name} got is damaged, and it is written down. Does it go back?").format(name=self._name)
        )
        self.back.set_text(_("Give goods back"))
        self.no.set_text(_("He keeps it"))
