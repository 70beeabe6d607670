"""Taking on a farmer, or mending a dossier that came back: one page, kept field by field, checked when it is saved."""

from collections.abc import Sequence
from typing import Any

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine
from villagedesk.desktop.farmers.dossier_texts import dossier_texts
from villagedesk.desktop.farmers.inputs import DossierInputs
from villagedesk.desktop.farmers.unfinished import SELLER
from villagedesk.desktop.widgets import Card, Columns, Page, PlainButton, PrimaryButton, Steps, Text, flow
from villagedesk.domain.dossiers import SellerForm, seller_problems
from villagedesk.domain.people import PersonForm
from villagedesk.errors import AppError, Invalid, Refused
from villagedesk.i18n import _
from villagedesk.store.centre import own_centre
from villagedesk.store.drafts import Fields, load_draft
from villagedesk.store.likely import Likeness, likely_same
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import SellerPage, correct_seller, seller_form, seller_page, take_on_seller


class SellerFormScreen(Page):
    """``open(draft=key)`` goes on with a draft, ``open(person_id=..)`` makes a villager a seller or mends a dossier."""

    help_page = "farmers_form"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.inputs = DossierInputs(desk, self)
        self.person, self.selling, self.side = self.inputs.person, self.inputs.selling, self.inputs.side
        self.papers, self.likely, self.reading = self.side.papers, self.side.likely, self.side.reading
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
        self._opened: tuple[str, str, str] | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        foot = Columns(self.draft, flow(self.later, self.save), shares=(1, 0), wide=560)
        form = Card(self.person, self.selling, None, foot, spacing=8)
        self.add(self.came_back, Columns(form, self.side, shares=(5, 3)))

    def _connect(self) -> None:
        self.inputs.edited.connect(self.on_edited)
        self.inputs.settled.connect(lambda: self.look_for_same())
        self.inputs.told.connect(lambda text: self.notice(text, "act"))
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
        self.read(own_centre, self.inputs.set_centre)
        if draft:
            self.read(lambda s: load_draft(s.connection(), SELLER, draft), self._fill)
        elif person_id:
            self.read(lambda s: (seller_page(s, person_id), seller_form(s, person_id)), self._fill_from_file)
        else:
            self._fill({"name": name})
            self.person.name.focus()

    def on_back(self) -> bool:
        self.draft.flush()
        return self.side.close_cards()

    def retranslate(self) -> None:
        mending = self._is_mending()
        self.header.set_title(_("Mend a dossier") if mending else _("Take on a farmer"))
        self.header.set_right(_("About 6 minutes, works without a line"))
        self.later.set_text(_("Finish later"))
        self.save.set_text(_("Save and send in"))
        for part in (self.inputs, self.draft):
            part.retranslate()
        self._show_came_back()
        self._show_step()

    # --- what is typed

    def typed(self) -> Fields:
        """What stands in the form, for the draft; empty while nothing does."""
        texts = self.inputs.texts()
        if not texts:
            return {}
        about = self._page.person_id if self._page else ""
        return texts | {"person_id": about, "distinct": sorted(self._distinct)}

    def form(self) -> SellerForm:
        """The form for the store.

        Raises:
            Invalid: the area is no number.
        """
        return SellerForm(
            person_id=self._page.person_id if self._page else "",
            distinct_from=tuple(sorted(self._distinct)),
            **self.inputs.facts(),
        )

    def on_edited(self) -> None:
        """Something was typed."""
        self.draft.changed()
        self._show_step()

    # --- the same person?

    def look_for_same(self, *, ask: bool = False) -> None:
        """Look whether somebody like that is on file already; ``ask`` puts the focus on the answer."""
        plain = PersonForm(
            person_id=self._page.person_id if self._page else "",
            distinct_from=tuple(sorted(self._distinct)),
            **self.inputs.who(),
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
        self.inputs.fill_gaps(form)
        self.on_edited()
        self.look_for_same()
        self.notice(_("What you typed is added to {name}, who is on file.").format(name=page.name), "info")

    # --- saving

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
            self.inputs.show_problems(problems)
            return
        files, key, mending = desk_files(self.desk.tasks.store()), self.draft.key, self._is_mending()
        self.draft.flush()

        def save(s: Any) -> str:
            if mending:
                correct_seller(s, form.person_id, form, files, draft_key=key)
                return form.person_id
            return take_on_seller(s, form, files, draft_key=key)

        self.desk.tasks.write(self, save, self._saved, self._failed, busy=self.save)

    def _saved(self, person_id: str) -> None:
        self.draft.stop()
        self._opened = None
        name = self.person.name.text()
        self.notice(_("{name} is saved. The dossier goes to the county office by itself.").format(name=name))
        self.go("farmer", person_id=person_id)

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid):
            self.inputs.show_problems({error.field: error})
            return True
        if isinstance(error, Refused) and error.code == "maybe_on_file":
            self.look_for_same(ask=True)
        return False

    # --- showing

    def _reset(self) -> None:
        self._page, self._distinct = None, set()
        self.likely.set_people([])
        self._fill({})

    def _fill(self, texts: Fields | None) -> None:
        texts = texts or {}
        self.inputs.set_texts(texts)
        distinct, person_id = texts.get("distinct"), texts.get("person_id")
        self._distinct = set(distinct) if isinstance(distinct, list) else set()
        if person_id:
            self.read(lambda s: seller_page(s, str(person_id)), self._set_page)
        self.retranslate()
        if texts.get("name"):
            self.look_for_same()
            self.person.name.focus()

    def _fill_from_file(self, found: tuple[SellerPage, SellerForm]) -> None:
        page, form = found
        self._page = page
        self._fill(dossier_texts(form))
        if page.return_field:
            self.inputs.show_problems(
                {page.return_field: Invalid(page.return_field, "look_here", reason=page.return_reason)}
            )

    def _set_page(self, page: SellerPage) -> None:
        self._page = page
        self.retranslate()

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
