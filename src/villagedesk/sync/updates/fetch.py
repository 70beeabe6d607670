"""A release over the line: the signed head first, then part by part, resumed at the byte, into one file that is taken in.

A program is asked for by the kind of computer, a list of villages by its province.
"""

from collections.abc import Callable
from pathlib import Path

from villagedesk.domain import villages
from villagedesk.errors import Offline, Refused
from villagedesk.store import Store
from villagedesk.store.files import file_trouble_told
from villagedesk.store.room import check_room
from villagedesk.sync.remote import Remote
from villagedesk.sync.updates.release import PROGRAM, VILLAGES, Release, as_file, here, is_part, open_head
from villagedesk.sync.updates.take import central_key, check_wanted

_PIECE = 64 << 10
WANT = "release "


def fetch(
    store: Store,
    remote: Remote,
    progress: Callable[[int, int], bool] = lambda done, size: True,
    *,
    kind: str = PROGRAM,
    what: str = "",
) -> Path | None:
    """Bring the newest release that central has for this computer; returns the file, which stays until it is taken in.

    Args:
        kind: ``PROGRAM`` or ``VILLAGES``.
        what: of which system, or the two digits of a province; "" for a program of this computer's kind.
        progress: told how many of how many bytes are here, before each piece; False stops, and the next try goes on.

    Raises:
        Refused: ``not_enrolled``; ``update_none``: central has nothing newer here. AppError: see ``take.check_wanted``.
        Offline: the line was cut; what came is kept. StorageTrouble: the disk.
    """
    key = central_key(store)
    signed = remote.goods(0, 0, f"{WANT}{kind} {what or here()}").parts
    if not signed:
        raise Refused("update_none")
    release = open_head(signed, key)
    check_wanted(release)
    if kind == VILLAGES and not villages.is_newer(what, release.version):
        raise Refused("update_none")
    file = store.home / f"fetched-{kind}-{release.version}.vdupdate"
    with file_trouble_told():
        check_room(store.home, release.size)
        for other in store.home.glob("fetched-*.vdupdate"):
            if other != file:
                other.unlink()
        return file if _bring(remote, release, as_file(signed), file, progress) else None


def _bring(remote: Remote, release: Release, head: bytes, file: Path, progress: Callable[[int, int], bool]) -> bool:
    have = file.stat().st_size if file.exists() else 0
    if have < len(head) or file.open("rb").read(len(head)) != head:
        file.write_bytes(head)
        have = len(head)
    done, start = have - len(head), 0
    with file.open("r+b") as out:
        for part in release.parts:
            if done >= start + part[1]:
                start += part[1]
                continue
            out.seek(len(head) + start)
            data = out.read(max(0, done - start))
            while len(data) < part[1]:
                if not progress(start + len(data), release.size):
                    return False
                piece = remote.goods_piece(part[0], len(data), min(_PIECE, part[1] - len(data)))
                if not piece:
                    raise Offline("wire_broken")
                out.seek(len(head) + start + len(data))
                out.write(piece)
                out.flush()
                data += piece
            if not is_part(part, data):
                out.truncate(len(head) + start)
                raise Offline("wire_broken")
            start += part[1]
            done = start
    return True
