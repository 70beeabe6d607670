"""A short form of ``tests/bench/slow_line``: packet by packet between two networks, where this computer lets us make them."""

from pathlib import Path

import pytest

from tests.bench.slow_line import prepared, sync_over
from tests.bench.slow_net import Line, can_make_nets

pytestmark = pytest.mark.skipif(not can_make_nets(), reason="needs root, /dev/net/tun, unshare, nsenter and ip")


def test_a_hundred_actions_over_a_line_that_loses_packets(tmp_path: Path) -> None:
    found = sync_over(Line(seed=1), prepared(tmp_path, 100), tmp_path / "there")
    assert found.rounds == 1
    assert found.carried.bytes < 9_000
    # 2.6 s is the figure of the long run; other tests run beside this one.
    assert found.seconds < 15
