"""The line under a form that keeps what is typed: saved a moment after each change, and it says so."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Text
from villagedesk.i18n import _
from villagedesk.store.drafts import Fields, clear_draft, save_draft
from villagedesk.store.store import Store

_REST_MS = 300
# Drafts that were thrown away while the program runs: a form that still shows one begins anew when it is opened.
_THROWN: set[str] = set()


class DraftLine(Text):
    """Keeps one half-filled form.

    Args:
        desk: the counter.
        form: which form, as in ``store.drafts``.
        typed: what stands in the form now; an empty dict is not kept.
    """

    def __init__(self, desk: Desk, form: str, typed: Callable[[], Fields], parent: QWidget | None = None) -> None:
        super().__init__("", "small", tone="muted", wrap=True, parent=parent)
        self._desk, self._form, self._typed = desk, form, typed
        self.key = ""
        self._saved_at: int | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._save)

    def begin(self, key: str = "") -> None:
        """Another form: the draft ``key``, or a new one."""
        self._rest.stop()
        self.key = key or clock.new_event_id()
        self._saved_at = None
        self.retranslate()

    def is_thrown_away(self) -> bool:
        """Was this draft thrown away from a list, while the form still shows what was typed?"""
        return self.key in _THROWN

    def changed(self) -> None:
        """Something was typed."""
        self._rest.start()

    def flush(self) -> None:
        """Save now what was typed last, because the page is left."""
        if self._rest.isActive():
            self._rest.stop()
            self._save()

    def stop(self) -> None:
        """The form was saved for good; nothing is kept any more."""
        self._rest.stop()
        self._saved_at = None
        self.retranslate()

    def retranslate(self) -> None:
        """The line in the language of the moment."""
        if self._saved_at is None:
            self.setText("")
            return
        moment = i18n.local(self._saved_at).strftime("%H:%M:%S")
        self.setText(_("Draft saved {time}; a power cut takes nothing").format(time=moment))

    def _save(self) -> None:
        fields, form, key = self._typed(), self._form, self.key
        if not fields:
            self._desk.tasks.keep(self, lambda store: _clear(store, form, key))
            return
        self._desk.tasks.keep(self, lambda store: save_draft(store, form, key, fields), self._show)

    def _show(self, at: int) -> None:
        self._saved_at = at
        self.retranslate()


def throw_away(desk: Desk, owner: QWidget, form: str, key: str, done: Callable[[], object]) -> None:
    """Forget a half-filled form for good; ``done()`` once it is gone."""
    _THROWN.add(key)
    desk.tasks.keep(owner, lambda store: _clear(store, form, key), lambda _none: done())


def photos_as_text(photos: Iterable[tuple[str, str]]) -> list[str]:
    """Photos as (kind, SHA-256) in the form a draft keeps."""
    return [f"{kind} {sha256}" for kind, sha256 in photos]


def photos_from(kept: object) -> list[tuple[str, str]]:
    """Photos of a draft as (kind, SHA-256); nothing when it has none."""
    words = [one.split() for one in kept] if isinstance(kept, list) else []
    return [(kind, sha256) for kind, sha256 in words]


def _clear(store: Store, form: str, key: str) -> None:
    with store.transaction() as connection:
        clear_draft(connection, form, key)
