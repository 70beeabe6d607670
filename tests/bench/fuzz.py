"""Everything that comes from outside, spoiled millions of times: bodies, signed requests, files of sticks. An hour.

Each part runs in two processes. What failed stands above the table with the bytes that show it again.
``VILLAGEDESK_FUZZ=SEED`` throws others, ``VILLAGEDESK_FUZZ_PERCENT=20`` a fifth of them.
"""

import logging
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

from tests.fuzz import bodies, bundles, requests
from tests.fuzz.tally import Tally
from tests.sync.simulator.cheap import settle

PROCESSES = 2
# How many in all, how many one task does, and how many in the quick form.
PARTS = {
    "bodies below the signature": (bodies.run, 2_000_000, 100_000, 20_000),
    "signed requests": (requests.run, 20_000, 2_000, 600),
    "files of sticks": (bundles.run, 1_000_000, 50_000, 6_000),
}


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """The figures."""
    figures: dict[str, dict[str, Any]] = {}
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=_begin) as pool:
        for name, (work, long, piece, short) in PARTS.items():
            count = short if quick else long * int(os.environ.get("VILLAGEDESK_FUZZ_PERCENT", "100")) // 100
            piece = min(piece, count // PROCESSES)
            first = int(os.environ.get("VILLAGEDESK_FUZZ", "0")) * 1_000_000
            begin, found = time.monotonic(), Tally()
            for tally in pool.map(partial(_do, work, piece), range(first, first + count // piece)):
                found.add(tally)
                print(f"   {name}: {found.count} so far, {len(found.faults)} faults", flush=True)
            for fault in found.faults[:20]:
                print(f"   {fault}", flush=True)
            print(f"   {name}: {found.count} in {time.monotonic() - begin:.0f} s; {_answers(found)}", flush=True)
            print(f"   slowest: {found.slowest_by[:120]}", flush=True)
            figures |= _figures(name, found)
    return figures


def _begin() -> None:
    logging.disable(logging.CRITICAL)
    settle()


def _do(work: Any, piece: int, seed: int) -> Tally:
    return work(seed, piece)  # type: ignore[no-any-return]


def _answers(found: Tally) -> str:
    """How often each answer was given, whatever it was given to."""
    codes: dict[str, int] = {}
    for name, count in found.answers.items():
        for code in name.split(": ")[1].split(","):
            codes[code] = codes.get(code, 0) + count
    return ", ".join(f"{code} {count}" for code, count in sorted(codes.items(), key=lambda pair: -pair[1])[:9])


def _figures(name: str, found: Tally) -> dict[str, dict[str, Any]]:
    return {
        name: {"value": found.count, "unit": "", "target": ""},
        f"{name}: faults": {"value": len(found.faults), "unit": "", "target": "<= 0"},
        f"{name}: slowest": {"value": round(found.slowest, 3), "unit": "s", "target": "<= 2"},
        f"{name}: most memory": {"value": round(found.peak_mb), "unit": "MB", "target": "<= 300"},
    }
