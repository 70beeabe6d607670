"""Carry out a sync run: the engine's effects on a real store and a real partner."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.errors import AppError, Offline, Refused
from villagedesk.store import Store, events, identity
from villagedesk.store.durable import note_durable
from villagedesk.store.moments import note_central_time
from villagedesk.sync import engine, given_back, guard, rebuild, refetch
from villagedesk.sync.attachments import exchange_photos
from villagedesk.sync.codec import WireEvent, encode_fitting
from villagedesk.sync.cursors import all_cursors, cursors_digest
from villagedesk.sync.erase import erase_noted
from villagedesk.sync.history import LINE, note_agreement
from villagedesk.sync.incarnation import open_incarnation
from villagedesk.sync.messages import Enrolment, Reply, Round
from villagedesk.sync.pages import begin_again, take_page
from villagedesk.sync.remote import NonceUnknown, Remote
from villagedesk.sync.stop import Stop
from villagedesk.sync.traffic import plain_size

# Central takes a piece in one transaction, and answers before a slow line loses patience.
MAX_EVENTS = 1000

_log = logging.getLogger(__name__)


@dataclass
class Report:
    """What a run did. ``agreed``: nothing waits and both sides are equal to the last row.

    ``gave_up``: the line was too bad; ``stopped``: the operator asked for it.
    """

    agreed: bool = False
    gave_up: bool = False
    stopped: bool = False
    rounds: int = 0
    sent: int = 0
    received: int = 0
    photos: int = 0
    # How often a feed had to be asked for again from an earlier place, for central had been set back.
    resets: int = 0
    # This computer's rows were not as central has them, and a feed was taken anew.
    rebuilt: bool = False
    # A feed would remove much and waits for somebody's word.
    held: bool = False
    changed: set[str] = field(default_factory=set)
    trouble: str | None = None
    # What the messages of its rounds would weigh as plain JSON; bytes over the line, and about what is around them.
    plain: int = 0
    up: int = 0
    down: int = 0
    around: int = 0
    # Position of the newest change in central's goods catalogue.
    catalogue: int = 0
    # Everything else is done and goods are coming: so many of so many bytes of parts are here.
    goods_turn: bool = False
    # What a round in between has just changed; those who show it need not wait for the last of the goods.
    fresh: set[str] = field(default_factory=set)
    goods_done: int = 0
    goods_size: int = 0
    # Why not all goods came; everything else may be in sync nevertheless.
    goods_trouble: AppError | None = None


class Run:
    """One sync run of a store with a partner."""

    def __init__(
        self,
        store: Store,
        remote: Remote,
        *,
        progress: Callable[[Report], None] = lambda report: None,
        sleep: Callable[[float], None] | None = None,
        stop: Stop | None = None,
    ) -> None:
        self._store, self._remote, self._progress = store, remote, progress
        self._stop = stop or Stop()
        self._sleep = sleep or self._stop.wait
        # Of each feed whose end was reached, whether count and digest fitted.
        self._ends: dict[str, bool] = {}
        self.report = Report()

    def go(self) -> Report:
        """Sync until both sides are equal or the line is too bad; what was done stays done.

        Raises:
            Rejected: central refuses this device.
            StorageTrouble: this computer's disk makes trouble.
        """
        with self._store.read() as s:
            connection = s.connection()
            self._log_id, head, _ = events.current_log(connection)
            # After a restore that was cut off central may know more of this log than is here.
            sent = min(head, int(events.get_meta(connection, "central_head") or 0))
            look = refetch.any_under_way(connection)
            self.report.rebuilt = look and rebuild.under_way(connection)
            state = engine.State(head, sent, tell_cursors=look, look=look)
        message: engine.Message = engine.Started()
        try:
            while True:
                state, effect = engine.step(state, message)
                if isinstance(effect, engine.Done):
                    self.report.agreed, self.report.gave_up = effect.agreed, effect.gave_up
                    break
                if self._stop.asked:
                    break
                message = self._carry_out(effect)
                self._progress(self.report)
            erase_noted(self._store)
            if self.report.agreed or self.report.held:
                self.report.photos, came = exchange_photos(self._store, self._remote, self._trouble, self._go_on)
                self.report.changed |= {"photo"} if came else set()
        except AppError as error:
            self.report.trouble = error.code
            # What was taken before the trouble is on this computer now.
            self._progress(self.report)
            self._remember()
            raise
        if self._stop.asked:
            self.report.stopped, self.report.trouble = True, None
        elif self.report.gave_up:
            # Without a trouble of the line it was central that led in circles.
            self.report.trouble = self.report.trouble or "central_trouble"
        self._remember()
        return self.report

    def _go_on(self, photos: int) -> bool:
        self.report.photos = photos
        self._progress(self.report)
        return not self._stop.asked

    def _trouble(self, code: str) -> None:
        self.report.trouble = code

    def _carry_out(self, effect: engine.Effect) -> engine.Message:
        match effect:
            case engine.Send():
                return self._send(effect)
            case engine.ApplyPages(reply):
                return self._apply(reply)
            case engine.OpenIncarnation():
                with self._store.transaction() as connection:
                    self._log_id, head = open_incarnation(connection)
                return engine.LogOpened(head)
            case engine.Wait(seconds):
                # Full jitter: after an outage 200,000 centres must not come back at the same second.
                self._sleep(random.uniform(0.5, 1.5) * seconds)
                return engine.Started()
            case _:
                raise TypeError(effect)

    def _send(self, effect: engine.Send) -> engine.Message:
        with self._store.read() as s:
            request, taken, bodies = self._request(s.connection(), effect)
            _, head, _ = events.current_log(s.connection())
        try:
            reply = self._remote.round(request)
        except NonceUnknown as error:
            with self._store.transaction() as connection:
                events.put_meta(connection, "nonce", error.nonce.hex())
            return engine.Failed(nonce=True)
        except Offline as error:
            _log.info("sync: no answer (%s)", error)
            self.report.trouble = error.code
            return engine.Failed(retry_after=float(str(error.params.get("retry_after", 0))))
        self.report.trouble = None
        self.report.catalogue = reply.catalogue
        self.report.rounds += 1
        self.report.plain += plain_size(request, bodies)
        with self._store.transaction() as connection:
            events.put_meta(connection, "nonce", reply.nonce.hex())
            events.put_meta(connection, "answered_at", str(clock.now_ms()))
            if reply.status in ("ok", "cursors"):
                events.put_meta(connection, "central_head", str(reply.head))
                note_durable(connection, self._log_id, reply.durable)
                # Shown to the operator, and used for nothing else: no clock decides anything.
                note_central_time(connection, reply.time)
            identity.note_computers(connection, ((one.log.hex(), one.number, one.name) for one in reply.computers))
        if reply.status == "ok":
            self.report.sent += taken - effect.after
        return engine.Replied(reply, taken, head)

    def _request(self, connection: Connection, effect: engine.Send) -> tuple[Round, int, list[int]]:
        limit = MAX_EVENTS if effect.piece else 0
        found = events.events_after(connection, self._log_id, effect.after, limit=limit)
        wire = [WireEvent(bytes.fromhex(e.id), e.body, e.scope) for e in found]
        encoded, count = encode_fitting(wire, effect.piece)
        waiting, oldest = events.waiting(connection)
        cursors = all_cursors(connection)
        request = Round(
            nonce=bytes.fromhex(events.get_meta(connection, "nonce") or ""),
            log=bytes.fromhex(self._log_id),
            first=effect.after + 1,
            previous=events.link_at(connection, self._log_id, effect.after),
            events=encoded,
            cursors_digest=cursors_digest(cursors),
            cursors=cursors if effect.tell_cursors else None,
            waiting=waiting,
            oldest=oldest or 0,
            told=guard.told(connection),
            found=given_back.to_give_back(connection),
        )
        return request, effect.after + count, [len(e.body) for e in found[:count]]

    def _apply(self, reply: Reply) -> engine.Message:
        more, agreed = False, True
        for page in reply.pages:
            if page.differs:
                # Central no longer knows what it told us: it was set back, or we followed one that was.
                _log.warning("sync: central does not know our place in %s; it is fetched again", page.scope)
                begin_again(self._store, page.scope)
                self.report.resets += 1
                agreed = False
                continue
            more |= page.more
            equal = take_page(self._store, page, reply.time, self.report.changed)
            agreed &= equal
            if not page.more:
                self._ends[page.scope] = equal
            self.report.received += sum(run.count for run in page.runs if not run.own)
        with self._store.read() as s:
            connection = s.connection()
            log, head, _ = events.current_log(connection)
            waiting, _ = events.waiting(connection)
            resetting, held = refetch.any_under_way(connection), refetch.any_held(connection)
            self.report.rebuilt |= resetting and rebuild.under_way(connection)
            self.report.plain += plain_size(reply, _bodies(connection, reply))
        opened, self._log_id = log != self._log_id, log
        if not (agreed or resetting):
            # All of the feed is here, and yet the rows are not the same: the chip must not stay green.
            self.report.trouble = "feed_differs"
        if held:
            self.report.trouble = "feed_removes_much"
        self.report.held = held
        agreed = agreed and not (waiting or more or resetting or held)
        return engine.PagesApplied(more, agreed, head, resetting, opened)

    def _remember(self) -> None:
        now = clock.now_ms()
        with self._store.transaction() as connection:
            events.put_meta(connection, "tried_at", str(now))
            events.put_meta(connection, "stopped_at", str(now) if self.report.stopped else "")
            for scope, agrees in self._ends.items():
                if refetch.under_way(connection, scope) is None:  # else it is compared when all of it is here
                    note_agreement(connection, scope, now, agrees=agrees)
            events.put_meta(connection, "sync_trouble", self.report.trouble or "")
            if self.report.agreed:
                events.put_meta(connection, "agreed_at", str(now))
                events.put_meta(connection, "agreed_by", LINE)
                rebuild.agreed(connection)
            elif self.report.trouble == "feed_differs" or not all(self._ends.values()):
                events.put_meta(connection, "agreed_at", "")


def _bodies(connection: Connection, reply: Reply) -> list[int]:
    """The sizes of the bodies that came with a reply, now that they are in the database."""
    sizes: list[int] = []
    for page in reply.pages:
        if page.events:
            end = page.after + sum(run.count for run in page.runs)
            rows = connection.exec_driver_sql(
                "SELECT length(body) FROM event WHERE scope = ? AND position > ? AND position <= ? AND link IS NULL",
                (page.scope, page.after, end),
            )
            sizes += [row[0] for row in rows]
    return sizes


def enrol(store: Store, remote: Remote, url: str, code: str, device_name: str) -> str:
    """Enrol this computer with a one-time code; returns the centre's name.

    Raises:
        Offline, Rejected: see Remote. Nothing was changed, and the same code can be tried again.
        Refused: ``enrolled_elsewhere``: what is on this computer belongs to another centre; see ``leave``.
    """
    with store.transaction() as connection:
        identity.device_key(connection)
        before = identity.device(connection)
    answer = remote.enrol(Enrolment(code, device_name))
    if before is not None and (before.centre, before.central_key) != (answer.centre, answer.central_key):
        raise Refused("enrolled_elsewhere")
    with store.transaction() as connection:
        identity.remember(
            connection,
            identity.Device(answer.device, answer.number, answer.centre, answer.role, url, answer.central_key),
        )
        events.put_meta(connection, "nonce", answer.nonce.hex())
        events.put_meta(connection, "centre_name", answer.centre_name)
    return answer.centre_name
