"""A stick carries what the line would: exactly once, in any order, again and again, and for its receiver only."""

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.counter_work import work
from tests.sync.two_desks import NAMES, World, check_chain, confirmed_rows, desk_rows, events_of, feed_of
from villagedesk import clock
from villagedesk.central.backup import begin_backup, end_backup
from villagedesk.central.sticks import take_stick
from villagedesk.domain.cose import sign1
from villagedesk.errors import Refused, Rejected
from villagedesk.store import events, identity
from villagedesk.store.durable import durable_of
from villagedesk.store.moments import central_told
from villagedesk.sync import messages, stick
from villagedesk.sync.codec import pack
from villagedesk.sync.incarnation import open_incarnation
from villagedesk.sync.messages import Round
from villagedesk.sync.sealed import MAGIC, file_of, frames_in, receiver_of, seal
from villagedesk.sync.stick import CONTEXTS, ENDING, PHOTO, REPLY, ROUND, read_stick, write_stick

ONE, TWO = NAMES[:2]


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


class Sticks:
    """Sticks between the desks and central; files are kept, so that old ones can come again."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder, self.up, self.down = world, folder, dict[str, list[bytes]](), dict[str, list[bytes]]()

    def write(self, name: str) -> bytes:
        place = self.folder / f"{name}{len(self.up.get(name, []))}"
        place.mkdir(parents=True)
        data = write_stick(self.world.stores[name], place).file.read_bytes()
        self.up.setdefault(name, []).append(data)
        return data

    def at_central(self, name: str, data: bytes) -> int:
        taken = take_stick(self.world.central(), data)
        self.down.setdefault(name, []).append(taken.answer)
        return sum(device.actions for device in taken.devices)

    def read(self, name: str, data: bytes) -> bool:
        file = self.folder / f"answer{ENDING}"
        file.write_bytes(data)
        return read_stick(self.world.stores[name], file).agreed

    def round(self, name: str) -> bool:
        self.at_central(name, self.write(name))
        return self.read(name, self.down[name][-1])


@pytest.fixture
def sticks(world: World, tmp_path: Path) -> Sticks:
    return Sticks(world, tmp_path)


def all_equal(world: World) -> None:
    """Central and both desks have the same rows, each event once."""
    ids = [id_ for id_, _, _ in feed_of(world.central())]
    assert len(ids) == len(set(ids))
    confirmed = confirmed_rows(world.central(), world.centre)
    for name in (ONE, TWO):
        assert set(world.read(name, events_of)) == set(ids)
        assert world.read(name, lambda c: desk_rows(c, list(confirmed))) == confirmed
        world.read(name, check_chain)


def test_two_desks_that_never_have_a_line_agree(world: World, sticks: Sticks) -> None:
    for number, thing in enumerate(("take_on", "order", "plan", "extra")):
        work(world, ONE, thing, number)
        work(world, TWO, thing, 10 + number)
    assert sticks.round(ONE)
    assert sticks.round(TWO)
    assert sticks.round(ONE)
    all_equal(world)
    told = world.read(ONE, central_told)
    assert told is not None, "and central's word about the time counts as over the line"
    assert abs(told - clock.now_ms()) < 60_000


def test_one_stick_serves_the_whole_room(world: World, sticks: Sticks) -> None:
    """The other computer, which wrote nothing, reads the same answer; what waits there waits on, and nothing comes twice."""
    for number, thing in enumerate(("take_on", "order", "plan")):
        work(world, ONE, thing, number)
    sticks.round(ONE)
    assert sticks.read(TWO, sticks.down[ONE][-1]), "equal, as of when central wrote it"
    all_equal(world)
    work(world, TWO, "take_on", 7)
    work(world, ONE, "extra", 8)
    sticks.round(ONE)
    for _ in range(2):
        assert not sticks.read(TWO, sticks.down[ONE][-1]), "its own work still has to go"
    with world.stores[TWO].read() as s:
        assert events.waiting(s.connection())[0] > 0
    assert set(world.acknowledged[ONE]) <= set(world.read(TWO, events_of))
    assert sticks.round(TWO)
    assert sticks.read(ONE, sticks.down[TWO][-1])
    all_equal(world)


@pytest.mark.parametrize("by", ["line", "stick", "nothing"])
def test_it_begins_where_the_other_computer_was_last_seen(world: World, sticks: Sticks, by: str) -> None:
    for number in range(90):
        work(world, TWO, "take_on", number)
    if by == "line":
        world.sync(TWO)
    else:
        sticks.round(TWO)
        sticks.round(TWO)  # only the second one tells that it took what the first one brought
    if by == "nothing":
        with world.central().database.write() as connection:
            connection.exec_driver_sql("DELETE FROM fact WHERE key LIKE 'stick:%'")
    work(world, ONE, "take_on", 99)
    sticks.round(ONE)
    with world.stores[TWO].read() as s:
        key = identity.device_key(s.connection())
    answer = sticks.down[ONE][-1]
    size = sum(len(frame.sealed) for frame in frames_in(answer) if frame.receiver == receiver_of(key.public_key()))
    assert (size < 1000) == (by != "nothing"), size
    assert sticks.read(TWO, answer)
    all_equal(world)


@pytest.mark.parametrize("who", ["one", "two"])
def test_a_room_whose_disk_was_set_back_reads_the_others_answer(world: World, sticks: Sticks, who: str) -> None:
    """It asks for a stick of its own where it has to, and loses nothing."""
    work(world, ONE, "take_on", 1)
    work(world, TWO, "take_on", 2)
    for name in (ONE, TWO):
        world.sync(name)
        world.back_up(name)
    for number in range(3, 7):
        work(world, TWO, "extra", number)
    world.sync(TWO)
    world.sync(ONE)
    world.restore(dict(zip(("one", "two"), (ONE, TWO), strict=True))[who])
    work(world, TWO, "take_on", 9)
    sticks.round(ONE)
    sticks.read(TWO, sticks.down[ONE][-1])
    for name in (TWO, ONE, TWO, ONE):
        sticks.round(name)
    assert world.sync(TWO).agreed
    assert world.sync(ONE).agreed
    all_equal(world)


def test_a_revoked_computer_of_the_room_gets_nothing(world: World, sticks: Sticks) -> None:
    with world.stores[TWO].read() as s:
        key, device = identity.device_key(s.connection()), identity.device(s.connection())
    assert device is not None
    with world.central().database.write() as connection:
        connection.exec_driver_sql(f"UPDATE device SET revoked = 1 WHERE id = '{device.id}'")
    work(world, ONE, "take_on", 1)
    sticks.round(ONE)
    assert receiver_of(key.public_key()) not in {frame.receiver for frame in frames_in(sticks.down[ONE][-1])}


def test_a_stick_tells_whose_the_logs_are(world: World, sticks: Sticks) -> None:
    for name in (ONE, TWO):
        work(world, name, "take_on", 1)
        sticks.round(name)
    log = world.read(ONE, lambda c: events.current_log(c)[0])
    assert world.read(TWO, lambda c: identity.computer_of(c, log))[0] == 1


def test_the_same_stick_twice_and_an_old_one_last_change_nothing(world: World, sticks: Sticks) -> None:
    work(world, ONE, "take_on", 1)
    first = sticks.write(ONE)
    assert sticks.at_central(ONE, first) > 0
    work(world, ONE, "order", 2)
    second = sticks.write(ONE)
    assert sticks.at_central(ONE, second) > 0
    assert sticks.at_central(ONE, first) == 0
    old, new, again = sticks.down[ONE]
    assert sticks.read(ONE, new)
    for data in (old, again, new, old):
        sticks.read(ONE, data)
    with world.stores[ONE].read() as s:
        assert events.waiting(s.connection())[0] == 0
    assert sticks.round(TWO)
    all_equal(world)


def test_stick_and_line_mixed(world: World, sticks: Sticks) -> None:
    work(world, ONE, "take_on", 1)
    on_its_way = sticks.write(ONE)
    assert world.sync(ONE).agreed  # the line came back before the van
    work(world, ONE, "order", 2)
    assert sticks.at_central(ONE, on_its_way) == 0
    world.sync(ONE)
    sticks.read(ONE, sticks.down[ONE][-1])
    world.sync(TWO)
    assert world.sync(ONE).agreed
    all_equal(world)


def test_an_answer_about_a_log_that_is_written_no_more(world: World, sticks: Sticks) -> None:
    """How far central has the old log, and has it for good, says nothing of the new one."""
    for number in range(3):
        work(world, ONE, "take_on", number)
    sticks.round(ONE)
    with world.central().database.write() as connection:
        for _ in range(2):
            begin_backup(connection)
            end_backup(connection)
    work(world, ONE, "order", 3)
    sticks.at_central(ONE, sticks.write(ONE))
    with world.stores[ONE].transaction() as connection:
        log, _ = open_incarnation(connection)  # the line came back, and a copied disk had been there first
    for number in range(4, 9):
        work(world, ONE, "extra", number)
    sticks.read(ONE, sticks.down[ONE][-1])
    assert world.read(ONE, lambda c: (events.get_meta(c, "central_head"), durable_of(c)[0] == log)) == ("0", False)
    assert sticks.round(ONE), "all of it goes with the next stick"
    assert sticks.round(TWO)
    all_equal(world)


def test_a_fork_is_told_twice_and_opens_one_log(world: World, sticks: Sticks) -> None:
    work(world, ONE, "take_on", 1)
    world.sync(ONE)
    world.back_up(ONE)
    work(world, ONE, "extra", 2)
    world.sync(ONE)
    world.restore(ONE)
    work(world, ONE, "extra", 3)
    sticks.at_central(ONE, sticks.write(ONE))
    for _ in range(3):
        sticks.read(ONE, sticks.down[ONE][-1])
    assert world.read(ONE, lambda c: c.exec_driver_sql("SELECT count(*) FROM log").scalar()) == 2
    assert sticks.round(ONE)
    assert sticks.round(TWO)
    all_equal(world)


@pytest.mark.parametrize("first", ["answer", "work"])
def test_a_disk_that_was_set_back_asks_by_stick(world: World, sticks: Sticks, first: str) -> None:
    """The answer brings what it once wrote under the numbers that it gives out again."""
    work(world, ONE, "take_on", 1)
    world.sync(ONE)
    world.back_up(ONE)
    for number in range(2, 6):
        work(world, ONE, "extra", number)
    assert world.sync(ONE).agreed
    world.restore(ONE)
    sticks.at_central(ONE, sticks.write(ONE))
    if first == "answer":
        sticks.read(ONE, sticks.down[ONE][-1])
    for number in range(6, 10):
        work(world, ONE, "extra", number)
    sticks.read(ONE, sticks.down[ONE][-1])
    assert world.sync(ONE).agreed
    assert world.sync(TWO).agreed
    all_equal(world)


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_ends_in_the_same_state(chance: random.Random) -> None:
    import tempfile

    world = World()
    try:
        with tempfile.TemporaryDirectory() as folder:
            sticks = Sticks(world, Path(folder))
            for number in range(chance.randrange(4, 12)):
                name = chance.choice((ONE, TWO))
                match chance.randrange(6):
                    case 0 | 1:
                        work(world, name, chance.choice(("take_on", "order", "edit", "extra")), number)
                    case 2:
                        sticks.write(name)
                    case 3 if sticks.up.get(name):
                        sticks.at_central(name, chance.choice(sticks.up[name]))
                    case 4 if sticks.down.get(name):
                        sticks.read(name, chance.choice(sticks.down[name]))
                    case 5:
                        world.sync(name)
            for name in (ONE, TWO, ONE, TWO):
                sticks.round(name)
            all_equal(world)
    finally:
        world.close()


# ---------------------------------------------------------------- what is not right changes nothing


def untouched(world: World, name: str) -> tuple[object, ...]:
    return tuple(world.read(name, events_of)), world.read(name, check_chain)


def test_a_file_cut_short_or_altered_is_named_and_changes_nothing(world: World, sticks: Sticks) -> None:
    work(world, TWO, "take_on", 1)
    world.sync(TWO)
    work(world, ONE, "take_on", 2)
    up = sticks.write(ONE)
    before = untouched(world, ONE), len(feed_of(world.central()))
    chance = random.Random(7)
    for _ in range(60):
        bad = bytearray(up)
        if chance.random() < 0.5:
            bad = bad[: chance.randrange(8, len(bad))]
        else:
            bad[chance.randrange(8, len(bad))] ^= 1 << chance.randrange(8)
        with pytest.raises(Refused, match="stick_damaged"):
            take_stick(world.central(), bytes(bad))
    sticks.at_central(ONE, up)
    after = len(feed_of(world.central()))
    assert after > before[1]
    down = sticks.down[ONE][-1]
    for at in range(8, len(down), max(1, len(down) // 60)):
        bad = bytearray(down)
        bad[at] ^= 4
        with pytest.raises(Refused, match="stick_damaged"):
            sticks.read(ONE, bytes(bad))
    assert untouched(world, ONE) == before[0]


def _frames_of(world: World, *payloads: tuple[bytes, bytes]) -> bytes:
    """A file in which the first desk signed these: kind and payload."""
    central = world.central().key.public_key()
    with world.stores[ONE].read() as s:
        key, device = identity.device_key(s.connection()), identity.device(s.connection())
    assert device is not None
    kid = bytes.fromhex(device.id)
    return file_of([seal(central, kind, sign1(key, body, kid, context=CONTEXTS[kind])) for kind, body in payloads])


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (ROUND, b"\0\x93\x01\x02"),
        (ROUND, pack(msgspec.msgpack.encode(Round(b"", bytes(16), 1, bytes(32), b"\xff", b"")))),
        (ROUND, pack(msgspec.msgpack.encode(Round(b"", bytes(16), 1, bytes(32), b"", b"", version=9)))),
        (PHOTO, msgspec.msgpack.encode([bytes(32), 5])),
        (PHOTO, msgspec.msgpack.encode([bytes(32), 5, 9, b""])),
        (PHOTO, msgspec.msgpack.encode([b"short", 5, 0, b"12345"])),
    ],
    ids=range(6),
)
def test_a_good_frame_before_a_bad_one_is_not_taken_either(world: World, kind: bytes, payload: bytes) -> None:
    work(world, ONE, "take_on", 1)
    with world.stores[ONE].read() as s:
        rounds, count = stick._rounds(s.connection())
    assert count
    before = feed_of(world.central())
    good = (ROUND, messages.encode(rounds[0]))
    with pytest.raises(Rejected):
        take_stick(world.central(), _frames_of(world, good, (kind, payload)))
    assert feed_of(world.central()) == before
    assert take_stick(world.central(), _frames_of(world, good)).devices[0].actions == count


def test_anothers_log_in_a_file_is_refused_before_anything_is_taken(world: World) -> None:
    work(world, TWO, "take_on", 2)
    world.sync(TWO)
    work(world, ONE, "take_on", 1)
    with world.stores[ONE].read() as s:
        own = stick._rounds(s.connection())[0][0]
    with world.stores[TWO].read() as s:
        theirs = bytes.fromhex(events.current_log(s.connection())[0])
    before = feed_of(world.central())
    pair = [(ROUND, messages.encode(one)) for one in (own, msgspec.structs.replace(own, log=theirs))]
    with pytest.raises(Rejected, match="device_unknown"):
        take_stick(world.central(), _frames_of(world, *pair))
    assert feed_of(world.central()) == before


def test_what_is_for_somebody_else_stays_closed(world: World, sticks: Sticks) -> None:
    work(world, ONE, "take_on", 1)
    up = sticks.write(ONE)
    sticks.at_central(ONE, up)
    strange = seal(Ed25519PrivateKey.generate().public_key(), REPLY, b"for a computer of another centre")
    with pytest.raises(Refused, match="stick_not_for_us"):
        sticks.read(TWO, file_of([strange]))
    with pytest.raises(Refused, match="stick_not_for_us"):
        sticks.read(ONE, up)
    with pytest.raises(Refused, match="stick_not_for_us"):
        take_stick(world.central(), sticks.down[ONE][-1])


def test_another_kind_of_file_and_an_empty_stick(world: World, sticks: Sticks, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="stick_not_ours"):
        sticks.read(ONE, b"PK\x03\x04 a document")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(Refused, match="stick_empty"):
        read_stick(world.stores[ONE], empty)


def test_nothing_readable_stands_in_the_file(world: World, sticks: Sticks) -> None:
    work(world, ONE, "take_on", 1)
    with world.stores[ONE].read() as s:
        name = s.connection().exec_driver_sql("SELECT name FROM person LIMIT 1").scalar_one()
        device = s.connection().exec_driver_sql("SELECT value FROM meta WHERE key = 'device'").scalar_one()
    data = sticks.write(ONE)
    assert data.startswith(MAGIC)
    assert name.encode() not in data
    assert bytes.fromhex(device) not in data, "who sends is for the receiver only"
    assert len(frames_in(data)) >= 1
    assert frames_in(data)[0].sealed != frames_in(sticks.write(ONE))[0].sealed
