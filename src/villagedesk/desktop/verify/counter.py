"""Counts every label the scanner reads, whichever page takes it, so that "seen here so often" is true."""

from PySide6.QtCore import QObject

from villagedesk.desktop.desk import Desk
from villagedesk.domain.labels import is_label
from villagedesk.store import Store
from villagedesk.store.verify import note_scan


class ScanCounter(QObject):
    """One for the window; counts while somebody is logged in."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.bus.scanned.connect(self._on_scanned)

    def _on_scanned(self, text: str) -> None:
        if self._desk.operator is not None and is_label(text):
            self._desk.tasks.keep(self, lambda store: _count(store, text))


def _count(store: Store, text: str) -> None:
    with store.transaction() as connection:
        note_scan(connection, text)
