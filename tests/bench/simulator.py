"""Many centres with all the bad luck there is, and planted mistakes: see ``tests/sync/simulator``. Hours, on all cores.

The figures that must be 0 are the judge's; what it found stands above the table, with the seed that shows it again.
``VILLAGEDESK_SIMULATE=SEEDSxCENTRESxDAYS`` runs another size, from seed ``VILLAGEDESK_FIRST_SEED`` on, without the rest;
``VILLAGEDESK_SIMULATE_IN`` names a folder on a disk, which a thousand centres need.
"""

import logging
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

from tests.sync.simulator.cheap import settle
from tests.sync.simulator.fate import Outcome, simulate
from tests.sync.simulator.planted import BUGS, caught

Figures = dict[str, dict[str, Any]]


def run(quick: bool) -> Figures:
    """The figures."""
    logging.disable(logging.WARNING)  # each central that was set back is told of, thousands of times
    size = os.environ.get("VILLAGEDESK_SIMULATE")
    if size:
        return _district(*map(int, size.split("x")))
    if quick:
        return _district(2, 3, 15) | planted(list(BUGS)[:4])
    return _district(200, 20, 60) | _district(1, 1000, 90) | planted(list(BUGS))


def _district(seeds: int, centres: int, days: int) -> Figures:
    first = int(os.environ.get("VILLAGEDESK_FIRST_SEED", "1"))
    tell = _tell if centres > 100 else str
    outcomes = list(_each(partial(simulate, centres=centres, days=days, tell=tell), range(first, first + seeds)))
    problems = [f"seed {outcome.seed}: {problem}" for outcome in outcomes for problem in outcome.problems]
    for problem in problems[:20]:
        print(f"   {problem}", flush=True)
    size = f"{seeds} x {centres} centres x {days} days"
    figures: Figures = {f"{size}: problems": _figure(len(problems), "<= 0")}
    for name in (
        "actions",
        "syncs",
        "cuts",
        "restores",
        "clones",
        "central_restores",
        "resets",
        "sticks",
        "given",
        "gone",
    ):
        figures[f"{size}: {_WORDS[name]}"] = _figure(sum(getattr(outcome, name) for outcome in outcomes))
    return figures


def _tell(far: str) -> None:
    """To the terminal at once: what is printed is kept until the end."""
    print(f"   {far}", file=sys.stderr, flush=True)


_WORDS = {
    "actions": "acknowledged actions",
    "syncs": "syncs",
    "cuts": "power cuts",
    "restores": "PCs set back",
    "clones": "disks cloned",
    "central_restores": "times central was set back",
    "resets": "feeds asked for again",
    "sticks": "times a stick was in use",
    "given": "times a class was given to laptops",
    "gone": "actions that lay on no disk any more",
}


def planted(names: list[str]) -> Figures:
    """Plant each of these, and see whether it is noticed."""
    said = dict(zip(names, _each(_look_for, names), strict=True))
    for name, found in said.items():
        print(f"   planted {name}: {found or 'NOT NOTICED'}", flush=True)
    noticed = sum(found is not None for found in said.values())
    return {"planted mistakes": _figure(len(said)), "of these not noticed": _figure(len(said) - noticed, "<= 0")}


def _look_for(name: str) -> str | None:
    return caught(name, range(500, 510))


def _each(work: Any, things: Iterable[Any]) -> Iterable[Any]:
    """On all cores, a few in each process: a district leaves nothing behind for the next but the template."""
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=get_context("spawn"), initializer=settle, max_tasks_per_child=25
    ) as pool:
        for done in pool.map(work, things):
            if isinstance(done, Outcome):
                print(f"   seed {done.seed}: {len(done.problems)} problems", flush=True)
            yield done


def _figure(value: int, target: str = "") -> dict[str, Any]:
    return {"value": value, "unit": "", "target": target}
