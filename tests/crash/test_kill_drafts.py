"""kill -9 while a dossier is being typed: what the line said is saved is there when the program opens again."""

import json
import random
import time
from pathlib import Path

from tests.conftest import KEY
from tests.crash.forked import Child, Tell
from villagedesk.desktop.farmers.plots_text import plots_as_text
from villagedesk.domain.plots import PlotForm
from villagedesk.store import open_store
from villagedesk.store.drafts import drafts, save_draft

KILLS = 12


def _type(home: Path, tell: Tell) -> None:
    store = open_store(home, KEY)
    for n in range(100_000):
        plots = plots_as_text([PlotForm("屋后", crops="茶"), PlotForm("河边", n, "水稻", sketch="ab" * 32)])
        save_draft(store, "seller", "k", {"name": f"张{n}", "plots": plots, "signature": "c2lnbmVk" * n_of(n)})
        tell(str(n))


def n_of(n: int) -> int:
    return 1 + n % 40


def test_a_half_filled_dossier_survives_kill_9_at_any_moment(home: Path) -> None:
    open_store(home, KEY).close()
    chance = random.Random(5)
    for _ in range(KILLS):
        child = Child(lambda tell: _type(home, tell))
        child.hear_of("", 10)
        time.sleep(chance.uniform(0, 0.05))
        told = [int(line) for line in child.kill()]
        store = open_store(home, KEY)
        with store.read() as s:
            ((key, fields, _at),) = drafts(s.connection(), "seller")
        store.close()
        n = int(str(fields["name"])[1:])
        assert key == "k"
        assert n in (told[-1], told[-1] + 1), "the last one that was said to be saved, or the one after it"
        assert json.loads(fields["plots"][1])["area"] == n if n else True
        assert fields["signature"] == "c2lnbmVk" * n_of(n)
