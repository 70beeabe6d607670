"""Kills and power cuts around print and commit: every printed slip has its record, and none comes out twice unmarked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.disk import can_cut_power
from villagedesk.desktop.printing import escpos

# 1,000 of each by `installer/test.sh bench print_kill`; here enough to notice a mistake.
ROUNDS = int(os.environ.get("VILLAGEDESK_PRINT_KILLS", "15"))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def cut_off(folder: Path, rounds: int, *options: object) -> dict[str, int]:
    """What ``tests.crash.prints`` found."""
    command = [sys.executable, "-m", "tests.crash.prints", folder, rounds, *options]
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("options", [(), ("--power",)], ids=["kill", "power"])
def test_paper_and_records_agree(tmp_path: Path, options: tuple[str, ...]) -> None:
    if options and not can_cut_power(tmp_path / "trial"):
        pytest.skip("needs root and loop devices")
    found = cut_off(tmp_path, ROUNDS, 20261128, *options)
    assert found["confirmed"] >= ROUNDS // 2
    assert found["papers"] >= found["confirmed"]
    assert {name: found[name] for name in ("lost", "no_record", "twice", "no_paper")} == {
        "lost": 0,
        "no_record": 0,
        "twice": 0,
        "no_paper": 0,
    }


def test_paper_that_ends_before_its_square_tells_of_no_order() -> None:
    """One kill in hundreds falls into the slip's first lines."""
    from tests.crash.prints import order_on  # here: it is a program of its own, and draws

    rows = escpos.RESET + b"\x1dv0\x00" + (48).to_bytes(2, "little") + (40).to_bytes(2, "little")
    assert order_on(None, rows + bytes(48 * 40)) == ""
    assert order_on(None, escpos.RESET) == ""


@pytest.mark.parametrize(("mistake", "caught"), [("early", "no_record"), ("forgets", "twice")])
def test_a_program_with_this_mistake_is_caught(tmp_path: Path, mistake: str, caught: str) -> None:
    for seed in range(1, 7):
        folder = tmp_path / str(seed)
        folder.mkdir()
        if cut_off(folder, 15, seed, "--mistake", mistake)[caught]:
            return
    pytest.fail(f"90 kills and nothing {caught}")
