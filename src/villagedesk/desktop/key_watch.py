"""Event filters that see what hands do, without standing in the way of everything else.

An event filter of the whole program is asked in Python about each of the thousands of events of building a page, and
so doubled what that costs. These two are asked about what gets the keys, and about the window in front, only.
"""

import shiboken6
from PySide6.QtCore import QAbstractItemModel, QObject, Qt
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit

# The open lists below fields, and who watches keys: see ``offer_names``.
_lists: list[QObject] = []
_watches: list["KeyWatch"] = []


class KeyWatch(QObject):
    """Keeps a filter on whatever gets the keys: all its events, those of an input method included.

    Ends with ``watcher``, whose ``eventFilter`` is asked.
    """

    def __init__(self, app: QApplication, watcher: QObject) -> None:
        super().__init__(watcher)
        self.watcher = watcher
        self._target: QObject | None = None
        _watches[:] = [watch for watch in _watches if shiboken6.isValid(watch)] + [self]
        for one in filter(shiboken6.isValid, _lists):
            one.installEventFilter(watcher)
        app.focusObjectChanged.connect(self._follow)
        self._follow(app.focusObject())

    def _follow(self, target: QObject | None) -> None:
        if self._target is not None and shiboken6.isValid(self._target):
            self._target.removeEventFilter(self.watcher)
        self._target = target
        if target is not None:
            target.installEventFilter(self.watcher)


def offer_names(edit: QLineEdit, names: QAbstractItemModel, parent: QObject) -> QCompleter:
    """Show the names that contain what is typed in a list below a field.

    While such a list is open it gets the keys, and hands them to the field past every filter there: a scan would be typed
    into the field. So whoever watches keys is asked about the list too, before the completer is.
    """
    known = QCompleter(names, parent)
    known.setFilterMode(Qt.MatchFlag.MatchContains)
    edit.setCompleter(known)
    shown = known.popup()
    _lists[:] = [one for one in _lists if shiboken6.isValid(one)] + [shown]
    for watch in filter(shiboken6.isValid, _watches):
        shown.installEventFilter(watch.watcher)
    return known


class WindowWatch(QObject):
    """Keeps a filter on every window that was in front: what comes from mouse, finger and keys passes through it first.

    Ends with ``watcher``, whose ``eventFilter`` is asked.
    """

    def __init__(self, app: QApplication, watcher: QObject) -> None:
        super().__init__(watcher)
        self._watcher = watcher
        app.focusWindowChanged.connect(self._follow)
        self._follow(app.focusWindow())

    def _follow(self, window: QObject | None) -> None:
        if window is not None:
            window.installEventFilter(self._watcher)  # once: a filter that is there already is only moved
