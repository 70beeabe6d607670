"""What central would remove, before anything of it is removed: a manager looks, and lets it through or says no."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.sync.words import entity_word
from villagedesk.desktop.widgets import Card, EmptyState, Page, Pill, PlainButton, RowList, Text, row
from villagedesk.i18n import _, ngettext


class HeldScreen(Page):
    """Opened from Today or from the sync page while a feed is held back."""

    help_page = "sync"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._about = Text("", wrap=True)
        self._held = RowList(spacing=12)
        self._nothing = EmptyState("check")
        self._card_about = Card(self._about)
        self.add(self._card_about, self._held, self._nothing, None)

    def open(self, **_params: Any) -> None:
        self.refresh()

    def on_changed(self, names: set[str]) -> None:
        self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Held back"))
        self._about.setText(
            _(
                "Nothing was removed yet, and your work goes on. Call the county office and ask whether this is meant. "
                "Only a manager can decide."
            )
        )
        self._nothing.set_texts(_("Nothing is held back."), _("Everything that came was taken."))
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        self.desk.tasks.read(self, _look, self._show, latest="look")

    def _show(self, found: list[Any]) -> None:
        self._held.set_rows(self._card(one) for one in found)
        self._nothing.setVisible(not found)
        self._card_about.setVisible(bool(found))

    def _card(self, one: Any) -> Card:
        lines: list[Any] = []
        for removed in one.removed:
            words = ngettext(
                "{count} of {of} would go or be emptied", "{count} of {of} would go or be emptied", removed.count
            )
            counts = Pill(words.format(count=i18n.number(removed.count), of=i18n.number(removed.of)), "act")
            lines.append(row(Text(entity_word(removed.entity), "card"), counts, None))
            if removed.names:
                more = removed.count - len(removed.names)
                names = _("{names} and {count} more") if more > 0 else "{names}"
                shown = names.format(names="、".join(removed.names), count=i18n.number(more))
                lines.append(Text(shown, wrap=True))
        state = _("A manager has said no; the county office is told.") if one.refused else ""
        when = _("It came {time}.").format(time=i18n.ago(one.at)) if one.at else ""
        said = Text(" ".join(part for part in (when, state) if part), "small", tone="muted", wrap=True)
        through, no = PlainButton(_("Yes, remove it")), PlainButton(_("No, and tell the county office"))
        through.clicked.connect(lambda: self._through(through, one.scope))
        no.clicked.connect(lambda: self._refuse(one.scope))
        no.setVisible(not one.refused)
        return Card(*lines, said, row(no, through, None))

    def _through(self, button: PlainButton, scope: str) -> None:
        """Removing is asked twice."""
        if button.property("sure") is None:
            button.setProperty("sure", True)
            button.set_text(_("Really: remove it"))
            return
        from villagedesk.sync.guard import let_through  # lazy: needs SQLAlchemy, which loads behind the PIN screen

        by = self.desk.operator_id()
        self.desk.tasks.keep(self, lambda store: let_through(store, scope, by), self._done, self._failed)

    def _refuse(self, scope: str) -> None:
        from villagedesk.sync.guard import refuse  # lazy, see _through

        by = self.desk.operator_id()
        self.desk.tasks.keep(self, lambda store: refuse(store, scope, by), self._done, self._failed)

    def _done(self, changed: set[str] | None) -> None:
        self.desk.bus.changed.emit((changed or set()) | {"sync", "event"})
        self.notice(_("Decided."))
        self.refresh()

    def _failed(self, _error: Any) -> bool:
        self.refresh()
        return False


def _look(session: Any) -> list[Any]:
    from villagedesk.sync.guard import held_back  # lazy, see _through

    return held_back(session.info["store"])
