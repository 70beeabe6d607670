"""What comes from outside: refused or kept as it must be, never in the way of what is behind it, never a 500."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, select

from tests.central.raw_device import RawDevice, body, new_centre, operator, results
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central import acts, feed, push, rounds, tables
from villagedesk.central.deps import Central
from villagedesk.central.pages import make_page
from villagedesk.central.serve import Server
from villagedesk.domain.entity import DIGEST_MODULUS, row_digest, row_id
from villagedesk.domain.operators import Operator
from villagedesk.errors import Rejected
from villagedesk.store import get
from villagedesk.store.events import FIRST_LINK
from villagedesk.sync.codec import WireEvent
from villagedesk.sync.messages import Cursor

MakeDesk = Callable[[str], Desk]


@pytest.fixture
def device(server: Server) -> RawDevice:
    return RawDevice(server, new_centre(server.central))


def feed_of(central: Central, scope: str) -> list[tuple[int, str]]:
    event = tables.event
    with central.database.read() as connection:
        found = connection.execute(
            select(event.c.position, event.c.result).where(event.c.scope == scope).order_by(event.c.position)
        )
        return [(row.position, row.result) for row in found]


def check_digest(central: Central, scope: str) -> int:
    """Count and digest of a scope follow from its rows; returns the count."""
    row, counter = tables.row, tables.scope
    with central.database.read() as connection:
        kept = connection.execute(select(counter).where(counter.c.scope == scope)).one()
        found = connection.execute(
            select(row.c.entity, row.c.id, row.c.data).where(row.c.scope == scope, row.c.data.is_not(None))
        ).all()
    digest = sum(row_digest(r.entity, r.id, acts.json.loads(r.data)) for r in found) % DIGEST_MODULUS
    assert (kept.row_count, int(kept.digest, 16)) == (len(found), digest)
    return len(found)


BAD = {
    "not json": b"\xff\x00",
    "a float": b'{"a":"x","at":1,"by":"","c":[["operator",0,{"name":1.5}]]}',
    "1e999": b'{"a":"x","at":1e999,"by":"","c":[["operator",0,{"name":"a"}]]}',
    "NaN": b'{"a":"x","at":NaN,"by":"","c":[["operator",0,{"name":"a"}]]}',
    "too deep": b"[" * 100_000,
    "deep object": b'{"a":' * 50_000,
    "no changes": body([]),
    "a list": b"[1,2]",
    "surrogate": b'{"a":"x","at":1,"by":"","c":[["operator",0,{"name":"\\ud800"}]]}',
    "surrogate name": b'{"a":"x","at":1,"by":"","c":[["operator",0,{"\\udfff":"a"}]]}',
    "surrogate action": b'{"a":"\\ud800","at":1,"by":"","c":[["operator",0,{"name":"a"}]]}',
    "nul": body([operator("a\0b")]),
    "nul behind a backslash": body([operator("a\\\0b")]),
    "nul in a name": body([operator(**{"x\0": "a"})]),
    "a float beside the changes": body([operator()], off=1.5),
    "huge number": body([operator(age=1 << 70)]),
    "long digits": b'{"a":"x","at":1,"by":"","c":[["operator",0,{"name":' + b"9" * 6000 + b"}]]}",
    "huge time": body([operator()], at=1 << 80),
    "long text": body([operator("x" * 30_000)]),
    "local field": body([operator(created_by="me")]),
    "local field changed": body([["operator", "ab" * 16, {"extra": ["", "{}"]}]]),
    "wrong kind of value": body([operator(role=5)]),
    "number for yes": body([["operator", 0, {"name": "a", "role": "operator", "active": 1}]]),
    "a list as value": body([operator(name=["a"])]),
    "twice the same number": body([operator(), operator()]),
    "wrong id": body([["operator", "zz", {"name": ["a", "b"]}]]),
    "no pair": body([["operator", "ab" * 16, {"name": "b"}]]),
}
BAD["number for yes"] = b'{"a":"x","at":1,"by":"","c":[["operator",0,{"active":1,"name":"a"}]]}'


def test_what_cannot_be_read_is_refused_and_stops_nothing(device: RawDevice, server: Server) -> None:
    for name, bad in BAD.items():
        reply = device.push(body([operator("前")]), bad, body([operator("后")]))
        assert results(reply) == ["", "malformed", ""], name
    assert check_digest(server.central, f"centre:{device.centre}") == 1 + 2 * len(BAD)
    # And another event, after all of them, in a batch of its own.
    assert results(device.push(body([operator()]))) == [""]


def test_what_only_looks_bad_is_taken(device: RawDevice, server: Server) -> None:
    """A backslash and the word u0000 are six letters, and no NUL."""
    names = ["a\\u0000b", "\\\\u0000", "龘𠮷\n", "x" * 20_000]
    assert results(device.push(*(body([operator(name)]) for name in names))) == [""] * len(names)
    scope = f"centre:{device.centre}"
    assert check_digest(server.central, scope) == len(names) + 1


def test_bad_entries_do_not_stop_the_other_computers(server: Server, make_desk: MakeDesk, centre: str) -> None:  # noqa: F811
    desk, device = make_desk("one"), RawDevice(server, centre)
    device.push(*BAD.values(), body([["future_thing", 0, {"colour": "green"}]]), body([operator("李建军")]))
    assert desk.sync().agreed
    with desk.store.read() as s:
        assert get(s, Operator, _only_row(server.central, "operator")).name == "李建军"


def _only_row(central: Central, entity: str) -> str:
    with central.database.read() as connection:
        return str(connection.execute(select(tables.row.c.id).where(tables.row.c.entity == entity)).scalar_one())


def test_what_is_not_known_yet_is_deferred(device: RawDevice, server: Server) -> None:
    assert results(device.push(body([["future_thing", 0, {"colour": "green"}]]))) == ["deferred"]
    # An unknown field of a known thing is kept.
    assert results(device.push(body([operator(mood="good")]))) == [""]
    with server.central.database.read() as connection:
        data = connection.execute(select(tables.row.c.data).where(tables.row.c.entity == "operator")).scalar_one()
    assert '"mood":"good"' in data


def test_no_device_writes_where_it_may_not(server: Server) -> None:
    mine, other = (RawDevice(server, new_centre(server.central, name)) for name in ("甲", "乙"))
    event_id = clock.new_event_id()
    class_id = row_id(event_id, 0)
    course = ["training_class", 0, {"title": "直播", "trainer": "刘芳", "place": "村委会", "sessions": 1}]
    mine.push(body([course]), scope=f"class:{class_id}", ids=[bytes.fromhex(event_id)])
    enrolment = ["enrolment", 0, {"class_id": class_id, "name": "张三"}]
    tries = [
        ("platform", body([["signing_key", 0, {"device": "x", "public_key": "00", "issuer": "y"}]])),
        ("centre", body([["signing_key", 0, {"device": "x", "public_key": "00", "issuer": "y"}]])),
        (f"centre:{mine.centre}", body([operator()])),
        (f"class:{class_id}", body([enrolment])),
        (f"class:{class_id}", body([operator()])),
        ("centre", body([enrolment])),
        ("class:" + "ab" * 16, body([enrolment])),
        ("class:" + "cd" * 16, body([["enrolment", 0, {"name": "没有班"}]])),
        ("nonsense", body([operator()])),
    ]
    for scope, text in tries:
        before = feed_of(server.central, f"centre:{mine.centre}"), feed_of(server.central, f"class:{class_id}")
        reply = other.push(text, scope=scope)
        decided = [result for page in reply.pages for result in results(reply, page.scope) if result]
        assert decided == ["wrong_scope"], scope
        assert before == (
            feed_of(server.central, f"centre:{mine.centre}"),
            feed_of(server.central, f"class:{class_id}"),
        )
    names = {page.scope for page in other.push().pages}
    assert f"class:{class_id}" not in names
    check_digest(server.central, f"centre:{other.centre}")


def test_a_field_that_names_the_class_may_be_missing(device: RawDevice) -> None:
    scope = "class:" + "ef" * 16
    assert results(device.push(body([["enrolment", 0, {"name": "没有班"}]]), scope=scope), scope) == ["wrong_scope"]


def test_a_request_sent_twice_is_harmless(device: RawDevice, server: Server) -> None:
    request = device.round([WireEvent(bytes.fromhex(clock.new_event_id()), body([operator()]), "centre")])
    signed = device.signed(request)
    post = device.remote._session.post
    assert post(server.url + "/v1/round", data=signed).status_code == 200
    again = post(server.url + "/v1/round", data=signed)
    assert again.status_code == 401
    assert check_digest(server.central, f"centre:{device.centre}") == 2


def test_what_was_sent_again_behind_moved_events_is_no_fork(device: RawDevice) -> None:
    """Events that kept their place from an older log have no link under the new one."""
    ids = [bytes.fromhex(clock.new_event_id()) for _ in range(3)]
    bodies = [body([operator(f"操作员{n}")]) for n in range(3)]
    device.push(*bodies, ids=ids)
    device.log, device.head, device.link = b"\x01" * 16, 0, FIRST_LINK
    device.push(*bodies, ids=ids)
    lost = (device.head, device.link)
    more = [WireEvent(bytes.fromhex(clock.new_event_id()), body([operator("新")]), "centre")]
    assert device.send(device.round(more)).status == "ok"
    device.head, device.link = lost
    assert device.send(device.round(more)).status == "ok"


def test_numbers_that_make_no_sense_are_refused(device: RawDevice) -> None:
    wrong = [
        {"first": 0},
        {"first": -(1 << 62)},
        {"log": b"short"},
        {"previous": b"x"},
        {"waiting": -1},
        {"oldest": 1 << 62},
        {"cursors": [Cursor("centre", 1 << 62, b"")]},
        {"cursors": [Cursor("centre", -1, b"")]},
        {"events": b"\x01\xff\xff\xff\xff\x0f"},
    ]
    for more in wrong:
        with pytest.raises(Rejected) as caught:
            device.send(device.round([], **more))
        assert caught.value.code == "wire_broken", more
    assert device.send(device.round([], waiting=1 << 40)).status == "ok"
    assert device.send(device.round([], first=1 << 40, previous=b"")).status == "gap"
    far = device.send(device.round([], cursors=[Cursor("centre\0\ud7ff", 7, b"x" * 99), Cursor("centre", 99, b"x")]))
    assert [page.differs for page in far.pages if page.scope == "centre"] == [True]


def test_two_computers_at_once_leave_no_gap(server: Server) -> None:
    centre_id = new_centre(server.central)
    devices = [RawDevice(server, centre_id) for _ in range(4)]
    assert sorted(device.number for device in devices) == [1, 2, 3, 4]
    failures: list[BaseException] = []

    def work(device: RawDevice) -> None:
        try:
            for n in range(8):
                reply = device.push(*(body([operator(f"{device.number}-{n}-{k}")]) for k in range(5)))
                assert reply.status == "ok"
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    positions = [position for position, _ in feed_of(server.central, f"centre:{centre_id}")]
    assert positions == list(range(1, 1 + 1 + 4 * 8 * 5))
    assert check_digest(server.central, f"centre:{centre_id}") == 1 + 160


def test_computers_that_enrol_at_once_get_different_digits(server: Server) -> None:
    centre_id, found, failures = new_centre(server.central), [], []

    def work() -> None:
        try:
            found.append(RawDevice(server, centre_id).number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sorted(found) == [1, 2, 3, 4, 5, 6]


def test_a_page_never_reaches_beyond_its_digest(device: RawDevice, server: Server) -> None:
    """What is committed while a reply is put together belongs to another count and digest."""
    device.push(body([operator("一")]))
    scope = f"centre:{device.centre}"
    with server.central.database.read() as connection:
        stale = connection.execute(select(tables.scope).where(tables.scope.c.scope == scope)).one()
    device.push(body([operator("二")]))
    with server.central.database.read() as connection:
        page = make_page(connection, stale, "centre", 0, b"", "00" * 16, 0, 64_000)
    assert sum(run.count for run in page.runs) == stale.position
    assert (page.more, page.count, page.hash) == (False, stale.row_count, bytes(stale.hash)[:16])


def test_a_counter_that_is_there_is_not_reset(central: Central) -> None:
    with central.database.write() as connection:
        feed.lock_scope(connection, "class:x", "c")
        connection.execute(tables.scope.update().where(tables.scope.c.scope == "class:x").values(position=7))
        feed.insert_missing(
            connection, tables.scope, scope="class:x", centre="d", position=0, hash=b"", row_count=0, digest="0"
        )
        assert feed.lock_scope(connection, "class:x", "c").position == 7


def test_deleted_stays_deleted(device: RawDevice, server: Server) -> None:
    event_id = clock.new_event_id()
    id_ = row_id(event_id, 0)
    device.push(body([operator()]), ids=[bytes.fromhex(event_id)])
    rename = body([["operator", id_, {"name": ["王秀兰", "王兰"]}]])
    reply = device.push(body([["operator", id_, None]]), rename, body([["operator", id_, None]]))
    assert results(reply) == ["", "", ""]
    assert [run.kept for run in reply.pages[-1].runs][1] == [(0, "name")]
    assert results(device.push(body([["operator", "00" * 16, {"name": ["a", "b"]}]]))) == ["row_unknown"]
    assert check_digest(server.central, f"centre:{device.centre}") == 1


def test_the_opened_round_asks_no_database() -> None:
    with pytest.raises(Rejected):
        rounds.opened(rounds.Round(b"", b"", 1, b"", b"", b""))


def test_the_same_event_by_two_computers_at_once_has_one_place(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them may not write where it belongs: it is refused in the feed into which the other one brings it."""
    central = server.central
    stranger = RawDevice(server, new_centre(central, "别处"))
    foreign = f"class:{'ef' * 16}"
    stranger.push(body([["handout", 0, {"class_id": "ef" * 16}]]), scope=foreign)
    centre_id = new_centre(central)
    one, two = RawDevice(server, centre_id), RawDevice(server, centre_id)
    id_, text = bytes.fromhex(clock.new_event_id()), body([operator()])
    other = threading.Thread(target=lambda: two.push(text, ids=[id_]))
    known = push.known_ids

    def slow(connection: Connection, ids: list[str]) -> set[str]:
        found = known(connection, ids)
        if threading.current_thread() is not other and not other.ident:
            other.start()
            other.join(0.5)  # it comes first, or waits for this one
        return found

    monkeypatch.setattr(push, "known_ids", slow)
    one.push(text, scope=foreign, ids=[id_])
    other.join()
    event = tables.event
    with central.database.read() as connection:
        places = connection.execute(select(event.c.scope).where(event.c.id == id_.hex())).scalars().all()
    assert places == [f"centre:{centre_id}"]
