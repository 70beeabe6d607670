"""One lot of an order as a line: whose it is, where it stands, and what can be done with it now."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.sales.words import part_detail, part_pill
from villagedesk.desktop.widgets import (
    Avatar,
    Columns,
    NumberEdit,
    Pill,
    PlainButton,
    PrimaryButton,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.crops import grades
from villagedesk.domain.parcels import Call
from villagedesk.domain.sales import AllocationState
from villagedesk.domain.sales.allocations import TO_WEIGH
from villagedesk.domain.values import GRAMS
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.sales import PartRow

Ask = Callable[..., None]
_BOX_GRAMS, _BOX_PIECES = 2_500, 30  # what a box usually holds: five jin, or a tray of eggs


class PartLine(QWidget):
    """``ask(part, what, value)`` is called with what was pressed: weigh, called, again, pack, unpack, off, agree.

    ``shares`` are the farmers' of a mixed lot, ``sample`` the picture of the sealed sample while the grade is disputed.
    """

    def __init__(
        self,
        part: PartRow,
        unit: str,
        *,
        filling: bool,
        primary: bool,
        ask: Ask,
        shares: Sequence[PartRow] = (),
        sample: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.part, self._ask = part, ask
        words = column(
            Text(part.farmer, "card", wrap=True),
            Text(part_detail(part, unit), "small", tone="muted", wrap=True),
            *([Text(part.reason, "small", tone="muted", wrap=True)] if part.reason else []),
            *([Text(_shares(shares, unit), "small", tone="muted", wrap=True)] if shares else []),
            spacing=0,
        )
        who = row(Avatar(part.farmer, 40), words)
        who.setStretch(1, 1)
        left, right = QWidget(), QWidget()
        left.setLayout(who)
        self.buttons = self._made(unit, primary) if filling else []
        right.setLayout(row(None, flow(Pill(*part_pill(part)), *self.buttons)))
        self.setLayout(column(Columns(left, right, shares=(1, 1), wide=640), *([sample] if sample else [])))

    def _made(self, unit: str, primary: bool) -> list[QWidget]:
        state = self.part.state
        made: list[QWidget] = []
        if state in TO_WEIGH:
            weigh = PrimaryButton(_("Weigh in"), "F6", bind=False) if primary else PlainButton(_("Weigh in"))
            made = [self._button(weigh, "weigh")]
            # Nobody brings a mixed lot: it lies here.
            if state == AllocationState.PLANNED and self.part.seller_id:
                made += [
                    self._button(PlainButton(_("Told")), "called", Call.REACHED.value),
                    self._button(PlainButton(_("No answer")), "called", Call.NO_ANSWER.value),
                ]
        elif state == AllocationState.WEIGHED:
            made = [*self._boxes(unit), self._button(PlainButton(_("Weigh again")), "again")]
        elif state == AllocationState.PACKED:
            made = [self._button(PlainButton(_("Pack again")), "unpack")]
        elif state == AllocationState.DISPUTED:
            made = [
                self._button(PlainButton(_("Agreed: {grade}").format(grade=name)), "agree", key)
                for key, name in grades(clock.today())
            ]
        if state in {*TO_WEIGH, AllocationState.DISPUTED, AllocationState.WEIGHED, AllocationState.PACKED}:
            made.append(self._button(PlainButton(_("Take off")), "off"))
        return made

    def _boxes(self, unit: str) -> list[QWidget]:
        self.count = NumberEdit(name="boxes", zero=False)
        self.count.edit.setAccessibleName(_("How many boxes for the lot of {farmer}").format(farmer=self.part.farmer))
        self.count.setFixedWidth(self.count.fontMetrics().horizontalAdvance("0000000"))
        self.count.set_text(str(-(-self.part.weighed // (_BOX_GRAMS if unit in GRAMS else _BOX_PIECES))))
        pack = PlainButton(_("boxes: pack, print labels"))
        pack.setAccessibleName(_("Pack the lot of {farmer}").format(farmer=self.part.farmer))
        pack.clicked.connect(self._on_pack)
        return [self.count, pack]

    def _on_pack(self) -> None:
        try:
            boxes = self.count.read()
        except Invalid as error:
            self.count.set_error(sentence(error))
            return
        self._ask(self.part, "pack", boxes)

    def _button(self, button: PlainButton, what: str, value: Any = None) -> PlainButton:
        button.setAccessibleName(f"{button.text()}: {self.part.farmer}")
        button.clicked.connect(lambda: self._ask(self.part, what, value))
        return button


def _shares(shares: Sequence[PartRow], unit: str) -> str:
    """What of a mixed lot is whose."""
    return _("Mixed lot, shared by what went in: {shares}").format(
        shares=_(", ").join(f"{share.farmer} {amount(share.weighed or share.quantity, unit)}" for share in shares)
    )
