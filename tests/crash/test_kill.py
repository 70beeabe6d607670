"""kill -9 at random moments: every acknowledged action is there, whole. And the test would notice if it were not."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.kill import journal_misses, kill_often, two_rows
from villagedesk.domain.operators import Operator
from villagedesk.store import Store, new_row

# 1,000 and more by `installer/test.sh bench kill`; here enough to notice a mistake.
KILLS = int(os.environ.get("VILLAGEDESK_KILLS", "60"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_acknowledged_action_is_lost(home: Path) -> None:
    outcome = kill_often(home, KILLS)
    assert outcome.acknowledged >= KILLS // 2
    assert (outcome.lost, outcome.half, outcome.astray) == (0, 0, 0)
    assert journal_misses(home) == 0


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
