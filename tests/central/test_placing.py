"""An order is placed exactly once, whatever stops in the middle, and never above what the villager accepts."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.central.village import BY, LINES, Village
from tests.sync.conftest import centre, make_desk  # noqa: F401
from villagedesk.central import tables
from villagedesk.central.marketplace import Answer, Line, Outcome, SimulatedMarketplace, Substitute
from villagedesk.central.orders import answer_order, place_waiting
from villagedesk.central.serve import Server
from villagedesk.central.worker import Worker
from villagedesk.domain.orders import BasketLine, Order
from villagedesk.errors import Invalid, Offline, Refused
from villagedesk.store import get
from villagedesk.store.orders import answer_decision, cancel_order, new_total, order_page


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

    def place(self, order_id: str, lines: list[Line], ceiling_fen: int, *, substitute: bool = False) -> Answer:
        super().place(order_id, lines, ceiling_fen)
        raise KeyboardInterrupt


class Unreachable(SimulatedMarketplace):
    def place(self, order_id: str, lines: list[Line], ceiling_fen: int, *, substitute: bool = False) -> Answer:
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
        def place(self, order_id: str, lines: list[Line], ceiling_fen: int, *, substitute: bool = False) -> Answer:
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


def test_something_else_comes_only_where_it_is_allowed_and_not_too_dear(village: Village) -> None:
    market, database = SimulatedMarketplace(), village.server.central.database
    market.missing = {"g2"}
    market.instead["g2"] = Substitute("g9", "山泉 雨靴", 3600)
    strict, open_to_it = village.order(), village.order(substitute=True)
    poor = village.order(substitute=True, ceiling_fen=9480)
    assert place_waiting(database, market) == {"out_of_stock": 2, "placed": 1}
    assert [state(village, order) for order in (strict, open_to_it, poor)] == [
        "needs_decision",
        "placed",
        "needs_decision",
    ]
    assert list(market.placed()) == [open_to_it]
    village.desk.sync()
    with village.desk.store.read() as s:
        shown = order_page(s, open_to_it)
    assert [line.instead for line in shown.lines] == ["", "山泉 雨靴"]
    assert (shown.row.total_fen, shown.lines[1].price_fen, shown.lines[1].title) == (5980 + 3600, 3600, "雨靴")
    assert place_waiting(database, market) == {}
    with village.desk.store.write(by=BY) as s:
        answer_decision(s, poor)
    village.desk.sync()
    refused = village.order()
    with database.write() as connection, pytest.raises(Refused, match="substitute_not_allowed"):
        answer_order(connection, refused, Answer(Outcome.PLACED, "X1", instead={"g2": market.instead["g2"]}))
    assert village.desk.sync().agreed


def test_a_frozen_seller_comes_back_with_words(village: Village) -> None:
    lines = (BasketLine("g1", "洗衣粉", 2990, seller="禾洁旗舰店"), BasketLine("g2", "雨靴", 3500, seller="靴子铺"))
    order, market, database = village.order(lines), SimulatedMarketplace(), village.server.central.database
    market.frozen["靴子铺"] = "卖家因卖假货被平台停业"
    assert place_waiting(database, market) == {"seller_frozen": 1}
    assert market.placed() == {}
    village.desk.sync()
    with village.desk.store.read() as s:
        shown = order_page(s, order)
        assert (shown.row.decision, shown.reason, new_total(s, order)) == ("frozen", "卖家因卖假货被平台停业", 2990)
    with village.desk.store.write(by=BY) as s:
        assert answer_decision(s, order).fen == -3500
    village.desk.sync()
    assert place_waiting(database, market) == {"placed": 1}
    village.desk.sync()
    with village.desk.store.read() as s:
        shown = order_page(s, order)
    assert (shown.row.state, shown.reason, shown.placed_at is not None) == ("placed", "", True)


def test_two_variants_of_the_same_goods_are_two_lines(village: Village) -> None:
    lines = tuple(BasketLine("g2", "雨靴", 3500, 1, variant=size) for size in ("28 码", "30 码"))
    order, market, database = village.order(lines), SimulatedMarketplace(), village.server.central.database
    market.prices["g2/30 码"] = 3600
    market.missing.add("g2/28 码")
    assert place_waiting(database, market) == {"out_of_stock": 1}
    village.desk.sync()
    with village.desk.store.write(by=BY) as s:
        assert answer_decision(s, order).fen == -3400
    with village.desk.store.read() as s:
        assert [(line.variant, line.dropped, line.price_fen) for line in order_page(s, order).lines] == [
            ("28 码", True, 3500),
            ("30 码", False, 3600),
        ]


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
    def place(self, *args, **more):
        super().place(*args, **more)
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


def test_what_stops_being_offered_soonest_is_placed_first(village: Village) -> None:
    days = ("", "2099-11-30", "2099-11-24", "")
    orders = [village.order([replace(LINES[0], until=day), LINES[1]]) for day in days]
    asked: list[str] = []

    class Noting(SimulatedMarketplace):
        def place(self, order_id: str, lines: list[Line], ceiling_fen: int, *, substitute: bool = False) -> Answer:
            asked.append(order_id)
            return super().place(order_id, lines, ceiling_fen, substitute=substitute)

    assert place_waiting(village.server.central.database, Noting()) == {"placed": 4}
    assert asked[:2] == [orders[2], orders[1]]
    assert set(asked[2:]) == {orders[0], orders[3]}
