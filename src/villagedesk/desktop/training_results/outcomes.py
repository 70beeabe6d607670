"""What training led to: from the certificate to the listing, the sale, the money; who is to be asked; who came how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.reports.save import ExportButton
from villagedesk.desktop.training_results.words import hours_text
from villagedesk.desktop.widgets import (
    Bar,
    Card,
    CardList,
    CardRow,
    EmptyState,
    Page,
    PlainButton,
    RankChart,
    RowCard,
    RowList,
    Text,
    column,
    flow,
)
from villagedesk.domain.courses import course_title
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.reports import Column, Kind, Sheet
from villagedesk.i18n import _, language, ngettext
from villagedesk.store.reports.export import Told, not_told
from villagedesk.store.training_results.attenders import Attender, attenders
from villagedesk.store.training_results.class_sums import ClassSum, class_sums
from villagedesk.store.training_results.outcomes import (
    DueFollowUp,
    Funnel,
    due_follow_ups,
    fill_follow_ups,
    funnel,
    note_follow_up,
)

_MOST = 30


@dataclass(frozen=True)
class _Shown:
    funnel: Funnel
    due: Sequence[DueFollowUp]
    people: Sequence[Attender]
    classes: Sequence[ClassSum]


class OutcomesScreen(Page):
    """``open()``."""

    help_page = "training_outcomes"
    follows = frozenset(
        {
            "training_certificate",
            "follow_up",
            "listing",
            "crop_allocation",
            "crop_payout",
            "attendance",
            "survey_sheet",
            "seller",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: _Shown | None = None
        self.export = ExportButton(desk, self.sheets, lambda: _("Training {year}").format(year=_year()))
        self.header.add_right(self.export)
        self._chart_title, self._due_title, self._people_title, self._classes_title = (
            Text("", "card", wrap=True) for _n in range(4)
        )
        self.chart = RankChart()
        self.due, self.people = RowList(spacing=6), RowList(spacing=6)
        self.classes = CardList("", columns=2, tile=32, grow=True, single_click=True)
        self.classes.taken.connect(lambda id_: self.go("class", class_id=id_))
        self.nobody_due = EmptyState("check")
        self.nobody = EmptyState("people")
        self._classes_card = Card(self._classes_title, self.classes)
        self.add(
            Card(self._chart_title, self.chart),
            Card(self._due_title, self.due, self.nobody_due),
            self._classes_card,
            Card(self._people_title, self.people, self.nobody),
            None,
        )

    def open(self, **_params: Any) -> None:
        # What the program has seen itself is written first; who is left is to be asked.
        self.write(fill_follow_ups, self._filled)

    def refresh(self) -> None:
        """Read it all again."""
        self.desk.tasks.read(self, _look, self._show, latest="training_outcomes")

    def retranslate(self) -> None:
        self.header.set_title(_("What training led to"))
        self.export.retranslate()
        self.chart.setAccessibleName(_("From the class to the money"))
        self._chart_title.setText(_("What became of those who came in {year}").format(year=_year()))
        self._classes_title.setText(_("Classes of {year}").format(year=_year()))
        self.classes.setAccessibleName(_("Classes"))
        self._due_title.setText(_("To be asked what came of it"))
        self._people_title.setText(_("Who came, {year}").format(year=_year()))
        self.nobody_due.set_texts(
            _("Nobody is to be asked now."),
            _("Three, six and twelve months after the class they stand here, unless the program saw it itself."),
        )
        self.nobody.set_texts(_("Nobody came to a class yet."), _("Hours are counted from the sign-in."))
        if self.shown is not None:
            self._show(self.shown)

    def sheets(self, session: Any, _told: Told = not_told) -> Sequence[Sheet]:
        """Hours per person and repeat attenders, for a file."""
        names = (_("Name"), _("Village group"), _("Classes"), _("Minutes"), _("Taken more than once"))
        counts = {_("Classes"), _("Minutes")}
        columns = tuple(Column(name, Kind.COUNT if name in counts else Kind.TEXT) for name in names)
        rows = tuple(
            (one.name, one.group, one.classes, one.minutes, _titles(one.again)) for one in attenders(session, _year())
        )
        return [Sheet(_("Hours per person"), columns, rows), _classes_sheet(class_sums(session, _year()))]

    def _filled(self, count: int) -> None:
        if count:
            words = ngettext("The program answered {count} itself.", "The program answered {count} itself.", count)
            self.notice(words.format(count=count), "info")
        self.refresh()

    def _show(self, found: _Shown) -> None:
        self.shown = found
        whole = found.funnel
        steps = (
            (_("Came to a class"), whole.came),
            (_("Certificate"), whole.trained),
            (_("Opened a shop"), whole.opened),
            (_("Listed something"), whole.listed),
            (_("Sold something"), whole.sold),
            (_("Was paid"), whole.paid),
        )
        self.chart.set_bars([Bar(word, value) for word, value in steps])
        self.due.set_rows([self._due_card(one) for one in found.due])
        self.due.setVisible(bool(found.due))
        self.nobody_due.setVisible(not found.due)
        self.classes.set_rows([_class_card(one) for one in found.classes])
        self._classes_card.setVisible(bool(found.classes))
        self.people.set_rows([_person_card(one) for one in found.people[:_MOST]])
        self.people.setVisible(bool(found.people))
        self.nobody.setVisible(not found.people)

    def _due_card(self, one: DueFollowUp) -> QWidget:
        card = DueCard(one)
        card.answered.connect(self._answer)
        return card

    def _answer(self, one: DueFollowUp, reached: bool, uses_it: bool) -> None:
        self.write(
            lambda s: note_follow_up(s, one.enrolment_id, one.months, reached=reached, uses_it=uses_it),
            lambda _done: self.notice(_("Kept.")),
        )


class DueCard(RowCard):
    """Somebody to be asked. Signal: ``answered(DueFollowUp, reached, uses_it)``."""

    answered = Signal(object, bool, bool)

    def __init__(self, one: DueFollowUp) -> None:
        months = ngettext("{count} month after", "{count} months after", one.months).format(count=one.months)
        title = course_title(one.course, language(), one.title)
        due = _("due since {day}").format(day=i18n.short_day(one.due_on))
        facts = (title, months, due, shown_phone(one.phone) or _("no phone"))
        super().__init__("phone", "wait", one.name, "    ".join(facts))
        self.yes, self.no, self.gone = (
            PlainButton(_("Uses it")),
            PlainButton(_("Does not")),
            PlainButton(_("Not reached")),
        )
        for button in (self.yes, self.no, self.gone):
            button.setAccessibleName(f"{button.text()}: {one.name}")
        self.yes.clicked.connect(lambda: self.answered.emit(one, True, True))
        self.no.clicked.connect(lambda: self.answered.emit(one, True, False))
        self.gone.clicked.connect(lambda: self.answered.emit(one, False, False))
        self.body.addLayout(column(flow(self.yes, self.no, self.gone)))


def _person_card(one: Attender) -> RowCard:
    classes = ngettext("{count} class", "{count} classes", one.classes).format(count=one.classes)
    parts = [one.group, classes, _("{hours} h").format(hours=hours_text(one.minutes))]
    if one.again:
        parts.append(_("more than once: {courses}").format(courses=_titles(one.again)))
    return RowCard("people", "wait" if one.again else "tile", one.name, "    ".join(part for part in parts if part))


def _class_card(one: ClassSum) -> CardRow:
    satisfied = _("{percent} % satisfied").format(percent=one.satisfied) if one.sheets else _("nobody was asked")
    came = _("{count} came").format(count=i18n.number(one.came))
    papers = ngettext("{count} certificate", "{count} certificates", one.certificates).format(count=one.certificates)
    detail = "    ".join((i18n.short_day(one.first_on), came, papers if one.certificates else "", satisfied))
    return CardRow(one.class_id, one.title, detail, icon="monitor")


def _classes_sheet(rows: Sequence[ClassSum]) -> Sheet:
    names = (_("Number"), _("Class"), _("Day"), _("Came"), _("Course certificates"), _("Survey"), _("Satisfied, %"))
    columns = tuple(Column(name, Kind.TEXT if at < 3 else Kind.COUNT) for at, name in enumerate(names))
    cells = tuple(
        (
            one.number,
            one.title,
            one.first_on,
            one.came,
            one.certificates,
            one.sheets,
            one.satisfied if one.sheets else None,
        )
        for one in rows
    )
    return Sheet(_("Classes"), columns, cells)


def _titles(codes: Sequence[str]) -> str:
    return _(", ").join(course_title(code, language(), code) for code in codes)


def _year() -> str:
    return clock.today()[:4]


def _look(s: Any) -> _Shown:
    year = _year()
    return _Shown(funnel(s, year), due_follow_ups(s), attenders(s, year), class_sums(s, year))
