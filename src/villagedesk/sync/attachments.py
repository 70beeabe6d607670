"""Photos go last and smallest first, resumed inside a file at the byte; wrong bytes are never accepted."""

from villagedesk.errors import AppError, NotFound, Offline
from villagedesk.store import Store
from villagedesk.store.photos import Blob, desk_files, forget, next_to_send, note_sent
from villagedesk.sync.remote import Remote

PIECE = 32 * 1024
_MAX_TRIES = 3


def send_photos(store: Store, remote: Remote) -> int:
    """Send every photo that waits; returns how many central has now that it did not have before.

    A cut line ends it quietly: what arrived stays at central, and the next run goes on at that byte.

    Raises:
        Rejected: central refuses the device.
    """
    done = 0
    while True:
        with store.read() as s:
            photo = next_to_send(s.connection())
        if photo is None:
            return done
        try:
            data = desk_files(store).get(photo.sha256)
        except NotFound:
            # The picture is gone from this disk; the record that names it stays, and its page says so.
            with store.transaction() as connection:
                forget(connection, photo.sha256)
            continue
        try:
            _send(store, remote, photo, data)
        except Offline:
            return done
        done += 1


def _send(store: Store, remote: Remote, photo: Blob, data: bytes) -> None:
    """Send the rest of one photo, noting after each piece how far central has it.

    Raises:
        Offline: the line was cut.
        AppError: ``file_damaged``, central never got the bytes right.
    """
    have, tries = photo.sent_bytes, 0
    while have < len(data) or not tries:
        now = remote.blob(photo.sha256, len(data), have, data[have : have + PIECE])
        tries = 1 if now > have else tries + 1
        have = now
        with store.transaction() as connection:
            note_sent(connection, photo.sha256, have)
        if tries > _MAX_TRIES:
            raise AppError("file_damaged", name=photo.sha256)
