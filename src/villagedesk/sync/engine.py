"""The sync engine, pure: ``step(state, message) -> state, effects``. No Qt, no socket, no database.

The app, the unattended run and the tests carry out the same effects: read events, send a round, apply its pages,
open a new log, wait. The state holds only heads, phase and back-off, so a run that was cut starts again from what the
database knows.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from villagedesk.sync.messages import Reply

FIRST_PIECE = 16 * 1024
LARGEST_PIECE = 64 * 1024
SMALLEST_PIECE = 2 * 1024
MAX_FAILURES = 4
# Replies in a row that bring nothing forward. A restored PC at a rolled back central needs four; more is going in circles.
MAX_DETOURS = 12


@dataclass(frozen=True)
class State:
    """Where a sync run stands. ``head`` is the last own event, ``sent`` the last one central has, as far as known."""

    head: int
    sent: int
    piece: int = FIRST_PIECE
    tell_cursors: bool = False
    failures: int = 0
    detours: int = 0
    rounds: int = 0
    agreed: bool = False
    # Central does not know what it told us, or may not: look at its feeds to their ends before anything is sent.
    look: bool = False


# --- messages: what happened


@dataclass(frozen=True)
class Started:
    """A run begins."""


@dataclass(frozen=True)
class Replied:
    """Central answered; ``taken`` is the last own event that was in the request, ``head`` the last there was then."""

    reply: Reply
    taken: int
    head: int


@dataclass(frozen=True)
class PagesApplied:
    """The reply's pages are in the database. ``agreed``: count and digest of every scope fitted.

    ``resetting``: a scope is being fetched again; ``opened``: that ended with a new log, as ``LogOpened`` says.
    """

    more: bool
    agreed: bool
    head: int
    resetting: bool = False
    opened: bool = False


@dataclass(frozen=True)
class LogOpened:
    """A new log took over the events that waited."""

    head: int


@dataclass(frozen=True)
class Failed:
    """The line was cut, or central could not answer. ``nonce``: central only asked for a fresh one."""

    retry_after: float = 0
    nonce: bool = False


Message: TypeAlias = Started | Replied | PagesApplied | LogOpened | Failed


# --- effects: what to do


@dataclass(frozen=True)
class Send:
    """Read own events behind ``after``, at most ``piece`` bytes of them (0: none), and send one round."""

    after: int
    piece: int
    tell_cursors: bool


@dataclass(frozen=True)
class ApplyPages:
    """Write the pages of a reply, in one transaction each."""

    reply: Reply


@dataclass(frozen=True)
class OpenIncarnation:
    """Open a new log and move the waiting events over with the same ids."""


@dataclass(frozen=True)
class Wait:
    """Try again after about this many seconds; the caller adds jitter."""

    seconds: float


@dataclass(frozen=True)
class Done:
    """The run is over. ``agreed``: nothing waits and both sides are equal; ``gave_up``: the line was too bad."""

    agreed: bool
    gave_up: bool = False


Effect: TypeAlias = Send | ApplyPages | OpenIncarnation | Wait | Done


def step(state: State, message: Message) -> tuple[State, Effect]:
    """The next effect after what happened."""
    match message:
        case Started():
            return state, _send(state)
        case Replied(reply, taken, head):
            # The operator went on working since the run began; only the head of this moment can be compared.
            return _replied(replace(state, head=head, failures=0, rounds=state.rounds + 1), reply, taken)
        case PagesApplied(more, agreed, head, resetting, opened):
            look = resetting or (state.look and more)
            sent = 0 if opened else state.sent
            state = replace(state, head=head, sent=sent, agreed=agreed, look=look, tell_cursors=resetting)
            if more or look or state.sent < state.head:
                return state, _send(state)
            return state, Done(agreed)
        case LogOpened(head):
            state = replace(state, head=head, sent=0)
            return state, _send(state)
        case Failed(retry_after, nonce):
            return _failed(state, retry_after, nonce)


def _replied(state: State, reply: Reply, taken: int) -> tuple[State, Effect]:
    forward = reply.status == "ok" and reply.head >= taken
    state = replace(state, detours=0 if forward else state.detours + 1)
    if state.detours > MAX_DETOURS:
        return state, Done(agreed=False, gave_up=True)
    if reply.status == "fork" or (reply.status in ("ok", "cursors") and reply.head > state.head):
        # Another copy of this disk wrote on, or this one was restored: go on under a new log.
        return replace(state, tell_cursors=True), OpenIncarnation()
    if reply.status == "gap":
        # Central was rolled back. Of what it lost, others hold a part: our events may build on theirs.
        state = replace(state, sent=reply.head, look=True, tell_cursors=True)
        return state, _send(state)
    grown = min(state.piece * 2, LARGEST_PIECE) if taken > state.sent else state.piece
    state = replace(state, sent=max(reply.head, 0), piece=grown, tell_cursors=reply.status == "cursors")
    if state.tell_cursors:
        return state, _send(state)
    return state, ApplyPages(reply)


def _failed(state: State, retry_after: float, nonce: bool) -> tuple[State, Effect]:
    failures = state.failures + 1
    if failures > MAX_FAILURES:
        return state, Done(agreed=False, gave_up=True)
    if nonce:
        # Our last reply was lost, or central is not what it was: it would only ask for the cursors next.
        state = replace(state, failures=failures, tell_cursors=True)
        return state, _send(state)
    smaller = max(state.piece // 2, SMALLEST_PIECE)
    # A cut reply may have carried pages that were taken here only in part: say where we stand.
    state = replace(state, failures=failures, piece=smaller, tell_cursors=True)
    return state, Wait(max(retry_after, 2.0 ** (failures - 1)))


def _send(state: State) -> Send:
    return Send(state.sent, 0 if state.look else state.piece, state.tell_cursors)
