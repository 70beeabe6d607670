"""The engine alone: which effect follows what happened. No store, no line, no clock."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.sync import engine
from villagedesk.sync.engine import (
    ApplyPages,
    Done,
    Failed,
    LogOpened,
    OpenIncarnation,
    PagesApplied,
    Replied,
    Send,
    Started,
    State,
    Wait,
    step,
)
from villagedesk.sync.messages import Reply
from villagedesk.sync.schedule import MAX_BACKOFF_MINUTES, minutes_to_next


def answer(status: str = "ok", head: int = 0) -> Reply:
    return Reply(status, b"n" * 16, 1, head)


def test_a_round_sends_what_central_does_not_have_and_applies_what_it_brings() -> None:
    state, effect = step(State(head=5, sent=3), Started())
    assert effect == Send(3, engine.FIRST_PIECE, tell_cursors=False)
    reply = answer(head=5)
    state, effect = step(state, Replied(reply, 5, 5))
    assert effect == ApplyPages(reply)
    assert state.sent == 5
    assert step(state, PagesApplied(more=False, agreed=True, head=5))[1] == Done(agreed=True)


def test_more_pages_and_work_done_meanwhile_ask_for_another_round() -> None:
    state = State(head=5, sent=5)
    assert isinstance(step(state, PagesApplied(more=True, agreed=False, head=5))[1], Send)
    state, effect = step(state, PagesApplied(more=False, agreed=False, head=6))
    assert effect == Send(5, engine.FIRST_PIECE, tell_cursors=False)
    assert state.head == 6


def test_a_piece_doubles_after_each_success_and_halves_after_each_cut() -> None:
    state, sizes = State(head=1000, sent=0), []
    for taken in range(1, 5):
        state, _ = step(state, Replied(answer(head=taken), taken, 1000))
        sizes.append(state.piece >> 10)
    assert sizes == [32, 64, 64, 64]
    state, _ = step(state, Replied(answer(head=4), 4, 1000))
    assert state.piece >> 10 == 64, "an empty push says nothing about the line"
    sizes.clear()
    for _ in range(engine.MAX_FAILURES):
        state, _ = step(state, Failed())
        sizes.append(state.piece >> 10)
    assert sizes == [32, 16, 8, 4]
    assert step(replace(state, piece=engine.SMALLEST_PIECE, failures=0), Failed())[0].piece == engine.SMALLEST_PIECE


def test_a_bad_line_is_tried_again_less_and_less_often_and_then_given_up() -> None:
    state, waits = State(head=3, sent=0), []
    for _ in range(engine.MAX_FAILURES):
        state, effect = step(state, Failed())
        waits.append(effect)
        state, effect = step(state, Started())
        assert effect == Send(0, state.piece, tell_cursors=True), "a cut reply may have brought a part"
    assert waits == [Wait(1), Wait(2), Wait(4), Wait(8)]
    assert step(state, Failed())[1] == Done(agreed=False, gave_up=True)
    state, _ = step(state, Replied(answer(head=1), 1, 3))
    assert state.failures == 0, "an answer forgives what was before it"


def test_central_says_itself_how_long_to_wait() -> None:
    assert step(State(1, 0), Failed(retry_after=30))[1] == Wait(30)
    assert step(State(1, 0), Failed(retry_after=0.1))[1] == Wait(1)


def test_a_fresh_nonce_is_used_at_once_but_not_for_ever() -> None:
    state: State = State(1, 0)
    for _ in range(engine.MAX_FAILURES):
        state, effect = step(state, Failed(nonce=True))
        assert effect == Send(0, engine.FIRST_PIECE, tell_cursors=True), "it would only be asked for them next"
    assert step(state, Failed(nonce=True))[1] == Done(agreed=False, gave_up=True)


def test_a_gap_is_filled_from_where_central_stands_once_its_feeds_are_known() -> None:
    state, effect = step(State(head=9, sent=7), Replied(answer("gap", 2), 9, 9))
    assert effect == Send(2, 0, tell_cursors=True), "what others still have of what central lost comes first"
    state, _ = step(state, Replied(answer("ok", 2), 2, 9))
    state, effect = step(state, PagesApplied(more=True, agreed=False, head=9))
    assert effect == Send(2, 0, tell_cursors=False)
    state, _ = step(state, Replied(answer("ok", 2), 2, 9))
    state, effect = step(state, PagesApplied(more=False, agreed=False, head=9))
    assert effect == Send(2, engine.FIRST_PIECE, tell_cursors=False)


def test_while_a_feed_is_fetched_again_nothing_is_sent() -> None:
    state, effect = step(State(head=9, sent=7), PagesApplied(more=False, agreed=False, head=9, resetting=True))
    assert effect == Send(7, 0, tell_cursors=True)
    state, _ = step(state, Replied(answer("ok", 7), 7, 9))
    state, effect = step(state, PagesApplied(more=False, agreed=False, head=4, opened=True))
    assert effect == Send(0, engine.FIRST_PIECE, tell_cursors=False), "a new log begins with what central lost"


def test_cursors_are_listed_only_when_they_are_asked_for() -> None:
    state, effect = step(State(head=2, sent=0), Replied(answer("cursors", 2), 2, 2))
    assert effect == Send(2, 2 * engine.FIRST_PIECE, tell_cursors=True)
    state, effect = step(state, Replied(answer("ok", 2), 2, 2))
    assert isinstance(effect, ApplyPages)
    assert not state.tell_cursors


@pytest.mark.parametrize("reply", [answer("fork", 4), answer("ok", 9), answer("cursors", 9)])
def test_a_log_that_somebody_else_wrote_on_is_left(reply: Reply) -> None:
    state, effect = step(State(head=5, sent=5), Replied(reply, 5, 5))
    assert effect == OpenIncarnation()
    state, effect = step(state, LogOpened(head=2))
    assert effect == Send(0, engine.FIRST_PIECE, tell_cursors=True), "from the start of the new log"


@pytest.mark.parametrize("reply", [answer("ok", 0), answer("gap", 0), answer("fork", 0), answer("cursors", 0)])
def test_a_central_that_leads_in_circles_is_given_up(reply: Reply) -> None:
    state, message, sends = State(head=3, sent=0), Started(), 0
    while True:
        state, effect = step(state, message)
        match effect:
            case Send():
                sends += 1
                message = Replied(reply, 3, 3)
            case ApplyPages():
                message = PagesApplied(more=False, agreed=False, head=3)
            case OpenIncarnation():
                message = LogOpened(3)
            case _:
                break
    assert effect == Done(agreed=False, gave_up=True)
    assert sends == engine.MAX_DETOURS + 1


class _Central:
    """Takes pieces in order, over a line that breaks as ``luck`` says."""

    def __init__(self, luck: random.Random, bad: float) -> None:
        self.luck, self.bad, self.head, self.doubled = luck, bad, 0, 0

    def round(self, after: int, count: int) -> Reply | None:
        if self.luck.random() < self.bad:
            return None
        if after > self.head:
            return answer("gap", self.head)
        self.head = max(self.head, after + count)
        return None if self.luck.random() < self.bad else answer("ok", self.head)


@given(st.integers(0, 2**32), st.integers(0, 60), st.sampled_from([0.0, 0.2, 0.5]))
def test_any_run_ends_and_a_delivered_one_left_nothing_behind(seed: int, head: int, bad: float) -> None:
    luck = random.Random(seed)
    central, state, message = _Central(luck, bad), State(head, 0), Started()
    for _ in range(2000):
        state, effect = step(state, message)
        match effect:
            case Send(after):
                count = min(5, state.head - after)
                reply = central.round(after, count)
                message = Failed() if reply is None else Replied(reply, after + count, state.head)
            case ApplyPages():
                work = luck.choice([0, 0, 0, 1]) if state.head < 80 else 0
                message = PagesApplied(more=False, agreed=not work, head=state.head + work)
            case Wait():
                message = Started()
            case Done():
                assert effect.gave_up or (effect.agreed and central.head == state.head)
                return
            case _:
                raise AssertionError(effect)
    raise AssertionError("it never ended")


# ---------------------------------------------------------------- the next run


def test_the_next_try_comes_after_the_interval_with_jitter() -> None:
    tries = [minutes_to_next(15, 0) for _ in range(300)]
    assert 12 <= min(tries) < 13
    assert 17 < max(tries) <= 18


def test_after_failures_it_comes_later_but_never_after_hours_without_end() -> None:
    for failures, minutes in (
        (1, 30),
        (2, 60),
        (3, 120),
        (4, 240),
        (5, MAX_BACKOFF_MINUTES),
        (999, MAX_BACKOFF_MINUTES),
    ):
        tries = [minutes_to_next(15, failures) for _ in range(20)]
        assert all(0.8 * minutes <= wait <= 1.2 * minutes for wait in tries)
        assert len(set(tries)) > 1
