"""Goods that arrive in parts, from wherever: each is checked against the signed list and taken in before the next.

``fetch_parts`` brings them over the network and goes on at the byte after a cut; ``take_part`` is what the network and
a pack on a stick share.
"""

from collections.abc import Callable
from functools import partial

from villagedesk.domain.goods import as_far_as_they_can_be
from villagedesk.errors import AppError, Offline
from villagedesk.store.catalogue import Catalogue
from villagedesk.store.catalogue.arriving import (
    VILLAGE,
    WHOLE,
    Arriving,
    add_piece,
    arriving,
    begin_arrival,
    drop_arrival,
    drop_pieces,
    end_village,
    end_whole,
    finish_part,
    part_here,
)
from villagedesk.store.catalogue.catalogue import used_pictures
from villagedesk.store.catalogue.pictures import Pictures
from villagedesk.sync.parts import GOODS, PICTURES, Part, Parts, is_part, open_parts, unpack_goods, unpack_pictures
from villagedesk.sync.remote import Remote

PIECE_BYTES = 64 * 1024
# On a line that cuts a piece off, a smaller one may still get through.
SMALL_PIECE_BYTES = 8 * 1024

# Asked before each piece: False ends it here, what has come stays.
GoOn = Callable[[int, int], bool]


def newest_known(catalogue: Catalogue, central_key: bytes) -> int:
    """The place in central's feed up to which goods here may be as new as."""
    under_way = arriving(catalogue, WHOLE)
    started = open_parts(under_way.parts, central_key).cursor if under_way else 0
    return max(catalogue.cursor, started)


def goods_so_far(catalogue: Catalogue, central_key: bytes) -> tuple[int, int]:
    """How many of how many bytes have come of what is under way, the catalogue and the village pack together."""
    done = size = 0
    for kind in (WHOLE, VILLAGE):
        if under_way := arriving(catalogue, kind):
            parts = open_parts(under_way.parts, central_key)
            done += sum(part.size for part in parts.parts[: under_way.next]) + under_way.have
            size += parts.size
    return done, size


def take_part(
    catalogue: Catalogue, pictures: Pictures, parts: Parts, number: int, data: bytes, *, older: bool = False
) -> None:
    """Take in one part and go on to the next.

    Args:
        older: the goods here are newer than those in the part; only its thumbnails count.

    Raises:
        AppError: ``goods_part_wrong``: these are not the bytes that were promised; ``pack_unknown``. Nothing was changed.
        Invalid: goods are not as they should be. StorageTrouble: nothing was changed.
    """
    part = parts.parts[number]
    if not is_part(part, data):
        raise AppError("goods_part_wrong")
    goods = as_far_as_they_can_be(unpack_goods(data)) if part.kind == GOODS and not older else []
    if part.kind == PICTURES:
        pictures.put(unpack_pictures(data))
    # A kind of part that only a newer central knows is passed over.
    finish_part(catalogue, parts.kind, number, goods)


def finish(catalogue: Catalogue, pictures: Pictures, parts: Parts) -> None:
    """The last part is in."""
    if parts.kind == WHOLE:
        end_whole(catalogue, parts.cursor)
        catalogue.tidy()
        return
    end_village(catalogue, parts.made_at)
    pictures.keep_only(used_pictures(catalogue))


def fetch_parts(
    catalogue: Catalogue, pictures: Pictures, remote: Remote, kind: str, central_key: bytes, go_on: GoOn
) -> bool:
    """Bring the parts that are missing; returns whether all are in.

    A cut line ends it quietly: the bytes that came were kept, and the next run goes on from there.

    Args:
        go_on: told how many of how many bytes are here; False ends it.

    Raises:
        Rejected: ``goods_part_gone``: central does not have the parts any more. AppError, Invalid, StorageTrouble: see
            ``take_part``; a part that came damaged twice is ``goods_part_wrong``.
    """
    under_way = arriving(catalogue, kind)
    if under_way is None:
        return True
    parts = open_parts(under_way.parts, central_key)
    if kind == WHOLE and catalogue.cursor >= parts.cursor:
        # Meanwhile a stick brought something newer.
        drop_arrival(catalogue, WHOLE)
        return True
    older = kind == VILLAGE and newest_known(catalogue, central_key) > parts.cursor
    done = sum(part.size for part in parts.parts[: under_way.next])
    for number in range(under_way.next, len(parts.parts)):
        part = parts.parts[number]
        here = under_way.have if number == under_way.next else 0
        data = _fetch_part(catalogue, remote, kind, part, here, partial(_so_far, go_on, done, parts.size))
        if data is None:
            return False
        take_part(catalogue, pictures, parts, number, data, older=older)
        done += part.size
    finish(catalogue, pictures, parts)
    go_on(parts.size, parts.size)
    return True


def _so_far(go_on: GoOn, before: int, size: int, have: int) -> bool:
    return go_on(before + have, size)


def _fetch_part(
    catalogue: Catalogue, remote: Remote, kind: str, part: Part, have: int, go_on: Callable[[int], bool]
) -> bytes | None:
    """The bytes of one part, asked for a second time when they are not what was promised; None when it ends here."""
    for _attempt in range(2):
        if not _fetch_bytes(catalogue, remote, kind, part, have, go_on):
            return None
        data = part_here(catalogue, kind)
        if is_part(part, data):
            return data
        drop_pieces(catalogue, kind)
        have = 0
    raise AppError("goods_part_wrong")


def _fetch_bytes(
    catalogue: Catalogue, remote: Remote, kind: str, part: Part, have: int, go_on: Callable[[int], bool]
) -> bool:
    size = PIECE_BYTES
    while have < part.size:
        if not go_on(have):
            return False
        try:
            data = remote.goods_piece(part.sha256, have, min(size, part.size - have))
        except Offline:
            if size == SMALL_PIECE_BYTES:
                return False
            size = SMALL_PIECE_BYTES
            continue
        if not data:
            # Central has less of it than it promised.
            raise AppError("goods_part_wrong")
        data = data[: part.size - have]
        add_piece(catalogue, kind, have, data)
        have += len(data)
    return True


def begin(catalogue: Catalogue, signed: bytes, central_key: bytes, kind: str) -> Parts:
    """A signed list came: go on with it when it is the one under way, else begin.

    Raises:
        AppError: see ``open_parts``; also when it is a list of something else (``pack_unknown``).
    """
    parts = open_parts(signed, central_key)
    if parts.kind != kind:
        raise AppError("pack_unknown")
    under_way: Arriving | None = arriving(catalogue, kind)
    if under_way is None or under_way.parts != signed:
        begin_arrival(catalogue, kind, signed)
    return parts
