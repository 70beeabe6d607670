"""Assessing one person: the practical ticked by its numbers, then a few questions, large and with pictures."""

from typing import Any

from PySide6.QtCore import QTimer

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine
from villagedesk.desktop.training_results.assess_parts import PracticalCard, QuestionCard, SummaryCard
from villagedesk.desktop.widgets import Page, PrimaryButton, row
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.training_results import judge, marks_text, read_marks
from villagedesk.i18n import _, language
from villagedesk.store.drafts import Fields, load_draft
from villagedesk.store.training_results.assessing import DRAFT, AssessmentPage, assessment_page, record_assessment


class AssessScreen(Page):
    """``open(enrolment_id)``."""

    help_page = "assess"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.enrolment_id = ""
        self.found: AssessmentPage | None = None
        self.step = 0
        self.oral: dict[str, bool] = {}
        self.practical = PracticalCard()
        self.question = QuestionCard()
        self.summary = SummaryCard()
        self.draft = DraftLine(desk, DRAFT, self._typed)
        self.next = PrimaryButton("", "F10")
        self.next.clicked.connect(self.on_next)
        self.practical.changed.connect(self.draft.changed)
        self.question.answered.connect(self._answered)
        self.add(self.practical, self.question, self.summary, None, row(self.draft, None, self.next))
        self._show_step()

    # --- the shell

    def open(self, enrolment_id: str = "", **_params: Any) -> None:
        if enrolment_id and enrolment_id != self.enrolment_id:
            self.draft.flush()
            self.enrolment_id, self.found, self.step, self.oral = enrolment_id, None, 0, {}
            self.draft.begin(enrolment_id)
        if self.found is None:
            self.refresh()
        self.setFocus()

    def refresh(self) -> None:
        """Read whom it is about, what he is asked, and what was ticked before."""
        id_ = self.enrolment_id
        if id_:
            self.read(lambda s: (assessment_page(s, id_), load_draft(s.connection(), DRAFT, id_)), self._begin)

    def retranslate(self) -> None:
        self.draft.retranslate()
        self.practical.retranslate()
        self._show_step()

    def on_back(self) -> bool:
        if self.step > 0:
            self._go(self.step - 1)
            return True
        self.draft.flush()
        if self.found is not None:
            self.go("class_results", class_id=self.found.class_id)
            return True
        return False

    # --- what the trainer does

    def on_next(self) -> None:
        """F10: on, and at the end write it down."""
        if self.found is None:
            return
        if self.step <= len(self.found.questions):
            self._go(self.step + 1)
            return
        id_, practical, oral = self.enrolment_id, self.practical.marks(), dict(self.oral)
        by = self.desk.operator.name if self.desk.operator else ""
        self.desk.tasks.write(
            self,
            lambda s: record_assessment(s, id_, practical, oral, by),
            self._saved,
            busy=self.next,
        )

    # --- inside

    def _begin(self, found: tuple[AssessmentPage, Fields | None]) -> None:
        page, kept = found
        self.found = page
        self.practical.set_items(page.course.practical)
        self.oral = {}
        if kept is not None:
            known = {one.key for one in page.questions}
            self.practical.set_marks(read_marks(str(kept.get("practical", ""))))
            self.oral = {key: right for key, right in read_marks(str(kept.get("oral", ""))).items() if key in known}
        # Where the power failed: at the first question that has no answer, once one was asked.
        answered = [one.key in self.oral for one in page.questions]
        self._go((answered.index(False) + 1 if False in answered else len(answered) + 1) if any(answered) else 0)

    def _typed(self) -> Fields:
        practical, oral = self.practical.marks(), self.oral
        if not any(practical.values()) and not oral:
            return {}
        return {"practical": marks_text(practical), "oral": marks_text(oral)}

    def _answered(self, key: str, right: bool) -> None:
        self.oral[key] = right
        self.draft.changed()
        self._show_step()

    def _go(self, step: int) -> None:
        self.step = step
        self._show_step()
        QTimer.singleShot(0, self, self.setFocus)  # the digits belong to the page, not to the button pressed last

    def _show_step(self) -> None:
        page = self.found
        asked = page.questions if page else ()
        at_question = 0 < self.step <= len(asked)
        self.practical.setVisible(page is not None and self.step == 0)
        self.question.setVisible(at_question)
        self.summary.setVisible(page is not None and self.step > len(asked))
        self.next.setEnabled(page is not None)
        self.header.set_title(page.name if page else _("Assessment"))
        if page is None:
            self.next.set_text(_("Next"))
            return
        self.header.set_right(page.course.title.said(language()))
        if at_question:
            one = asked[self.step - 1]
            self.header.set_pills([(_("Question {n} of {of}").format(n=self.step, of=len(asked)), "info")])
            self.question.show_question(one, self.oral.get(one.key))
            self.next.set_text(_("Next question") if self.step < len(asked) else _("To the result"))
            self.next.setEnabled(one.key in self.oral)
        elif self.step == 0:
            self.header.set_pills([(_("Practical"), "info"), self._attempt_pill(page)])
            self.next.set_text(_("To the questions"))
        else:
            musts = [item.key for item in page.course.practical if item.must]
            rules = rule_pack(clock.today()).training.passing
            self.header.set_pills([(_("Result"), "info")])
            outcome = judge(self.practical.marks(), self.oral, musts, rules)
            self.summary.show_outcome(outcome, page, self.practical.marks(), self.oral)
            self.next.set_text(_("Write it down"))

    def _attempt_pill(self, page: AssessmentPage) -> tuple[str, str]:
        number = len(page.attempts) + 1
        return _("Attempt {n}").format(n=number), "plain" if number == 1 else "wait"

    def _saved(self, outcome: Any) -> None:
        page = self.found
        self.draft.stop()
        name = page.name if page else ""
        self.enrolment_id, self.found, self.step, self.oral = "", None, 0, {}
        if outcome.passed:
            self.notice(_("{name} has passed.").format(name=name))
        else:
            self.notice(_("{name} has not passed. A resit asks other questions.").format(name=name), "wait")
        if page is not None:
            self.go("class_results", class_id=page.class_id)
