"""kill -9 at random moments: every acknowledged action is there, whole. And the test would notice if it were not."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import KEY
from tests.crash.kill import journal_misses, kill_often, two_rows
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.cash_day import CashDay
from villagedesk.domain.operators import Operator
from villagedesk.store import Store, new_row, open_store
from villagedesk.store.cash import note_cash
from villagedesk.store.cash_days import close_day, count_day, drawer_now, moved_fen, open_day

# 1,000 and more by `installer/test.sh bench kill`; here enough to notice a mistake.
KILLS = int(os.environ.get("VILLAGEDESK_KILLS", "60"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_acknowledged_action_is_lost(home: Path) -> None:
    outcome = kill_often(home, KILLS)
    assert outcome.acknowledged >= KILLS // 2
    assert (outcome.lost, outcome.half, outcome.astray) == (0, 0, 0)
    assert journal_misses(home) == 0


def _keep_the_till(store: Store, name: str, acknowledge: Callable[[], object]) -> None:
    """Open, sell, count and close in turn; each action also makes its mark, by which it is looked for afterwards."""
    with store.write(by="x") as s:
        two_rows(s, name)
        drawer = drawer_now(s)
        if drawer.day is None:
            open_day(s, drawer.carried)
        elif drawer.since % 4 < 3:
            note_cash(s, "paid_in", 100, name)
        elif drawer.day.counted_fen is None:
            count_day(s, {"100": drawer.since})
        else:
            close_day(s, drawer.day.id, reason=name)
    acknowledge()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_the_till_loses_nothing_and_still_balances(home: Path) -> None:
    outcome = kill_often(home, max(20, KILLS // 3), writer=_keep_the_till)
    assert outcome.acknowledged >= 10
    assert (outcome.lost, outcome.half, outcome.astray) == (0, 0, 0)
    store = open_store(home, KEY)
    with store.read() as s:
        numbers = sorted(s.scalars(select(CashEntry.number)))  # type: ignore[call-overload]
        assert numbers == list(range(1, len(numbers) + 1))
        days = list(s.scalars(select(CashDay)))
        for day in days:
            if day.last_number is not None:
                between = moved_fen(s, day.drawer, day.first_number, day.last_number)
                assert day.expected_fen == day.opening_fen + between
    assert len(days) > 2
    store.close()


def _acknowledge_too_early(store: Store, name: str, acknowledge: Callable[[], object]) -> None:
    with store.write(by="x") as s:
        two_rows(s, name)
        acknowledge()


def _two_transactions(store: Store, name: str, acknowledge: Callable[[], object]) -> None:
    for role in ("operator", "trainer"):
        with store.write(by="x") as s:
            s.action = "half"
            new_row(s, Operator(name=name, role=role))
    acknowledge()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(("writer", "what"), [(_acknowledge_too_early, "lost"), (_two_transactions, "half")])
def test_a_program_with_this_mistake_is_caught(home: Path, writer: Callable[..., None], what: str) -> None:
    for round_ in range(6):
        outcome = kill_often(home / str(round_), 20, seed=round_, writer=writer)
        if getattr(outcome, what):
            return
    pytest.fail(f"120 kills and nothing {what}")
