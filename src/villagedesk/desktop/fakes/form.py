"""Writing down that somebody bought a fake: what, what is wrong with it, photos beside the picture it was sold with."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine, photos_as_text, photos_from
from villagedesk.desktop.fakes.goods_fields import GoodsFields
from villagedesk.desktop.kept_pictures import picture_of
from villagedesk.desktop.orders.words import shortened
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.returns.pictures import SIZE, PhotoRow
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    Field,
    IconTile,
    Page,
    PrimaryButton,
    Text,
    clear,
    column,
    show_invalid,
)
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.fakes import FakeForm
from villagedesk.errors import AppError, Invalid, NotFound, sentence
from villagedesk.i18n import _
from villagedesk.store.drafts import Fields, load_draft
from villagedesk.store.fakes import Bought, bought_for, report_fake
from villagedesk.store.fakes.verbs import FORM
from villagedesk.store.person_rows import PersonRow
from villagedesk.store.photos import desk_files

_PHOTOS = (EvidenceKind.GOODS, EvidenceKind.LABEL, EvidenceKind.SAMPLE)
_TEXTS = ("person_id", "name", "order_id", "parcel_id", "scanned")


class FakeFormScreen(Page):
    """``open(order_id=)``, ``parcel_id=``, ``person_id=``, ``scanned=`` (a label's text); ``draft=`` goes on with one."""

    help_page = "fake_form"
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bought: Bought | None = None
        self._opened: dict[str, str] | None = None
        self._about = dict.fromkeys(_TEXTS, "")
        self._who = Text("", "small", tone="muted")
        self.person = PersonFinder(desk, most=5, new=True)
        self.goods = GoodsFields()
        self.wrong, self.claim = Field("", name="wrong_with_it"), Field("", name="claim")
        self.seal = Field("", name="seal_number")
        self.photos = PhotoRow(desk, [str(kind) for kind in _PHOTOS])
        self._reference_title = Text("", "small", tone="muted")
        self._reference_holder = QWidget()
        self._reference = column(spacing=4)
        self._reference_holder.setLayout(self._reference)
        self.draft = DraftLine(desk, FORM, self.typed)
        self.save = PrimaryButton("", "F10")
        left = Card(self._who, self.person, self.goods, self.wrong, self.claim, None)
        beside = QWidget()
        beside.setLayout(column(self._reference_title, self._reference_holder, None, spacing=4))
        foot = Columns(self.draft, self.save, shares=(1, 0), wide=0)
        right = Card(Columns(beside, self.photos, shares=(0, 1), wide=420), self.seal, None, foot)
        self.columns = Columns(left, right, shares=(1, 1))
        self.add(self.columns, None)
        self.body.setStretchFactor(self.columns, 1)
        self._connect()

    def _connect(self) -> None:
        for field in (self.wrong, self.claim, self.seal):
            field.edited.connect(self.draft.changed)
        self.goods.edited.connect(self._on_goods)
        self.photos.edited.connect(self.draft.changed)
        self.person.chosen.connect(self._on_person)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, draft: str = "", **asked: Any) -> None:
        about = {name: str(asked.get(name) or "") for name in _TEXTS} | {"draft": draft}
        begun = asked.get("begun") or {}  # what was written down for a return of the same goods
        if self._opened == about and not self.draft.is_thrown_away():
            return  # the screen was locked, or another page was looked at meanwhile
        self._opened = about
        self.draft.begin(draft)
        if draft:
            self.read(lambda s: load_draft(s.connection(), FORM, draft), lambda kept: self._fill(kept or {}))
        else:
            self._fill({**about, **begun})

    def on_scan(self, text: str) -> bool:
        """The card of whoever bought it, while that is not known."""
        return not self._about["person_id"] and self.person.take_scan(text)

    def on_back(self) -> bool:
        self.draft.flush()
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("I bought a fake"))
        self.header.set_right(_("Works without a line"))
        self.wrong.set_label(_("What is wrong with it?"))
        self.claim.set_label(_("What does the villager want?"))
        self.claim.edit.setPlaceholderText(_("for instance: money back, and damages by law"))
        self.seal.set_label(_("Seal number of the sample"))
        self._reference_title.setText(_("Sold with this picture"))
        self.save.set_text(_("Write it down"))
        self._who.setText(_("Who bought it?"))
        self.person.set_words()
        for part in (self.goods, self.photos, self.draft):
            part.retranslate()
        self._show_who()

    # --- what is typed

    def typed(self) -> Fields:
        """What stands in the form, for the draft; empty while nothing does."""
        photos = photos_as_text(self.photos.taken())
        if not (self.wrong.text() or self.claim.text() or photos or self.goods.typed_anything()):
            return {}
        texts = {"wrong_with_it": self.wrong.text(), "claim": self.claim.text(), "seal_number": self.seal.text()}
        return {**self._about, **self.goods.texts(), **texts, "photos": photos}

    def form(self) -> FakeForm:
        """The form as it stands.

        Raises:
            Invalid: the price cannot be read.
        """
        goods = self.goods.chosen()
        return FakeForm(
            person_id=self._about["person_id"],
            title=goods.title if goods else self.goods.title.text(),
            wrong_with_it=self.wrong.text(),
            claim=self.claim.text(),
            order_id=self._about["order_id"],
            order_line_id=goods.line_id if goods else "",
            parcel_id=self._about["parcel_id"],
            brand=self.goods.brand.text(),
            seller=self.goods.seller.text(),
            price_fen=goods.price_fen if goods else self.goods.price_fen(),
            scanned=self._about["scanned"],
            seal_number=self.seal.text(),
            photos=self.photos.taken(),
        )

    # --- saving

    def on_save(self) -> None:
        """F10: write it down; it goes to the seller with the next connection."""
        if not self._about["person_id"]:
            self.person.tell(_("Say first who bought it."))
            self.person.focus()
            return
        try:
            form = self.form()
        except Invalid as error:
            self.failed(error)
            return
        files, key = desk_files(self.desk.tasks.store()), self.draft.key
        self.desk.tasks.write(self, lambda s: report_fake(s, form, files, key), self.saved, self.failed, busy=self.save)

    def saved(self, report_id: str) -> None:
        """It is on the disk."""
        self.draft.stop()
        self._opened = None
        self.notice(_("The complaint is written down. It goes to the seller with the next connection."))
        self.go("fake", report_id=report_id)

    def failed(self, error: AppError) -> bool:
        """Say it where it belongs."""
        fields = {"wrong_with_it": self.wrong, "claim": self.claim, "seal_number": self.seal, **self.goods.fields()}
        if show_invalid(fields, error):
            return True
        if isinstance(error, Invalid) and error.field == "photos":
            self.photos.tell(sentence(error))
            return True
        if isinstance(error, NotFound):
            self.person.tell(sentence(error))
            return True
        return False

    # --- inside

    def _fill(self, kept: Fields) -> None:
        self._about = {name: str(kept.get(name) or "") for name in _TEXTS}
        self.bought = None
        self.person.begin()
        self.wrong.set_text(str(kept.get("wrong_with_it") or ""))
        self.claim.set_text(str(kept.get("claim") or ""))
        self.seal.set_text(str(kept.get("seal_number") or ""))
        self.goods.set_texts(kept)
        self.photos.load(photos_from(kept.get("photos")))
        self._show_who()
        about = {name: self._about[name] for name in ("order_id", "parcel_id", "person_id")}
        if any(about.values()):
            self.read(lambda s: bought_for(s, **about), self._show_bought)
        else:
            self._show_reference()

    def _show_bought(self, found: Bought) -> None:
        self.bought = found
        self._about |= {"order_id": found.order_id, "person_id": found.person_id, "name": found.name}
        self.goods.set_goods(found.goods)
        self._show_who()
        self._show_reference()

    def _on_person(self, person: PersonRow) -> None:
        self._about |= {"person_id": person.id, "name": person.name}
        self._show_who()
        self.draft.changed()
        self.goods.title.focus()

    def _on_goods(self) -> None:
        self._show_reference()
        self.draft.changed()

    def _show_who(self) -> None:
        known = bool(self._about["person_id"])
        for part in (self._who, self.person):
            part.setVisible(not known)
        number = self.bought.number if self.bought else ""
        who = [(shortened(self._about["name"], 200), "good")] if known else []
        order = [(_("Order {number}").format(number=number), "plain")] if number else []
        self.header.set_pills([*who, *order])

    def _show_reference(self) -> None:
        """The picture it was sold with; a drawn one of its kind where there is no other."""
        clear(self._reference)
        goods = self.goods.chosen()
        if goods and goods.picture:
            shown: QWidget = picture_of(self.desk, goods.picture, goods.title, SIZE)
        else:
            shown = IconTile((goods.icon if goods else "") or "box", "plain", theme.half(96))
        self._reference.addWidget(shown)
