"""Power cuts on a file system image while a desk opens and writes: what was acknowledged must be there, whole."""

import tempfile
from pathlib import Path
from typing import Any

from tests.crash.disk import Disk, can_cut_power
from tests.crash.kill import journal_misses, kill_often


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """Cut, judge, count; nothing where this computer does not let us make such a disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not can_cut_power(folder / "trial"):
            return {}
        disk = Disk(folder)
        try:
            outcome = kill_often(disk.path / "home", 20 if quick else 1000, seed=20261128, cut=disk.cut)
            misses = journal_misses(disk.path / "home")
        finally:
            disk.close()
    return {
        "power cuts": {"value": outcome.kills, "unit": "", "target": ""},
        "acknowledged actions": {"value": outcome.acknowledged, "unit": "", "target": ""},
        "of these lost": {"value": outcome.lost, "unit": "", "target": "<= 0"},
        "half-written actions": {"value": outcome.half, "unit": "", "target": "<= 0"},
        "events missing in the second copy": {"value": misses, "unit": "", "target": "<= 0"},
    }
