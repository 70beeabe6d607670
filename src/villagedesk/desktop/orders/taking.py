"""From a full basket to an order: look at everything once more, read it to the villager, and write it down at his yes."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.basket_panel import BasketPanel
from villagedesk.desktop.orders.goods import not_sold_any_more
from villagedesk.desktop.orders.read_back import ReadBack
from villagedesk.desktop.orders.words import full_title
from villagedesk.desktop.orders.working_basket import WorkingBasket
from villagedesk.desktop.widgets import show_invalid
from villagedesk.domain.orders import BasketLine, check_basket
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.store.orders import Slip, confirm_order


class Taking(QObject):
    """Shows either the counter or the read-back. Whatever is not right leaves the basket as it is.

    Signals:
        taken(Slip): the order is on the disk.
    """

    taken = Signal(object)

    def __init__(
        self, desk: Desk, work: WorkingBasket, panel: BasketPanel, read_back: ReadBack, counter: QWidget
    ) -> None:
        super().__init__(counter)
        self._desk, self._work, self._panel = desk, work, panel
        self._read_back, self._counter = read_back, counter
        read_back.hide()
        read_back.confirmed.connect(self.confirm)

    def reading(self) -> bool:
        """Whether the order is being read to the villager."""
        return not self._read_back.isHidden()

    def show_counter(self) -> None:
        """Back to the basket."""
        self._read_back.hide()
        self._counter.show()

    def read(self) -> None:
        """Everything is in: read it to the villager, unless something is not right."""
        if self._panel.lines.ask_what_is_wrong():
            return
        try:
            check_basket(self._work.basket.lines)
            given = self._panel.check()
            self._work.basket.payer_phone = self._panel.payment.read_phone()
        except Invalid as error:
            if not show_invalid(self._panel.fields(), error):
                self._desk.show_error(error)
            return
        lines = list(self._work.basket.lines)
        self._desk.tasks.read(self, lambda s: not_sold_any_more(s, lines), lambda gone: self._begin(gone, given))

    def _begin(self, gone: BasketLine | None, given: int | None) -> None:
        if gone is not None:
            error = Invalid("basket", "goods_gone", title=full_title(gone))
            self._panel.lines.mark_gone(gone, sentence(error))
            self._desk.show_error(error)
            return
        self._work.keep()  # nothing may be kept any more once it is an order
        basket = self._work.basket
        basket.collector_name = self._panel.collector_name()
        self._read_back.show_basket(basket, basket.name, given)
        self._counter.hide()
        self._read_back.begin()

    def confirm(self) -> None:
        """F10 again: the villager said yes."""
        basket, given, read = self._work.copy(), self._panel.given_fen(), self._read_back
        read_at, aloud, told_over = read.read_at, read.read_aloud, read.told_over
        self._desk.tasks.write(
            self,
            lambda s: confirm_order(
                s,
                basket.lines,
                basket.person_id,
                basket.pay,
                read_back=True,
                aloud=aloud,
                read_at=read_at,
                told_over=told_over,
                ceiling_fen=basket.ceiling_fen,
                given_fen=given,
                substitute=basket.substitute,
                payer_phone=basket.payer_phone,
                collector_id=basket.collector_id,
                draft_key=basket.key,
            ),
            self._confirmed,
            self._failed,
            busy=self._read_back.yes,
        )

    def _confirmed(self, slip: Slip) -> None:
        self.show_counter()
        self.taken.emit(slip)

    def _failed(self, error: AppError) -> bool:
        """Nothing was saved: back to the basket, with the sentence under its field or in the banner."""
        self.show_counter()
        self._panel.show_basket(self._work.basket, self._work.current)
        return show_invalid(self._panel.fields(), error)
