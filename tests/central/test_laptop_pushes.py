"""What central does with what a trainer's laptop sends: its own classes at once, one it is not in yet later, others never."""

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from tests.central.raw_device import RawDevice, body, new_centre, operator, results
from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.devices import device_id
from villagedesk.central.learnt import apply_deferred
from villagedesk.central.serve import Server
from villagedesk.domain.entity import row_id
from villagedesk.store.events import FIRST_LINK
from villagedesk.sync.codec import WireEvent

COURSE = ["training_class", 0, {"title": "直播", "trainer": "刘芳", "place": "村委会", "sessions": 1}]


def new_id() -> bytes:
    return bytes.fromhex(clock.new_event_id())


class Room:
    """A PC that made a class, and a laptop that was not given it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.centre = new_centre(server.central)
        self.pc = RawDevice(server, self.centre)
        self.laptop = RawDevice(server, self.centre, role="trainer")
        made = new_id()
        self.id = row_id(made.hex(), 0)
        self.scope = f"class:{self.id}"
        self.pc.push(body([COURSE]), scope=self.scope, ids=[made])

    def walk_in(self, name: str = "来人") -> bytes:
        return body([["enrolment", 0, {"class_id": self.id, "name": name}]])

    def give(self) -> bytes:
        return body([["training_class", self.id, {"laptop": [None, self.laptop.id]}]])

    def feed(self, scope: str = "") -> list[tuple[str, str]]:
        event = tables.event
        query = select(event.c.id, event.c.result).where(event.c.scope == (scope or self.scope))
        with self.server.central.database.read() as connection:
            return [tuple(row) for row in connection.execute(query.order_by(event.c.position))]

    def centre_results(self) -> set[str]:
        """What was decided in the centre's own feed."""
        return {result for _, result in self.feed(f"centre:{self.centre}")}


@pytest.fixture
def room(server: Server) -> Room:
    return Room(server)


def test_a_class_that_is_given_later(room: Room) -> None:
    first, second = new_id(), new_id()
    reply = room.laptop.push(room.walk_in("甲"), room.walk_in("乙"), scope=room.scope, ids=[first, second])
    assert (reply.status, reply.head) == ("ok", 2)
    assert len(room.feed()) == 1
    assert room.centre_results() == {"applied"}
    room.pc.push(room.give(), scope=room.scope)
    assert [id_ for id_, _ in room.feed()][2:] == [first.hex(), second.hex()]
    page = room.laptop.push()
    assert results(page, room.scope) == ["", "", "", ""]


def test_what_somebody_else_brought_meanwhile_is_not_taken_twice(room: Room) -> None:
    ids = [new_id(), new_id()]
    bodies = [room.walk_in("甲"), room.walk_in("乙")]
    room.laptop.push(*bodies, scope=room.scope, ids=ids)
    reply = room.pc.push(bodies[0], room.give(), bodies[1], scope=room.scope, ids=[ids[0], new_id(), ids[1]])
    assert set(results(reply, room.scope)) == {""}
    found = [id_ for id_, _ in room.feed()]
    assert sorted(found) == sorted(set(found))
    assert {one.hex() for one in ids} <= set(found)


def test_the_same_again_under_a_new_log_is_kept_once(room: Room) -> None:
    one = new_id()
    text = room.walk_in()
    room.laptop.push(text, scope=room.scope, ids=[one])
    room.laptop.log, room.laptop.head, room.laptop.link = secrets.token_bytes(16), 0, FIRST_LINK
    room.laptop.push(text, scope=room.scope, ids=[one])
    room.pc.push(room.give(), scope=room.scope)
    assert [id_ for id_, _ in room.feed()].count(one.hex()) == 1


def test_a_copied_disk_is_noticed_also_by_what_is_kept_aside(room: Room) -> None:
    one = new_id()
    room.laptop.push(room.walk_in(), scope=room.scope, ids=[one])
    other = WireEvent(new_id(), room.walk_in("另一个"), room.scope)
    reply = room.laptop.send(room.laptop.round([other], first=1, previous=FIRST_LINK))
    assert reply.status == "fork"


@pytest.mark.parametrize("scope", ["centre", "platform", "class:" + "ef" * 16])
def test_what_a_laptop_may_never_write_is_refused_where_it_reads_it(room: Room, scope: str) -> None:
    """Not in the centre's feed, which it does not follow: there it would wait for its answer for ever."""
    stranger = RawDevice(room.server, new_centre(room.server.central, "别处"))
    stranger.push(body([COURSE]), scope="class:" + "ef" * 16)
    own = f"class:{room.laptop.id}"
    reply = room.laptop.push(body([operator()]), scope=scope)
    assert results(reply, own) == ["wrong_scope"]
    assert room.centre_results() == {"applied"}


def test_a_laptop_of_another_centre_stays_refused_even_when_it_is_named(room: Room) -> None:
    elsewhere = RawDevice(room.server, new_centre(room.server.central, "别处"), role="trainer")
    reply = elsewhere.push(room.walk_in(), scope=room.scope)
    assert results(reply, f"class:{elsewhere.id}") == ["wrong_scope"]
    room.pc.push(body([["training_class", room.id, {"laptop": [None, elsewhere.id]}]]), scope=room.scope)
    assert [page.scope for page in elsewhere.push().pages if page.scope == room.scope] == []
    assert results(elsewhere.push(room.walk_in(), scope=room.scope), f"class:{elsewhere.id}") == ["wrong_scope"]
    assert len(room.feed()) == 2


def test_a_piece_for_several_feeds(room: Room) -> None:
    """What waits aside holds up nothing behind it."""
    own = f"class:{room.laptop.id}"
    sent = [
        WireEvent(new_id(), room.walk_in(), room.scope),
        WireEvent(new_id(), body([["laptop_trainer", 0, {"device": room.laptop.id, "name": "刘芳"}]]), own),
        WireEvent(new_id(), body([operator()]), "centre"),
    ]
    reply = room.laptop.send(room.laptop.round(sent))
    assert (reply.status, reply.head) == ("ok", 3)
    assert results(reply, own) == ["", "wrong_scope"]


def test_central_starts_again_while_something_is_kept_aside(room: Room) -> None:
    """What it did not know and learnt meanwhile gets its place at the start; what stands aside is none of that."""
    one = new_id()
    room.laptop.push(room.walk_in(), scope=room.scope, ids=[one])
    assert apply_deferred(room.server.central.database) == 0
    room.pc.push(room.give(), scope=room.scope)
    assert (one.hex(), "applied") in room.feed()


def test_a_laptop_that_is_enrolled_after_it_was_named_has_the_class(room: Room) -> None:
    """Central was set back to before its enrolment: the key is the same, and so is its id."""
    key = Ed25519PrivateKey.generate()
    device = device_id(key.public_key().public_bytes_raw())
    room.pc.push(body([["training_class", room.id, {"laptop": [None, device]}]]), scope=room.scope)
    laptop = RawDevice(room.server, room.centre, key, role="trainer")
    assert room.scope in {page.scope for page in laptop.push().pages}
    reply = laptop.push(room.walk_in(), scope=room.scope)
    assert results(reply, room.scope) == [""]


def test_a_copied_disk_is_noticed_also_where_somebody_else_brought_what_was_aside(room: Room) -> None:
    """What lay aside under a number has its place by the PC's log; another event under that number is none of it."""
    one, text = new_id(), room.walk_in()
    before = (room.laptop.head, room.laptop.link)
    room.laptop.push(text, scope=room.scope, ids=[one])
    room.pc.push(text, room.give(), scope=room.scope, ids=[one, new_id()])
    other = WireEvent(new_id(), room.walk_in("另一个"), room.scope)
    head, link = before
    assert room.laptop.send(room.laptop.round([other], first=head + 1, previous=link)).status == "fork"
    same = WireEvent(one, text, room.scope)
    reply = room.laptop.send(room.laptop.round([same], first=head + 1, previous=link))
    assert (reply.status, reply.head) == ("ok", head + 1)
