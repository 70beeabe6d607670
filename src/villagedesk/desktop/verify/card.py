"""The card with the answer about one label, as large as it has to be to be understood across the counter."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.verify import words
from villagedesk.desktop.verify.finder import page_of
from villagedesk.desktop.widgets import Card, IconTile, Pill, PlainButton, Text, column, flow, row
from villagedesk.domain.labels import Verdict
from villagedesk.i18n import _
from villagedesk.store.verify import Answer

_TONES = {"good": "good", "wait": "wait", "act": "act", "plain": ""}
_TILES = {"good": "solid", "wait": "solid_wait", "act": "solid_act", "plain": "solid_plain"}


class AnswerCard(Card):
    """One answer.

    Signals:
        open_asked(Thing): show what the label is about.
        sync_asked(): fetch the keys that are missing here.
    """

    open_asked = Signal(object)
    sync_asked = Signal()

    def __init__(self, answer: Answer, *, key: str = "", parent: QWidget | None = None) -> None:
        verdict = answer.reading.verdict
        _word, kind, icon = words.HEADS[verdict]
        super().__init__(spacing=12, margins=(20, 18, 20, 18), tone=_TONES[kind], parent=parent)
        self.answer = answer
        self.head = Text(words.head(verdict), "title", tone=_TONES[kind], wrap=True)
        self.sentence = Text(words.verdict_sentence(verdict, answer.reading.kind), wrap=True)
        self.body.addLayout(self._top(icon, kind))
        self.warning = Text(words.copy_warning(answer.reading.kind), tone="wait", strong=True, wrap=True)
        self.body.addLayout(_beside(IconTile("warning", "wait", 32), self.warning))
        facts = words.facts(answer)
        if facts:
            self.body.addLayout(_table(facts))
        if answer.thing is not None and answer.thing.stopped:
            self.body.addWidget(Text(words.stopped_words(), tone="act", strong=True, wrap=True))
        buttons = self._buttons(key)
        if theme.percent() < 150:
            foot = row(self._foot(), *buttons)
            foot.setStretch(0, 1)
            self.body.addLayout(foot)
        else:
            self.body.addLayout(self._foot())
            if buttons:
                self.body.addWidget(flow(*buttons))
        self.setAccessibleName(f"{self.head.text()} {self.sentence.text()}")

    def _top(self, icon: str, kind: str) -> QLayout:
        says = column(self.head, self.sentence, spacing=2)
        line = row(IconTile(icon, _TILES[kind], 72), says, spacing=18)
        line.setStretch(1, 1)
        sort = words.kind_word(self.answer.reading.kind)
        if sort:
            line.addWidget(Pill(sort, "plain"))
        return line

    def _foot(self) -> QLayout:
        lists, tone = words.lists_words(self.answer.reading)
        when = _("Checked {time}").format(time=i18n.ago(self.answer.at))
        seen = words.seen_words(self.answer)
        lines = [Text("  ".join(part for part in (when, seen) if part), "small", tone="muted", wrap=True)]
        if lists:
            lines.append(Text(lists, "small", tone=tone, wrap=True))
        return column(*lines, spacing=2)

    def _buttons(self, key: str) -> list[PlainButton]:
        made = []
        thing = self.answer.thing
        if thing is not None and page_of(thing) is not None:
            opener = PlainButton(_("Show it"), key)
            opener.clicked.connect(lambda: self.open_asked.emit(thing))
            made.append(opener)
        if self.answer.reading.verdict is Verdict.UNKNOWN_KEY:
            sync = PlainButton(_("Sync now"), key)
            sync.clicked.connect(self.sync_asked)
            made.append(sync)
        return made


def _table(lines: Sequence[tuple[str, str]]) -> QLayout:
    """Names and values in two pairs of columns, filled downwards; in one pair where large text needs the room."""
    pairs = 1 if theme.percent() >= 150 else 2
    rows = -(-len(lines) // pairs)
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    for pair in range(pairs):
        grid.setColumnStretch(2 * pair + 1, 1)
        grid.setColumnMinimumWidth(2 * pair, theme.px(104))
    for at, (name, value) in enumerate(lines):
        grid.addWidget(Text(name, "small", tone="muted"), at % rows, 2 * (at // rows))
        grid.addWidget(Text(value, wrap=True), at % rows, 2 * (at // rows) + 1)
    return grid


def _beside(sign: QWidget, text: QWidget) -> QLayout:
    line = row(sign, text, spacing=12)
    line.setStretch(1, 1)
    return line
