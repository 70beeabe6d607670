"""The sync page: what waits and how old it is, how far the sync is, what a person has to decide, and what became of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.sync.decisions import DecisionCard
from villagedesk.desktop.sync.facts import state_facts
from villagedesk.desktop.sync.heaps import HeapRow
from villagedesk.desktop.sync.look import ask_kind, ask_row, look
from villagedesk.desktop.sync.progress import IDLE, STOPPING, Heap, RunView
from villagedesk.desktop.sync.quiet import QuietCards
from villagedesk.desktop.sync.why_card import WhyCard
from villagedesk.desktop.widgets import (
    Card,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    RowList,
    Text,
    row,
)
from villagedesk.desktop.widgets.ask_file import ask_folder
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.inbox import leave_theirs, undo_money, use_ours
from villagedesk.store.parcels import it_went_back, villager_has_it
from villagedesk.store.training import settle_same_hour
from villagedesk.sync.kinds import Kind
from villagedesk.sync.stick import read_stick, write_stick
from villagedesk.sync.stick_command import received_words, written_words


class SyncScreen(Page):
    """Opened by the chip, or from More; ``open(entity="order", row_id=...)`` says why that row is not sent."""

    help_page = "sync"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: Any = None
        self._later: list[int] = []
        self._shown: list[int] = []
        self._fresh = False  # just opened, and not to answer a question: what is to be decided gets the keys
        self._now, self._stop = PrimaryButton("", "F10"), PlainButton("", "0")
        self._now.clicked.connect(self._sync)
        self._stop.clicked.connect(self._on_stop)
        self._write_stick, self._read_stick = PlainButton(""), PlainButton("")
        self._write_stick.clicked.connect(self._on_write_stick)
        self._read_stick.clicked.connect(self._on_read_stick)
        for button in (self._read_stick, self._write_stick, self._stop, self._now):
            self.header.add_right(button)
        self._stop.hide()
        self._why = WhyCard()
        self._why.closed.connect(self._close_why)
        self._title = Text("", "card")
        self._facts = Text("", "small", tone="muted", wrap=True)
        self._heaps = {kind: HeapRow(kind) for kind in Kind}
        for heap in self._heaps.values():
            heap.asked.connect(self._ask_kind)
            heap.hide()
        self._nothing = EmptyState("check")
        self._decide_title = Text("", "card")
        self._decisions = RowList(spacing=12)
        self._more = Text("", "small", tone="muted", wrap=True)
        self._decide_card = Card(self._decide_title, self._decisions, self._more)
        self._held = PlainButton("")
        self._held.clicked.connect(lambda: self.go("held"))
        self._held_words = Text("", wrap=True)
        self._held_card = Card(self._held_words, row(self._held, None))
        self._quiet = QuietCards()
        waits = Card(row(self._title, None), self._facts, *self._heaps.values(), self._nothing, spacing=6)
        self.add(self._why, waits, self._held_card, self._decide_card, self._quiet, None)
        desk.bus.sync_run.connect(self._on_run)

    def open(self, entity: str = "", row_id: str = "", **_params: Any) -> None:
        self._close_why()
        self.verticalScrollBar().setValue(0)
        self._fresh = not entity
        self.refresh()
        if entity:
            sending = self.desk.sync_run.state != IDLE
            self.read(lambda s: ask_row(s, entity, row_id, sending=sending), lambda asked: self._show_why(asked, ""))

    def on_changed(self, names: set[str]) -> None:
        self.refresh()

    def on_back(self) -> bool:
        """Esc closes the answer first."""
        if self._why.isHidden():
            return False
        self._close_why()
        return True

    def retranslate(self) -> None:
        self.header.set_title(_("Sync"))
        self._now.set_text(_("Send now"))
        self._stop.set_text(_("Stop, and keep what has gone out"))
        self._write_stick.set_text(_("Write a stick"))
        self._read_stick.set_text(_("Read a stick (overwrites nothing)"))
        self._nothing.set_texts(_("Nothing waits here."), _("New work goes out by itself as soon as there is a line."))
        for heap in self._heaps.values():
            heap.retranslate()
        self._held.set_text(_("What would go"))
        self._held_words.setText(sentence(AppError("feed_removes_much")))
        self._why.retranslate()
        self._quiet.retranslate()
        self._shown = []
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        self.desk.tasks.read(self, look, self._show, latest="look")

    # --- what waits

    def _on_run(self, _run: RunView) -> None:
        if self.isVisible():
            self._show_run()

    def _show(self, found: Any) -> None:
        self._found = found
        self._show_run()
        self._held_card.setVisible(bool(found.held))
        self._show_decisions()
        self._quiet.show_found(found)

    def _show_run(self) -> None:
        """The bars; while a sync runs they move without reading everything else again."""
        found, run = self._found, self.desk.sync_run
        if found is None:
            return
        idle = run.state == IDLE
        self._title.setText(_("On this computer") if idle else _("This connection"))
        self._facts.setText("  ".join(state_facts(found, running=not idle)))
        self._now.setVisible(idle)
        self._stop.setVisible(not idle)
        self._stop.setEnabled(run.state != STOPPING)
        heaps = {heap.kind: heap for heap in run.heaps}
        if idle:  # the truth is what was just read; what the last run delivered stands beside it
            waiting = {str(one.kind): one for one in found.waiting}
            heaps = {kind: Heap(kind, heap.total, heap.total) for kind, heap in heaps.items() if kind not in waiting}
            heaps |= {kind: Heap(kind, 0, one.count, one.oldest_at, one.size) for kind, one in waiting.items()}
        before = 0
        for kind, line in self._heaps.items():
            heap = heaps.get(kind.value)
            if heap is not None:
                last = kind is Kind.PHOTOS
                line.show_heap(heap, run, found.line, found.ratio, before if last else 0)
                before += heap.waiting
            line.setVisible(heap is not None)
        goods = self._heaps[Kind.GOODS]
        done, size = found.goods if idle else (run.goods_done, run.goods_size)
        if size:
            goods.show_goods(done, size, found.line, running=not idle)
            goods.show()
        self._nothing.setVisible(not heaps and not goods.isVisibleTo(self))

    # --- why

    def _ask_kind(self, kind: str) -> None:
        self.read(lambda s: ask_kind(s, Kind(kind), sending=False), lambda asked: self._show_why(asked, kind))

    def _show_why(self, asked: Any, kind: str) -> None:
        self._why.show_answer(asked, kind, self.desk.sync_run.next_at)
        self._why.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._scroll_to_why)

    def _scroll_to_why(self) -> None:
        """To the top of the page; with large text the answer is taller than the window, and its head is read first."""
        fits = self._why.geometry().bottom() < self.viewport().height()
        self.verticalScrollBar().setValue(0 if fits else self._why.y() - self.body.spacing())

    def _close_why(self) -> None:
        self._why.hide()

    # --- what to decide

    def _show_decisions(self) -> None:
        found = self._found
        order = {one.id: at for at, one in enumerate(found.decisions)}
        order |= {id_: len(order) + at for at, id_ in enumerate(self._later)}
        shown = sorted(found.decisions, key=lambda one: order[one.id])
        self._decide_card.setVisible(bool(found.open))
        self._decide_title.setText(
            ngettext("{count} thing to decide", "{count} things to decide", found.open).format(
                count=i18n.number(found.open)
            )
        )
        rest = found.open - len(shown)
        self._more.setText(
            ngettext("{count} more thing behind these", "{count} more things behind these", rest).format(
                count=i18n.number(rest)
            )
        )
        self._more.setVisible(rest > 0)
        ids = [one.id for one in shown]
        if ids != self._shown:  # else a button that is being pressed would be taken away under the finger
            self._shown = ids
            # Who decides one by the keys goes on to the next with them.
            focused = self.window().focusWidget()
            keys = self._fresh or (focused is not None and self._decide_card.isAncestorOf(focused))
            cards = [self._card(one, keys=at == 0) for at, one in enumerate(shown)]
            self._decisions.set_rows(cards)
            if keys and not cards:
                self.setFocus()
            if keys and cards and cards[0].first is not None:
                cards[0].first.setFocus(Qt.FocusReason.OtherFocusReason)
                QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self._decide_card, 0, self.height() // 2))
        self._fresh = False

    def _card(self, decision: Any, *, keys: bool) -> DecisionCard:
        card = DecisionCard(decision, keys=keys)
        card.look.connect(lambda place, params: self.go(place, **params))
        card.use_ours.connect(lambda: self._decide(use_ours, decision.id))
        card.leave.connect(lambda: self._decide(leave_theirs, decision.id))
        card.undo.connect(lambda: self.write(lambda s: undo_money(s, decision.id), self._undone))
        card.has_it.connect(lambda: self.write(lambda s: villager_has_it(s, decision.id), self._has_it))
        card.went_back.connect(lambda: self.write(lambda s: it_went_back(s, decision.id), self._gone_back))
        card.was_in.connect(lambda id_: self.write(lambda s: settle_same_hour(s, decision.id, id_), self._was_in))
        card.later.connect(lambda: self._put_off(decision.id))
        return card

    def _decide(self, how: Callable[[Any, int], object], decision_id: int) -> None:
        self.write(lambda s: how(s, decision_id), lambda _done: self.notice(_("Decided.")))

    def _put_off(self, decision_id: int) -> None:
        self._later = [id_ for id_ in self._later if id_ != decision_id] + [decision_id]
        self._show_decisions()
        self.notice(_("It stays here; nothing is decided. Work goes on with what stands at central."), "info")

    def _has_it(self, fen: int) -> None:
        words = _("Decided. {money} went back for these goods: take it from the villager, see Due and owed.")
        self.notice(words.format(money=i18n.money(fen)) if fen else _("Decided."), "wait" if fen else "good")

    def _gone_back(self, fen: int) -> None:
        out = _("{money} are booked out of the drawer.").format(money=i18n.money(fen))
        self.notice(out if fen else _("Decided."))

    def _was_in(self, moved: list[str]) -> None:
        words = _("Decided. {names} moved up: please call.").format(names=_(", ").join(moved))
        self.notice(words if moved else _("Decided."), "wait" if moved else "good")

    def _undone(self, fen: int) -> None:
        into = _("{money} are booked back into the drawer.") if fen >= 0 else _("{money} are booked out of the drawer.")
        self.notice(into.format(money=i18n.money(abs(fen))))

    # --- by line and by stick

    def _sync(self) -> None:
        self.notice(_("Sending. You can go on working."), "info")
        self.desk.sync_now()

    def _on_stop(self) -> None:
        self.notice(_("Stopping. What has gone out stays out."), "info")
        self.desk.stop_sync()

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


def _read(store: Any, folder: Path) -> tuple[str, set[str]]:
    done = read_stick(store, folder)
    return received_words(done), done.changed
