"""Sticks at central: take what devices wrote, and write each of them its answer, by the same rules as over the line.

A stick goes back into a room, so what is new for the centre's other computers is on it, too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select, update

from villagedesk import clock, i18n
from villagedesk.central import rounds, tables
from villagedesk.central.backup import durable_of
from villagedesk.central.callers import caller
from villagedesk.central.database import upsert
from villagedesk.central.deps import Central, opened_by_device
from villagedesk.central.given_back import take_back
from villagedesk.central.photos import check_piece, receive_photo, whole_photo
from villagedesk.central.push import push
from villagedesk.domain.cose import sign1
from villagedesk.errors import AppError, Refused, Rejected
from villagedesk.i18n import _
from villagedesk.store.files import file_trouble_told, write_whole
from villagedesk.sync import messages
from villagedesk.sync.codec import WireEvent
from villagedesk.sync.given_back import seal_pages
from villagedesk.sync.messages import Answer, Reply, Round
from villagedesk.sync.sealed import MAX_FILE, Frame, file_of, frames_in, receiver_of, seal, unseal
from villagedesk.sync.stick import CONTEXTS, ENDING, LARGEST_PHOTO, MOST_WANTED, PHOTO, REPLY, ROUND

_PAGE_BYTES = 256 * 1024
_ANSWER_BYTES = 64 << 20
# For each of the centre's other computers, and for how many: a centre has nine PCs, and its trainers' laptops.
_OTHERS_BYTES = 8 << 20
_MOST_OTHERS = 12


@dataclass
class Device:
    """What one device had on the stick: how many actions were new, its photos that are here whole, those it wants."""

    id: str
    name: str = ""
    actions: int = 0
    photos: list[bytes] = field(default_factory=list)
    wanted: dict[bytes, None] = field(default_factory=dict)
    last: Round | None = None
    status: str = "ok"
    head: int = 0
    own_head: int = 0
    # Central was set back, and the device has to be told its feeds before anything of it is taken.
    waits: bool = False


@dataclass(frozen=True)
class Taken:
    """What a stick brought, and the file with the answers."""

    devices: list[Device]
    answer: bytes


def take_stick(central: Central, data: bytes) -> Taken:
    """Take a file from a stick.

    Every frame for central is opened and checked before the first one is taken.

    Raises:
        Refused: ``stick_not_ours``, ``stick_damaged``; ``stick_not_for_us``: no frame is for central.
        Rejected: a device is not known here, or was revoked; what it signed cannot be read. Nothing was taken.
    """
    mine = receiver_of(central.key.public_key())
    frames = [frame for frame in frames_in(data) if frame.receiver == mine]
    if not frames:
        raise Refused("stick_not_for_us")
    with central.database.read() as connection:
        opened = [_opened(connection, central, frame) for frame in frames]
    devices: dict[str, Device] = {}
    for id_, message in opened:
        found = devices.setdefault(id_, Device(id_))
        if isinstance(message, _Round):
            _take_round(central, found, message)
        else:
            _take_photo(central, found, message)
    frames = [one for found in devices.values() for one in _answers(central, found)]
    frames += [one for found in _others(central, devices) for one in _what_is_new(central, found)]
    return Taken(list(devices.values()), file_of(frames))


@dataclass(frozen=True)
class _Round:
    """A piece of a device's log."""

    request: Round
    events: list[WireEvent]


@dataclass(frozen=True)
class _Photo:
    """A photo, in the order of the message."""

    sha256: bytes
    size: int
    offset: int
    data: bytes


def _opened(connection: Connection, central: Central, frame: Frame) -> tuple[str, _Round | _Photo]:
    """The device that wrote a frame, and what is in it; all that can be wrong with it is found here."""
    kind, message = unseal(central.key, frame)
    if kind not in (ROUND, PHOTO):
        raise Refused("stick_damaged")
    kid, payload = opened_by_device(connection, message, CONTEXTS[kind])
    try:
        if kind == PHOTO:
            photo = _Photo(*msgspec.msgpack.decode(payload, type=tuple[bytes, int, int, bytes]))
            check_piece(central.files, photo.sha256.hex(), photo.size, photo.offset)
            return kid.hex(), photo
        request = messages.decode(payload, Round)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise Rejected("wire_broken") from error
    events = rounds.opened(request)
    owner = connection.execute(select(tables.log.c.device).where(tables.log.c.id == request.log.hex())).scalar()
    if owner not in (None, kid.hex()):
        raise Rejected("device_unknown")
    return kid.hex(), _Round(request, events)


def _take_round(central: Central, device: Device, message: _Round) -> None:
    request, events = message.request, message.events
    device.wanted |= dict.fromkeys(request.wanted[:MOST_WANTED])
    with central.database.write() as connection:
        who = caller(connection, device.id)
        rounds.hear(connection, who, request)
        take_back(connection, central.key.public_key(), request.found)
        known = select(tables.log.c.head_seq).where(tables.log.c.id == request.log.hex())
        before = connection.execute(known).scalar() or 0
        places = {cursor.scope: (cursor.position, cursor.hash) for cursor in request.cursors or []}
        # After central was set back, what it lost comes first: see rounds.py.
        take = rounds.knows(connection, who, places)
        status, device.head = push(connection, who, request, events, take=take)
        if not (device.waits and status == "gap"):  # what was not taken before it is no gap in what the device sent
            device.status = status
        device.waits = device.waits or not take
        device.actions += max(0, device.head - before)
        device.last, device.own_head = request, request.first - 1 + len(events)
        # The stick says how old what waits there is; the nonce and the cursors of the line stay as they are.
        seen = {"seen_at": clock.now_ms(), "waiting": 0, "oldest_at": 0}
        connection.execute(update(tables.device).where(tables.device.c.id == device.id).values(**seen))
        # Places that are not in these feeds would be asked about again and again.
        stands = {name: [position, hash_.hex()] for name, (position, hash_) in places.items() if take}
        upsert(connection, tables.fact, [{"key": f"stick:{device.id}", "value": json.dumps(stands)}])
        device.name = connection.execute(
            select(tables.device.c.name).where(tables.device.c.id == device.id)
        ).scalar_one()


def _take_photo(central: Central, device: Device, photo: _Photo) -> None:
    with central.database.read() as connection:
        centre = caller(connection, device.id).centre
    name = photo.sha256.hex()
    try:
        have = receive_photo(central.database, central.files, centre, name, photo.size, photo.offset, photo.data)
    except AppError as error:
        if error.code != "file_damaged":
            raise
        return  # it was damaged before it was signed: the device keeps it and says so
    if have == photo.size:
        device.photos.append(photo.sha256)


def _answers(central: Central, device: Device) -> list[Frame]:
    """The frames for one device: its feeds from where it stands to their ends."""
    request = device.last
    if request is None:
        return [_answer(central, device, Reply("ok", b"", clock.now_ms(), 0))]
    with central.database.read() as connection:
        durable = min(device.head, durable_of(connection, request.log.hex()))
    reply = Reply(device.status, b"", clock.now_ms(), device.head, durable)
    if device.status != "ok":
        return [_answer(central, device, reply)]
    cursors = {cursor.scope: (cursor.position, cursor.hash) for cursor in request.cursors or []}
    frames = _feeds(central, device, reply, cursors, (request.log.hex(), device.own_head), _ANSWER_BYTES)
    size = sum(len(frame.sealed) for frame in frames)
    return frames + list(_photo_answers(central, device, reply, _ANSWER_BYTES - size))


def _feeds(
    central: Central,
    device: Device,
    reply: Reply,
    cursors: dict[str, tuple[int, bytes]],
    own: tuple[str, int],
    room: int,
) -> list[Frame]:
    """A device's feeds from there to their ends; ``own`` is its log and how far it has that itself."""
    frames: list[Frame] = []
    with central.database.read() as connection:
        who = caller(connection, device.id)
        while True:
            pages, given = rounds.pages(connection, who, cursors, *own, _PAGE_BYTES)
            named = rounds.computers(connection, who, pages)
            whole = msgspec.structs.replace(reply, pages=pages, computers=named)
            frames.append(_answer(central, device, seal_pages(central.key, whole)))
            room -= len(frames[-1].sealed)
            cursors = {scope: (int(position), bytes.fromhex(str(hash_))) for scope, (position, hash_) in given.items()}
            if not any(page.more for page in pages) or room < 0:
                return frames


def _others(central: Central, devices: dict[str, Device]) -> list[Device]:
    """The other devices of the same centres, those seen last first."""
    found = tables.device
    with central.database.read() as connection:
        own = select(found.c.centre).where(found.c.id.in_(list(devices)))
        rest = select(found.c.id).where(found.c.centre.in_(own), found.c.id.not_in(list(devices)), found.c.revoked == 0)
        ids = connection.execute(rest.order_by(found.c.seen_at.desc(), found.c.id).limit(_MOST_OTHERS)).scalars()
        return [Device(id_) for id_ in ids]


def _what_is_new(central: Central, device: Device) -> list[Frame]:
    """What a device that wrote nothing may take from this stick: its feeds, from where it was last seen.

    Where that is a long way behind, or central does not know, it gets what it has already once more, and passes it over.
    All bodies are in it: nobody knows how much of its own log it has by now.
    """
    with central.database.read() as connection:
        by_line = caller(connection, device.id).cursors
        told = connection.execute(select(tables.fact.c.value).where(tables.fact.c.key == f"stick:{device.id}")).scalar()
    by_stick = json.loads(told) if told else {}
    stands = {name: max(by_line.get(name, [0, ""]), by_stick.get(name, [0, ""])) for name in {*by_line, *by_stick}}
    cursors = {name: (int(position), bytes.fromhex(str(hash_))) for name, (position, hash_) in stands.items()}
    return _feeds(central, device, Reply("ok", b"", clock.now_ms(), 0), cursors, ("", 0), _OTHERS_BYTES)


def _photo_answers(central: Central, device: Device, reply: Reply, room: int) -> Iterator[Frame]:
    """The photos that a device wants to see, each in a frame of its own, as many as there is room for."""
    with central.database.read() as connection:
        centre = caller(connection, device.id).centre
    for sha256 in device.wanted:
        data = whole_photo(central.database, central.files, centre, sha256)
        room -= len(data)
        if room < 0:
            return
        if 0 < len(data) <= LARGEST_PHOTO:
            yield _answer(central, device, reply, [data])


def _answer(central: Central, device: Device, reply: Reply, brought: list[bytes] | None = None) -> Frame:
    with central.database.read() as connection:
        stored = connection.execute(
            select(tables.device.c.public_key).where(tables.device.c.id == device.id)
        ).scalar_one()
    key = Ed25519PublicKey.from_public_bytes(bytes(stored))
    log = device.last.log if device.last else b""
    body = messages.encode(Answer(reply, device.photos, brought or [], log))
    return seal(key, REPLY, sign1(central.key, body, b"central", context=CONTEXTS[REPLY]))


def read_file(file: Path) -> bytes:
    """The bytes of a file from a stick.

    Raises:
        Refused: ``stick_not_ours``: it is not there, or larger than such files are.
        StorageTrouble: it cannot be read.
    """
    with file_trouble_told():
        if not file.is_file() or file.stat().st_size > MAX_FILE:
            raise Refused("stick_not_ours")
        return file.read_bytes()


def write_answer(folder: Path, file: Path, answer: bytes) -> Path:
    """Write the answers to a file beside it, or into another folder; returns the new file.

    Raises:
        StorageTrouble: the stick is full or cannot be written to.
    """
    target = folder / f"{file.stem}-answer{ENDING}"
    write_whole(target, answer)
    return target


def stick_words(device: Device) -> str:
    """What a device had on the stick, in one line."""
    if device.status != "ok":
        return _("{name}: has to write its stick again").format(name=device.name)
    return _("{name}: {actions} new actions, {photos} photos").format(
        name=device.name, actions=i18n.number(device.actions), photos=i18n.number(len(device.photos))
    )
