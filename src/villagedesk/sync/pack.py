"""A village pack as one file (``.vdpack``): the signed list of parts, then the parts, one behind the other.

It comes on a stick or lies beside the installer; the same parts come over the network. It is read through before anything
of it is taken in. Then each part is taken in by itself, so a stick pulled out meanwhile leaves what was whole, and the next
try goes on.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from villagedesk import paths
from villagedesk.errors import AppError, Refused
from villagedesk.store import Store, identity
from villagedesk.store.catalogue.arriving import VILLAGE, arriving, village_pack_of
from villagedesk.store.room import check_room
from villagedesk.sync.arrival import begin, finish, newest_known, take_part
from villagedesk.sync.parts import GOODS, PICTURES, Parts, is_part, open_parts

_MARK = b"VDPACK1\n"
_LENGTH = 4
_MAX_LIST = 1 << 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PackTaken:
    """What a pack held. ``new`` is False when all of it was here; ``whole`` when it was stopped before its end."""

    goods: int
    pictures: int
    made_at: int
    new: bool = True
    whole: bool = True


def write_pack(path: Path, signed: bytes, parts: Iterable[bytes]) -> int:
    """Write a pack; returns its size in bytes."""
    with path.open("wb") as out:
        out.write(_MARK + len(signed).to_bytes(_LENGTH, "big") + signed)
        for part in parts:
            out.write(part)
        return out.tell()


def take_in_pack(
    store: Store,
    path: Path,
    *,
    progress: Progress = lambda done, size: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> PackTaken:
    """Take in a village pack, part by part; searching and selling go on meanwhile.

    Args:
        progress: told how many of how many bytes are done.
        cancelled: asked before each part; what is in stays, and the next try goes on from there.

    Raises:
        Refused: ``not_enrolled``: nobody told this computer yet whose packs to trust.
        AppError: ``pack_cut``: it ends early or is damaged; ``pack_unknown``: it is no pack; ``pack_not_ours``; ``pack_older``:
            a newer one was taken in. Nothing was changed. ``catalogue_no_file``: it is not there, or the stick was pulled
            out; what was whole before is in.
        Invalid: goods are not as they should be. StorageTrouble: disk full or nearly so, read-only or locked.
    """
    with store.read() as s:
        device = identity.device(s.connection())
    if device is None:
        raise Refused("not_enrolled")
    with _told(), path.open("rb") as source:
        signed = _list_of(source)
        parts = open_parts(signed, device.central_key)
        if parts.made_at == village_pack_of(store.catalogue):
            return _taken(parts, new=False)
        if parts.made_at < village_pack_of(store.catalogue):
            raise AppError("pack_older")
        begins = source.tell()
        for _data in _parts_of(source, parts):
            if cancelled():
                return _taken(parts, whole=False)
        source.seek(begins)
        begin(store.catalogue, signed, device.central_key, VILLAGE)
        under_way = arriving(store.catalogue, VILLAGE)
        older = newest_known(store.catalogue, device.central_key) > parts.cursor
        done = 0
        for number, data in enumerate(_parts_of(source, parts)):
            if cancelled():
                return _taken(parts, whole=False)
            if under_way is None or number >= under_way.next:
                check_room(store.home, len(data))
                take_part(store.catalogue, store.pictures, parts, number, data, older=older)
            done += len(data)
            progress(done, parts.size)
    finish(store.catalogue, store.pictures, parts)
    return _taken(parts)


def is_pack(path: Path) -> bool:
    """Whether a file says of itself that it is a pack of goods; one that is not there is none."""
    try:
        with path.open("rb") as source:
            return source.read(len(_MARK)) == _MARK
    except OSError:
        return False


def take_in_shipped(store: Store, cancelled: Callable[[], bool] = lambda: False) -> bool:
    """Take in the packs that lie beside the program or in the data folder, once each; returns whether goods changed.

    A pack that is older than the one here is passed over.

    Raises:
        AppError: see ``take_in_pack``.
    """
    changed = False
    for path in paths.shipped_packs(store.home):
        if made_at(store, path) > village_pack_of(store.catalogue):
            changed = take_in_pack(store, path, cancelled=cancelled).new or changed
    return changed


def made_at(store: Store, path: Path) -> int:
    """When a pack was made, ms UTC; 0 on a computer that is not enrolled.

    Raises:
        AppError: see ``take_in_pack``.
    """
    with store.read() as s:
        device = identity.device(s.connection())
    if device is None:
        return 0
    with _told(), path.open("rb") as source:
        return open_parts(_list_of(source), device.central_key).made_at


def _taken(parts: Parts, *, new: bool = True, whole: bool = True) -> PackTaken:
    return PackTaken(parts.count(GOODS), parts.count(PICTURES), parts.made_at, new, whole)


def _list_of(source: IO[bytes]) -> bytes:
    if source.read(len(_MARK)) != _MARK:
        raise AppError("pack_unknown")
    length = int.from_bytes(source.read(_LENGTH), "big")
    if length > _MAX_LIST:
        raise AppError("pack_unknown")
    signed = source.read(length)
    if len(signed) < length:
        raise AppError("pack_cut")
    return signed


def _parts_of(source: IO[bytes], parts: Parts) -> Iterator[bytes]:
    for part in parts.parts:
        data = source.read(part.size)
        if not is_part(part, data):
            raise AppError("pack_cut")
        yield data


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # Not there, not ours to read, or the stick was pulled out half way (EIO, ENODEV).
        raise AppError("catalogue_no_file", detail=str(error)) from error
