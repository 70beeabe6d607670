"""SIGKILL 10,000 times: while a desk opens and writes, syncs, takes its copies, migrates. All that was acknowledged is there.

Each kind in pieces, in two processes. During a sync the desk and its central are killed in turn.
``VILLAGEDESK_KILLS=500`` kills so often in each kind instead of 2,500 times.
"""

import logging
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from typing import Any

from tests.crash.forked import scratch
from tests.crash.kill import journal_misses, kill_often
from tests.crash.kill_backup import kill_backups
from tests.crash.kill_migration import kill_migrations
from tests.crash.kill_sync import kill_syncs
from tests.sync.simulator.cheap import settle

PROCESSES = 2
KILLS = int(os.environ.get("VILLAGEDESK_KILLS", "2500"))
PIECE, QUICK = 250, 40
SEED = 20261123

Counts = dict[str, int]


def _write(kills: int, seed: int) -> Counts:
    with scratch() as folder:
        outcome = kill_often(folder, kills, seed)
        return asdict(outcome) | {"missing in the second copy": journal_misses(folder)}


def _sync(kills: int, seed: int) -> Counts:
    with scratch() as folder:
        return asdict(kill_syncs(folder, kills, seed))


def _copy(kills: int, seed: int) -> Counts:
    with scratch() as folder:
        return asdict(kill_backups(folder / "home", kills, seed))


def _migrate(kills: int, seed: int) -> Counts:
    with scratch() as folder:
        return asdict(kill_migrations(folder, kills, seed))


KINDS = {"write": _write, "sync": _sync, "copy": _copy, "migration": _migrate}
# What was found and is no fault; everything else must be 0.
_FINE = {"kills", "acknowledged", "syncs", "copies", "old", "between", "newest"}


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """Kill, judge, count."""
    kills, piece = (QUICK, QUICK // 2) if quick else (KILLS, PIECE)
    figures: dict[str, dict[str, Any]] = {}
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=_begin) as pool:
        for name, work in KINDS.items():
            total: Counts = {}
            for counts in pool.map(partial(work, piece), range(SEED, SEED + kills // piece)):
                total = {key: total.get(key, 0) + count for key, count in counts.items()}
            print(f"   {name}: {total}", flush=True)
            for key, count in total.items():
                figures[f"{name}: {key.replace('_', ' ')}"] = {
                    "value": count,
                    "unit": "",
                    "target": "" if key in _FINE else "<= 0",
                }
    return figures


def _begin() -> None:
    logging.disable(logging.CRITICAL)
    settle()
