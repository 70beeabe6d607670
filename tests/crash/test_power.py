"""Power cuts at random moments: every acknowledged action is there, whole. With a weaker setting some would be gone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.disk import Disk, can_cut_power
from tests.crash.kill import journal_misses, kill_often

# 1,000 and more by `installer/test.sh bench power`; here enough to notice a mistake.
CUTS = int(os.environ.get("VILLAGEDESK_POWER_CUTS", "12"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if not can_cut_power(tmp_path / "trial"):
        pytest.skip("needs root and loop devices")
    made = Disk(tmp_path)
    yield made
    made.close()


def test_no_acknowledged_action_is_lost(disk: Disk) -> None:
    outcome = kill_often(disk.path / "home", CUTS, cut=disk.cut)
    assert outcome.acknowledged >= CUTS // 2
    assert (outcome.lost, outcome.half, outcome.astray) == (0, 0, 0)
    assert journal_misses(disk.path / "home") == 0


def test_the_judge_would_notice_a_disk_that_is_not_waited_for(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """``synchronous=NORMAL`` says "saved" before the disk has it; kill -9 cannot tell, a power cut can."""
    from villagedesk.store import engine

    real = engine.connect

    def hasty(*args: object, **more: object) -> object:
        connection = real(*args, **more)  # type: ignore[arg-type]
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    monkeypatch.setattr(engine, "connect", hasty)
    for seed in range(6):
        if kill_often(disk.path / f"home{seed}", 10, seed=seed, cut=disk.cut).lost:
            return
    pytest.fail("60 cuts with synchronous=NORMAL and nothing lost")
