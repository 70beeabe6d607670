"""kill -9 in the middle of one action: all or nothing, and the second copy catches up. And a mistake would be noticed.

Every other action is stopped at the same moments by the tests of the store, see ``tests/store/conftest.py``.
"""

import ast
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KEY, set_up_operator
from tests.crash.snapshot import Stopped, dump
from tests.store.orders_room import BASKET, add_villager, villager
from villagedesk import paths
from villagedesk import store as store_package
from villagedesk.domain.operators import Operator
from villagedesk.store import Store, WriteSession, action, events, new_row, open_store, tables
from villagedesk.store.bills import take_bill
from villagedesk.store.cash import note_cash
from villagedesk.store.cash_days import open_day
from villagedesk.store.deposits import pack_deposit
from villagedesk.store.inbox import undo_money, use_ours
from villagedesk.store.journal import Journal, read_journal
from villagedesk.store.orders import cancel_order, confirm_order
from villagedesk.store.parcels import hand_over, it_went_back, print_call_list, receive_extra, villager_has_it

Act = Callable[[WriteSession, str], object]


def _cancel(s: WriteSession, person: str) -> object:
    return cancel_order(s, s.connection().exec_driver_sql('SELECT id FROM "order"').scalar_one())


def _hand_over(s: WriteSession, person: str) -> object:
    id_, code = s.connection().exec_driver_sql("SELECT id, pickup_code FROM parcel").one()
    return hand_over(s, id_, code)


ACTS: dict[str, Act] = {
    "confirm_order": lambda s, person: confirm_order(s, BASKET, person, "cash", read_back=True),
    "cancel_order": _cancel,
    "hand_over": _hand_over,
    "take_bill": lambda s, person: take_bill(s, "phone", "139 0000 6721", 5_000),
    "note_cash": lambda s, person: note_cash(s, "paid_in", 100, "x"),
    "open_day": lambda s, person: open_day(s, {"100": 5}),
    "pack_deposit": lambda s, person: pack_deposit(s, "B-1", {"10000": 1}),
}


def _die(*_args: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _act_and_die(home: Path, act: Act, person: str, moment: str) -> None:
    store = open_store(home, KEY)
    if moment == "before the commit":
        WriteSession.commit = _die  # type: ignore[method-assign]
    else:
        Journal.append = _die  # type: ignore[method-assign]
    with store.write(by="x") as s:
        act(s, person)


def _room(home: Path) -> str:
    store = open_store(home, KEY)
    with store.write() as s:
        set_up_operator(s, "王秀兰")
    with store.write(by="x") as s:
        person = add_villager(s, "陈桂花", "13900006721")
    with store.write(by="x") as s:
        confirm_order(s, BASKET, person, "cash", read_back=True)
    with store.write(by="x") as s:
        receive_extra(s, "SF1", person_id=person)
    store.close()
    return person


def _seen(home: Path) -> tuple[object, int, int]:
    store = open_store(home, KEY)
    with store.read() as s:
        log, head, _ = events.current_log(s.connection())
        assert events.verify_chain(s.connection(), log) == head
        found = dump(s.connection())
    store.close()
    return found, head, len({event.seq for event in read_journal(paths.journal(home), KEY)})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("moment", ["before the commit", "before the journal"])
@pytest.mark.parametrize("name", list(ACTS))
def test_a_killed_action_is_whole_or_not_there(home: Path, name: str, moment: str) -> None:
    person = _room(home)
    before, head, copied = _seen(home)
    assert copied == head
    child = os.fork()
    if child == 0:
        try:
            _act_and_die(home, ACTS[name], person, moment)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    after, new_head, copied = _seen(home)
    done = moment == "before the journal"
    assert new_head == head + done
    assert (after != before) == done
    assert copied == new_head, "the journal caught up"


@action
def commits_by_itself(s: WriteSession, name: str) -> None:
    """A mistake: half of it is on the disk before the event is."""
    new_row(s, Operator(name=name))
    s.flush()
    s.commit()
    new_row(s, Operator(name=name))


def test_an_action_that_commits_a_part_by_itself_is_noticed(store: Store, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="left operator before its commit"), store.write() as s:
        commits_by_itself(s, "x")
        really = s.commit
        s.commit = lambda: Stopped(s, tmp_path / "stopped").commit(really)  # type: ignore[method-assign]


def _noted(store: Store, entity: str, row_id: str, code: str, field: str, ours: str, event_id: str) -> int:
    """Something to decide, as a page of the feed leaves it."""
    values = {"at": 1, "event_id": event_id, "entity": entity, "row_id": row_id, "field": field, "ours": ours}
    with store.transaction() as connection:
        found = connection.execute(tables.inbox.insert().values(**values, theirs="x", code=code))
    return int(found.inserted_primary_key[0])


def _stop(store: Store, operator: str, folder: Path, op: Callable[[WriteSession], object]) -> None:
    with store.write(by=operator) as s:
        op(s)
        really, stopped = s.commit, Stopped(s, folder)
        s.commit = lambda: stopped.commit(really)  # type: ignore[method-assign]


def test_what_is_decided_in_the_inbox_is_whole_too(store: Store, operator: str, tmp_path: Path) -> None:
    """These are done by tests of two computers, which nobody stops."""
    person = villager(store, operator)
    with store.write(by=operator) as s:
        parcel = receive_extra(s, "SF1", person_id=person)
    with store.write(by=operator) as s:
        hand_over(s, parcel.id, parcel.pickup_code)
    for number, decide in enumerate((it_went_back, villager_has_it)):
        item = _noted(store, "parcel", parcel.id, "at_odds", "state", "sent_back", f"{number:032x}")
        _stop(store, operator, tmp_path / str(number), lambda s, decide=decide, item=item: decide(s, item))
    with store.write(by=operator) as s:
        order_id = confirm_order(s, BASKET, person, "cash", read_back=True).order_id
    with store.write(by=operator) as s:
        cancel_order(s, order_id)
    assert s.event is not None
    item = _noted(store, "order", order_id, "happened_twice", "given_back", "1", s.event.id)
    _stop(store, operator, tmp_path / "undo", lambda s: undo_money(s, item))
    other = _noted(store, "person", person, "kept", "phone", "13900000009", "f" * 32)
    _stop(store, operator, tmp_path / "ours", lambda s: use_ours(s, other))
    _stop(store, operator, tmp_path / "list", print_call_list)


def test_no_action_commits_by_itself() -> None:
    """What holds for those that are stopped holds for all of them: an action is given a transaction and never ends it."""
    source = Path(store_package.__file__).parent
    found = {
        node.name: {ast.unparse(call.func).rpartition(".")[2] for call in ast.walk(node) if isinstance(call, ast.Call)}
        for file in source.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(mark) == "action" for mark in node.decorator_list)
    }
    assert len(found) > 100
    assert {
        name for name, calls in found.items() if calls & {"commit", "rollback", "transaction", "finish", "begin"}
    } == set()
