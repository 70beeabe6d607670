"""Taking on a farmer, or mending a dossier that came back: one page, kept field by field, checked when it is saved."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine, photos_as_text, photos_from
from villagedesk.desktop.farmers.dossier_texts import dossier_texts
from villagedesk.desktop.farmers.likely import LikelyCard
from villagedesk.desktop.farmers.papers import PapersCard
from villagedesk.desktop.farmers.person_fields import PersonFields
from villagedesk.desktop.farmers.read_aloud import ReadAloudCard
from villagedesk.desktop.farmers.seller_fields import SellerFields
from villagedesk.desktop.farmers.unfinished import SELLER
from villagedesk.desktop.widgets import Card, Columns, Page, PlainButton, PrimaryButton, Steps, Text, column, flow
from villagedesk.domain.people import PersonForm
from villagedesk.domain.sellers import ConsentWay, SellerForm, SellerKind, seller_problems
from villagedesk.errors import AppError, Invalid, Refused, sentence
from villagedesk.i18n import _
from villagedesk.store.centre import own_centre
from villagedesk.store.drafts import Fields, load_draft
from villagedesk.store.people import Likeness, likely_same
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import SellerPage, correct_seller, seller_form, seller_page, take_on_seller


class SellerFormScreen(Page):
    """``open(draft=key)`` goes on with a draft, ``open(person_id=..)`` makes a villager a seller or mends a dossier."""

    help_page = "farmers_form"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.person = PersonFields(id_needed=True)
        self.selling = SellerFields()
        self.papers = PapersCard(desk)
        self.likely = LikelyCard()
        self.reading = ReadAloudCard(desk.speech)
        self.draft = DraftLine(desk, SELLER, self.typed)
        self.later = PlainButton()
        self.save = PrimaryButton("", "Ctrl+S")
        self.came_back = Card(tone="act")
        self._reason = Text("", wrap=True)
        self.came_back.body.addWidget(self._reason)
        self.steps = Steps(3)
        self.header.add_pill(self.steps)
        self._page: SellerPage | None = None  # the person on file whom the form is about
        self._distinct: set[str] = set()
        self._way = ConsentWay.READ_HIMSELF
        self._village_code = ""
        self._opened: tuple[str, str, str] | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        foot = Columns(self.draft, flow(self.later, self.save), shares=(1, 0), wide=560)
        form = Card(self.person, self.selling, None, foot, spacing=8)
        side = QWidget()
        side.setLayout(column(self.reading, self.likely, self.papers, None, spacing=14))
        self.add(self.came_back, Columns(form, side, shares=(5, 3)))

    def _connect(self) -> None:
        for part in (self.person, self.selling, self.papers):
            part.edited.connect(self.on_edited)
        self.person.settled.connect(lambda: self.look_for_same())
        self.selling.kind_chosen.connect(self._show_licence)
        self.selling.read_asked.connect(self.reading.begin)
        self.reading.answered.connect(self.on_answered)
        self.reading.ended.connect(self.save.setFocus)
        self.likely.same.connect(self.on_same)
        self.likely.different.connect(self.on_different)
        self.later.clicked.connect(self.on_later)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, draft: str = "", person_id: str = "", name: str = "", **_params: Any) -> None:
        if self._opened == (draft, person_id, name) and self.typed() and not self.draft.is_thrown_away():
            return  # the screen was locked, or another page was looked at meanwhile
        self._opened = (draft, person_id, name)
        self._reset()
        self.draft.begin(draft)
        self.read(own_centre, self._show_village)
        if draft:
            self.read(lambda s: load_draft(s.connection(), SELLER, draft), self._fill)
        elif person_id:
            self.read(lambda s: (seller_page(s, person_id), seller_form(s, person_id)), self._fill_from_file)
        else:
            self._fill({"name": name})
            self.person.name.focus()

    def on_back(self) -> bool:
        self.draft.flush()
        if self.reading.is_open():
            self.reading.end()
            return True
        return False

    def retranslate(self) -> None:
        mending = self._is_mending()
        self.header.set_title(_("Mend a dossier") if mending else _("Take on a farmer"))
        self.header.set_right(_("About 6 minutes, works without a line"))
        self.later.set_text(_("Finish later"))
        self.save.set_text(_("Save and send in"))
        for part in (self.person, self.selling, self.papers, self.likely, self.reading, self.draft):
            part.retranslate()
        self._show_came_back()
        self._show_step()

    # --- what is typed

    def typed(self) -> Fields:
        """What stands in the form, for the draft; empty while nothing does."""
        texts: Fields = {**self.person.texts(), **self.selling.texts()}
        photos = photos_as_text(self.papers.photos())
        if not photos and not any(texts[name] for name in (*self.person.fields, *self.selling.fields)):
            return {}
        about = self._page.person_id if self._page else ""
        return texts | {"photos": photos, "way": str(self._way), "person_id": about, "distinct": sorted(self._distinct)}

    def form(self) -> SellerForm:
        """The form for the store.

        Raises:
            Invalid: the area is no number.
        """
        person: dict[str, Any] = dict(self.person.texts())
        return SellerForm(
            **person,
            village_code=self._page.village_code if self._page and self._page.village_code else self._village_code,
            person_id=self._page.person_id if self._page else "",
            distinct_from=tuple(sorted(self._distinct)),
            **self.selling.facts(),
            way=self._way,
            photos=self.papers.photos(),
        )

    def on_edited(self) -> None:
        """Something was typed."""
        self.draft.changed()
        self._show_step()

    # --- the same person?

    def look_for_same(self, *, ask: bool = False) -> None:
        """Look whether somebody like that is on file already; ``ask`` puts the focus on the answer."""
        texts = self.person.texts()
        plain = PersonForm(
            name=texts["name"],
            resident_id=texts["resident_id"],
            phone="".join(texts["phone"].split()),
            village_code=self._village_code,
            person_id=self._page.person_id if self._page else "",
            distinct_from=tuple(sorted(self._distinct)),
        )
        self.desk.tasks.read(
            self, lambda s: likely_same(s, plain), lambda found: self._show_likely(found, ask), latest="likely"
        )

    def on_same(self, person_id: str) -> None:
        """That is him: open his page if he sells already, else add to him what is missing."""
        self.read(lambda s: (seller_page(s, person_id), seller_form(s, person_id)), self._join)

    def on_different(self, person_id: str) -> None:
        """That is somebody else."""
        self._distinct.add(person_id)
        self.on_edited()
        self.look_for_same()

    def _show_likely(self, found: Sequence[Likeness], ask: bool) -> None:
        self.likely.set_people(found)
        if ask:
            self.likely.focus_first()

    def _join(self, found: tuple[SellerPage, SellerForm]) -> None:
        page, form = found
        if page.state:
            self.draft.flush()
            self.notice(_("{name} is a seller already. This is the page.").format(name=page.name), "info")
            self.go("farmer", person_id=page.person_id)
            return
        self._page = page
        self.person.fill_gaps(form)
        self.on_edited()
        self.look_for_same()
        self.notice(_("What you typed is added to {name}, who is on file.").format(name=page.name), "info")

    # --- saving

    def on_answered(self, purpose: str, agreed: bool) -> None:
        """He was asked, and said yes or no."""
        others = [one for one in self.selling.chosen_consents() if one != purpose]
        self.selling.set_consents([*others, purpose] if agreed else others)
        self._way = ConsentWay.READ_ALOUD
        self.on_edited()

    def on_later(self) -> None:
        """Leave; the draft stays."""
        self.draft.flush()
        self._opened = None
        self.desk.back()

    def on_save(self) -> None:
        """Check everything, then save it as one action."""
        problems: dict[str, Invalid] = {}
        try:
            form = self.form()
            problems = seller_problems(form, clock.today())
        except Invalid as error:
            problems = {error.field: error}
        if problems:
            self.show_problems(problems)
            return
        files, key, mending = desk_files(self.desk.tasks.store()), self.draft.key, self._is_mending()
        self.draft.flush()

        def save(s: Any) -> str:
            if mending:
                correct_seller(s, form.person_id, form, files, draft_key=key)
                return form.person_id
            return take_on_seller(s, form, files, draft_key=key)

        self.desk.tasks.write(self, save, self._saved, self._failed, busy=self.save)

    def show_problems(self, problems: dict[str, Invalid]) -> None:
        """Every sentence under its field; the cursor goes into the first."""
        fields = {**self.person.fields, **self.selling.fields}
        if "photos" in problems:
            self.papers.show_problem(sentence(problems["photos"]))
        others = [error for name, error in problems.items() if name not in fields and name != "photos"]
        if others:
            self.selling.show_consent_problem(sentence(others[0]))
            self.selling.consents.focus_first()
        known = [name for name in problems if name in fields]
        for name in known:
            fields[name].set_error(sentence(problems[name]))
        if known:
            fields[known[0]].focus()

    def _saved(self, person_id: str) -> None:
        self.draft.stop()
        self._opened = None
        name = self.person.name.text()
        self.notice(_("{name} is saved. The dossier goes to the county office by itself.").format(name=name))
        self.go("farmer", person_id=person_id)

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid):
            self.show_problems({error.field: error})
            return True
        if isinstance(error, Refused) and error.code == "maybe_on_file":
            self.look_for_same(ask=True)
        return False

    # --- showing

    def _reset(self) -> None:
        self._page, self._distinct, self._way = None, set(), ConsentWay.READ_HIMSELF
        self.likely.set_people([])
        self.reading.hide()
        self._fill({})

    def _fill(self, texts: Fields | None) -> None:
        texts = texts or {}
        self.person.set_texts(texts)
        self.selling.set_texts(texts)
        distinct, person_id = texts.get("distinct"), texts.get("person_id")
        self.papers.set_photos(photos_from(texts.get("photos")))
        self._distinct = set(distinct) if isinstance(distinct, list) else set()
        self._way = ConsentWay(str(texts.get("way") or ConsentWay.READ_HIMSELF))
        if person_id:
            self.read(lambda s: seller_page(s, str(person_id)), self._set_page)
        self._show_licence()
        self.retranslate()
        if texts.get("name"):
            self.look_for_same()
            self.person.name.focus()

    def _fill_from_file(self, found: tuple[SellerPage, SellerForm]) -> None:
        page, form = found
        self._page = page
        self._fill(dossier_texts(form))
        if page.return_field:
            self.show_problems({page.return_field: Invalid(page.return_field, "look_here", reason=page.return_reason)})

    def _set_page(self, page: SellerPage) -> None:
        self._page = page
        self.retranslate()

    def _show_village(self, centre: Any) -> None:
        self._village_code = centre.village_code if centre else ""
        self.person.set_village(centre.village_name if centre else "", self._village_code)

    def _show_licence(self) -> None:
        self.papers.show_licence(self.selling.chosen_kind() != SellerKind.OWN_PRODUCE)

    def _show_came_back(self) -> None:
        reason = self._page.return_reason if self._page else ""
        self._reason.setText(_("It came back from the county office: {reason}").format(reason=reason))
        self.came_back.setVisible(self._is_mending() and bool(reason))

    def _show_step(self) -> None:
        """Who he is, with which right he sells, and the last look before it is sent in."""
        try:
            missing = set(seller_problems(self.form(), clock.today()))
        except Invalid as error:
            missing = {error.field}
        self.steps.set_step(1 if missing & set(self.person.fields) else 2 if missing else 3)

    def _is_mending(self) -> bool:
        return self._page is not None and bool(self._page.state)
