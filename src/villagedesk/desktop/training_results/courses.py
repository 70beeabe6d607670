"""The courses: what is taught, shown and asked, and what their certificate opens."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training_results.materials_card import MaterialsCard
from villagedesk.desktop.widgets import Card, CardList, CardRow, Columns, Page, RowCard, RowList, Text, column
from villagedesk.domain.courses import LEVEL_WORDS, Course, course_title, courses, is_withdrawn
from villagedesk.domain.rules import rule_pack
from villagedesk.i18n import _, language, ngettext
from villagedesk.store.county_courses import COURSES, PACKS
from villagedesk.sync.updates.course_line import CHANGED


class CoursesScreen(Page):
    """``open()``."""

    help_page = "courses"
    follows = frozenset({COURSES, PACKS, CHANGED})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = CardList("", grow=True, single_click=True)
        self.list.taken.connect(self.show_course)
        self.card = CourseCard()
        self.materials = MaterialsCard(desk)
        self.materials.taken.connect(lambda code: self.open(code=code))
        left = QWidget()
        left.setLayout(column(self.list, None))
        right = QWidget()
        right.setLayout(column(self.materials, self.card, None))
        self.add(Columns(left, right, shares=(2, 3), wide=900), None)
        self._code = next(iter(courses()))

    def open(self, code: str = "", **_params: Any) -> None:
        self._code = code if code in courses() else self._code
        self.retranslate()
        self.list.setFocus()

    def refresh(self) -> None:
        self.retranslate()

    def show_course(self, code: object) -> None:
        """Show one of them."""
        self._code = str(code)
        self._show()

    def retranslate(self) -> None:
        self.header.set_title(_("Courses"))
        self.header.set_right(_("Works without a line"))
        self.list.setAccessibleName(_("Courses"))
        self.list.set_rows([_row(one) for one in courses().values()])
        self.list.set_current(self._code)
        self.materials.retranslate()
        self._show()

    def _show(self) -> None:
        self.card.show_course(courses()[self._code])
        self.materials.show_course(self._code)


class CourseCard(Card):
    """One course."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=10, parent=parent)
        self._title = Text("", "title", wrap=True)
        self._about = Text("", wrap=True)
        self._facts = Text("", "small", tone="muted", wrap=True)
        self._opens = Text("", "card", tone="good", wrap=True)
        self._rows = RowList(spacing=6)
        for part in (self._title, self._about, self._facts, self._opens, self._rows):
            self.body.addWidget(part)

    def show_course(self, one: Course) -> None:
        """Show it in the language of the moment."""
        said = language()
        self._title.setText(one.title.said(said))
        self._about.setText(one.about.said(said))
        version = _("version {version}").format(version=one.version)
        facts = [one.code, version, _(LEVEL_WORDS[one.level]), _hours(one.hours)]
        if one.prerequisites:
            before = _(", ").join(course_title(code, said, code) for code in one.prerequisites)
            facts.append(_("after {courses}").format(courses=before))
        facts.append(
            ngettext("{count} question", "{count} questions", len(one.questions)).format(count=len(one.questions))
        )
        self._facts.setText("    ".join(facts))
        opens = opened_by(one.code)
        self._opens.setText("    ".join(f"✓ {words}" for words in opens))
        self._opens.setVisible(bool(opens))
        rows: list[QWidget] = [
            RowCard(
                "clock",
                "tile",
                f"{topic.title.said(said)}  {_minutes(topic.minutes)}",
                "\n".join(point.said(said) for point in topic.points),
            )
            for topic in one.syllabus
        ]
        shown = "\n".join(f"{n}. {item.text.said(said)}" for n, item in enumerate(one.practical, start=1))
        rows.append(RowCard("check", "good", _("Shown with the hands"), shown))
        self._rows.set_rows(rows)


def opened_by(code: str) -> Sequence[str]:
    """What the certificate of a course opens, in words, with for how long."""
    rules = rule_pack(clock.today()).training
    opens = rules.opens.get(code)
    if opens is None:
        return []
    length = ngettext("{count} month", "{count} months", opens.months).format(count=i18n.number(opens.months))
    return [
        _("{right}, {length} long").format(right=rules.rights[key].text.said(language()), length=length)
        for key in opens.rights
        if key in rules.rights
    ]


def _row(one: Course) -> CardRow:
    detail = "    ".join((one.code, _(LEVEL_WORDS[one.level]), _hours(one.hours)))
    title = one.title.said(language())
    if is_withdrawn(one.code):
        return CardRow(one.code, title, detail, icon=one.icon, pill=_("withdrawn by the county"), pill_kind="plain")
    pill = "✓" if opened_by(one.code) else ""
    return CardRow(one.code, title, detail, icon=one.icon, pill=pill, pill_kind="good")


def _minutes(minutes: int) -> str:
    return _("{minutes} min").format(minutes=minutes)


def _hours(hours: int) -> str:
    return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
