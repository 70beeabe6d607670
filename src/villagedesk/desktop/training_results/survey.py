"""The survey of a class: five questions on the whole screen, one key each; with a name or without, one person after the other."""

from typing import Any

from PySide6.QtCore import QTimer

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training_results.assess_parts import AnswerButton
from villagedesk.desktop.widgets import (
    Bar,
    Card,
    CardList,
    CardRow,
    ChoiceButtons,
    Columns,
    EmptyState,
    Field,
    Page,
    PrimaryButton,
    RankChart,
    RowList,
    Text,
    row,
)
from villagedesk.desktop.widgets.buttons import Choice
from villagedesk.domain.training import ANSWERS, SURVEY
from villagedesk.domain.training.survey import SHORT
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _

_NAMELESS, _NAMED = "nameless", "named"
_QUESTIONS = tuple(SURVEY)


class SurveyScreen(Page):
    """``open(class_id=)``. Step 0 begins, then the questions, then a word of one's own."""

    help_page = "survey"
    follows = frozenset({"survey_sheet", "attendance", "enrolment"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.class_id = self._title = ""
        self.found: Any = None
        self.people: list[tuple[str, str]] = []
        self.step = 0
        self.points: dict[str, int] = {}
        self.who = ChoiceButtons([Choice(_NAMELESS, ""), Choice(_NAMED, "")], value=_NAMELESS)
        self.names = CardList("", columns=2, tile=36, grow=True)
        self._say, self._sums = Text("", wrap=True), Text("", "card", wrap=True)
        self.chart, self.remarks = RankChart(shown=_percent), Text("", "small", tone="muted", wrap=True)
        self.empty = EmptyState("people")
        begin = Card(self._say, self.who, self.names, self.empty)
        result = Card(self._sums, self.chart, self.remarks)
        for card in (begin, result):
            card.setProperty("top", True)
        self._begin = Columns(begin, result, shares=(1, 1))
        self.ask = Text("", "total", wrap=True)
        self._answers = RowList(spacing=10)
        self._question = Card(self.ask, self._answers, spacing=20)
        self._thanks = Text("", "title", wrap=True)
        self.remark = Field("", name="remark")
        self._last = Card(self._thanks, self.remark, spacing=20)
        self.next = PrimaryButton("", "F10")
        self.next.clicked.connect(self.on_next)
        self.who.chosen.connect(lambda _value: self._show())
        self.add(self._begin, self._question, self._last, None, row(None, self.next))

    # --- the shell

    def open(self, class_id: str = "", **_params: Any) -> None:
        if class_id and class_id != self.class_id:
            self.class_id, self.found = class_id, None
            self._restart()
        self.refresh()

    def refresh(self) -> None:
        """Read what came in so far."""
        id_ = self.class_id
        if id_:
            self.desk.tasks.read(self, lambda s: _load(s, id_), self._loaded, self.close_if_gone, latest="survey")

    def retranslate(self) -> None:
        self.header.set_title(_("Survey"))
        self.names.setAccessibleName(_("Who came"))
        self.chart.setAccessibleName(_("What people thought"))
        self.who.set_texts([_("No name on it"), _("With the name")])
        self._say.setText(
            _("The villager presses the keys himself, or you read the questions aloud. Nobody else looks.")
        )
        self.remark.set_label(_("A word of your own, if you like"))
        self._thanks.setText(_("Thank you! What should be different next time?"))
        self.empty.set_texts(_("Nobody can be asked now."), _("Who signs in to the class can hand in one sheet."))
        self._show()

    def on_back(self) -> bool:
        if self.step > 0:
            self._go(self.step - 1)
            return True
        self.go("class", class_id=self.class_id)
        return True

    # --- what is pressed

    def on_next(self) -> None:
        """F10: begin, or hand it in."""
        if self.step == 0:
            self.points = {}
            self._go(1)
        elif self.step > len(_QUESTIONS):
            self._hand_in()

    def _hand_in(self) -> None:
        from villagedesk.store.training import hand_in_survey  # lazy: SQLModel loads behind the PIN screen

        id_, points, words, who = self.class_id, dict(self.points), self.remark.text(), self._enrolment()
        self.desk.tasks.write(
            self,
            lambda s: hand_in_survey(s, id_, points, words, who),
            lambda _id: self._handed_in(),
            self._refused,
            busy=self.next,
        )

    def _handed_in(self) -> None:
        self.notice(_("Handed in. The next one, please."))
        self._restart()
        self.refresh()

    def _refused(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "remark":
            self.remark.set_error(sentence(error))
            return True
        return False

    def _answered(self, points: int) -> None:
        self.points[_QUESTIONS[self.step - 1]] = points
        self._go(self.step + 1)

    # --- what is shown

    def _restart(self) -> None:
        self.points = {}
        self.remark.set_text("")
        self.remark.set_error("")
        self._go(0)

    def _enrolment(self) -> str:
        return str(self.names.current_key() or "") if self.who.value() == _NAMED else ""

    def _go(self, step: int) -> None:
        self.step = step
        self._show()
        last = step > len(_QUESTIONS)
        focus = self.remark.focus if last else self.setFocus  # the digits belong to the page until then
        QTimer.singleShot(0, self, focus)

    def _loaded(self, found: tuple[str, Any, list[tuple[str, str]]]) -> None:
        self._title, self.found, self.people = found
        self.names.set_rows([CardRow(id_, name, avatar=name) for id_, name in self.people])
        self._show()

    def _show(self) -> None:
        asking = 0 < self.step <= len(_QUESTIONS)
        self._begin.setVisible(self.step == 0)
        self._question.setVisible(asking)
        self._last.setVisible(self.step > len(_QUESTIONS))
        self.next.setVisible(not asking)
        self.header.set_right(self._title)
        if asking:
            self._show_question()
        elif self.step == 0:
            self._show_begin()
        else:
            self.header.set_pills([])
            self.next.setEnabled(True)
            self.next.set_text(_("Hand in"))

    def _show_question(self) -> None:
        key = _QUESTIONS[self.step - 1]
        self.header.set_pills([(_("Question {n} of {of}").format(n=self.step, of=len(_QUESTIONS)), "info")])
        self.ask.setText(_(SURVEY[key]))
        buttons = [AnswerButton(_(words), str(at)) for at, words in enumerate(ANSWERS.values(), start=1)]
        for button, points in zip(buttons, ANSWERS, strict=True):
            button.clicked.connect(lambda _checked=False, value=points: self._answered(value))
            if points == self.points.get(key):
                button.show_verdict(True, True)
        self._answers.set_rows(buttons)

    def _show_begin(self) -> None:
        found = self.found
        left = found.came - found.sheets if found else 0
        named = self.who.value() == _NAMED
        self.names.setVisible(named and left > 0 and bool(self.people))
        self.who.setVisible(left > 0)
        self.empty.setVisible(left <= 0)
        self.next.setEnabled(left > 0 and (not named or bool(self.people)))
        self.next.set_text(_("Begin"))
        self.header.set_pills([])
        if not found:
            return
        self.header.set_pills(
            [
                (
                    _("{sheets} of {came} answered").format(sheets=found.sheets, came=found.came),
                    "plain" if left else "good",
                )
            ]
        )
        reached = not found.target or found.satisfied >= found.target
        words = _("Satisfied all in all: {percent} %").format(percent=found.satisfied)
        asked = _("The plan asks for {percent} %.").format(percent=found.target) if found.target else ""
        self._sums.setText("  ".join((words, asked)) if found.sheets else _("No sheet was handed in yet."))
        self._sums.set_tone(("good" if reached else "wait") if found.sheets else "muted")
        self.chart.setVisible(found.sheets > 0)
        self.chart.set_bars([Bar(_(SHORT[key]), found.share(key)) for key in SURVEY])
        nameless = _("without a name")
        self.remarks.setText(
            "\n".join(_("{name}: {text}").format(name=who or nameless, text=text) for who, text in found.remarks)
        )
        self.remarks.setVisible(bool(found.remarks))


def _percent(value: int) -> str:
    return f"{value} %"


def _load(s: Any, class_id: str) -> tuple[str, Any, list[tuple[str, str]]]:
    from villagedesk.domain.training import TrainingClass  # lazy: SQLModel loads behind the PIN screen
    from villagedesk.store import get
    from villagedesk.store.training import survey_of, to_be_asked

    return get(s, TrainingClass, class_id).title, survey_of(s, class_id), to_be_asked(s, class_id)
