"""Photos go last and smallest first, and come when somebody wants to see one: resumed inside a file at the byte, in both
directions, also after a restart. Wrong bytes are never accepted.
"""

from collections.abc import Callable
from functools import partial

from villagedesk.errors import AppError, NotFound, Offline, StorageTrouble
from villagedesk.store import Store
from villagedesk.store.files import FileStore
from villagedesk.store.photo_room import thin_photos
from villagedesk.store.photos import (
    Blob,
    desk_files,
    forget,
    look_for_forgotten,
    next_to_send,
    note_fetched,
    note_sent,
    wanted,
)
from villagedesk.sync.remote import Remote

PIECE = 32 * 1024
DAMAGED = "file_damaged"
_MAX_TRIES = 3


def exchange_photos(
    store: Store, remote: Remote, tell: Callable[[str], None], go_on: Callable[[int], bool]
) -> tuple[int, int]:
    """Send what waits, bring what is wanted, and let go of what is too much; returns how many went and how many came.

    The arguments and what is raised are those of ``send_photos``.
    """
    with store.transaction() as connection:
        look_for_forgotten(connection, desk_files(store))
    sent = send_photos(store, remote, tell, go_on)
    came = fetch_photos(store, remote, partial(go_on, sent))
    thin_photos(store)
    return sent, came


def send_photos(
    store: Store,
    remote: Remote,
    tell: Callable[[str], None] = lambda code: None,
    go_on: Callable[[int], bool] = lambda done: True,
) -> int:
    """Send every photo that waits; returns how many central has now that it did not have before.

    A cut line ends it quietly: what arrived stays at central, and the next run goes on at that byte. A photo that is
    damaged holds up no other.

    Args:
        tell: called with the code when a photo is damaged, here or on the way.
        go_on: called with how many are done, before each photo and after each piece that arrived; False ends it.

    Raises:
        Rejected: central refuses the device.
        StorageTrouble: this computer's disk makes trouble.
    """
    done, without = 0, set[str]()
    while go_on(done):
        with store.read() as s:
            photo = next_to_send(s.connection(), without)
        if photo is None:
            return done
        data = _content(store, photo.sha256, tell)
        if data is None:
            continue
        try:
            done += _send(store, remote, photo, data, partial(go_on, done))
        except Offline:
            return done
        except AppError as error:
            if error.code != DAMAGED:
                raise
            # It waits for the next run.
            without.add(photo.sha256)
            tell(DAMAGED)
    return done


def _content(store: Store, sha256: str, tell: Callable[[str], None]) -> bytes | None:
    """The photo; None when it cannot be sent any more: the record that names it stays, and its page says so."""
    try:
        return desk_files(store).get(sha256)
    except (NotFound, StorageTrouble) as error:
        # Not found: deleted together with the disk's other pictures, for instance.
        if error.code == DAMAGED:
            tell(DAMAGED)
        elif not isinstance(error, NotFound):
            raise
    with store.transaction() as connection:
        forget(connection, sha256)
    return None


def _send(store: Store, remote: Remote, photo: Blob, data: bytes, go_on: Callable[[], bool]) -> bool:
    """Send the rest of one photo, noting after each piece how far central has it; whether it is whole there.

    Raises:
        Offline: the line was cut.
        AppError: ``file_damaged``, central never got the bytes right.
    """
    have, tries = photo.sent_bytes, 0
    while have < len(data) or not tries:
        now = _piece(remote, photo.sha256, data, have)
        if now <= have:
            tries += 1
        have, tries = now, max(tries, 1)
        with store.transaction() as connection:
            note_sent(connection, photo.sha256, have)
        if tries > _MAX_TRIES:
            raise AppError(DAMAGED, name=photo.sha256)
        if not go_on():
            break
    return have >= len(data)


def _piece(remote: Remote, sha256: str, data: bytes, have: int) -> int:
    """Send one piece; central begins at the first byte again when the whole did not fit its name."""
    try:
        return remote.blob(sha256, len(data), have, data[have : have + PIECE])
    except AppError as error:
        if error.code != DAMAGED:
            raise
        return 0


def fetch_photos(store: Store, remote: Remote, go_on: Callable[[], bool] = lambda: True) -> int:
    """Bring the photos that somebody here wanted to see and that are on no disk of ours; returns how many came.

    A cut line ends it quietly; the next run goes on at the byte. What central does not have is not asked for again.

    Raises:
        Rejected: central refuses the device.
        StorageTrouble: this computer's disk makes trouble, or has no room for photos.
    """
    files, done = desk_files(store), 0
    with store.read() as s:
        names = wanted(s.connection())
    for name in names:
        if not go_on():
            break
        try:
            size = _fetch(files, remote, name, go_on)
        except Offline:
            break
        if size is None:
            continue  # told to stop, and it goes on at the byte
        with store.transaction() as connection:
            if size:
                note_fetched(connection, name, size)
            else:
                forget(connection, name)
        done += bool(size)
    return done


def _fetch(files: FileStore, remote: Remote, name: str, go_on: Callable[[], bool]) -> int | None:
    """The rest of one photo; its size, 0 when central does not have it, None when it was stopped."""
    for _attempt in range(2):
        size = 0
        while not files.has(name):
            have = files.received(name)
            piece = remote.photo(name, have, PIECE)
            if not piece.size or not piece.data:
                # Not there, or not that much of it: what is here so far is not the beginning of what is there.
                if not have:
                    return 0
                files.drop_received(name)
                continue
            size = piece.size
            try:
                files.receive(name, have, piece.data, size)
            except AppError as error:
                if error.code != DAMAGED:
                    raise
                break  # wrong bytes: once more from the start
            if not files.has(name) and not go_on():
                return None
        if files.has(name):
            return size or len(files.get(name))
    return 0
