"""Sellers to be looked at again, as the law asks every six months: the list, and what was found at one of them."""

from collections.abc import Sequence
from typing import Any

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Choice,
    ChoiceButtons,
    Columns,
    EmptyState,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    SignaturePad,
    Text,
    row,
)
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.sellers import OUTCOME_WORDS, VisitOutcome
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _, date_text, ngettext, short_day
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import DueVisit, due_visits, note_visit, print_due_visits


class VisitsScreen(Page):
    """``open()`` the list; ``open(person_id=..)`` with that seller chosen, also before his day."""

    help_page = "farmers_visits"
    follows = frozenset({"seller", "seller_visit", "person", "person_merge"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._due: Sequence[DueVisit] = ()
        self._chosen: DueVisit | None = None
        self._person_id = ""
        self.list = CardList("", tile=36, hint="Enter", single_click=True, grow=True)
        self.empty = EmptyState("calendar")
        self.print_list = PlainButton("", icon="printer")
        self.header.add_right(self.print_list)
        self._name, self._when = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.outcome = ChoiceButtons([Choice(one, "") for one in VisitOutcome], name="")
        self.note = Field(name="note")
        self.photo = KeptPhoto(desk, EvidenceKind.PAPER, "F4", width=150, height=88)
        self.pad = SignaturePad("F8", height=84)
        self.trouble = Text("", "small", tone="act", wrap=True)
        self.save = PrimaryButton("", "F10")
        self.form = Card(self._name, self._when, self.outcome, self.note, self.pad, self.photo, self.trouble)
        self.form.body.addLayout(row(None, self.save))
        self.add(Columns(Card(self.list, self.empty, None), self.form, shares=(1, 1)), None)
        self.form.hide()
        self.trouble.hide()
        self.list.taken.connect(lambda key: self.choose(str(key)))
        self.outcome.chosen.connect(lambda _value: self._dress())
        self.photo.told.connect(self._tell)
        self.print_list.clicked.connect(self.on_print)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, person_id: str = "", **_params: Any) -> None:
        self._person_id = person_id
        self._chosen = None
        self.form.hide()
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """Read who is due."""
        person_id = self._person_id
        self.desk.tasks.read(self, lambda s: due_visits(s, person_id=person_id), self.show_due, latest="visits")

    def show_due(self, due: Sequence[DueVisit]) -> None:
        """Show them; the one who is being asked about stays."""
        self._due = due
        self.list.set_rows([_card(one) for one in due])
        self.list.setVisible(bool(due))
        self.empty.setVisible(not due)
        self.print_list.setVisible(bool(due) and not self._person_id)
        if self._person_id and due and self._chosen is None:
            self.choose(due[0].seller_id)

    def retranslate(self) -> None:
        self.header.set_title(_("Look again"))
        self.header.set_right(_("Every six months, works without a line"))
        self.list.setAccessibleName(_("Sellers to look at again"))
        self.print_list.set_text(_("Print the list"))
        self.empty.set_texts(
            _("Nobody is due."), _("Whoever has to be looked at again stands here two weeks before the day.")
        )
        self.outcome.setAccessibleName(_("What was found"))
        self.outcome.set_texts([_(OUTCOME_WORDS[one]) for one in VisitOutcome])
        self.note.set_label(_("What was seen"))
        self.pad.set_caption(_("The seller signs that all is as it stands here"))
        self.photo.set_caption(_("Photo"))
        self.save.set_text(_("Save"))
        self.list.set_rows([_card(one) for one in self._due])
        self._dress()

    # --- what the operator does

    def choose(self, seller_id: str) -> None:
        """This seller was looked at."""
        self._chosen = next((one for one in self._due if one.seller_id == seller_id), None)
        if self._chosen is None:
            return
        self.outcome.set_value(VisitOutcome.UNCHANGED)
        self.note.set_text("")
        self.pad.clear()
        self.photo.load("")
        self._tell("")
        self.form.show()
        self._dress()
        self.outcome.focus_first()

    def on_print(self) -> None:
        """The list on paper, to take along."""
        self.write(print_due_visits, lambda _job: self.notice(_("The list is in the print queue.")))

    def on_save(self) -> None:
        """Keep what was found; where something has changed, go on in the dossier."""
        one = self._chosen
        if one is None:
            return
        outcome, note, signed = str(self.outcome.value() or ""), self.note.text(), self.pad.signed()
        pictures = (self.photo.sha256,) if self.photo.sha256 else ()
        files = desk_files(self.desk.tasks.store())
        self.desk.tasks.write(
            self,
            lambda s: note_visit(s, one.seller_id, outcome, note, signed=signed, pictures=pictures, files=files),
            lambda _id: self._saved(one, outcome),
            self._failed,
            busy=self.save,
        )

    def _saved(self, one: DueVisit, outcome: str) -> None:
        self._chosen = None
        self.form.hide()
        if outcome == VisitOutcome.CHANGED:
            self.notice(_("Now correct in {name}'s dossier what has changed.").format(name=one.name), "info")
            self.go("seller_form", person_id=one.person_id)
            return
        self._person_id = ""
        self.notice(_("{name} was looked at again.").format(name=one.name))
        self.refresh()
        self.list.setFocus()

    def _failed(self, error: AppError) -> bool:
        if not isinstance(error, Invalid):
            return False
        if error.field == "note":
            self.note.set_error(sentence(error))
            self.note.focus()
        elif error.field == "signature":
            self.pad.set_error(sentence(error))
            self.pad.field.setFocus()
        else:
            self._tell(sentence(error))
        return True

    def _tell(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def _dress(self) -> None:
        one = self._chosen
        self._name.setText(one.name if one else "")
        self._when.setText(_when(one) if one else "")
        self.pad.setVisible(self.outcome.value() == VisitOutcome.UNCHANGED)


def _card(one: DueVisit) -> CardRow:
    missed = _("Not met on {day}").format(day=short_day(one.not_met_on)) if one.not_met_on else ""
    about = "  ".join(part for part in (one.group, shown_phone(one.phone), missed) if part)
    pill = _when(one)
    return CardRow(
        one.seller_id, one.name, about, pill=pill, pill_kind="act" if one.days < 0 else "wait", avatar=one.name
    )


def _when(one: DueVisit) -> str:
    if one.days < 0:
        return ngettext("{count} day over", "{count} days over", -one.days).format(count=-one.days)
    words = ngettext("in {count} day, {date}", "in {count} days, {date}", one.days)
    return words.format(count=one.days, date=date_text(one.due_on))
