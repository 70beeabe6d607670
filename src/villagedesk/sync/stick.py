"""Sync by a stick: the same pieces of log and the same feed pages as over the line, carried in a sealed file.

What waits here is written for central; central's answer, on the same stick or another one, is read here. Sticks may come
in any order, again and again, and mixed with syncs over the line: central takes each event once, and a page is taken as
far as it is new.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection

from villagedesk import clock, i18n
from villagedesk.domain.cose import open1, sign1
from villagedesk.errors import AppError, NotFound, Refused, StorageTrouble
from villagedesk.store import Store, events, identity
from villagedesk.store.durable import durable_of, note_durable
from villagedesk.store.files import file_trouble_told, write_whole
from villagedesk.store.moments import note_central_word
from villagedesk.store.photos import desk_files, note_fetched, note_whole, waiting_photos, wanted
from villagedesk.store.unsent import note_on_stick, on_own_disk
from villagedesk.sync import given_back, guard, messages, refetch
from villagedesk.sync.apply import FeedBroken
from villagedesk.sync.codec import WireEvent, encode_fitting
from villagedesk.sync.cursors import all_cursors, cursors_digest
from villagedesk.sync.erase import erase_noted
from villagedesk.sync.history import STICK, WRITTEN, PastSync, note_agreed_by_stick, note_agreement, note_sync
from villagedesk.sync.incarnation import open_incarnation
from villagedesk.sync.messages import Answer, Page, Reply, Round
from villagedesk.sync.pages import begin_again, stands_at_end, take_page
from villagedesk.sync.schedule import only_one
from villagedesk.sync.sealed import MAX_FILE, Frame, file_of, frames_in, receiver_of, seal, unseal

ENDING = ".vdstick"
ROUND, PHOTO, REPLY = b"r", b"p", b"a"
CONTEXTS = {kind: b"villagedesk stick 1 " + kind for kind in (ROUND, PHOTO, REPLY)}

_PIECE = 256 * 1024
_MAX_EVENTS = 4000
_PHOTO_BYTES = 64 << 20  # of photos in one file
LARGEST_PHOTO = 900 * 1024
# How many photos one stick asks for.
MOST_WANTED = 200


@dataclass(frozen=True)
class Written:
    """What was written: the file, how many actions and photos are in it, and whether it is still on this computer."""

    file: Path
    actions: int
    photos: int
    on_own_disk: bool = False


@dataclass
class Received:
    """What a file brought. ``agreed``: both sides are equal now; ``write_again``: central asked for a new file.

    ``photos`` are those that central has now; ``brought`` those that came from there; ``trouble`` is why not all came.
    """

    entries: int = 0
    photos: int = 0
    brought: int = 0
    trouble: StorageTrouble | None = None
    agreed: bool = False
    write_again: bool = False
    # It would remove much and waits for somebody's word.
    held: bool = False
    changed: set[str] = field(default_factory=set)
    # Of each feed whether it is as central had it when it wrote the newest answer, and when that was (ms UTC).
    ends: dict[str, bool] = field(default_factory=dict)
    as_of: int = 0


def write_stick(store: Store, folder: Path) -> Written:
    """Write what waits here for central into a folder; an empty file also asks for what is new.

    Raises:
        Refused: this computer is not enrolled, or a sync is under way.
        StorageTrouble: the stick is full or cannot be written to.
    """
    with only_one(store.home):
        with store.read() as s:
            connection = s.connection()
            device, key = _own(connection)
            central = Ed25519PublicKey.from_public_bytes(device.central_key)
            rounds, actions = _rounds(connection)
            photos = _photos(store, connection)
            log, head, _ = events.current_log(connection)
            whole = not refetch.any_under_way(connection)
        kid = bytes.fromhex(device.id)
        signed = [(ROUND, messages.encode(one)) for one in rounds] + [(PHOTO, one) for one in photos.values()]
        frames = [seal(central, kind, sign1(key, body, kid, context=CONTEXTS[kind])) for kind, body in signed]
        file = folder / f"{_moment()}-{device.number}{ENDING}"
        begun = clock.now_ms()
        write_whole(file, file_of(frames))
        here = on_own_disk(store.home, folder)
        with store.transaction() as connection:
            note_sync(connection, PastSync(begun, clock.now_ms(), WRITTEN, False, "", actions, 0, len(photos), 0))
            if not here:
                note_on_stick(connection, log, head if whole else 0, list(photos))
    return Written(file, actions, len(photos), here)


def read_stick(store: Store, place: Path) -> Received:
    """Take what is for this computer from a file, or from every such file in a folder.

    All of a file is checked before anything of it is taken.

    Raises:
        Refused: ``stick_not_ours``, ``stick_damaged``, ``stick_not_for_us``, ``stick_empty``; nothing was changed.
        StorageTrouble: the stick cannot be read, or this computer's disk makes trouble.
    """
    files = sorted(place.glob(f"*{ENDING}")) if place.is_dir() else [place]
    with store.read() as s:
        device, key = _own(s.connection())
    answers = [answer for file in files for answer in _answers(_content(file), device, key)]
    if not answers:
        raise Refused("stick_not_for_us" if files else "stick_empty")
    received, begun = Received(), clock.now_ms()
    with only_one(store.home):
        for answer in answers:
            _take(store, answer, received)
        with store.transaction() as connection:
            note_central_word(connection, received.as_of)
            received.agreed = _agreed(connection, received)
            if received.agreed:
                note_agreed_by_stick(connection, received.as_of)
            numbers = (0, received.entries, received.photos, 0)
            note_sync(connection, PastSync(begun, clock.now_ms(), STICK, received.agreed, "", *numbers))
        _keep_photos(store, answers, received)
    return received


def _own(connection: Connection) -> tuple[identity.Device, Ed25519PrivateKey]:
    device = identity.device(connection)
    if device is None:
        raise Refused("not_enrolled")
    return device, identity.device_key(connection)


def _rounds(connection: Connection) -> tuple[list[Round], int]:
    """The pieces of the log that central may not have, each with where this computer stands."""
    log, head, _ = events.current_log(connection)
    begin = sent = min(head, int(events.get_meta(connection, "central_head") or 0))
    # While a feed is fetched again nothing is sent: what central lost comes before what builds on it.
    limit = 0 if refetch.any_under_way(connection) else _MAX_EVENTS
    cursors = all_cursors(connection)
    waiting, oldest = events.waiting(connection)
    rounds: list[Round] = []
    while True:
        found = events.events_after(connection, log, sent, limit=limit)
        encoded, count = encode_fitting([WireEvent(bytes.fromhex(e.id), e.body, e.scope) for e in found], _PIECE)
        rounds.append(
            Round(
                nonce=b"",
                log=bytes.fromhex(log),
                first=sent + 1,
                previous=events.link_at(connection, log, sent),
                events=encoded,
                cursors_digest=cursors_digest(cursors),
                cursors=cursors,
                waiting=max(0, waiting - (sent - begin)),
                oldest=oldest or 0,
                told=guard.told(connection),
                found=None if rounds else given_back.to_give_back(connection),
                wanted=[] if rounds else [bytes.fromhex(name) for name in wanted(connection)[:MOST_WANTED]],
            )
        )
        sent += count
        if sent >= head or not limit:
            return rounds, sent - begin


def _photos(store: Store, connection: Connection) -> dict[str, bytes]:
    """The photos that central does not have by their name, the smallest first, as over the line."""
    found, size = dict[str, bytes](), 0
    for photo in waiting_photos(connection):
        if photo.size > LARGEST_PHOTO or size + photo.size > _PHOTO_BYTES:
            break
        try:
            data = desk_files(store).get(photo.sha256)
        except (NotFound, StorageTrouble):
            continue  # the sync over the line tells of it
        found[photo.sha256] = msgspec.msgpack.encode([bytes.fromhex(photo.sha256), len(data), 0, data])
        size += photo.size
    return found


def _content(file: Path) -> bytes:
    with file_trouble_told():
        if file.stat().st_size > MAX_FILE:
            raise Refused("stick_not_ours")
        return file.read_bytes()


def _answers(data: bytes, device: identity.Device, key: Ed25519PrivateKey) -> list[Answer]:
    """The answers for this computer in a file, all of them opened and checked."""
    central = Ed25519PublicKey.from_public_bytes(device.central_key)
    mine = receiver_of(key.public_key())
    return [_opened(frame, central, key) for frame in frames_in(data) if frame.receiver == mine]


def _opened(frame: Frame, central: Ed25519PublicKey, key: Ed25519PrivateKey) -> Answer:
    kind, message = unseal(key, frame)
    try:
        _, payload = open1(message, lambda _kid: central, context=CONTEXTS.get(kind, b""), max_bytes=MAX_FILE)
        return messages.decode(payload, Answer)
    except (AppError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise Refused("stick_damaged") from error


def _take(store: Store, answer: Answer, received: Received) -> None:
    reply = answer.reply
    with store.transaction() as connection:
        log, _, _ = events.current_log(connection)
        if answer.log in (b"", bytes.fromhex(log)):
            _note_log(connection, log, reply)
            received.write_again |= reply.status in ("fork", "gap")
        # Else a new log was opened since this stick was written: what central says of the old one is not about it.
        identity.note_computers(connection, ((one.log.hex(), one.number, one.name) for one in reply.computers))
        for sha256 in answer.photos:
            received.photos += note_whole(connection, sha256.hex())
    if reply.time > received.as_of:
        received.as_of, received.ends = reply.time, {}
    for page in reply.pages:
        # What an older answer in the same folder says of central's rows is not true any more.
        ends = received.ends if reply.time == received.as_of else {}
        if page.differs:
            _begin_again(store, page)
            received.write_again, ends[page.scope] = True, False
            continue
        try:
            equal = take_page(store, page, reply.time, received.changed, overlapping=True)
        except FeedBroken:
            # It begins behind where this computer stands: it was restored since it wrote. A new file tells where it is.
            received.write_again, ends[page.scope] = True, False
            continue
        ends[page.scope] = _note_end(store, page, agrees=equal)
        received.entries += sum(run.count for run in page.runs if not run.own)
    with store.read() as s:
        received.held = refetch.any_held(s.connection())
    erase_noted(store)


def _note_log(connection: Connection, log: str, reply: Reply) -> None:
    """What central has of the log that is written here."""
    if reply.status == "fork":
        open_incarnation(connection)
        return
    known = int(events.get_meta(connection, "central_head") or 0)
    # An old stick knows less than the line told us since; central asking again (gap) knows better.
    head = reply.head if reply.status == "gap" else max(known, reply.head)
    events.put_meta(connection, "central_head", str(head))
    if reply.status == "ok":
        known_log, durable = durable_of(connection)
        note_durable(connection, log, max(reply.durable, durable if known_log == log else 0))


def _note_end(store: Store, page: Page, *, agrees: bool) -> bool:
    """Keep what the comparison at a feed's end said; False as well where it says nothing, for we stand elsewhere."""
    with store.transaction() as connection:
        if page.more or not stands_at_end(connection, page):
            return page.more
        note_agreement(connection, page.scope, clock.now_ms(), agrees=agrees)
        if not agrees:
            events.put_meta(connection, "agreed_at", "")
    return agrees


def _agreed(connection: Connection, received: Received) -> bool:
    """Whether nothing waits here, and every feed that is here is as central had it when it wrote the newest answer."""
    waiting, _ = events.waiting(connection)
    here = {cursor.scope for cursor in all_cursors(connection) if cursor.position}
    under_way = received.held or refetch.any_under_way(connection)
    return (
        bool(received.ends)
        and all(received.ends.values())
        and here <= set(received.ends)
        and not (waiting or under_way)
    )


def _keep_photos(store: Store, answers: list[Answer], received: Received) -> None:
    """The photos that came, last of all: what was recorded needs the disk more. What does not fit stays wanted."""
    files = desk_files(store)
    with store.read() as s:
        missing = set(wanted(s.connection()))
    for data in (data for answer in answers for data in answer.brought):
        name = hashlib.sha256(data).hexdigest()
        if name in missing:
            try:
                files.put(data)
            except StorageTrouble as error:
                received.trouble = error
                return
            with store.transaction() as connection:
                note_fetched(connection, name, len(data))
            missing.remove(name)
            received.brought += 1
            received.changed.add("photo")


def _begin_again(store: Store, page: Page) -> None:
    """Central does not know our place in a feed; an old answer that speaks of another place is passed over."""
    with store.read() as s:
        asked = {cursor.scope: cursor.position for cursor in all_cursors(s.connection())}
    if asked.get(page.scope) == page.after:
        # A journey for each question is too much: the whole feed comes on the next stick.
        begin_again(store, page.scope, whole=True)


def _moment() -> str:
    return i18n.local(clock.now_ms()).strftime("%m%d-%H%M%S")
