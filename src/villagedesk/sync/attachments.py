"""Photos go last and smallest first, resumed inside a file at the byte; wrong bytes are never accepted."""

from collections.abc import Callable
from functools import partial

from villagedesk.errors import AppError, NotFound, Offline, StorageTrouble
from villagedesk.store import Store
from villagedesk.store.photos import Blob, desk_files, forget, next_to_send, note_sent
from villagedesk.sync.remote import Remote

PIECE = 32 * 1024
DAMAGED = "file_damaged"
_MAX_TRIES = 3


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
