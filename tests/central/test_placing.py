"""An order is placed exactly once, whatever stops in the middle, and never above what the villager accepts."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.central.village import BY, Village
from tests.sync.conftest import centre, make_desk  # noqa: F401
from villagedesk.central import tables
from villagedesk.central.marketplace import Answer, Line, Outcome, SimulatedMarketplace
from villagedesk.central.orders import answer_order, place_waiting
from villagedesk.central.serve import Server
from villagedesk.central.worker import Worker
from villagedesk.domain.orders import Order
from villagedesk.errors import Invalid, Offline, Refused
from villagedesk.store import get
from villagedesk.store.orders import answer_decision, cancel_order


@pytest.fixture
def village(server: Server, make_desk: object) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))  # type: ignore[operator]


def state(village: Village, order: str) -> str:
    return next(row.text("state") for row in village.rows("order") if row.id == order)


def noted(village: Village) -> list[str]:
    with village.server.central.database.read() as connection:
        return list(connection.execute(select(tables.placing.c.order_id)).scalars())


class Stopping(SimulatedMarketplace):
    """Central is killed right after the marketplace has placed an order, or before it answers."""

    def place(self, order_id: str, lines: list[Line], ceiling_fen: int) -> Answer:
        super().place(order_id, lines, ceiling_fen)
        raise KeyboardInterrupt


class Unreachable(SimulatedMarketplace):
    def place(self, order_id: str, lines: list[Line], ceiling_fen: int) -> Answer:
        raise Offline()


def test_a_stop_between_marketplace_and_commit_places_once(village: Village, tmp_path: Path) -> None:
    order, file = village.order(), tmp_path / "market.jsonl"
    database = village.server.central.database
    with pytest.raises(KeyboardInterrupt):
        place_waiting(database, Stopping(file))
    assert (state(village, order), noted(village)) == ("queued", [order])
    assert place_waiting(database, SimulatedMarketplace(file)) == {"placed": 1}
    assert place_waiting(database, SimulatedMarketplace(file)) == {}
    assert len(file.read_text().splitlines()) == 1
    assert noted(village) == []
    (row,) = village.rows("order")
    assert row.text("central_number") == SimulatedMarketplace(file).number_of(order)


def test_what_was_cancelled_meanwhile_is_taken_back(village: Village, tmp_path: Path) -> None:
    order, market = village.order(), SimulatedMarketplace(tmp_path / "market.jsonl")
    database = village.server.central.database
    with pytest.raises(KeyboardInterrupt):
        place_waiting(database, Stopping(tmp_path / "market.jsonl"))
    with village.desk.store.write(by=BY) as s:
        cancel_order(s, order)
    village.desk.sync()
    assert market.number_of(order)
    assert place_waiting(database, market) == {}
    assert (state(village, order), market.placed(), noted(village)) == ("cancelled", {}, [])


def test_a_cancellation_while_the_marketplace_answers(village: Village, tmp_path: Path) -> None:
    order, market = village.order(), SimulatedMarketplace(tmp_path / "market.jsonl")

    class Slow(SimulatedMarketplace):
        def place(self, order_id: str, lines: list[Line], ceiling_fen: int) -> Answer:
            with village.desk.store.write(by=BY) as s:
                cancel_order(s, order)
            village.desk.sync()
            return super().place(order_id, lines, ceiling_fen)

    database = village.server.central.database
    assert place_waiting(database, Slow(tmp_path / "market.jsonl")) == {"overtaken": 1}
    assert market.number_of(order)
    place_waiting(database, market)
    assert (state(village, order), market.placed()) == ("cancelled", {})


def test_what_was_placed_by_hand_is_not_placed_again(village: Village, tmp_path: Path) -> None:
    order, file = village.order(), tmp_path / "market.jsonl"
    database = village.server.central.database
    with pytest.raises(KeyboardInterrupt):
        place_waiting(database, Stopping(file))
    with database.write() as connection:
        answer_order(connection, order, Answer(Outcome.PLACED, "BY-HAND-1"))
    place_waiting(database, SimulatedMarketplace(file))
    assert SimulatedMarketplace(file).placed() == {}
    (row,) = village.rows("order")
    assert row.text("central_number") == "BY-HAND-1"


def test_two_at_once_write_one_event(village: Village, tmp_path: Path) -> None:
    orders = [village.order() for _ in range(5)]
    market = SimulatedMarketplace(tmp_path / "market.jsonl")
    database = village.server.central.database
    found: list[dict[str, int]] = []
    threads = [threading.Thread(target=lambda: found.append(place_waiting(database, market))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts.get("placed", 0) for counts in found) == 5
    assert sorted(market.placed()) == sorted(orders)
    event = tables.event
    with database.read() as connection:
        bodies = connection.execute(select(event.c.body)).scalars().all()
    assert sum(json.loads(bytes(b))["a"] == "answer_order" for b in bodies) == 5


def test_no_line_to_the_marketplace_is_no_answer(village: Village) -> None:
    order = village.order()
    assert place_waiting(village.server.central.database, Unreachable()) == {"unanswered": 1}
    assert state(village, order) == "queued"


def test_nothing_above_the_ceiling_is_accepted(village: Village) -> None:
    order = village.order()
    market, database = SimulatedMarketplace(), village.server.central.database
    market.prices["g1"] = 4000
    assert place_waiting(database, market) == {"price_changed": 1}
    assert market.placed() == {}
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        assert answer_decision(s, order).fen == 2 * (4000 - 2990)
    village.desk.sync()
    with database.write() as connection:
        with pytest.raises(Refused) as caught:
            answer_order(connection, order, Answer(Outcome.PLACED, "X1", {"g1": 9000}))
        assert caught.value.code == "above_ceiling"
        with pytest.raises(Refused):
            answer_order(connection, order, Answer(Outcome.PRICE_CHANGED, prices={"g1": 3999}))
        for wrong in ({"gX": 5}, {"g1": 0}, {"g1": -5}, {"g1": 10**12}):
            with pytest.raises(Invalid):
                answer_order(connection, order, Answer(Outcome.PLACED, "X1", wrong))
        with pytest.raises(Invalid):
            answer_order(connection, order, Answer(Outcome.PLACED, " "))
        with pytest.raises(Invalid):
            answer_order(connection, order, Answer(Outcome.OUT_OF_STOCK, missing=frozenset({"gX"})))
    assert place_waiting(database, market) == {"placed": 1}


def test_out_of_stock_and_dearer_at_once(village: Village) -> None:
    order = village.order()
    market, database = SimulatedMarketplace(), village.server.central.database
    market.prices["g1"], market.missing = 3100, {"g2"}
    assert place_waiting(database, market) == {"out_of_stock": 1}
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        answer_decision(s, order)
    village.desk.sync()
    assert place_waiting(database, market) == {"placed": 1}
    village.desk.sync()
    with village.desk.store.read() as s:
        assert get(s, Order, order).total_fen == 2 * 3100
    assert village.desk.sync().agreed


def test_an_order_that_waited_too_long_comes_back(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    order = village.order()
    later = village.rows("order")[0].number("expires_at") + 1
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: later)
    market = SimulatedMarketplace()
    assert place_waiting(village.server.central.database, market) == {"expired": 1}
    assert (state(village, order), market.placed()) == ("needs_decision", {})


def test_the_worker_places_by_itself(village: Village) -> None:
    order = village.order()
    worker = Worker(village.server.central, 0.02)
    worker.start()
    try:
        for _ in range(500):
            if state(village, order) == "placed":
                break
            threading.Event().wait(0.02)
    finally:
        worker.stop()
    assert state(village, order) == "placed"


KILLED = """
import sys
from pathlib import Path
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import place_waiting
import os, signal

class Dying(SimulatedMarketplace):
    def place(self, *args):
        super().place(*args)
        os.kill(os.getpid(), signal.SIGKILL)

central = open_central(CentralConfig(home=Path(sys.argv[1]), database_url=sys.argv[2]))
place_waiting(central.database, Dying(Path(sys.argv[3])))
"""


def test_killed_between_marketplace_and_commit(village: Village, tmp_path: Path) -> None:
    order, file = village.order(), tmp_path / "market.jsonl"
    config = village.server.central.config
    words = [sys.executable, "-c", KILLED, str(config.home), config.database_url, str(file)]
    done = subprocess.run(words, check=False, env=os.environ, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert state(village, order) == "queued"
    assert place_waiting(village.server.central.database, SimulatedMarketplace(file)) == {"placed": 1}
    assert len(file.read_text().splitlines()) == 1
