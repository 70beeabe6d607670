"""Finding goods among 1,000,000 on an encrypted file, by everything people type; how long the import takes.

Every second title is made of words of real shoppers' queries where the folder ``../shared/data`` (or
``VILLAGEDESK_DATA``) is there, and those queries are asked as they are; elsewhere the sample's own words do both.
"""

import os
import random
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from villagedesk.domain import pinyin
from villagedesk.domain.goods import Goods
from villagedesk.store.catalogue import Catalogue, Imported, import_goods, open_catalogue, search
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.store.catalogue.tokens import plain

TARGET_MS = 5
MEANWHILE_MS = 100
_ROOT = Path(__file__).parents[2]
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Took:
    """Milliseconds of one search. On a busy computer the CPU time says more about the program."""

    wall: float
    cpu: float


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """The figures of the goods search."""
    count, rounds = (50_000, 100) if quick else (1_000_000, 500)
    queries = shoppers_queries()
    with tempfile.TemporaryDirectory() as folder:
        catalogue = open_catalogue(Path(folder), bytes(range(32)))
        seconds = _fill(catalogue, count, queries)
        megabytes = catalogue.path.stat().st_size / 1e6
        titles = list(_goods(2_000, queries, first=count // 2))
        times = {kind: _measure(catalogue, typed) for kind, typed in _kinds(titles, queries, rounds)}
        meanwhile = _while_goods_come_in(catalogue, queries, 10_000 if quick else 50_000)
        catalogue.close()
    wall = [took.wall for kind in times.values() for took in kind]
    cpu = [took.cpu for kind in times.values() for took in kind]
    limit = f"<= {TARGET_MS}"
    return {
        f"goods search, {count:,} goods, p50": _figure(_share(wall, 50), "ms", ""),
        f"goods search, {count:,} goods, p95": _figure(_share(wall, 95), "ms", limit),
        "  the same in CPU time, p95": _figure(_share(cpu, 95), "ms", limit),
        **{f"  {kind}, p95": _figure(_share([t.wall for t in took], 95), "ms", limit) for kind, took in times.items()},
        "slowest of all searches": _figure(max(wall), "ms", ""),
        "search while goods come in, p95": _figure(_share(meanwhile, 95), "ms", f"<= {MEANWHILE_MS}"),
        "import of 100,000 goods": _figure(seconds * 100_000 / count, "s", ""),
        "file, a goods": _figure(round(megabytes * 1e6 / count), "B", ""),
    }


def shoppers_queries() -> list[str]:
    """Real queries where there are any, titles of the sample elsewhere."""
    folder = Path(os.environ.get("VILLAGEDESK_DATA") or _ROOT.parent / "shared" / "data")
    file = folder / "search_queries" / "queries.txt"
    if file.is_file():
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [goods.title.split()[-1] for goods in sample_goods(50_000, first=5_000_000)]


def _goods(count: int, queries: list[str], first: int = 0) -> Iterator[Goods]:
    for number, goods in enumerate(sample_goods(count, first=first), first):
        dice = random.Random(number)
        if number % 2:
            yield goods
        else:
            words = " ".join(dice.sample(queries, 2))[:100]
            yield msgspec.structs.replace(goods, title=f"{goods.title[:2]} {words}", category=dice.choice(queries)[:4])


def _fill(catalogue: Catalogue, count: int, queries: list[str]) -> float:
    """Import; returns the seconds that the import itself took, without making the goods."""
    spent, done, piece = 0.0, 0, 100_000
    while done < count:
        rows = list(_goods(min(piece, count - done), queries, first=done))
        begin = time.perf_counter()
        report: Imported = import_goods(catalogue, rows)
        spent += time.perf_counter() - begin
        done += report.done
    return spent


def _kinds(titles: list[Goods], queries: list[str], rounds: int) -> Iterator[tuple[str, list[str]]]:
    """Each kind of what people type, with examples."""
    dice = random.Random(20261123)

    def part(goods: Goods, least: int, most: int) -> str:
        runs = [run for run in _CHINESE.findall(plain(goods.shown)) if len(run) >= least] or ["洗衣粉家用"]
        run = dice.choice(runs)
        length = min(len(run), dice.randint(least, most))
        begin = dice.randrange(len(run) - length + 1)
        return run[begin : begin + length]

    def begun(text: str) -> str:
        return text[: dice.randint(2, max(2, len(text)))]

    kinds: dict[str, Callable[[Goods], str]] = {
        "two characters": lambda g: part(g, 2, 2),
        "three to six characters": lambda g: part(g, 3, 6),
        "two initials": lambda g: pinyin.initials(part(g, 2, 2)),
        "three to six initials": lambda g: pinyin.initials(part(g, 3, 6)),
        "full pinyin": lambda g: pinyin.full(part(g, 2, 4)),
        "begun pinyin": lambda g: begun(pinyin.full(part(g, 2, 4))),
        "two words": lambda g: f"{part(g, 2, 3)} {part(g, 2, 3)}",
        "word and pack": lambda g: f"{part(g, 2, 3)} {g.spec}",
        "initials and pack": lambda g: f"{pinyin.initials(part(g, 3, 3))} {g.spec.split()[0]}",
        "characters and letters": lambda g: part(g, 2, 2) + pinyin.initials(part(g, 2, 2)),
        "one character": lambda g: part(g, 1, 1),
        "a name that is not there": lambda g: f"老鹰牌{g.category}",
        "any four letters": lambda g: "".join(dice.choices("abcdefghjklmnpqrstwxyz", k=4)),
    }
    for kind, typed in kinds.items():
        yield kind, [typed(goods) for goods in dice.choices(titles, k=rounds)]
    yield "shoppers' queries", dice.choices(queries, k=rounds)
    yield "shoppers' queries, begun", [begun(query) for query in dice.choices(queries, k=rounds)]


def _measure(catalogue: Catalogue, typed: list[str]) -> list[Took]:
    """How long each search takes, warmed up by a few others."""
    bought = [goods.id for goods in sample_goods(40, first=1000)]
    for text in typed[:20]:
        search(catalogue, text + "x")
    return [_timed(catalogue, text, bought) for text in typed]


def _timed(catalogue: Catalogue, text: str, bought: list[str]) -> Took:
    wall, cpu = time.perf_counter(), time.thread_time()
    search(catalogue, text, bought=bought)
    return Took((time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000)


def _while_goods_come_in(catalogue: Catalogue, queries: list[str], count: int) -> list[float]:
    """Milliseconds of searches, ten a second, while a thread of the same program takes in other goods."""
    rows = list(_goods(count, queries, first=5_000_000))
    come_in = threading.Thread(target=import_goods, args=(catalogue, rows))
    dice, times = random.Random(7), []
    come_in.start()
    while come_in.is_alive():
        times.append(_timed(catalogue, dice.choice(queries), []).wall)
        time.sleep(0.1)
    return times


def _share(times: list[float], percent: int) -> float:
    return round(sorted(times)[len(times) * percent // 100], 2)


def _figure(value: float, unit: str, target: str) -> dict[str, Any]:
    return {"value": round(value, 2), "unit": unit, "target": target}
