"""Something does not work: what, the self-help card first, then the report with photo and log. Works without a line."""

from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine, photos_as_text, photos_from
from villagedesk.desktop.returns.pictures import PhotoRow
from villagedesk.desktop.tickets.help_panel import HelpPanel
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    Field,
    Page,
    PrimaryButton,
    Text,
    column,
    show_invalid,
)
from villagedesk.domain.assets import tag_in
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.tickets import KINDS, SEVERITY_WORDS, TOPIC_WORDS, Severity, TicketForm, Topic, cards_for
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store import Store
from villagedesk.store.assets import AssetRow, assets
from villagedesk.store.drafts import Fields, load_draft
from villagedesk.store.photos import desk_files
from villagedesk.store.support import bundle
from villagedesk.store.tickets import helped_oneself, report_trouble
from villagedesk.store.tickets.verbs import FORM

_MOST_THINGS = 6


class TicketFormScreen(Page):
    """``open()``, ``topic=`` or ``asset_id=`` when that is known; ``draft=`` goes on with what was begun."""

    help_page = "tickets"
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._opened: tuple[str, str, str] | None = None
        self._things: list[AssetRow] = []
        self._tried: tuple[str, ...] = ()
        self._asked = Text("", "card")
        self._line = Text("", "small", tone="act", wrap=True)
        self.topic = ChoiceButtons([Choice(topic.value, "") for topic in Topic])
        self.help = HelpPanel()
        self._which, self.thing = Text("", "small", tone="muted"), ChoiceButtons()
        self._how, self.severity = (
            Text("", "small", tone="muted"),
            ChoiceButtons([Choice(s.value, "") for s in Severity]),
        )
        self.symptom = Field("", name="symptom")
        self.photos = PhotoRow(desk, [EvidenceKind.DAMAGE.value] * 2)
        self._log = Text("", "small", tone="muted", wrap=True)
        self.draft = DraftLine(desk, FORM, self.typed)
        self.save = PrimaryButton("", "F10")
        self.report = QWidget()
        foot = Columns(self.draft, self.save, shares=(1, 0), wide=0)
        left = column(self.symptom, self._how, self.severity, self._which, self.thing, None, spacing=6)
        right = column(self.photos, self._log, None, foot, spacing=8)
        both = (QWidget(), QWidget())
        for side, layout in zip(both, (left, right), strict=True):
            side.setLayout(layout)
        self.report.setLayout(column(Columns(*both, shares=(3, 2))))
        self.add(Card(self._asked, self.topic, self._line), self._card(), None)
        self._connect()

    def _card(self) -> Card:
        self.card = Card(self.help, self.report)
        return self.card

    def _connect(self) -> None:
        self.topic.chosen.connect(self._on_topic)
        self.help.helped.connect(self.on_helped)
        self.help.not_helped.connect(self.on_not_helped)
        self.symptom.edited.connect(self.draft.changed)
        self.severity.chosen.connect(lambda _value: self._edited())
        self.thing.chosen.connect(lambda _value: self._edited())
        self.photos.edited.connect(self.draft.changed)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, topic: str = "", asset_id: str = "", draft: str = "", **_more: Any) -> None:
        asked = (topic, asset_id, draft)
        if self._opened == asked and not self.draft.is_thrown_away():
            return  # the screen was locked, or another page was looked at meanwhile
        self._opened = asked
        self.draft.begin(draft)
        begun: Fields = {"topic": topic, "asset_id": asset_id}
        self.read(lambda s: (_kept(s, draft) or begun, assets(s)), self._show)

    def on_back(self) -> bool:
        self.draft.flush()
        return False

    def on_scan(self, text: str) -> bool:
        """The tag of the thing that does not work."""
        tag = tag_in(text)
        found = next((row for row in self._things if row.number == tag), None) if tag else None
        if found is None:
            return False
        if not self.topic.value():
            topic = next((one for one, kinds in KINDS.items() if found.kind in kinds), Topic.OTHER.value)
            self.topic.set_value(topic)
            self._on_topic(topic)
        self._offer_things(found.id)
        self._edited()
        self.scan_answer(True)
        return True

    def retranslate(self) -> None:
        self.header.set_title(_("Repair report"))
        self.header.set_right(_("Works without a line"))
        self._asked.setText(_("What does not work?"))
        self.topic.set_texts([_(TOPIC_WORDS[topic]) for topic in Topic])
        self.severity.set_texts([_(SEVERITY_WORDS[severity]) for severity in Severity])
        self._how.setText(_("How much does it hinder?"))
        self._which.setText(_("Which thing? Choose it, or scan its tag."))
        self.symptom.set_label(_("What do you see?"))
        self.symptom.edit.setPlaceholderText(_("for instance: the lamp is red, no paper comes out"))
        self._log.setText(_("A log of this computer goes along, without anybody's data."))
        self.save.set_text(_("Report it"))
        self.help.retranslate()
        self.photos.retranslate()
        self.draft.retranslate()

    # --- what is typed

    def typed(self) -> Fields:
        """What stands in the form, for the draft; empty while nothing does."""
        photos = photos_as_text(self.photos.taken())
        if not (self.symptom.text() or photos):
            return {}
        chosen = {"topic": self.topic, "severity": self.severity, "asset_id": self.thing}
        texts: Fields = {name: str(buttons.value() or "") for name, buttons in chosen.items()}
        return {**texts, "symptom": self.symptom.text(), "tried": " ".join(self._tried), "photos": photos}

    def form(self) -> TicketForm:
        """The form as it stands."""
        return TicketForm(
            topic=str(self.topic.value() or ""),
            severity=str(self.severity.value() or ""),
            symptom=self.symptom.text(),
            asset_id=str(self.thing.value() or ""),
            tried=self._tried,
            photos=tuple(sha256 for _kind, sha256 in self.photos.taken()),
        )

    # --- what the operator does

    def on_helped(self) -> None:
        """The card was enough; nobody has to come."""
        form = TicketForm(
            str(self.topic.value() or ""), Severity.HINDERS.value, "", str(self.thing.value() or ""), self.help.tried()
        )
        key = self.draft.key
        self.write(lambda s: helped_oneself(s, form, key), lambda _id: self._done(_("Good. Nobody has to come.")))

    def on_not_helped(self) -> None:
        """On to the report."""
        self._tried = self.help.tried()
        self._stage()
        self.symptom.focus()

    def on_save(self) -> None:
        """F10: written down, with the log; it goes to the county with the next connection."""
        form, key, files = self.form(), self.draft.key, desk_files(self.desk.tasks.store())

        def with_log(sha256: str) -> None:
            self.desk.tasks.write(
                self, lambda s: report_trouble(s, form, files, sha256, key), self._reported, self.failed, busy=self.save
            )

        def without(_error: AppError) -> bool:
            with_log("")  # on a disk that is full, say: the report is worth more than the log
            return True

        self.desk.tasks.keep(self, _log_file, with_log, without)

    def failed(self, error: AppError) -> bool:
        """Say it where it belongs."""
        if isinstance(error, Invalid) and error.field in ("topic", "severity"):
            self._tell(sentence(error))
            (self.topic if error.field == "topic" else self.severity).focus_first()
            return True
        if isinstance(error, Invalid) and error.field == "photos":
            self.photos.tell(sentence(error))
            return True
        return show_invalid({"symptom": self.symptom}, error)

    # --- inside

    def _reported(self, ticket_id: str) -> None:
        self._done(_("Reported. It goes to the county with the next connection."), ticket_id)

    def _done(self, said: str, ticket_id: str = "") -> None:
        self.draft.stop()
        self._opened = None
        self.notice(said)
        if ticket_id:
            self.go("ticket", ticket_id=ticket_id)
        else:
            self.go("tickets")

    def _show(self, found: tuple[Fields, list[AssetRow]]) -> None:
        kept, self._things = found
        topic, asset_id = str(kept.get("topic") or ""), str(kept.get("asset_id") or "")
        thing = next((row for row in self._things if row.id == asset_id), None)
        if thing is not None and not topic:
            topic = next((one for one, kinds in KINDS.items() if thing.kind in kinds), Topic.OTHER.value)
        self._tried = tuple(str(kept.get("tried") or "").split())
        self.topic.set_value(topic or None)
        self.severity.set_value(str(kept.get("severity") or "") or None)
        self.symptom.set_text(str(kept.get("symptom") or ""))
        self.photos.load(photos_from(kept.get("photos")))
        self._tell("")
        self.help.show_topic(topic)
        self._offer_things(asset_id)
        self._stage()
        if not topic:
            self.topic.focus_first()

    def _on_topic(self, topic: object) -> None:
        self._tried = ()
        self._tell("")
        self.help.show_topic(str(topic))
        self._offer_things("")
        self._stage()
        self.draft.changed()

    def _offer_things(self, chosen: str) -> None:
        """The things that the topic can be about first; one that is the only one of its kind is chosen."""
        kinds = KINDS.get(str(self.topic.value() or ""), ())
        fitting = [row for row in self._things if row.kind in kinds] if kinds else self._things
        if chosen and all(row.id != chosen for row in fitting[:_MOST_THINGS]):
            fitting = [*(row for row in self._things if row.id == chosen), *fitting]
        shown = fitting[:_MOST_THINGS]
        only = shown[0].id if kinds and len(shown) == 1 else None
        self.thing.set_choices([Choice(row.id, f"{row.title}  {row.number}") for row in shown], chosen or only)
        for part in (self._which, self.thing):
            part.setVisible(bool(shown))

    def _stage(self) -> None:
        """The self-help card first; the report after it, or at once where there is no card."""
        topic = str(self.topic.value() or "")
        helping = bool(cards_for(topic)) and not self._tried and not self.symptom.text()
        self.card.setVisible(bool(topic))
        self.help.setVisible(helping)
        self.report.setVisible(bool(topic) and not helping)

    def _edited(self) -> None:
        self._tell("")
        self.draft.changed()

    def _tell(self, trouble: str) -> None:
        self._line.setText(trouble)
        self._line.setVisible(bool(trouble))


def _kept(s: Session, draft: str) -> Fields | None:
    return load_draft(s.connection(), FORM, draft) if draft else None


def _log_file(store: Store) -> str:
    return desk_files(store).put(bundle(store.home, store))
