"""kill -9 at random moments: every acknowledged action is there, whole."""

import os
from pathlib import Path

import pytest

from tests.crash.kill import journal_misses, kill_often

# 1,000 and more by `installer/test.sh bench kill`; here enough to notice a mistake.
KILLS = int(os.environ.get("VILLAGEDESK_KILLS", "60"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_acknowledged_action_is_lost(home: Path) -> None:
    outcome = kill_often(home, KILLS)
    assert outcome.acknowledged > KILLS
    assert (outcome.lost, outcome.half) == (0, 0)
    assert journal_misses(home) == 0
