"""The sync page: what waits and how old it is, how the last connection went, and what a person has to decide."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.sync.service import clock_words
from villagedesk.desktop.sync.words import entity_word, field_word, trouble_words, value_words
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    EmptyState,
    Page,
    Pill,
    PlainButton,
    PrimaryButton,
    RowList,
    Text,
    column,
    row,
)
from villagedesk.desktop.widgets.ask_file import ask_folder
from villagedesk.i18n import _, ngettext
from villagedesk.sync.stick import read_stick, write_stick
from villagedesk.sync.stick_command import received_words, written_words


class SyncScreen(Page):
    """Opened by the chip, or from More."""

    help_page = "sync"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._now = PrimaryButton("", "F10")
        self._now.clicked.connect(self._sync)
        self._write_stick, self._read_stick = PlainButton(""), PlainButton("")
        self._write_stick.clicked.connect(self._on_write_stick)
        self._read_stick.clicked.connect(self._on_read_stick)
        self.header.add_right(self._read_stick)
        self.header.add_right(self._write_stick)
        self.header.add_right(self._now)
        self._title = Text("", "card")
        self._facts = Text("", "small", tone="muted", wrap=True)
        self._kinds = RowList(spacing=4)
        self._nothing = EmptyState("check")
        self._decide_title = Text("", "card")
        self._decisions = RowList(spacing=12)
        self._decide_card = Card(self._decide_title, self._decisions)
        self.add(Card(self._title, self._facts, self._kinds, self._nothing), self._decide_card, None)

    def open(self, **_params: Any) -> None:
        self.refresh()

    def on_changed(self, names: set[str]) -> None:
        self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Sync"))
        self._now.set_text(_("Send now"))
        self._write_stick.set_text(_("Write a stick"))
        self._read_stick.set_text(_("Read a stick (overwrites nothing)"))
        self._title.setText(_("On this computer"))
        self._nothing.set_texts(_("Nothing waits here."), _("New work goes out by itself as soon as there is a line."))
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        self.desk.tasks.read(self, _look, self._show, latest="look")

    def _show(self, found: Any) -> None:
        status, kinds, decisions = found
        self._facts.setText("  ".join(_facts(status)))
        self._kinds.set_rows(self._kind_row(kind.entity, kind.count) for kind in kinds)
        if status.photos:
            self._kinds.set_rows(
                [*(self._kind_row(k.entity, k.count) for k in kinds), self._kind_row("photo", status.photos)]
            )
        self._kinds.setVisible(bool(kinds or status.photos))
        self._nothing.setVisible(not kinds and not status.photos)
        self._decide_card.setVisible(bool(decisions))
        self._decide_title.setText(
            ngettext("{count} thing to decide", "{count} things to decide", len(decisions)).format(count=len(decisions))
        )
        self._decisions.set_rows(self._decision(decision) for decision in decisions)

    def _kind_row(self, entity: str, count: int) -> Card:
        word = Text(entity_word(entity), "body")
        return Card(row(word, Pill(_("waiting to go out"), "wait"), Text(i18n.number(count), "figure"), None))

    def _decision(self, decision: Any) -> Card:
        if decision.code == "id_twice":
            return self._double(decision)
        if decision.code == "at_odds":
            return self._both_ways(decision)
        if decision.code == "happened_twice":
            return self._twice(decision)
        if decision.code != "kept":
            seen = PlainButton(_("I have seen it"))
            seen.clicked.connect(lambda: self._leave(decision.id))
            title = _("{what} was not accepted").format(what=_about(decision))
            return Card(Text(title, "card", wrap=True), Text(trouble_words(decision.code), wrap=True), row(seen, None))
        what = _about(decision)
        title = _("{what}: {field}").format(what=what, field=field_word(decision.field))
        typed, stands = (
            value_words(decision.entity, decision.field, value) for value in (decision.ours, decision.theirs)
        )
        ours = self._side(_("Typed on this computer"), typed, _("Use this"), lambda: self._use(decision.id))
        theirs = self._side(_("Stands at central"), stands, _("Use that"), lambda: self._leave(decision.id))
        later = Text(
            _("Not sure? Leave it and ask first; work goes on with what stands at central."), "small", wrap=True
        )
        return Card(
            row(Text(title, "card"), Pill(_("other work goes on"), "plain"), None), Columns(ours, theirs), later
        )

    def _double(self, decision: Any) -> Card:
        look, seen = PlainButton(_("Look")), PlainButton(_("I have seen it"))
        look.clicked.connect(lambda: self.go("farmer", person_id=decision.row_id))
        seen.clicked.connect(lambda: self._leave(decision.id))
        words = Text("  ".join((decision.about, trouble_words(decision.code))), wrap=True)
        return Card(Text(_("One ID number twice"), "card", wrap=True), words, row(look, seen, None))

    def _twice(self, decision: Any) -> Card:
        look, seen = PlainButton(_("Look")), PlainButton(_("I have seen it"))
        place, name = _PLACES.get(decision.entity, ("parcel", "parcel_id"))
        look.clicked.connect(lambda: self.go(place, **{name: decision.row_id}))
        seen.clicked.connect(lambda: self._leave(decision.id))
        if decision.entity == "parcel":
            words = Text("  ".join((decision.about, trouble_words(decision.code))), wrap=True)
            return Card(Text(_("Handed over twice"), "card", wrap=True), words, row(look, seen, None))
        if decision.ours in ("done", "banked"):  # no money moved here, but perhaps twice at the company
            words = Text("  ".join((decision.about, trouble_words("settled_twice"))), wrap=True)
            return Card(Text(_("Paid in twice"), "card", wrap=True), words, row(look, seen, None))
        back = PlainButton(_("The money is back"))
        back.clicked.connect(lambda: self._undo(back, decision.id))
        words = Text("  ".join((decision.about, trouble_words("money_twice"))), wrap=True)
        return Card(Text(_("Money given twice"), "card", wrap=True), words, row(look, seen, back, None))

    def _both_ways(self, decision: Any) -> Card:
        look, has_it = PlainButton(_("Look")), PlainButton(_("The villager has it"))
        money = i18n.money(decision.fen)
        back = PlainButton(
            _("It went back: give {money} back").format(money=money) if decision.fen else _("It went back")
        )
        look.clicked.connect(lambda: self.go("parcel", parcel_id=decision.row_id))
        has_it.clicked.connect(lambda: self._has_it(decision.id))
        back.clicked.connect(lambda: self._went_back(back, decision.id))
        words = Text("  ".join((decision.about, trouble_words(decision.code))), wrap=True)
        title = Text(_("Handed over and sent back"), "card", wrap=True)
        return Card(title, words, row(look, has_it, back, None))

    def _has_it(self, decision_id: int) -> None:
        from villagedesk.store.parcels import villager_has_it  # lazy, see _use

        self.write(lambda s: villager_has_it(s, decision_id), lambda _done: self.notice(_words_done()))

    def _went_back(self, button: PlainButton, decision_id: int) -> None:
        """Money leaves the drawer: asked twice."""
        from villagedesk.store.parcels import it_went_back  # lazy, see _use

        if _really(button, _("Really: it went back")):
            self.write(lambda s: it_went_back(s, decision_id), self._gone_back)

    def _gone_back(self, fen: int) -> None:
        out = _("{money} are booked out of the drawer.").format(money=i18n.money(fen))
        self.notice(out if fen else _words_done())

    def _undo(self, button: PlainButton, decision_id: int) -> None:
        """The money is back: asked twice."""
        from villagedesk.store.inbox import undo_money  # lazy, see _use

        if _really(button, _("Really: it is back")):
            self.write(lambda s: undo_money(s, decision_id), self._undone)

    def _undone(self, fen: int) -> None:
        into = _("{money} are booked back into the drawer.") if fen >= 0 else _("{money} are booked out of the drawer.")
        self.notice(into.format(money=i18n.money(abs(fen))))

    def _side(self, where: str, value: str, button: str, press: Callable[[], None]) -> Card:
        choose = PlainButton(button)
        choose.clicked.connect(press)
        box = column(Text(where, "small", tone="muted"), Text(value, "figure", wrap=True), choose)
        return Card(box)

    def _sync(self) -> None:
        self.notice(_("Sending. You can go on working."), "info")
        self.desk.sync_now()

    def _on_write_stick(self) -> None:
        folder = ask_folder(self, _("Write a stick"))
        if folder is not None:
            self._by_stick(lambda store: written_words(write_stick(store, folder)), self._write_stick)

    def _on_read_stick(self) -> None:
        folder = ask_folder(self, _("Read a stick (overwrites nothing)"))
        if folder is not None:
            self._by_stick(lambda store: _read(store, folder), self._read_stick)

    def _by_stick(self, op: Callable[[Any], Any], button: PlainButton) -> None:
        self.desk.tasks.network(self, op, self._stick_done, busy=button)

    def _stick_done(self, words: str | tuple[str, set[str]]) -> None:
        text, changed = (words, set[str]()) if isinstance(words, str) else words
        self.desk.bus.changed.emit(changed | {"event"})
        self.notice(text)

    def _use(self, decision_id: int) -> None:
        from villagedesk.store.inbox import use_ours  # lazy: the store loads behind the PIN screen

        self.write(lambda s: use_ours(s, decision_id), lambda _done: self.notice(_words_done()))

    def _leave(self, decision_id: int) -> None:
        from villagedesk.store.inbox import leave_theirs  # lazy, see _use

        self.write(lambda s: leave_theirs(s, decision_id), lambda _done: self.notice(_words_done()))


def _really(button: PlainButton, words: str) -> bool:
    """Whether a button was pressed the second time; the first time it asks."""
    if button.property("sure") is None:
        button.setProperty("sure", True)
        button.set_text(words)
        return False
    return True


# Where one looks at a row for which money was given twice, and what the page calls it.
_PLACES = {
    "parcel": ("parcel", "parcel_id"),
    "order": ("order", "order_id"),
    "bill": ("bills", "bill_id"),
    "deposit": ("cash_bank", "deposit_id"),
    "fake_report": ("fake", "report_id"),
}


def _about(decision: Any) -> str:
    """Whose or which one: ``People  张建国``."""
    return "  ".join(part for part in (entity_word(decision.entity), decision.about) if part)


def _words_done() -> str:
    return _("Decided.")


def _facts(status: Any) -> list[str]:
    facts = []
    if not status.enrolled:
        return [_("This computer is not enrolled yet. Ask the county office for a code.")]
    if status.oldest_at is not None:
        facts.append(_("Oldest: {time}").format(time=i18n.ago(status.oldest_at)))
    if status.agreed_at is not None:
        facts.append(_("Both sides were equal {time}").format(time=i18n.ago(status.agreed_at)))
    if status.clock_wrong:
        facts.append(clock_words(status))
    if status.trouble is not None:
        facts.append(trouble_words(status.trouble))
    return facts or [_("Not connected yet.")]


def _read(store: Any, folder: Path) -> tuple[str, set[str]]:
    done = read_stick(store, folder)
    return received_words(done), done.changed


def _look(session: Any) -> Any:
    from villagedesk.store.inbox import decisions  # lazy: the store loads behind the PIN screen
    from villagedesk.sync.outbox import sync_status, waiting_kinds

    connection = session.connection()
    return sync_status(connection), waiting_kinds(connection), decisions(session)
