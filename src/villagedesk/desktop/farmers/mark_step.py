"""How a villager agrees: signed, by his thumb, or said aloud, before a witness; his mark is drawn or on paper."""

import base64
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Choice, ChoiceButtons, Field, PlainButton, SignaturePad, Text, column
from villagedesk.domain.consents import MARKED, WAY_WORDS, ConsentWay
from villagedesk.domain.evidence import Signed
from villagedesk.i18n import _
from villagedesk.store.drafts import Fields

_ON_PAPER = "paper"


class MarkStep(QWidget):
    """Signals: ``edited()`` something was chosen, typed or signed; ``done()`` the step is finished."""

    edited = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.way = ChoiceButtons([Choice(way, "") for way in ConsentWay], name="", value=ConsentWay.READ_HIMSELF)
        self.witness = Field(name="witness")
        self.pad = SignaturePad("F10", height=84)
        self.finish = PlainButton()
        self._hint = Text("", "small", tone="muted", wrap=True)
        self.setLayout(column(self.way, self._hint, self.witness, self.pad, self.finish, spacing=8))
        self.way.chosen.connect(self._on_way)
        self.witness.edited.connect(self.edited)
        self.pad.changed.connect(self.edited)
        self.finish.clicked.connect(self.done)
        self._dress()

    def chosen_way(self) -> ConsentWay:
        """How he agrees."""
        return ConsentWay(str(self.way.value() or ConsentWay.READ_HIMSELF))

    def set_way(self, way: str) -> None:
        """Choose how he agrees."""
        self.way.set_value(ConsentWay(way))
        self._dress()

    def signed(self) -> Signed:
        """His mark, where the way has one."""
        return self.pad.signed() if self.chosen_way() in MARKED else Signed()

    def focus_first(self) -> None:
        """Put the focus on the way that is chosen."""
        self.way.focus_first()

    def texts(self) -> Fields:
        """What stands here, for a draft; the drawn mark goes with it."""
        signed = self.pad.signed()
        mark = _ON_PAPER if signed.on_paper else base64.b64encode(signed.png).decode()
        return {"way": str(self.chosen_way()), "witness": self.witness.text(), "signature": mark}

    def set_texts(self, texts: Mapping[str, object]) -> None:
        """Show what stood here before."""
        self.set_way(str(texts.get("way") or ConsentWay.READ_HIMSELF))
        self.witness.set_text(str(texts.get("witness") or ""))
        mark = str(texts.get("signature") or "")
        paper = mark == _ON_PAPER
        self.pad.load(Signed(b"" if paper else base64.b64decode(mark), on_paper=paper))

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.way.setAccessibleName(_("How does he agree?"))
        self.way.set_texts([_(WAY_WORDS[way]) for way in ConsentWay])
        self.witness.set_label(_("Witness"))
        self.pad.set_caption(_("The farmer signs, or presses his thumb on the paper"))
        self.finish.set_text(_("Done"))
        self._dress()

    def _on_way(self, _way: object) -> None:
        self._dress()
        self.edited.emit()

    def _dress(self) -> None:
        way = self.chosen_way()
        self.pad.setVisible(way in MARKED)
        self.witness.setVisible(way != ConsentWay.READ_HIMSELF)
        self._hint.setText(_("A thumb print needs a witness.") if way == ConsentWay.THUMB else "")
        self._hint.setVisible(bool(self._hint.text()))
