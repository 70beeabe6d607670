"""Two PCs and a real central: everything arrives once, both sides end equal, whatever the line does."""

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import KEY, set_up_operator
from tests.store.test_training import add_people
from tests.sync.conftest import Desk, remote_of
from villagedesk.central import acts, tables
from villagedesk.central.fleet import devices_of
from villagedesk.central.serve import Server
from villagedesk.domain.centre import Centre, SigningKey
from villagedesk.domain.operators import Operator
from villagedesk.domain.people import PersonForm
from villagedesk.errors import Offline, Rejected
from villagedesk.store import Store, WriteSession, action, events, get, identity, open_store
from villagedesk.store.inbox import OTHER, decisions
from villagedesk.store.people import correct_person
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.messages import Reply, Round
from villagedesk.sync.outbox import Chip, sync_status
from villagedesk.sync.run import Run

MakeDesk = Callable[[str], Desk]


@action
def rename(s: WriteSession, id_: str, name: str) -> None:
    get(s, Operator, id_).name = name


def names(store: Store) -> list[str]:
    with store.read() as s:
        return sorted(s.exec(select(Operator.name)).scalars())  # type: ignore[call-overload]


def add(store: Store, *new: str) -> list[str]:
    ids = []
    for name in new:
        with store.write(by="x") as s:
            ids.append(set_up_operator(s, name))
    return ids


def chip(store: Store) -> Chip:
    with store.read() as s:
        return sync_status(s.connection()).chip


def test_what_one_pc_writes_the_other_reads(make_desk: MakeDesk) -> None:
    one, two = make_desk("one"), make_desk("two")
    add(one.store, "王秀兰", "刘芳")
    assert chip(one.store) is Chip.HERE
    report = one.sync()
    assert (report.agreed, report.sent) == (True, 2)
    assert chip(one.store) is Chip.DELIVERED
    assert two.sync().agreed
    assert names(two.store) == ["刘芳", "王秀兰"]
    with two.store.read() as s:
        assert [c.name for c in s.exec(select(Centre)).scalars()] == ["白鹭村服务站"]  # type: ignore[call-overload]
        assert len(list(s.exec(select(SigningKey)).scalars())) == 2  # type: ignore[call-overload]


def test_a_normal_round_is_one_request(make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    one = make_desk("one")
    one.sync()
    add(one.store, "王秀兰")
    assert one.sync().rounds == 1
    assert one.sync().rounds == 1


def test_a_lost_reply_doubles_nothing(make_desk: MakeDesk, server: Server) -> None:
    one, two = make_desk("one"), make_desk("two")
    add(one.store, *[f"操作员{n}" for n in range(30)])
    lossy = LossyRemote(one.remote, lose_replies={1, 3})
    report = Run(one.store, lossy, sleep=lambda s: None).go()  # type: ignore[arg-type]
    assert report.agreed
    two.sync()
    assert len(names(two.store)) == 30
    with server.central.database.read() as connection:
        ids = connection.execute(select(tables.event.c.id)).scalars().all()
    assert len(ids) == len(set(ids))


def test_offline_gives_up_quietly_and_keeps_all(make_desk: MakeDesk, server: Server) -> None:
    one = make_desk("one")
    add(one.store, "王秀兰")
    dead = HttpRemote("http://127.0.0.1:9", "00" * 16, one.remote._key)
    report = Run(one.store, dead, sleep=lambda s: None).go()
    assert report.gave_up
    assert report.trouble == "offline"
    assert chip(one.store) is Chip.HERE
    assert one.sync().agreed


def test_the_same_field_on_two_pcs_loses_nothing_silently(make_desk: MakeDesk) -> None:
    one, two = make_desk("one"), make_desk("two")
    (id_,) = add(one.store, "王秀兰")
    one.sync()
    two.sync()
    for desk, name in ((one, "王兰"), (two, "王秀")):
        with desk.store.write(by="x") as s:
            rename(s, id_, name)
    one.sync()
    two.sync()
    one.sync()
    assert names(one.store) == names(two.store)
    assert one.sync().agreed
    assert two.sync().agreed


def test_what_was_not_taken_says_on_which_computer_the_other_value_was_typed(make_desk: MakeDesk) -> None:
    one, two = make_desk("one"), make_desk("two")
    with one.store.write(by="x") as s:
        (id_,) = add_people(s, "陈桂花")
    one.sync()
    two.sync()
    for desk, phone in ((one, "13900001111"), (two, "13900002222")):
        with desk.store.write(by="x") as s:
            correct_person(s, id_, PersonForm(name="陈桂花", phone=phone))
    one.sync()
    two.sync()
    with two.store.read() as s:
        (open_,) = decisions(s)
    assert open_.their_side is not None
    assert (open_.their_side.where, open_.their_side.number, open_.their_side.name) == (OTHER, 1, "one")


def test_each_computer_learns_whose_the_logs_of_the_others_are(make_desk: MakeDesk) -> None:
    one, two = make_desk("one"), make_desk("two")
    for desk in (one, two):
        add(desk.store, "王秀兰")
        desk.sync()
    one.sync()
    logs = []
    for desk in (one, two):
        with desk.store.read() as s:
            logs.append(events.current_log(s.connection())[0])
    for desk, known, number, name in ((one, logs[1], 2, "two"), (two, logs[0], 1, "one")):
        with desk.store.read() as s:
            assert identity.computer_of(s.connection(), known) == (number, name)
            assert identity.computer_of(s.connection(), "0" * 32) == (0, "")
    with one.store.read() as s:
        assert identity.computer_of(s.connection(), logs[0]) == (0, ""), "its own it knows"


def test_own_waiting_changes_stay_on_the_screen(make_desk: MakeDesk, server: Server, centre: str) -> None:
    one = make_desk("one")
    (id_,) = add(one.store, "王秀兰")
    one.sync()
    with one.store.write(by="x") as s:
        rename(s, id_, "王兰")
    with server.central.database.write() as connection:
        acts.change(connection, f"centre:{centre}", centre, "set_role", "operator", id_, {"role": "manager"})
    blind = OneWayRemote(one.remote)
    Run(one.store, blind, sleep=lambda s: None).go()  # type: ignore[arg-type]
    with one.store.read() as s:
        row = get(s, Operator, id_)
        assert (row.name, row.role) == ("王兰", "manager")
    one.sync()
    with one.store.read() as s:
        assert get(s, Operator, id_).name == "王兰"


def test_a_restored_pc_goes_on_under_a_new_log(
    make_desk: MakeDesk, tmp_path: Path, server: Server, centre: str
) -> None:
    one, two = make_desk("one"), make_desk("two")
    add(one.store, "王秀兰")
    one.sync()
    one.store.close()
    shutil.copytree(tmp_path / "one", tmp_path / "backup")
    store = open_store(tmp_path / "one", KEY)
    add(store, "刘芳")
    Run(store, remote_of(store)).go()
    store.close()
    shutil.rmtree(tmp_path / "one")
    (tmp_path / "backup").rename(tmp_path / "one")
    store = open_store(tmp_path / "one", KEY)
    add(store, "陈桂花")
    report = Run(store, remote_of(store), sleep=lambda s: None).go()
    assert report.agreed
    assert names(store) == ["刘芳", "王秀兰", "陈桂花"]
    two.sync()
    assert names(two.store) == names(store)
    with store.read() as s:
        log, _, _ = events.current_log(s.connection())
        assert events.verify_chain(s.connection(), log) == 1
    store.close()
    with server.central.database.read() as connection:
        known = {device.name: device.begun_anew for device in devices_of(connection, centre)}
    assert known == {"one": 1, "two": 0}, "somebody at the county is told of it"


@pytest.mark.parametrize("cut", [set(), {2}, {3}])
def test_a_restored_pc_that_did_nothing_since_goes_on_too(make_desk: MakeDesk, tmp_path: Path, cut: set[int]) -> None:
    one = make_desk("one")
    add(one.store, "王秀兰")
    one.sync()
    one.store.close()
    shutil.copytree(tmp_path / "one", tmp_path / "backup")
    store = open_store(tmp_path / "one", KEY)
    add(store, "刘芳", "陈桂花")
    Run(store, remote_of(store)).go()
    store.close()
    shutil.rmtree(tmp_path / "one")
    (tmp_path / "backup").rename(tmp_path / "one")
    store = open_store(tmp_path / "one", KEY)
    lossy = LossyRemote(remote_of(store), lose_replies=cut)
    with pytest.raises(InterruptedError) if cut else nullcontext():
        Run(store, lossy, sleep=_give_up).go()  # type: ignore[arg-type]
    add(store, "李小满")
    assert Run(store, remote_of(store)).go().agreed
    assert names(store) == ["刘芳", "李小满", "王秀兰", "陈桂花"]
    store.close()


def test_unknown_and_wrong_codes_are_told(make_desk: MakeDesk, server: Server, store: Store) -> None:
    from villagedesk.sync.run import enrol

    one = make_desk("one")
    with pytest.raises(Rejected) as caught:
        enrol(store, HttpRemote(server.url, "00" * 16, one.remote._key), server.url, "ABCD-EFGH", "x")
    assert caught.value.code == "enrol_code_wrong"


def test_a_revoked_device_is_told(make_desk: MakeDesk, server: Server) -> None:
    one = make_desk("one")
    with server.central.database.write() as connection:
        connection.execute(tables.device.update().values(revoked=1))
    with pytest.raises(Rejected) as caught:
        one.sync()
    assert caught.value.code == "device_unknown"


def test_many_events_go_in_growing_pieces(make_desk: MakeDesk) -> None:
    one, two = make_desk("one"), make_desk("two")
    add(one.store, *[f"操作员{n}" for n in range(400)])
    report = one.sync()
    assert report.agreed
    assert report.rounds <= 3
    assert two.sync().agreed
    assert len(names(two.store)) == 400


def _give_up(seconds: float) -> None:
    """The computer is switched off instead of waiting."""
    raise InterruptedError


class LossyRemote:
    """The real line, but some replies never arrive."""

    def __init__(self, real: HttpRemote, lose_replies: set[int]) -> None:
        self._real, self._lose, self._count = real, lose_replies, 0

    def round(self, request: Round) -> Reply:
        self._count += 1
        reply = self._real.round(request)
        if self._count in self._lose:
            raise Offline()
        return reply

    def blob(self, *args: object) -> int:
        return self._real.blob(*args)  # type: ignore[arg-type]


class OneWayRemote(LossyRemote):
    """Nothing of ours gets through, but pages come back."""

    def __init__(self, real: HttpRemote) -> None:
        super().__init__(real, set())

    def round(self, request: Round) -> Reply:
        if self._count:
            raise Offline()
        request.events = b""
        return super().round(request)


def logs(store: Store) -> int:
    with store.read() as s:
        return int(s.connection().exec_driver_sql("SELECT count(*) FROM log").scalar_one())


def test_work_done_while_the_line_is_down_opens_no_new_log(make_desk: MakeDesk) -> None:
    """Only a clone or a restore may look like one: central knows more than this computer has."""
    one = make_desk("one")
    add(one.store, "王秀兰")
    lossy = LossyRemote(one.remote, lose_replies={1, 2})
    report = Run(one.store, lossy, sleep=lambda s: bool(add(one.store, "刘芳"))).go()  # type: ignore[arg-type]
    assert report.agreed
    assert logs(one.store) == 1


def test_a_smaller_piece_after_a_lost_reply_opens_no_new_log(make_desk: MakeDesk) -> None:
    """The lost reply was to a large piece; the next try sends less, and central knows more than was sent."""
    one = make_desk("one")
    add(one.store, *[f"操作员{n}" for n in range(700)])
    lossy = LossyRemote(one.remote, lose_replies={2, 3, 4})
    assert Run(one.store, lossy, sleep=lambda s: None).go().agreed  # type: ignore[arg-type]
    assert logs(one.store) == 1
