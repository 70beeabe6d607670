"""Which goods are said to be a fake: a line of the order, or typed where no order tells."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Choice, ChoiceButtons, Field, MoneyEdit, Text, column, pair
from villagedesk.i18n import _
from villagedesk.store.drafts import Fields
from villagedesk.store.fakes.start import GoodsBought


class GoodsFields(QWidget):
    """Signals: ``edited()``."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._goods: tuple[GoodsBought, ...] = ()
        self._wanted = ""
        self._label = Text("", "small", tone="muted")
        self.lines = ChoiceButtons()
        self.title = Field("", name="title")
        self.brand, self.seller = Field("", name="brand"), Field("", name="seller")
        self.price = MoneyEdit("", name="price")
        self.setLayout(
            column(self._label, self.lines, self.title, pair(self.brand, self.seller), self.price, spacing=8)
        )
        self.lines.chosen.connect(self._on_line)
        for field in (self.title, self.brand, self.seller, self.price):
            field.edited.connect(self.edited)
        self._show()

    def set_goods(self, goods: Sequence[GoodsBought]) -> None:
        """The lines of the order; the only one is chosen."""
        self._goods = tuple(goods)
        wanted = self._wanted or (goods[0].line_id if len(goods) == 1 else "")
        self.lines.set_choices([Choice(one.line_id, one.title) for one in goods], wanted or None)
        self._show()

    def chosen(self) -> GoodsBought | None:
        """The line that was chosen; None where none was, or there is no order."""
        return next((one for one in self._goods if one.line_id == self.lines.value()), None)

    def price_fen(self) -> int:
        """What was paid, in fen; 0 where nobody knows.

        Raises:
            Invalid: it cannot be read.
        """
        return self.price.read() if self.price.text() else 0

    def fields(self) -> dict[str, Field]:
        """The fields by the name that an error carries."""
        return {"title": self.title, "brand": self.brand, "seller": self.seller, "price": self.price}

    def typed_anything(self) -> bool:
        """Whether something was typed here."""
        return any(field.text() for field in self.fields().values())

    def texts(self) -> Fields:
        """What is typed and chosen, for a draft."""
        goods = self.chosen()
        found: Fields = {name: field.text() for name, field in self.fields().items()}
        return found | {"order_line_id": goods.line_id if goods else ""}

    def set_texts(self, kept: Mapping[str, object]) -> None:
        """Fill in what was typed before."""
        for name, field in self.fields().items():
            field.set_text(str(kept.get(name) or ""))
        self._wanted = str(kept.get("order_line_id") or "")
        self.set_goods(())

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._label.setText(_("Which of the goods?"))
        self.title.set_label(_("What was bought?"))
        self.brand.set_label(_("Brand it shows"))
        self.seller.set_label(_("Seller"))
        self.price.set_label(_("Paid (yuan)"))

    def _on_line(self, _value: object) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        known = bool(self._goods)
        goods = self.chosen()
        self._label.setVisible(known)
        self.lines.setVisible(known)
        self.title.setVisible(not known)
        self.price.setVisible(not known)
        self.seller.setVisible(not (goods and goods.seller))
