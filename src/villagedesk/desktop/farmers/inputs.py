"""Everything that is typed about a farmer: the rows of the form and the cards beside it, as one thing to fill and read."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.person_fields import PersonFields
from villagedesk.desktop.farmers.seller_fields import SellerFields
from villagedesk.desktop.farmers.side import SideColumn
from villagedesk.desktop.farmers.words import where_he_lives
from villagedesk.domain.consents import ConsentWay, Purpose
from villagedesk.domain.people import PersonForm
from villagedesk.domain.sellers import EXEMPT
from villagedesk.errors import Invalid, sentence
from villagedesk.store.drafts import Fields

# Inputs that are buttons in the form; what is wrong with them stands in one line beneath them.
_ROWS = frozenset({"kind", "declared", "consents"})


class DossierInputs(QObject):
    """Signals: ``edited()``; ``settled()`` who he is may be known now; ``told(text)`` something wrong has no place."""

    edited = Signal()
    settled = Signal()
    told = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.person = PersonFields(id_needed=True)
        self.selling = SellerFields()
        self.side = SideColumn(desk)
        self._village, self._edition = "", ""  # another village than the centre's, and the list it is from
        self._centre: Any = None
        for part in (self.person, self.selling, self.side):
            part.edited.connect(self.edited)
        self.person.settled.connect(self.settled)
        self.selling.land_edited.connect(self._on_land)
        self.selling.kind_chosen.connect(self._show_photos)
        self.selling.consents.chosen.connect(lambda _purpose: self._show_photos())
        self.selling.read_asked.connect(self.side.reading.begin)
        self.side.reading.answered.connect(self.on_answered)
        self.side.first_plot_edited.connect(self._on_first_plot)
        self.side.put_away.connect(self.selling.payout.focus)
        self.side.village.chosen.connect(self.on_village)

    def texts(self) -> Fields:
        """What is typed, for the draft; empty while nothing is."""
        texts: Fields = {**self.person.texts(), **self.selling.texts()}
        side = self.side.texts()
        if not side and not any(texts[name] for name in (*self.person.fields, *self.selling.fields)):
            return {}
        where: Fields = {"village_code": self._village, "village_edition": self._edition} if self._village else {}
        return texts | side | where

    def set_texts(self, texts: Mapping[str, object]) -> None:
        """Fill in what was typed before."""
        self._village, self._edition = str(texts.get("village_code") or ""), str(texts.get("village_edition") or "")
        self.person.set_texts(texts)
        self.selling.set_texts(texts)
        self.side.set_texts(texts)
        self._on_land()
        self._show_photos()
        self._show_village()

    def fill_gaps(self, form: PersonForm) -> None:
        """What is on file about him, where nothing is typed."""
        self._village, self._edition = form.village_code, form.village_edition
        self.person.fill_gaps(form)
        self._show_village()

    def facts(self) -> dict[str, Any]:
        """Everything as fields of ``SellerForm``.

        Raises:
            Invalid: the area is no number.
        """
        where = {"village_code": self.village_code(), "village_edition": self._edition}
        return {**self.person.texts(), **where, **self.selling.facts(), **self.side.facts()}

    def who(self) -> dict[str, str]:
        """As much as it takes to look for the same person on file, as fields of ``PersonForm``."""
        texts = self.person.texts()
        return {
            "name": texts["name"],
            "resident_id": texts["resident_id"],
            "phone": "".join(texts["phone"].split()),
            "village_code": self.village_code(),
            "village_group": texts["village_group"],
            "lives_with": str(self.side.home.texts()["lives_with"] or ""),
        }

    def village_code(self) -> str:
        """Of the village that was picked, else of the centre's own."""
        return self._village or (self._centre.village_code if self._centre else "") or ""

    def set_centre(self, centre: Any) -> None:
        """The centre's own village, in which most farmers live."""
        self._centre = centre
        self.side.set_near(centre.village_code if centre else "")
        self._show_village()

    def show_problems(self, problems: Mapping[str, Invalid]) -> None:
        """Every sentence under its field; the cursor goes into the first."""
        fields = {**self.person.fields, **self.selling.fields}
        known = [name for name in problems if name in fields]
        for name in known:
            fields[name].set_error(sentence(problems[name]))
        rows = [name for name in problems if name in _ROWS]
        if rows:
            self.selling.show_consent_problem(" ".join(sentence(problems[name]) for name in rows))
        beside = [name for name in problems if name not in fields and name not in _ROWS]
        if known:
            fields[known[0]].focus()
        elif rows:
            self.selling.focus_problem(rows[0])
        elif beside and not self.side.show_problem(problems[beside[0]]):
            self.told.emit(sentence(problems[beside[0]]))

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        for part in (self.person, self.selling, self.side):
            part.retranslate()
        self._show_village()

    def on_answered(self, purpose: str, agreed: bool) -> None:
        """He was asked, and said yes or no."""
        others = [one for one in self.selling.chosen_consents() if one != purpose]
        self.selling.set_consents([*others, purpose] if agreed else others)
        self._show_photos()
        mark = self.side.reading.mark
        if mark.chosen_way() == ConsentWay.READ_HIMSELF:
            mark.set_way(ConsentWay.READ_ALOUD)
        if not mark.witness.text():
            mark.witness.set_text(self._desk.operator.name if self._desk.operator else "")
        self.edited.emit()

    def on_village(self, code: str, _name: str, edition: str) -> None:
        """He lives in another village than the centre's."""
        self._village, self._edition = code, edition
        self._show_village()
        self.edited.emit()
        self.settled.emit()

    def _show_village(self) -> None:
        self.person.set_village(*where_he_lives(self._centre, self._village, self._edition))

    def _on_land(self) -> None:
        """Crops and area of the first plot are typed in the form."""
        try:
            self.side.plots.set_first(self.selling.crops.text(), self.selling.area_thousandths())
        except Invalid:
            return  # half a number; it is said when the field is left

    def _on_first_plot(self) -> None:
        first = self.side.plots.plots()[0]
        self.selling.set_land(first.crops, first.area)

    def _show_photos(self) -> None:
        licensed = self.selling.chosen_kind() not in EXEMPT
        portrait = Purpose.PORTRAIT in self.selling.chosen_consents()
        self.side.papers.show_kinds(licence=licensed, portrait=portrait)
