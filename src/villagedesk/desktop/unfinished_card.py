"""The line of a form that was begun and not saved: go on with it, or throw it away."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import throw_away
from villagedesk.desktop.widgets import PlainButton, RowCard
from villagedesk.i18n import _


class UnfinishedCard(RowCard):
    """``place`` is the page that goes on with the draft ``key`` of ``form``; ``gone`` is called once it is thrown away."""

    def __init__(
        self,
        desk: Desk,
        place: str,
        form: str,
        key: str,
        name: str,
        gone: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        title = _("{name} not finished").format(name=name)
        super().__init__(
            "edit",
            "wait",
            title,
            _("What was typed is kept here."),
            _("Go on filling in"),
            lambda: desk.go(place, draft=key),
            parent=parent,
        )
        self._desk, self._form, self._key, self._gone = desk, form, key, gone
        self._sure = False
        self.away = PlainButton(_("Throw away"))
        self.away.setAccessibleName(f"{_('Throw away')}: {title}")
        self.away.clicked.connect(self._on_away)
        self.line.insertWidget(self.line.count() - 1, self.away)

    def _on_away(self) -> None:
        """Asked twice: what was typed cannot be had back."""
        if not self._sure:
            self._sure = True
            self.away.set_text(_("Really throw it away"))
            return
        throw_away(self._desk, self, self._form, self._key, self._gone)
