"""What every step of the self-test shares: the scratch folder and its store."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from villagedesk.store import Store, open_store

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

# Never the key of real data: the self-test neither asks the system's key store nor leaves anything in it.
KEY = bytes(range(32))


@dataclass
class Scratch:
    """A data folder that is thrown away afterwards. ``app`` is there once the window's steps have begun."""

    home: Path
    store: Store = field(init=False)
    app: "QApplication | None" = None

    def open(self) -> Store:
        """Make or open its database."""
        self.store = open_store(self.home, KEY)
        return self.store

    def close(self) -> None:
        """Let go of its files."""
        if "store" in vars(self):
            self.store.close()
