"""Plan a class: what, who teaches, where, when, and who is enrolled. A draft survives a power cut."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    DateEdit,
    EmptyState,
    Field,
    NumberEdit,
    Page,
    PersonFinder,
    PlainButton,
    PrimaryButton,
    Text,
    pair,
    row,
    show_invalid,
)
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _, ngettext

_TIME = re.compile(r"(\d{1,2})[:：.](\d{2})|(\d{1,2})")
MAX_SESSIONS = 20
_DRAFT = ("class", "new")


class ClassFormScreen(Page):
    """Opened from the list of classes."""

    help_page = "training"
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._people: dict[str, str] = {}
        self._title = Field("", name="title")
        self._trainer = Field("", name="trainer")
        self._place = Field("", name="place")
        self._day = DateEdit("", name="held_on")
        self._begins = Field("", name="begins")
        self._ends = Field("", name="ends")
        self._count = NumberEdit("", name="sessions")
        self._fields = (self._title, self._trainer, self._place, self._day, self._begins, self._ends, self._count)
        for field in self._fields:
            field.edited.connect(self._keep)
        self._trainers = QStringListModel(self)
        known = QCompleter(self._trainers, self)
        known.setFilterMode(Qt.MatchFlag.MatchContains)
        self._trainer.edit.setCompleter(known)
        known.activated.connect(lambda _name: self._keep())
        self._saved = Text("", "small", tone="muted", wrap=True)
        self._save = PrimaryButton("", "Ctrl+S")
        self._save.clicked.connect(self._on_save)
        form = Card(
            self._title,
            pair(self._trainer, self._place),
            pair(self._day, self._count),
            pair(self._begins, self._ends),
            None,
            row(self._saved, None, self._save),
        )
        self.add(Columns(form, self._people_card(), shares=(3, 2)), None)

    def _people_card(self) -> Card:
        self._who = Text("", "card")
        self._finder = PersonFinder(self.desk, fits=lambda person: person.id not in self._people, most=6, new=True)
        self._finder.chosen.connect(lambda person: self._add(person.id, person.name))
        self._chosen = CardList(_("Enrolled"), tile=36, grow=True, single_click=True)
        self._chosen.taken.connect(self._remove)
        self._nobody = EmptyState("people")
        self._all_out = PlainButton("")
        self._all_out.clicked.connect(self._remove_all)
        return Card(self._who, self._finder, self._chosen, self._nobody, row(None, self._all_out))

    # --- the shell

    def open(self, **_params: Any) -> None:
        self.read(lambda s: (_draft(s), _trainers(s)), self._show)
        self._title.focus()

    def on_scan(self, text: str) -> bool:
        """The card of somebody who is to be enrolled."""
        return self._finder.take_scan(text)

    def on_back(self) -> bool:
        if self._finder.search.text():
            self._finder.begin()
            return True
        self.go("training")
        return True

    def retranslate(self) -> None:
        self.header.set_title(_("Plan a class"))
        self.header.set_right(_("Works without a line"))
        labels = (_("Course"), _("Trainer"), _("Venue"), _("First day"), _("Begins"), _("Ends"), _("Sessions"))
        for field, label in zip(self._fields, labels, strict=True):
            field.set_label(label)
        for field, example in ((self._begins, "14:00"), (self._ends, "16:00")):
            field.set_hint(_("For instance {time}").format(time=example))
        self._count.set_hint(_("One a day, at the same time"))
        self._save.set_text(_("Plan it"))
        self._finder.set_words(not_this=_("{name} is enrolled already."))
        self._nobody.set_texts(_("Nobody is enrolled yet."), _("Find villagers here, or let them walk in."))
        self._all_out.set_text(_("Take all off the list"))
        self._show_people()

    # --- people

    def _add(self, person_id: str, name: str) -> None:
        self._people[person_id] = name
        self._finder.focus()
        self._show_people()
        self._keep()

    def _remove(self, person_id: object) -> None:
        self._people.pop(str(person_id), None)
        self._show_people()
        self._keep()

    def _remove_all(self) -> None:
        self._people.clear()
        self._show_people()
        self._keep()

    def _show_people(self) -> None:
        count = len(self._people)
        self._who.setText(ngettext("{count} person enrolled", "{count} people enrolled", count).format(count=count))
        self._chosen.set_rows([CardRow(id_, name, avatar=name, right="✕") for id_, name in self._people.items()])
        self._chosen.setVisible(bool(count))
        self._nobody.setVisible(not count)
        self._all_out.setVisible(count > 1)

    # --- draft and saving

    def _keep(self) -> None:
        fields: dict[str, Any] = {field.name: field.text() for field in self._fields}
        fields["people"] = [f"{id_} {name}" for id_, name in self._people.items()]

        def save(store: Any) -> int:
            from villagedesk.store.drafts import save_draft  # lazy, see _trainers

            return save_draft(store, *_DRAFT, fields)

        self.desk.tasks.keep(self, save, self._kept)

    def _kept(self, at: int) -> None:
        self._saved.setText(_("Draft kept {time}, a power cut does no harm").format(time=i18n.time_text(at)))

    def _show(self, found: tuple[dict[str, Any] | None, list[str]]) -> None:
        fields, trainers = found
        self._trainers.setStringList(trainers)
        self._fill(fields)
        if fields is None and trainers:
            me = self.desk.operator.name if self.desk.operator else ""
            self._trainer.set_text(me if me in trainers else trainers[0])

    def _fill(self, fields: dict[str, Any] | None) -> None:
        for field in self._fields:
            field.set_text(str((fields or {}).get(field.name, "")))
            field.set_error("")
        if not fields:
            self._day.set_text(clock.today())
            self._count.set_text("1")
            self._saved.setText("")
        pairs = (text.partition(" ") for text in (fields or {}).get("people", []))
        self._people = {id_: name for id_, _blank, name in pairs}
        self._show_people()

    def _on_save(self) -> None:
        try:
            form = self._form()
        except Invalid as error:
            self._failed(error)
            return
        people = list(self._people)

        def plan(s: Any) -> str:
            from villagedesk.store.drafts import clear_draft  # lazy, see _trainers
            from villagedesk.store.training import plan_class

            class_id = plan_class(s, form, people)
            clear_draft(s.connection(), *_DRAFT)
            return class_id

        self.desk.tasks.write(self, plan, self._planned, self._failed, busy=self._save)

    def _planned(self, _class_id: str) -> None:
        self.notice(_("Planned: {title}").format(title=self._title.text()))
        self._fill(None)
        self.go("training")

    def _form(self) -> Any:
        from villagedesk.domain.training import ClassForm, SessionPlan  # lazy, see _trainers

        count = self._count.read()
        if not 1 <= count <= MAX_SESSIONS:
            raise Invalid("sessions", "sessions_out_of_range", limit=MAX_SESSIONS)
        first, begins, ends = self._day.read(), read_time(self._begins), read_time(self._ends)
        days = [(date.fromisoformat(first) + timedelta(days=n)).isoformat() for n in range(count)]
        plans = tuple(SessionPlan(day, begins, ends) for day in days)
        return ClassForm(self._title.text(), self._trainer.text(), self._place.text(), plans)

    def _failed(self, error: AppError) -> bool:
        return show_invalid({field.name: field for field in self._fields}, error)


def read_time(field: Field) -> int:
    """A typed time of day as minutes after midnight: ``14:00``, ``9.30`` or ``14``.

    Raises:
        Invalid: it is none.
    """
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", field.text()).strip())
    if found is None:
        raise Invalid(field.name, "time_wrong" if field.text().strip() else "field_required")
    hour, minute = (int(found[1]), int(found[2])) if found[1] else (int(found[3]), 0)
    if hour > 23 or minute > 59:
        raise Invalid(field.name, "time_wrong")
    return hour * 60 + minute


def _trainers(s: Any) -> list[str]:
    from villagedesk.domain.operators import Role  # lazy: the store loads behind the PIN screen
    from villagedesk.store.operators import operators

    return [each.name for each in operators(s) if each.role == Role.TRAINER]


def _draft(s: Any) -> dict[str, Any] | None:
    from villagedesk.store.drafts import load_draft  # lazy: the store loads behind the PIN screen

    return load_draft(s.connection(), *_DRAFT)
