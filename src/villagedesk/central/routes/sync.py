"""What devices call: enrol, round, blob. Bodies are signed; answers are packed messages."""

from typing import Annotated, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from villagedesk.central import devices, rounds
from villagedesk.central.callers import caller
from villagedesk.central.deps import Central, body_of, central, opened_by_device, opened_from_device
from villagedesk.central.given_back import take_back
from villagedesk.central.photos import photo_piece, receive_photo
from villagedesk.central.releases import piece_of_release, releases_of
from villagedesk.central.routes.described import PhotoSent, signed
from villagedesk.domain.cose import open1
from villagedesk.errors import Rejected
from villagedesk.store.catalogue.arriving import VILLAGE, WHOLE
from villagedesk.sync import messages
from villagedesk.sync.given_back import seal_pages
from villagedesk.sync.messages import (
    Enrolled,
    Enrolment,
    GoodsAsked,
    GoodsPage,
    Have,
    PhotoAsked,
    PhotoPiece,
    Reply,
    Round,
    columns_of,
)
from villagedesk.sync.parts import PieceAsked

router = APIRouter(prefix="/v1", default_response_class=Response)

T = TypeVar("T")

_MOST_GOODS_BYTES = 256 * 1024
# Damaged, of another kind, or nested deeper than anything is.
_UNREADABLE = (ValueError, msgspec.MsgspecError, RecursionError)

CentralDep = Annotated[Central, Depends(central)]
BodyDep = Annotated[bytes, Depends(body_of)]


@router.post(
    "/enrol",
    **signed(
        messages.ENROL_CONTEXT,
        Enrolment,
        Enrolled,
        "Who the device is now.",
        _403=("enrol_code_wrong", "enrol_code_expired", "enrol_code_used", "device_elsewhere", "centre_full"),
    ),
)
async def enrol(here: CentralDep, body: BodyDep) -> Response:
    """Take in a device with its one-time code."""
    return Response(await run_in_threadpool(_enrol, here, body))


@router.post(
    "/round",
    **signed(
        messages.ROUND_CONTEXT,
        Round,
        Reply,
        "What became of the piece of log, and the next pages.",
        _401=("offline",),
        _403=("central_too_new", "central_too_old"),
    ),
)
async def round_(here: CentralDep, body: BodyDep) -> Response:
    """Take a piece of a device's log and give it the next pages."""
    return Response(await run_in_threadpool(_round, here, body))


@router.post(
    "/blob",
    **signed(
        messages.BLOB_CONTEXT,
        PhotoSent,
        Have,
        "How many bytes of the photo are here.",
        _400=("malformed", "file_damaged", "file_too_large"),
    ),
)
async def blob(here: CentralDep, body: BodyDep) -> Response:
    """Take a piece of a photo; the answer says how many bytes are here."""
    return Response(await run_in_threadpool(_blob, here, body))


@router.post("/photo", **signed(messages.PHOTO_CONTEXT, PhotoAsked, PhotoPiece, "Some bytes of a photo of the centre."))
async def photo(here: CentralDep, body: BodyDep) -> Response:
    """Give a desk some bytes of a photo of its centre."""
    return Response(await run_in_threadpool(_photo, here, body))


@router.post("/goods", **signed(messages.GOODS_CONTEXT, GoodsAsked, GoodsPage, "Goods, or the list of parts to fetch."))
async def goods(here: CentralDep, body: BodyDep) -> Response:
    """Give a desk the goods that changed since it last asked."""
    return Response(await run_in_threadpool(_goods, here, body))


@router.post(
    "/goods/piece",
    **signed(
        messages.GOODS_CONTEXT,
        PieceAsked,
        None,
        "Some bytes of the part.",
        _403=("goods_part_gone",),
    ),
)
async def goods_piece(here: CentralDep, body: BodyDep) -> Response:
    """Give a desk some bytes of a part of the catalogue or of the village pack."""
    return Response(await run_in_threadpool(_goods_piece, here, body))


def _goods(here: Central, body: bytes) -> bytes:
    asked = _decode(_goods_asked(here, body), GoodsAsked)
    release = releases_of(here).head(asked.want)
    if release is not None:
        return messages.encode(GoodsPage(columns_of([]), asked.after, more=False, parts=release))
    if asked.want == VILLAGE:
        return messages.encode(
            GoodsPage(columns_of([]), asked.after, more=False, parts=here.goods_parts.signed(VILLAGE))
        )
    with here.database.read() as connection:
        parts = here.goods_parts.offer(connection, asked.after) if asked.want == WHOLE else b""
        if parts:
            return messages.encode(GoodsPage(columns_of([]), asked.after, more=True, parts=parts))
        return here.goods_pages.page(connection, asked.after, max(0, min(asked.max_bytes, _MOST_GOODS_BYTES)))


def _goods_piece(here: Central, body: bytes) -> bytes:
    asked = _decode(_goods_asked(here, body), PieceAsked)
    try:
        return here.goods_parts.piece(asked.sha256, asked.start, asked.max_bytes)
    except Rejected:  # no part of goods: then of a new version of the program
        return piece_of_release(here, asked.sha256, asked.start, asked.max_bytes)


def _enrol(here: Central, body: bytes) -> bytes:
    # The key names itself: the signature proves that the device has it, the code that it may come in.
    public_key, payload = open1(body, _key_named_by, context=messages.ENROL_CONTEXT)
    request = _decode(payload, Enrolment)
    with here.database.write() as connection:
        answer = devices.enrol(connection, public_key, request, here.key.public_key().public_bytes_raw())
    return messages.encode(answer)


def _key_named_by(kid: bytes) -> Ed25519PublicKey | None:
    return Ed25519PublicKey.from_public_bytes(kid) if len(kid) == 32 else None


def _round(here: Central, body: bytes) -> bytes:
    # What a stranger sent never takes a lock: signature and form come first.
    device, payload = opened_from_device(here, body, messages.ROUND_CONTEXT)
    request = _decode(payload, Round)
    events = rounds.opened(request)
    with here.database.write() as connection:
        who = caller(connection, device)
        take_back(connection, here.key.public_key(), request.found)
        reply = rounds.take_round(connection, who, request, events, here.config.page_bytes)
    # Only now is it on the disk.
    return messages.encode(seal_pages(here.key, reply))


def _blob(here: Central, body: bytes) -> bytes:
    device, payload = opened_from_device(here, body, messages.BLOB_CONTEXT)
    try:
        sha256, size, offset, data = msgspec.msgpack.decode(payload, type=tuple[bytes, int, int, bytes])
    except _UNREADABLE as error:
        raise Rejected("wire_broken") from error
    with here.database.read() as connection:
        centre = caller(connection, device).centre
    return messages.encode(Have(receive_photo(here.database, here.files, centre, sha256.hex(), size, offset, data)))


def _photo(here: Central, body: bytes) -> bytes:
    device, payload = opened_from_device(here, body, messages.PHOTO_CONTEXT)
    asked = _decode(payload, PhotoAsked)
    with here.database.read() as connection:
        centre = caller(connection, device).centre
    return messages.encode(photo_piece(here.database, here.files, centre, asked))


def _goods_asked(here: Central, body: bytes) -> bytes:
    with here.database.read() as connection:
        return opened_by_device(connection, body, messages.GOODS_CONTEXT)[1]


def _decode(payload: bytes, kind: type[T]) -> T:
    try:
        return messages.decode(payload, kind)
    except _UNREADABLE as error:
        raise Rejected("wire_broken") from error
