"""One report: its way as a line of pills, what was seen and tried, what the county says, and the sign-off."""

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_pictures import KeptPictures
from villagedesk.desktop.returns.pictures import PhotoRow, with_words
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.tickets.words import state_pill, steps, title_of, until_words
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    Field,
    FlowLayout,
    Page,
    Pill,
    PlainButton,
    PrimaryButton,
    SignaturePad,
    Text,
    clear,
    flow,
    show_invalid,
)
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.tickets import (
    MAX_PHOTOS,
    RUNNING,
    SEVERITY_WORDS,
    TOPIC_WORDS,
    WITH_COUNTY,
    TicketState,
    help_cards,
)
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files
from villagedesk.store.tickets import TicketPage, add_photo, sign_off, still_broken, ticket_page, works_again

_PHOTO = QSize(150, 112)


class TicketScreen(Page):
    """``open(ticket_id=)``."""

    help_page = "tickets"
    follows = frozenset({"ticket", "evidence", "asset"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: TicketPage | None = None
        self._ticket_id = ""
        holder = QWidget()
        self._steps = FlowLayout(holder, spacing=10)
        self._facts, self._answer = Text("", "body", wrap=True), Text("", "card", wrap=True)
        self.pictures = KeptPictures(desk, size=_PHOTO)
        self.more = PhotoRow(desk, [EvidenceKind.DAMAGE.value])
        self.thing, self.works = PlainButton("", icon="monitor"), PlainButton("")
        self.why = WhyButton(self)
        self.header.add_left(self.why)
        self.header.add_right(self.thing)
        self.header.add_right(self.works)
        self._asked = Text("", "card", wrap=True)
        self.pad = SignaturePad("F8")
        self.sign = PrimaryButton("", "F10")
        self.wrong, self.broken = Field("", name="symptom"), PlainButton("")
        self.off = Card(
            self._asked,
            Columns(self.pad, flow(self.sign), shares=(1, 0)),
            Columns(self.wrong, flow(self.broken), shares=(1, 0)),
        )
        self.columns = Columns(
            Card(holder, self._answer, self._facts, None), Card(self.pictures, self.more, None), shares=(3, 2)
        )
        self.add(self.columns, self.off, None)
        self.body.setStretchFactor(self.columns, 1)
        self.more.edited.connect(self._on_photo)
        self.works.clicked.connect(self.on_works)
        self.sign.clicked.connect(self.on_sign)
        self.broken.clicked.connect(self.on_broken)
        self.thing.clicked.connect(self._on_thing)

    # --- what the shell calls

    def open(self, ticket_id: str = "", **_more: Any) -> None:
        if ticket_id and ticket_id != self._ticket_id:
            self._ticket_id, self.shown = ticket_id, None
            self.pad.clear()
            self.wrong.set_text("")
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        ticket_id = self._ticket_id
        if ticket_id:
            self.read(lambda s: ticket_page(s, ticket_id), self.show_page, self.close_if_gone)

    def show_page(self, page: TicketPage) -> None:
        """Show one report."""
        self.shown = page
        self.retranslate()

    # --- what the operator does

    def on_works(self) -> None:
        """It works again before anybody came."""
        ticket_id = self._ticket_id
        self.write(lambda s: works_again(s, ticket_id), lambda _none: self.notice(_("Good. Nobody has to come.")))

    def on_sign(self) -> None:
        """F10: it works, and the operator signs for it."""
        ticket_id, signed, files = self._ticket_id, self.pad.signed(), desk_files(self.desk.tasks.store())
        who = self.desk.operator.name if self.desk.operator else ""
        self.desk.tasks.write(
            self,
            lambda s: sign_off(s, ticket_id, signed, files, who),
            lambda _none: self.notice(_("Signed off. The report is over.")),
            self._failed,
            busy=self.sign,
        )

    def on_broken(self) -> None:
        """It was called repaired and is not."""
        ticket_id, what = self._ticket_id, self.wrong.text()
        said = _("Open again. The county sees it with the next connection.")
        self.write(lambda s: still_broken(s, ticket_id, what), lambda _none: self.notice(said, "wait"), self._failed)

    def _on_photo(self) -> None:
        ticket_id, files = self._ticket_id, desk_files(self.desk.tasks.store())
        (photo,) = self.more.taken()
        self.more.load([])
        self.write(lambda s: add_photo(s, ticket_id, photo[1], files), None, self._failed)

    def _on_thing(self) -> None:
        if self.shown:
            self.go("asset", asset_id=self.shown.row.asset_id)

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "signature":
            self.pad.set_error(sentence(error))
            return True
        if isinstance(error, Invalid) and error.field == "photos":
            self.more.tell(sentence(error))
            return True
        return show_invalid({"symptom": self.wrong}, error)

    # --- what is shown

    def retranslate(self) -> None:
        self.header.set_title(_("Repair report"))
        self.thing.set_text(_("Show the thing"))
        self.works.set_text(_("It works again"))
        self._asked.setText(_("It was repaired. Does it work?"))
        self.pad.set_caption(_("The operator signs that it works"))
        self.sign.set_text(_("It works, signed off"))
        self.wrong.set_label(_("What is still wrong?"))
        self.broken.set_text(_("Still broken"))
        self.more.retranslate()
        page = self.shown
        self.columns.setVisible(page is not None)
        if page is None:
            self.off.hide()
            return
        row = page.row
        self.header.set_title(f"{row.number}  {title_of(row)}")
        self.header.set_pills([state_pill(row)])
        self.why.set_row("ticket", row.id, waiting=row.waiting)
        clear(self._steps)
        for words, kind in steps(row.state):
            self._steps.addWidget(Pill(words, kind))
        said = "\n".join(county_says(page))
        self._answer.setText(said)
        self._answer.setVisible(bool(said))
        self._facts.setText("\n".join(facts(page)))
        self.pictures.show_pictures(with_words(page.pictures))
        damage = sum(kind == EvidenceKind.DAMAGE for kind, _sha256 in page.pictures)
        self.more.setVisible(row.state in RUNNING and damage < MAX_PHOTOS)
        self.thing.setVisible(bool(row.asset))
        self.works.setVisible(row.state in WITH_COUNTY)
        self.off.setVisible(row.state == TicketState.DONE)


def county_says(page: TicketPage) -> list[str]:
    """What came from the county, a line each."""
    visit = _("{day}: {who} comes").format(day=i18n.date_text(page.row.visit_on), who=page.visitor or _("somebody"))
    lines = [
        visit if page.row.state == TicketState.VISIT_BOOKED else "",
        _("The county says: {words}").format(words=page.answer) if page.answer else "",
        _("Done: {words}").format(words=page.work) if page.work else "",
        _("Put in: {parts}").format(parts=page.parts) if page.parts else "",
    ]
    return [line for line in lines if line]


def facts(page: TicketPage) -> list[str]:
    """What is known of it, a line each."""
    row, language = page.row, i18n.language()
    tried = [help_cards()[one].title.said(language) for one in page.tried if one in help_cards()]
    lines = [
        (_("What does not work"), _(TOPIC_WORDS.get(row.topic, row.topic))),
        (_("What was seen"), row.symptom),
        (_("How much it hinders"), _(SEVERITY_WORDS.get(row.severity, row.severity))),
        (_("Reported"), i18n.ago(row.opened_at)),
        (_("Until when"), until_words(row)),
        (_("Tried before"), _(", ").join(tried)),
        (_("Program log"), _("goes along with the report") if page.log else ""),
    ]
    return [_("{label}: {words}").format(label=label, words=words) for label, words in lines if words]
