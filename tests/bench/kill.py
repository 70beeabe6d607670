"""SIGKILL at random moments while a desk opens and writes: what was acknowledged must be there, whole."""

import tempfile
from pathlib import Path
from typing import Any

from tests.crash.kill import journal_misses, kill_often


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """Kill, judge, count."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_often(Path(folder), 50 if quick else 1000, seed=20261123)
        misses = journal_misses(Path(folder))
    return {
        "kills": {"value": outcome.kills, "unit": "", "target": ""},
        "acknowledged actions": {"value": outcome.acknowledged, "unit": "", "target": ""},
        "of these lost": {"value": outcome.lost, "unit": "", "target": "<= 0"},
        "half-written actions": {"value": outcome.half, "unit": "", "target": "<= 0"},
        "events missing in the second copy": {"value": misses, "unit": "", "target": "<= 0"},
    }
