"""The card with the answer about one label, as large as it has to be to be understood across the counter."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QSizePolicy, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.verify import words
from villagedesk.desktop.verify.finder import page_of
from villagedesk.desktop.widgets import Card, Columns, IconTile, Pill, PlainButton, Text, column, flow, row
from villagedesk.domain.labels import COPY_WARNING, Verdict
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
        self.sentence = Text(words.verdict_sentence(verdict), wrap=True)
        self.body.addLayout(self._top(icon, kind))
        self.warning = Text(_(COPY_WARNING), tone="wait", strong=True, wrap=True)
        self.body.addLayout(_beside(IconTile("warning", "wait", 32), self.warning))
        facts = words.facts(answer)
        if facts:
            half = (len(facts) + 1) // 2
            self.body.addWidget(Columns(_table(facts[:half]), _table(facts[half:]), wide=720))
        if answer.thing is not None and answer.thing.stopped:
            self.body.addWidget(Text(words.stopped_words(), tone="act", strong=True, wrap=True))
        self.body.addWidget(self._foot())
        buttons = self._buttons(key)
        if buttons:
            self.body.addWidget(flow(*buttons))
        self.setAccessibleName(f"{self.head.text()} {self.sentence.text()}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _top(self, icon: str, kind: str) -> QLayout:
        says = column(self.head, self.sentence, spacing=2)
        line = row(IconTile(icon, _TILES[kind], 72), says, spacing=18)
        line.setStretch(1, 1)
        sort = words.kind_word(self.answer.reading.kind)
        if sort:
            line.addWidget(Pill(sort, "plain"))
        return line

    def _foot(self) -> QWidget:
        lists, tone = words.lists_words(self.answer.reading)
        seen = words.seen_words(self.answer)
        lines = [(_("Checked {time}").format(time=i18n.ago(self.answer.at)), "muted"), (seen, "muted"), (lists, tone)]
        return flow(*(Text(line, "small", tone=tone) for line, tone in lines if line), spacing=18)

    def _buttons(self, key: str) -> list[PlainButton]:
        made = []
        thing = self.answer.thing
        if thing is not None and page_of(thing) is not None:
            opener = PlainButton(_("Open {what}").format(what=thing.title), key)
            opener.clicked.connect(lambda: self.open_asked.emit(thing))
            made.append(opener)
        if self.answer.reading.verdict is Verdict.UNKNOWN_KEY:
            sync = PlainButton(_("Sync now"), key)
            sync.clicked.connect(self.sync_asked)
            made.append(sync)
        return made


def _table(lines: Sequence[tuple[str, str]]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, theme.px(104))
    for at, (name, value) in enumerate(lines):
        grid.addWidget(Text(name, "small", tone="muted"), at, 0)
        grid.addWidget(Text(value, wrap=True), at, 1)
    holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    holder.setProperty("top", True)
    return holder


def _beside(sign: QWidget, text: QWidget) -> QLayout:
    line = row(sign, text, spacing=12)
    line.setStretch(1, 1)
    return line
