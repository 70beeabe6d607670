"""What saving costs: the CPU of one action, commit included, and how long the writer holds others up."""

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.save_while_syncing import longest_waits
from tests.bench.sellers_data import seller_forms
from villagedesk.domain.orders import BasketLine, Pay
from villagedesk.domain.people import PersonForm
from villagedesk.store import Store, open_store
from villagedesk.store.orders import confirm_order
from villagedesk.store.people import add_person
from villagedesk.store.sellers import take_on_seller

BY = "0" * 32


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """CPU milliseconds of the usual actions."""
    count = 30 if quick else 150
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), bytes(32))
        person = _villager(store)
        found = {
            "a villager put on file": _cpu(
                store, count, lambda s, n: add_person(s, PersonForm(name="陈" + chr(0x4E00 + n)), check_same=False)
            ),
            "an order of three lines": _cpu(store, count, lambda s, n: _order(s, person)),
        }
        forms = list(seller_forms(count))
        found["a seller with consents, plot and account"] = _cpu(
            store, count, lambda s, n: take_on_seller(s, forms[n], check_same=False)
        )
        store.close()
    idle, busy = longest_waits(200 if quick else 1000)
    return {name: {"value": value, "unit": "ms CPU", "target": "<= 5"} for name, value in found.items()} | {
        "longest save on an idle desk": {"value": idle, "unit": "ms", "target": ""},
        "longest save while farmers come in by sync": {"value": busy, "unit": "ms", "target": "<= 50"},
    }


def _cpu(store: Store, count: int, act: Any) -> float:
    spent = []
    for number in range(count):
        begun = time.process_time()
        with store.write(by=BY) as s:
            act(s, number)
        spent.append(time.process_time() - begun)
    # The first ones compile statements; a counter opens once a day.
    return round(median(spent[count // 5 :]) * 1000, 2)


def _villager(store: Store) -> str:
    with store.write(by=BY) as s:
        return add_person(s, PersonForm(name="陈桂花", phone="13900006721"))


def _order(s: Any, person: str) -> None:
    lines = [BasketLine(f"g{n}", "禾洁 浓缩洗衣粉", 2990, 1, "2.5 kg", "bottle") for n in range(3)]
    confirm_order(s, lines, person, Pay.CASH, read_back=True)
