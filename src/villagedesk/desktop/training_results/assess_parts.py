"""The three parts of an assessment: the checklist, one question at a time, and what it came to."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from villagedesk.desktop import icons, theme
from villagedesk.desktop.widgets import Card, CardButton, Columns, IconTile, Pill, RowCard, RowList, Text, column, row
from villagedesk.domain.courses import Item, Question
from villagedesk.domain.training_results import Outcome
from villagedesk.i18n import _, language
from villagedesk.store.training_results.assessing import AssessmentPage

_DIGITS = "1234567890"
_PICTURE = 220


class TickRow(CardButton):
    """One thing to show; its number ticks it and takes the tick back. Signal: ``toggled_by_hand()``."""

    toggled_by_hand = Signal()

    def __init__(self, item: Item, key: str, parent: QWidget | None = None) -> None:
        super().__init__("", key, parent=parent)
        self.item = item
        self.done = False
        self._tile = IconTile("minus", "solid_plain", 36)
        self._words = Text("", "card", wrap=True)
        self._key = Text(key, "card", tone="muted")
        self._must = Pill("", "wait")
        line = row(self._key, self._tile, self._words, self._must, spacing=14, margins=(14, 4, 14, 4))
        line.setStretch(2, 1)
        self.set_inside(line, self._key, self._tile, self._words, self._must)
        self.clicked.connect(self._toggle)
        self.retranslate()

    def set_done(self, done: bool) -> None:
        """Tick it, or not."""
        self.done = done
        self._tile.set("check" if done else "minus", "solid" if done else "solid_plain")
        self.retranslate()

    def retranslate(self) -> None:
        """Its words in the language of the moment."""
        text = self.item.text.said(language())
        self.setText("")
        self._words.setText(text)
        self._must.set(_("must be"), "wait")
        self._must.setVisible(self.item.must)
        state = _("shown") if self.done else _("not shown")
        self.setAccessibleName(f"{text}: {state}")

    def _toggle(self) -> None:
        self.set_done(not self.done)
        self.toggled_by_hand.emit()


class PracticalCard(Card):
    """The checklist. Signal: ``changed()``."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._say = Text("", tone="muted", wrap=True)
        self.rows: list[TickRow] = []
        self._list = RowList(spacing=6)
        self.body.addWidget(self._say)
        self.body.addWidget(self._list)

    def set_items(self, items: Sequence[Item]) -> None:
        """Show these, nothing ticked."""
        self.rows = [TickRow(item, key) for item, key in zip(items, _DIGITS, strict=False)]
        for each in self.rows:
            each.set_done(False)
            each.toggled_by_hand.connect(self.changed)
        self._list.set_rows(self.rows)

    def set_marks(self, marks: Mapping[str, bool]) -> None:
        """Tick what was ticked before."""
        for each in self.rows:
            each.set_done(marks.get(each.item.key, False))

    def marks(self) -> dict[str, bool]:
        """Every item with whether it is ticked."""
        return {each.item.key: each.done for each in self.rows}

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._say.setText(_("Let it be shown with the hands. A number ticks what was right."))
        for each in self.rows:
            each.retranslate()


class AnswerButton(CardButton):
    """One answer, large, with the number that chooses it."""

    def __init__(self, text: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__("", key, parent=parent)
        self._words = Text(text, "title", wrap=True)
        number = Text(key, "title", tone="muted")
        self._tile = IconTile("check", "plain", 36)
        self._tile.hide()
        line = row(number, self._words, self._tile, spacing=16, margins=(16, 10, 16, 10))
        line.setStretch(1, 1)
        self.set_inside(line, number, self._words, self._tile)
        self.setText("")
        self.setAccessibleName(text)

    def show_verdict(self, chosen: bool, right: bool) -> None:
        """Mark it: the right one always, a wrong one when it was chosen."""
        self._tile.setVisible(right or chosen)
        self._tile.set("check" if right else "cross", "solid" if right else "solid_act")


class QuestionCard(Card):
    """One question with its picture. Signal: ``answered(key, right)``."""

    answered = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=14, parent=parent)
        self._shown: tuple[str, str] = ("", "")
        self._one: Question | None = None
        self._chosen = -1
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.ask = Text("", "title", wrap=True)
        self.answers: list[AnswerButton] = []
        self._list = RowList(spacing=10)
        self.why = Text("", "card", wrap=True)
        words = QWidget()
        words.setLayout(column(self.ask, self._list, self.why, None, spacing=14))
        self.body.addWidget(Columns(self.picture, words, shares=(0, 1), wide=900, spacing=28))

    def show_question(self, one: Question, right: bool | None) -> None:
        """Show it; ``right`` is what was answered before, None: not asked yet."""
        if self._shown != (one.ask.zh_CN, language()):
            again = self._shown[0] == one.ask.zh_CN
            self._shown, self._one = (one.ask.zh_CN, language()), one
            self._chosen = self._chosen if again else -1
            self.ask.setText(one.ask.said(language()))
            name = one.picture.rpartition("/")[2] or "help"
            side = _PICTURE if theme.percent() < 150 else _PICTURE // 2
            self.picture.setPixmap(icons.pixmap(name, "green", theme.px(side)))
            self.answers = [
                AnswerButton(text, key) for (text, _right), key in zip(one.answers(language()), _DIGITS, strict=False)
            ]
            for at, each in enumerate(self.answers):
                each.clicked.connect(lambda _checked=False, n=at: self._choose(n))
            self._list.set_rows(self.answers)
        self.why.setVisible(right is not None)
        if right is None:
            return
        for at, (each, (_text, good)) in enumerate(zip(self.answers, one.answers(language()), strict=True)):
            each.show_verdict(at == self._chosen, good)
        verdict = _("Right.") if right else _("Not right.")
        self.why.setText(f"{verdict}  {one.why.said(language())}")
        self.why.set_tone("good" if right else "wait")

    def _choose(self, at: int) -> None:
        if self._one is not None:
            self._chosen = at
            self.answered.emit(self._one.key, self._one.answers(language())[at][1])


class SummaryCard(Card):
    """What an attempt came to, and what was not right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=12, parent=parent)
        self.head = Text("", "title", wrap=True)
        self._sums = Text("", wrap=True)
        self._rows = RowList(spacing=6)
        for part in (self.head, self._sums, self._rows):
            self.body.addWidget(part)

    def show_outcome(
        self, outcome: Outcome, page: AssessmentPage, practical: Mapping[str, bool], oral: Mapping[str, bool]
    ) -> None:
        """Show it, with each item that was not right."""
        self.set_tone("good" if outcome.passed else "wait")
        self.head.setText(_("Passed") if outcome.passed else _("Not passed"))
        self._sums.setText(
            _("Practical: {shown} of {of}    Questions: {right} of {asked}").format(
                shown=outcome.practical, of=outcome.practical_of, right=outcome.oral, asked=outcome.oral_of
            )
        )
        missed = [
            RowCard("cross", "wait", item.text.said(language()), _("Without this nobody passes.") if item.must else "")
            for item in page.course.practical
            if not practical.get(item.key)
        ]
        missed += [
            RowCard("help", "wait", one.ask.said(language()), one.right.said(language()))
            for one in page.questions
            if not oral.get(one.key)
        ]
        self._rows.set_rows(missed)
