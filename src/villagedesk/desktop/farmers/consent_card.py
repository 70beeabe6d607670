"""What a farmer agrees to, one line a purpose, and taking back: asked twice, with his mark, told what follows."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import (
    Card,
    Columns,
    Field,
    PlainButton,
    RowList,
    SignaturePad,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.consents import PURPOSE_WORDS, REFUSED_WORDS, WAY_WORDS
from villagedesk.i18n import _, date_text
from villagedesk.store.sellers import ConsentLine


class ConsentCard(Card):
    """``show_lines(lines)``; the page does what is asked.

    Signals:
        taken_back(purpose, witness, signed): he takes back his yes.
        print_asked(): the slip once more.
        asked(): what follows is shown and has to be seen.
    """

    asked = Signal()

    taken_back = Signal(str, str, object)
    print_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._lines: Sequence[ConsentLine] = ()
        self._purpose = ""
        self._title = Text("", "card")
        self.slip = PlainButton("", icon="printer")
        self.rows = RowList(spacing=4)
        self._follows = Text("", "body", tone="act", wrap=True)
        self.witness = Field(name="witness")
        self.pad = SignaturePad("F10", height=76)
        self.sure, self.leave = PlainButton(), PlainButton()
        self.asking = QWidget()
        self.asking.setLayout(column(self._follows, self.witness, self.pad, flow(self.sure, self.leave), spacing=8))
        self.body.addLayout(row(self._title, None, self.slip))
        self.body.addWidget(self.rows)
        self.body.addWidget(self.asking)
        self.asking.hide()
        self.slip.clicked.connect(self.print_asked)
        self.sure.clicked.connect(self._on_sure)
        self.leave.clicked.connect(self.end)

    def show_lines(self, lines: Sequence[ConsentLine]) -> None:
        """Show what he says to each purpose."""
        self._lines = lines
        self.slip.setVisible(bool(lines))
        self.retranslate()

    def ask(self, purpose: str, witness: str = "") -> None:
        """The first press: say what follows, and ask for his mark."""
        self._purpose = purpose
        self.pad.clear()
        self.witness.set_text(witness)
        self.retranslate()
        self.asking.show()
        self.sure.setFocus()
        self.asked.emit()

    def end(self) -> None:
        """Leave it as it is."""
        self._purpose = ""
        self.asking.hide()

    def is_asking(self) -> bool:
        """Whether a yes is being taken back."""
        return not self.asking.isHidden()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Consents"))
        self.slip.set_text(_("Print the consent slip"))
        self.rows.set_rows([self._row(line) for line in self._lines])
        self.witness.set_label(_("Witness"))
        self.pad.set_caption(_("The farmer signs, or says it aloud"))
        self.leave.set_text(_("Leave it"))
        purpose = _(PURPOSE_WORDS.get(self._purpose, self._purpose))
        self.sure.set_text(_("Really take back “{purpose}”").format(purpose=purpose))
        self._follows.setText(_(REFUSED_WORDS[self._purpose]) if self._purpose in REFUSED_WORDS else "")

    def _row(self, line: ConsentLine) -> QWidget:
        purpose = _(PURPOSE_WORDS.get(line.purpose, line.purpose))
        answer = _("yes") if line.given else _("no")
        facts = [date_text(line.on), _(WAY_WORDS.get(line.way, line.way))]
        facts += [_("witness {name}").format(name=line.witness)] if line.witness else []
        facts += [_("wording {version}").format(version=line.version)] if line.version else []
        words = column(
            Text(f"{purpose}  {answer}", "body", wrap=True, tone="good" if line.given else "wait"),
            Text("  ".join(facts), "small", tone="muted", wrap=True),
            spacing=0,
        )
        holder = QWidget()
        if not line.given:
            holder.setLayout(words)
            return holder
        text = QWidget()
        text.setLayout(words)
        button = PlainButton(_("Take back"))
        button.setAccessibleName(f"{_('Take back')}: {purpose}")
        button.clicked.connect(lambda: self.ask(line.purpose))
        return Columns(text, button, shares=(1, 0), wide=260, spacing=10)

    def _on_sure(self, *_args: Any) -> None:
        if self._purpose:
            self.taken_back.emit(self._purpose, self.witness.text(), self.pad.signed())
            self.end()
