"""The short form for a villager who does not sell, and for correcting what is known of anybody."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine
from villagedesk.desktop.farmers.likely import LikelyCard
from villagedesk.desktop.farmers.person_fields import PersonFields
from villagedesk.desktop.farmers.unfinished import PERSON
from villagedesk.desktop.farmers.village_card import VillageCard
from villagedesk.desktop.farmers.words import where_he_lives
from villagedesk.desktop.widgets import Card, Columns, Field, Page, PlainButton, PrimaryButton, column, flow, pair
from villagedesk.domain.people import PersonForm, person_problems
from villagedesk.errors import AppError, Invalid, Refused, sentence
from villagedesk.i18n import _
from villagedesk.store.centre import own_centre
from villagedesk.store.drafts import Fields, clear_draft, load_draft
from villagedesk.store.likely import Likeness, likely_same
from villagedesk.store.people import add_person, correct_person
from villagedesk.store.same_person import join_people
from villagedesk.store.sellers import SellerPage, seller_page
from villagedesk.store.told_apart import tell_apart


class PersonFormScreen(Page):
    """``open(name=.., back_to=..)`` puts a villager on file and goes back with the id; ``open(person_id=..)`` corrects."""

    help_page = "farmers_person"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.person = PersonFields(id_needed=False)
        self.nickname = Field(name="nickname")
        self.address = Field(name="address")
        self.likely = LikelyCard()
        self.village, self.village_key = VillageCard(desk), PlainButton("", "F9")
        self.draft = DraftLine(desk, PERSON, self.typed)
        self.leave = PlainButton()
        self.save = PrimaryButton("", "Ctrl+S")
        self._person_id, self._back_to = "", ""
        self._distinct: set[str] = set()
        self._centre: Any = None
        self._village = self._edition = ""  # his own where he lives elsewhere, and the list it was picked from
        self._opened: dict[str, Any] | None = None
        foot = Columns(self.draft, flow(self.leave, self.save), shares=(1, 0), wide=560)
        form = Card(self.person, pair(self.address, self.nickname), None, foot, spacing=8)
        side = QWidget()
        side.setLayout(column(self.village, self.likely, Card(self.village_key), None, spacing=14))
        self.add(Columns(form, side, shares=(5, 3)), None)
        self._connect()

    def _connect(self) -> None:
        for part in (self.person, self.nickname, self.address):
            part.edited.connect(self.draft.changed)
        self.person.settled.connect(lambda: self.look_for_same())
        self.likely.same.connect(self.on_same)
        self.likely.different.connect(self.on_different)
        self.village_key.clicked.connect(self.on_other_village)
        self.village.chosen.connect(self.on_village)
        self.village.closed.connect(self.person.group.focus)
        self.leave.clicked.connect(self.on_leave)
        self.save.clicked.connect(self.on_save)

    def open(self, person_id: str = "", name: str = "", back_to: str = "", draft: str = "", **_params: Any) -> None:
        asked = {"person_id": person_id, "name": name, "back_to": back_to, "draft": draft}
        if self._opened == asked and self.typed() and not self.draft.is_thrown_away():
            return  # the screen was locked, or another page was looked at meanwhile
        self._opened = asked
        self._person_id, self._back_to, self._distinct = person_id, back_to, set()
        self.draft.begin(draft)
        self.likely.set_people([])
        self.village.hide()
        self._fill({"name": name})
        self.read(own_centre, self._set_centre)
        if draft:
            self.read(lambda s: load_draft(s.connection(), PERSON, draft), self._take_up)
        elif person_id:
            self.read(lambda s: seller_page(s, person_id), self._fill_from_file)
        self.retranslate()
        (self.person.phone if name else self.person.name).focus()

    def on_back(self) -> bool:
        self.draft.flush()
        if not self.village.isHidden():
            self.village.end()
            return True
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("Correct a villager") if self._person_id else _("New villager"))
        self.header.set_right(_("Works without a line"))
        self.nickname.set_label(_("Nickname"))
        self.address.set_label(_("House"))
        self.leave.set_text(_("Cancel"))
        self.save.set_text(_("Save"))
        self.village_key.set_text(_("Lives in another village"))
        for part in (self.person, self.likely, self.village, self.draft):
            part.retranslate()
        self._show_village()

    def typed(self) -> Fields:
        """What stands in the form, for the draft; empty while nothing does."""
        texts: Fields = {
            **self.person.texts(),
            "nickname": self.nickname.text(),
            "address": self.address.text(),
        }
        if not any(texts.values()):
            return {}
        where: Fields = {"village_code": self._village, "village_edition": self._edition} if self._village else {}
        return texts | where | {"person_id": self._person_id, "distinct": sorted(self._distinct)}

    def form(self) -> PersonForm:
        """The form for the store."""
        return PersonForm(
            **self.person.texts(),
            village_code=self._village or (self._centre.village_code if self._centre else "") or "",
            village_edition=self._edition,
            address=self.address.text(),
            nickname=self.nickname.text(),
            person_id=self._person_id,
            distinct_from=tuple(sorted(self._distinct)),
        )

    def look_for_same(self, *, ask: bool = False) -> None:
        """Look whether somebody like that is on file already; ``ask`` puts the focus on the answer."""
        form = self.form()
        self.desk.tasks.read(
            self, lambda s: likely_same(s, form), lambda found: self._show_likely(found, ask), latest="likely"
        )

    def on_same(self, person_id: str) -> None:
        """That is him: nothing is saved twice; somebody who is being corrected is on file twice, so both are joined."""
        mine = self._person_id
        if mine:
            self.write(lambda s: join_people(s, mine, person_id), self._joined)
            return
        self._done(person_id)

    def _joined(self, _id: str) -> None:
        self.notice(_("They are one person on file now."))
        self.look_for_same()

    def on_different(self, person_id: str) -> None:
        """That is somebody else."""
        self._distinct.add(person_id)
        mine = self._person_id
        if mine:  # both are on file: it holds from now on, whatever becomes of the form
            self.write(lambda s: tell_apart(s, mine, person_id), lambda _none: self.look_for_same())
            return
        self.look_for_same()

    def on_other_village(self) -> None:
        """He lives in another village than the centre's: find it."""
        self.village.begin(self._centre.village_code if self._centre else "")

    def on_village(self, code: str, _name: str, edition: str) -> None:
        """That village."""
        self._village, self._edition = code, edition
        self._show_village()
        self.draft.changed()
        self.look_for_same()

    def on_leave(self) -> None:
        """Leave without saving; nothing is kept."""
        self._forget()
        self.desk.back()

    def on_save(self) -> None:
        """Check everything, then save it as one action."""
        form = self.form()
        problems = person_problems(form, clock.today())
        if problems:
            self._show_problems(problems)
            return

        def save(s: Any) -> str:
            if form.person_id:
                correct_person(s, form.person_id, form)
                return form.person_id
            return add_person(s, form)

        self.desk.tasks.write(self, save, self._saved, self._failed, busy=self.save)

    def _saved(self, person_id: str) -> None:
        self.notice(_("{name} is saved.").format(name=self.person.name.text()))
        self._done(person_id)

    def _done(self, person_id: str) -> None:
        self._forget()
        if self._back_to:
            self.go(self._back_to, person_id=person_id)
        else:
            self.go("farmer", person_id=person_id)

    def _forget(self) -> None:
        key = self.draft.key
        self.draft.stop()
        self._opened = None

        def forget(store: Any) -> None:
            with store.transaction() as connection:
                clear_draft(connection, PERSON, key)

        self.desk.tasks.keep(self, forget)

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid):
            return self._show_problems({error.field: error})
        if isinstance(error, Refused) and error.code == "maybe_on_file":
            self.look_for_same(ask=True)
        return False

    def _show_problems(self, problems: dict[str, Invalid]) -> bool:
        fields = {**self.person.fields, "nickname": self.nickname, "address": self.address}
        known = [(fields[name], error) for name, error in problems.items() if name in fields]
        for field, error in known:
            field.set_error(sentence(error))
        if known:
            known[0][0].focus()
        return bool(known)

    def _show_likely(self, found: Sequence[Likeness], ask: bool) -> None:
        self.likely.set_people(found)
        if ask:
            self.likely.focus_first()

    def _fill(self, texts: Fields) -> None:
        self._village, self._edition = str(texts.get("village_code") or ""), str(texts.get("village_edition") or "")
        self.person.set_texts(texts)
        self.nickname.set_text(str(texts.get("nickname") or ""))
        self.address.set_text(str(texts.get("address") or ""))

    def _take_up(self, texts: Fields | None) -> None:
        texts = texts or {}
        self._person_id = str(texts.get("person_id") or "")
        distinct = texts.get("distinct")
        self._distinct = set(distinct) if isinstance(distinct, list) else set()
        self._fill(texts)
        self.look_for_same()
        self.retranslate()

    def _fill_from_file(self, page: SellerPage) -> None:
        self._fill(
            {
                "name": page.name,
                "resident_id": page.resident_id,
                "phone": page.phone,
                "village_group": page.group,
                "nickname": page.nickname,
                "address": page.address,
                "village_code": page.village_code,
                "village_edition": page.village_edition,
            }
        )
        self._show_village()

    def _set_centre(self, centre: Any) -> None:
        self._centre = centre
        self._show_village()

    def _show_village(self) -> None:
        self.person.set_village(*where_he_lives(self._centre, self._village, self._edition))
