"""Plan a class, or change its plan: course, trainer, place, plan and funder, limit, money, sittings, first people.

A draft survives a power cut.
"""

from typing import Any

from PySide6.QtCore import QStringListModel

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.key_watch import offer_names
from villagedesk.desktop.training.class_ahead import ahead_words, by_id, form_texts, load_form, read_ahead, read_fen
from villagedesk.desktop.training.class_people import PeopleCard
from villagedesk.desktop.training.session_fields import SessionFields
from villagedesk.desktop.widgets import (
    Card,
    ChoiceButtons,
    Columns,
    Field,
    MoneyEdit,
    NumberEdit,
    Page,
    PrimaryButton,
    Text,
    column,
    pair,
    row,
    show_invalid,
)
from villagedesk.desktop.widgets.buttons import Choice
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _

FORM = "class"


class ClassFormScreen(Page):
    """``open()`` for a new class, ``open(class_id=)`` to change one."""

    help_page = "class_form"
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.class_id = ""
        self._ahead: Any = None
        self._sure = False  # somebody has another class at that hour, and the key was pressed once
        self._known: Any = None
        self._title, self._trainer, self._place = (
            Field("", name="title"),
            Field("", name="trainer"),
            Field("", name="place"),
        )
        self._plan, self._funder = Field("", name="plan"), Field("", name="funder")
        self._audience, self._aims = Field("", name="audience"), Field("", name="aims")
        self._capacity, self._contract = NumberEdit("", name="capacity"), Field("", name="contract")
        self._fee, self._meal, self._travel = (MoneyEdit("", name=name) for name in ("fee", "meal", "travel"))
        self._sessions = SessionFields()
        self._texts = (
            self._title, self._trainer, self._place, self._plan, self._funder, self._audience, self._aims,
            self._capacity, self._contract, self._fee, self._meal, self._travel,
        )  # fmt: skip
        self._fields = (*self._texts, *self._sessions.fields)
        self._day, self._count = self._sessions.day, self._sessions.count
        for field in self._texts:
            field.edited.connect(self._keep)
        for edited in (self._title.edited, self._trainer.edited, self._place.edited, self._sessions.edited):
            edited.connect(self._look_ahead)
        self._sessions.edited.connect(self._keep)
        self._courses, self._trainers = QStringListModel(self), QStringListModel(self)
        for field, model in ((self._title, self._courses), (self._trainer, self._trainers)):
            known = offer_names(field.edit, model, self)
            known.activated.connect(lambda _name: self._on_known())
        self._laptop_title = Text("", "small", tone="muted", wrap=True)
        self._laptops = ChoiceButtons(multiple=True)
        self._laptops.chosen.connect(lambda _device: self._keep())
        self._saved = Text("", "small", tone="muted", wrap=True)
        self._save = PrimaryButton("", "Ctrl+S")
        self._save.clicked.connect(self._on_save)
        self.add(Columns(self._form_card(), self._right(), shares=(1, 1)), row(self._saved, None, self._save), None)

    def _form_card(self) -> Card:
        return Card(
            self._title,
            pair(self._trainer, self._place),
            pair(self._capacity, self._audience),
            pair(self._plan, self._funder),
            self._aims,
            pair(self._contract, self._fee),
            pair(self._meal, self._travel),
            self._laptop_title,
            self._laptops,
            None,
        )

    def _right(self) -> Card:
        self._people = PeopleCard(self.desk)
        self._people.edited.connect(self._keep)
        self._people.edited.connect(self._look_ahead)
        holder = Card()
        holder.setObjectName("clear")
        holder.body.setContentsMargins(0, 0, 0, 0)
        holder.body.addLayout(column(self._sessions, self._people, None, spacing=12))
        return holder

    # --- the shell

    def open(self, class_id: str = "", **_params: Any) -> None:
        self.class_id = class_id
        self._people.setVisible(not class_id)
        self._ahead, self._sure = None, False
        self.read(lambda s: load_form(s, FORM, class_id), self._show)
        self.retranslate()
        self._title.focus()

    def on_scan(self, text: str) -> bool:
        """The card of somebody who is to be enrolled."""
        return not self.class_id and self._people.finder.take_scan(text)

    def on_back(self) -> bool:
        if self._sure:
            self._ask_sure(False)
            return True
        if self._people.finder.search.text():
            self._people.finder.begin()
            return True
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("Change the plan") if self.class_id else _("Plan a class"))
        self.header.set_right(_("Works without a line"))
        labels = (
            _("Course"), _("Trainer"), _("Venue"), _("Number of the plan"), _("Who pays"), _("For whom"), _("Aims"),
            _("Number of places"), _("Contract"), _("Fee of the trainer"), _("Meals, a day"), _("Travel, a day"),
        )  # fmt: skip
        for field, label in zip(self._texts, labels, strict=True):
            field.set_label(label)
        self._capacity.set_hint(_("Empty: nobody is turned away"))
        self._meal.set_hint(_("Paid to each who came"))
        self._laptop_title.setText(_("The trainer works on this laptop of his own:"))
        self._sessions.retranslate()
        self._people.retranslate()
        self._ask_sure(False)
        self._show_ahead()

    # --- what stands against it

    def _look_ahead(self) -> None:
        """Ask who lacks a course, and which people, rooms and trainers are taken at these hours."""
        self._ask_sure(False)
        if self._known is None:
            return
        try:
            plans = self._sessions.plans()
        except Invalid:
            plans = ()  # half typed
        asked = {"place": self._place.text(), "trainer": self._trainer.text(), "class_id": self.class_id}
        code, people = self._course_code(), list(self._people.people) if not self.class_id else []

        self.desk.tasks.read(
            self, lambda s: read_ahead(s, code, plans, people, **asked), self._looked_ahead, latest="ahead"
        )

    def _looked_ahead(self, found: Any) -> None:
        self._ahead = found
        self._people.set_ahead(found)
        self._show_ahead()

    def _show_ahead(self) -> None:
        self._sessions.set_taken(ahead_words(self._ahead) if self._ahead else "")

    def _ask_sure(self, sure: bool) -> None:
        self._sure = sure
        plain = _("Save the plan") if self.class_id else _("Plan it")
        self._save.set_text(_("Really: plan it so") if sure else plain)
        self._people.ask_sure(sure)

    def _may_save(self) -> bool:
        """Whether everything that stands against it was answered."""
        if not self.class_id and self._people.lack and not self._people.reasons.complete():
            return False
        if not self.class_id and self._people.taken and not self._sure:
            self._ask_sure(True)
            return False
        return True

    # --- draft and saving

    def _keep(self) -> None:
        fields: dict[str, Any] = {field.name: field.text() for field in self._fields}
        fields["people"] = [f"{id_} {name}" for id_, name in self._people.people.items()]
        fields["waiver"], fields["waivers"] = self._people.reasons.for_all.text(), self._people.reasons.state()
        fields["laptops"] = [str(device) for device in self._laptops.values()]
        fields["plans"] = self._sessions.state()
        key = self.class_id or "new"

        def save(store: Any) -> int:
            from villagedesk.store.drafts import save_draft  # lazy: the store loads behind the PIN screen

            return save_draft(store, FORM, key, fields)

        self.desk.tasks.keep(self, save, self._kept)

    def _kept(self, at: int) -> None:
        self._saved.setText(_("Draft kept {time}, a power cut does no harm").format(time=i18n.time_text(at)))

    def _show(self, found: tuple[dict[str, Any] | None, Any]) -> None:
        fields, self._known = found
        self._courses.setStringList([title for _code, title in self._known.courses])
        self._trainers.setStringList([one.name for one in self._known.trainers])
        self._sessions.set_trainers([one.name for one in self._known.trainers])
        self._laptops.set_choices([Choice(device, name) for device, name in self._known.laptops])
        for widget in (self._laptops, self._laptop_title):
            widget.setVisible(bool(self._known.laptops))
        self._fill(fields)
        if fields is None and self._known.form is None and self._known.trainers:
            me = self.desk.operator.name if self.desk.operator else ""
            names = [one.name for one in self._known.trainers]
            self._trainer.set_text(me if me in names else names[0])
            self._fill_contract()

    def _fill(self, fields: dict[str, Any] | None) -> None:
        form = self._known.form if self._known else None
        self._sessions.begin(form.sessions if form and not fields else ())
        shown = fields if fields is not None else form_texts(form) if form else {}
        for field in self._texts:
            field.set_text(str(shown.get(field.name, "")))
            field.set_error("")
        if fields:
            for field in self._sessions.fields:
                field.set_text(str(fields.get(field.name, "")))
            self._sessions.restore(fields.get("plans", []))
        else:
            self._saved.setText("")
        devices = shown.get("laptops", [])
        self._laptops.set_values([device for device, _name in self._known.laptops if device in devices])
        people, own = (by_id(shown.get(name, [])) for name in ("people", "waivers"))
        self._people.begin(people, str(shown.get("waiver", "")), own)
        self._look_ahead()

    def _on_known(self) -> None:
        """A course or a trainer was chosen from those that are known."""
        self._fill_contract()
        self._keep()

    def _fill_contract(self) -> None:
        found = next((one for one in self._known.trainers if one.name == self._trainer.text()), None)
        if found is not None and found.id and not self._contract.text():
            self._contract.set_text(found.contract)
            if found.fee_fen:
                self._fee.set_fen(found.fee_fen)

    def _on_save(self) -> None:
        try:
            form = self._form()
        except Invalid as error:
            self._failed(error)
            return
        if not self._may_save():
            return
        people, class_id = list(self._people.people), self.class_id
        reasons, sure = self._people.reasons.answers(), self._sure

        def save(s: Any) -> str:
            from villagedesk.store.drafts import clear_draft  # lazy, see _keep
            from villagedesk.store.training import change_class, plan_class

            made = class_id
            if class_id:
                change_class(s, class_id, form)
            else:
                made = plan_class(s, form, people, reasons, beside=sure)
            clear_draft(s.connection(), FORM, class_id or "new")
            return made

        self.desk.tasks.write(self, save, self._planned, self._failed, busy=self._save)

    def _planned(self, class_id: str) -> None:
        words = _("Changed: {title}") if self.class_id else _("Planned: {title}")
        self.notice(words.format(title=self._title.text()))
        self._saved.setText("")
        self.go("class", class_id=class_id)

    def _form(self) -> Any:
        from villagedesk.domain.training import ClassForm  # lazy, see _keep

        title, trainer = self._title.text(), self._trainer.text().strip()
        plans = self._sessions.plans()
        known = next((one for one in self._known.trainers if one.name == trainer), None) if self._known else None
        return ClassForm(
            title=title,
            trainer=trainer,
            place=self._place.text(),
            sessions=plans,
            course_code=self._course_code(),
            plan=self._plan.text(),
            funder=self._funder.text(),
            audience=self._audience.text(),
            aims=self._aims.text(),
            capacity=self._capacity.read() if self._capacity.text().strip() else 0,
            trainer_id=known.id if known else "",
            contract=self._contract.text(),
            **{f"{field.name}_fen": read_fen(field) for field in (self._fee, self._meal, self._travel)},
            laptop=" ".join(str(device) for device in self._laptops.values()),
        )

    def _course_code(self) -> str:
        """The course that is called so; of a class that is changed the one it has, however its title is written."""
        codes = {name.casefold(): code for code, name in self._known.courses} if self._known else {}
        old = self._known.form if self._known else None
        return str(codes.get(self._title.text().strip().casefold(), old.course_code if old else ""))

    def _failed(self, error: AppError) -> bool:
        self._ask_sure(False)
        if isinstance(error, Invalid) and error.field == "waiver":
            return self._people.reasons.failed(error)
        return show_invalid({field.name: field for field in self._fields}, error)
