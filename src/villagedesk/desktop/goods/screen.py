"""The goods of this computer: how much is here, how far the rest is, and taking in a file or pack from the county's stick."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.goods.look import Stock, look, taken_words
from villagedesk.desktop.widgets import Card, IconTile, Page, PlainButton, ProgressLine, Text, column, flow, row
from villagedesk.desktop.widgets.ask_file import ask_file
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store import Store
from villagedesk.store.catalogue import import_file
from villagedesk.store.catalogue.arriving import wish

_FILES = "*.vdpack *.ndjson *.ndjson.gz *.ndjson.zst *.csv *.csv.gz *.csv.zst"
_PACK = ".vdpack"


class GoodsScreen(Page):
    """Under More. The catalogue comes by itself with each sync; a file is for centres whose line is too thin."""

    help_page = "goods"
    follows = frozenset({"goods"})

    # Done and total of the file that comes in; from the background.
    _progress = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._taking = self._stopped = self._in_bytes = False
        self._stock: Stock | None = None
        self.count = Text("", "card", wrap=True)
        self.pictures = Text("", "body", wrap=True)
        self._about = Text("", "small", tone="muted", wrap=True)
        self.file = PlainButton("", "Ctrl+O")
        self.file.clicked.connect(self._ask_for_file)
        self.bring = PlainButton("", "Ctrl+B")
        self.bring.clicked.connect(self._bring)
        self.stop = PlainButton("")
        self.stop.clicked.connect(self._stop)
        self.line = ProgressLine("")
        self.told = Text("", wrap=True)
        head = row(IconTile("bag", "tile"), column(self.count, self.pictures, self._about, spacing=2), spacing=14)
        head.setStretch(1, 1)
        self.add(Card(head, self.line, self.told, flow(self.file, self.bring, self.stop), spacing=14), None)
        self._progress.connect(self._show_progress)
        self._show_taking()

    # --- what the shell calls

    def open(self, **_params: Any) -> None:
        self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Goods catalogue"))
        self._about.setText(
            _("It comes by itself with each sync, also in parts. With a thin line, take it in from the county's stick.")
        )
        self.file.set_text(_("Take in a file"))
        self.stop.set_text(_("Stop"))
        self._show_stock()

    def refresh(self) -> None:
        """Count again, and tell what kept the last sync from bringing all goods."""
        self.desk.tasks.read(self, look, self._looked, latest="count")

    # --- a file

    def _ask_for_file(self) -> None:
        kinds = _("Goods catalogue ({kinds})").format(kinds=_FILES)
        path = ask_file(self, _("Take in a file"), kinds)
        if path is not None:
            self.on_file(path)

    def on_file(self, path: Path) -> None:
        """Take in a catalogue or a pack; searching and selling go on meanwhile, and a sync waits for its end."""
        if self._taking:
            return
        self._taking, self._stopped = True, False
        self._in_bytes = path.suffix == _PACK
        self._tell(_("Looking whether {file} is whole …").format(file=path.name))
        self._show_taking()
        self.desk.tasks.network(self, lambda store: self._take_in(store, path), self._taken, self._failed)

    def _take_in(self, store: Store, path: Path) -> Any:
        if path.suffix != _PACK:
            return import_file(store.catalogue, path, progress=self._progress.emit, cancelled=lambda: self._stopped)
        from villagedesk.sync.pack import take_in_pack  # lazy: sync loads with the first connection

        return take_in_pack(store, path, progress=self._progress.emit, cancelled=lambda: self._stopped)

    def _stop(self) -> None:
        self._stopped = True

    def _taken(self, done: Any) -> None:
        self._end(*taken_words(done))

    def _failed(self, error: AppError) -> bool:
        self._end(sentence(error), "act")
        return True

    def _end(self, text: str, tone: str) -> None:
        self._taking = False
        self._tell(text, tone)
        self._show_taking()
        self.desk.bus.changed.emit({"goods"})
        self.refresh()

    # --- the pictures by network

    def _bring(self) -> None:
        """Ask for the pack with pictures with the next sync, or let it be."""
        wanted = self._stock is None or not self._stock.wished
        self.desk.tasks.keep(self, lambda store: wish(store.catalogue, wanted), lambda _done: self._wished(wanted))

    def _wished(self, wanted: bool) -> None:
        if wanted:
            self._tell(_("The pictures come while you go on working; orders and freezes go first."))
            self.desk.sync_now()
        else:
            self._tell(_("Stopped. What has come stays, and the rest comes when you ask for it again."), "wait")
        self._show_taking()
        self.refresh()

    # --- showing

    def _looked(self, stock: Stock) -> None:
        self._stock = stock
        self._show_stock()
        if stock.trouble is not None and not self._taking:
            self._tell(sentence(stock.trouble), "act")
            self.told.show()

    def _show_stock(self) -> None:
        stock = self._stock
        self.bring.set_text(
            _("Do not bring the pictures") if stock and stock.wished else _("Bring the pictures by network")
        )
        if stock is None:
            return
        words = ngettext("{count} kind of goods is here", "{count} kinds of goods are here", stock.goods)
        self.count.setText(words.format(count=i18n.number(stock.goods)) if stock.goods else _("No goods are here yet"))
        self.pictures.setText("  ".join(stock.words()))
        if stock.size and not self._taking:
            self.line.set(stock.done, stock.size)
        self.line.setVisible(self._taking or bool(stock.size))

    def _show_progress(self, done: int, total: int) -> None:
        self.line.set(done, total)
        amount = i18n.megabytes if self._in_bytes else i18n.number
        self._tell(_("{done} of {total}").format(done=amount(done), total=amount(total)))

    def _tell(self, text: str, tone: str = "") -> None:
        self.told.set_tone(tone)
        self.told.setText(text)

    def _show_taking(self) -> None:
        self.file.setEnabled(not self._taking)
        self.stop.setVisible(self._taking)
        self.line.setVisible(self._taking)
        self.told.setVisible(bool(self.told.text()))
        self.line.set(0, 0)
