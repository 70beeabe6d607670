"""Kills and power cuts while slips are printed: is there a record of every paper, and no paper twice?"""

import tempfile
from pathlib import Path
from typing import Any

from tests.crash.disk import can_cut_power
from tests.crash.test_prints import cut_off


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """Kill, cut, count."""
    figures: dict[str, dict[str, Any]] = {}
    for how, options in (("kills", ()), ("power cuts", ("--power",))):
        with tempfile.TemporaryDirectory() as folder:
            if options and not can_cut_power(Path(folder) / "trial"):
                continue
            found = cut_off(Path(folder), 30 if quick else 1000, 20261128, *options)
        figures |= {
            f"{how}": {"value": found["rounds"], "unit": "", "target": ""},
            f"{how}: orders confirmed": {"value": found["confirmed"], "unit": "", "target": ""},
            f"{how}: papers at the printer": {"value": found["papers"], "unit": "", "target": ""},
            f"{how}: orders lost": {"value": found["lost"], "unit": "", "target": "<= 0"},
            f"{how}: papers without a record": {"value": found["no_record"], "unit": "", "target": "<= 0"},
            f"{how}: papers twice, unmarked": {"value": found["twice"], "unit": "", "target": "<= 0"},
            f"{how}: orders without paper": {"value": found["no_paper"], "unit": "", "target": "<= 0"},
        }
    return figures
