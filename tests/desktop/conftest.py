"""Fixtures of the window: real widgets offscreen, a real store, and work that is done at once."""

import gc
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.classroom import DAY
from tests.desktop.counter import open_window
from tests.store.orders_room import villager
from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.main_window import MainWindow
from villagedesk.desktop.speech import player
from villagedesk.settings import Settings
from villagedesk.store import Store


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Every test starts in English at 100 %, and leaves no half-deleted window behind."""
    # Here and not at the end: pytest lets go of a test's windows only after that. Whatever is alive now is the program
    # itself, loaded meanwhile; frozen, it is not walked through again.
    gc.collect()
    gc.freeze()
    i18n.set_language("en")
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    theme.apply(qapp, 100)
    yield
    for window in qapp.topLevelWidgets():
        window.close()
        if window.windowType() != Qt.WindowType.Popup:  # the list below a field goes with its completer; twice ends Qt
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    i18n.set_language("en")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests hears nothing of them."""
    monkeypatch.setattr(player, "players", lambda: ())


@pytest.fixture
def desk(qapp: QApplication, store: Store, operator: str, home: Path) -> Iterator[Desk]:
    """An open counter with 王秀兰 logged in; reads and writes are done at once, mistakes fail the test."""
    made = Desk(Settings(language="en"), home, inline=True)
    made.tasks.set_store(store)
    made.log_in(LoggedIn(operator, "王秀兰"))
    yield made
    made.close()


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> MainWindow:
    """The whole frame of that counter, active, so that keys arrive."""
    return open_window(desk, qtbot)


@pytest.fixture
def moment() -> Iterator[time_machine.Traveller]:
    """Five minutes before the class begins, and the clock to go on from there."""
    with time_machine.travel(datetime.fromisoformat(f"{DAY}T13:55:00").astimezone()) as now:
        yield now


@pytest.fixture
def chen(store: Store, operator: str) -> str:
    """The id of a villager who buys: 陈桂花."""
    return villager(store, operator)


@pytest.fixture
def went(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    """Where ``desk.go`` was asked to go: (place, params)."""
    trail: list[tuple[str, dict[str, object]]] = []
    desk.go = lambda place, **params: trail.append((place, params))
    return trail


@pytest.fixture
def said(desk: Desk) -> list[tuple[str, str]]:
    """What the banner was given: (kind, sentence)."""
    heard: list[tuple[str, str]] = []
    desk.bus.notice.connect(lambda notice: heard.append((notice.kind, notice.text)))
    return heard


@pytest.fixture
def dress(qapp: QApplication) -> Callable[[int], None]:
    """Another text size for this test: ``dress(200)``."""
    return lambda percent: theme.apply(qapp, percent)
