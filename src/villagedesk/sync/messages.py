"""The messages of the wire. Both ends read this file; PROTOCOL.md tells the story behind it.

A message is msgpack (JSON is accepted for diagnosis), packed by ``codec.pack``; a request stands inside a COSE_Sign1
envelope signed by the device. Scopes are named as the device names them: ``centre``, ``platform``, ``class:<id>``.
"""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec

from villagedesk.domain.goods import Goods
from villagedesk.errors import Offline
from villagedesk.sync.codec import pack, unpack
from villagedesk.sync.codec.numbers import MAX_EVENTS

PROTOCOL = 1
OLDEST_PROTOCOL = 1

# Bound into the signature, so that a signed round can never be taken for anything else (RFC 9052, external_aad).
ROUND_CONTEXT = b"villagedesk round 1"
BLOB_CONTEXT = b"villagedesk blob 1"
FEED_CONTEXT = b"villagedesk feed 1"
PHOTO_CONTEXT = b"villagedesk photo 1"
ENROL_CONTEXT = b"villagedesk enrol 1"
GOODS_CONTEXT = b"villagedesk goods 1"

MAX_MESSAGE = 4 << 20

T = TypeVar("T")

# What a desk counts with after it was read: a number beyond these is no message, whoever signed it.
_MOST = 1 << 53
_Place = Annotated[int, msgspec.Meta(ge=0, lt=_MOST)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=MAX_EVENTS)]
_Moment = Annotated[int, msgspec.Meta(gt=-_MOST, lt=_MOST)]


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """How far a copy has taken one scope's feed, and the running hash there (first 16 bytes)."""

    scope: str
    position: int
    hash: bytes


class FoundEntry(msgspec.Struct, array_like=True, frozen=True):
    """An entry of the platform's feed as the device once got it; an empty ``result``: applied."""

    id: bytes
    log: bytes
    seq: _Place
    body: bytes
    result: str = ""
    kept: list[tuple[int, str]] = []


class Found(msgspec.Struct, array_like=True, frozen=True):
    """What central lost of the platform's feed: all entries behind ``base`` up to the place that ``seal`` is about."""

    seal: bytes
    base: _Place
    entries: list[FoundEntry]


class Round(msgspec.Struct, array_like=True):
    """A device's request: a piece of its log, and where it stands in each feed."""

    nonce: bytes
    log: bytes
    first: int  # sequence number of the first event
    previous: bytes  # link before it
    events: bytes  # codec.encode_events
    cursors_digest: bytes
    cursors: list[Cursor] | None = None
    waiting: int = 0  # own events without a place, those in this piece included
    oldest: int = 0  # claimed time of the oldest of them, ms UTC
    version: int = PROTOCOL
    told: str = ""  # what the county office should know: a feed that is held back, see guard
    found: Found | None = None  # what central lost of the platform's feed, see given_back
    wanted: list[bytes] = []  # on a stick only: photos that somebody here wants to see


class Run(msgspec.Struct, array_like=True, frozen=True):
    """Consecutive feed entries of one log with consecutive numbers and the same decision.

    ``log`` is an index into the page's ``logs``; with ``own`` the bodies are left out, for the device has them.
    """

    log: _Place
    first: _Place
    count: _Count = 1
    own: bool = False
    result: str = ""  # empty: applied
    kept: list[tuple[int, str]] = []


class Page(msgspec.Struct, array_like=True):
    """A piece of one scope's feed, from the cursor on."""

    scope: str
    after: _Place
    runs: list[Run]
    logs: list[bytes]
    events: bytes  # codec.encode_events of the entries that are not the device's own
    hash: bytes  # running hash behind the page, first 16 bytes
    more: bool = False
    # At the feed's end: number of rows and digest of the scope's confirmed rows (16 bytes).
    count: Annotated[int, msgspec.Meta(ge=-1, lt=_MOST)] = -1
    digest: bytes = b""
    # The cursor does not fit central's feed: central was rolled back, or the device was.
    differs: bool = False
    # Central's signature on scope, end and hash, at the end of the platform's feed: see given_back.
    seal: bytes = b""


class Computer(msgspec.Struct, array_like=True, frozen=True):
    """Whose a log is: another device of the centre, by its digit and the name it enrolled with."""

    log: bytes
    number: _Count
    name: str


class Reply(msgspec.Struct, array_like=True):
    """Central's answer to a round."""

    status: str  # ok, gap (send again from head), fork (open a new log), cursors (send them all)
    nonce: bytes
    time: _Moment  # central's clock, ms UTC
    head: _Place = 0  # last event of this log that central has
    durable: _Place = 0  # last one that is safe against losing central's newest backup
    pages: list[Page] = []
    catalogue: _Place = 0  # position of the goods catalogue
    version: int = PROTOCOL
    computers: list[Computer] = []  # whose the logs in the pages are; shown to people, decides nothing


class Enrolment(msgspec.Struct):
    """A device's request for a place, with the one-time code it was given. Its public key is the envelope's kid."""

    code: str
    device_name: str


class Enrolled(msgspec.Struct):
    """Central's answer: who the device is now."""

    device: str
    number: int  # the device's digit inside its centre, 1 to 9
    centre: str
    centre_name: str
    role: str
    central_key: bytes
    nonce: bytes


class Have(msgspec.Struct):
    """How many bytes of a photo central has."""

    have: int


class PhotoAsked(msgspec.Struct):
    """A desk wants to see a photo of its centre that is not on its disk."""

    sha256: bytes
    start: int
    max_bytes: int


class PhotoPiece(msgspec.Struct):
    """Some bytes of a photo; ``size`` of the whole is 0 when central does not have it."""

    size: int
    data: bytes


class GoodsAsked(msgspec.Struct):
    """A desk asks for the goods that changed behind a position, at most ``max_bytes`` of them."""

    after: int
    max_bytes: int = 64 * 1024
    # In parts, where that is cheaper: "whole" the catalogue, "village" the pack with thumbnails. Older ends pass it over.
    want: str = ""


class GoodsColumns(msgspec.Struct, array_like=True):
    """Goods field by field, all of the same length: a third smaller on the wire than one after the other."""

    id: list[str]
    title: list[str]
    price_fen: list[int]
    spec: list[str]
    unit: list[str]
    seller: list[str]
    brand_shop: list[bool]
    days: list[int]
    price_at: list[int]
    category: list[str]
    icon: list[str]
    picture: list[str]
    active: list[bool]
    # Since 0.2. An empty list stands for a column in which nothing is said; older desks pass over them.
    barcode: list[str] = []
    variants: list[tuple[tuple[str, int], ...]] = []
    brand_standing: list[str] = []
    ordered: list[int] = []
    farm_input: list[str] = []
    season: list[str] = []
    reference_fen: list[int] = []
    until: list[str] = []


class GoodsPage(msgspec.Struct, array_like=True):
    """Changed goods in the order of their places; ``position`` is where the desk stands once it has them."""

    columns: GoodsColumns
    position: int
    more: bool
    # The signed list of parts to fetch instead, see ``parts``.
    parts: bytes = b""


_ALWAYS = len(GoodsColumns.__struct_fields__) - len(GoodsColumns.__struct_defaults__)


def columns_of(goods: Sequence[Goods]) -> GoodsColumns:
    """Goods as they travel."""
    columns = [[getattr(one, name) for one in goods] for name in GoodsColumns.__struct_fields__]
    for at in range(_ALWAYS, len(columns)):
        columns[at] = columns[at] if any(columns[at]) else []
    return GoodsColumns(*columns)


def goods_of(columns: GoodsColumns) -> list[Goods]:
    """The reverse of ``columns_of``.

    Raises:
        Offline: ``wire_broken``: the columns are not of the same length.
    """
    names = GoodsColumns.__struct_fields__
    names = tuple(name for at, name in enumerate(names) if at < _ALWAYS or getattr(columns, name))
    try:
        rows = zip(*(getattr(columns, name) for name in names), strict=True)
        return [Goods(**dict(zip(names, row, strict=True))) for row in rows]
    except ValueError as error:
        raise Offline("wire_broken") from error


class Answer(msgspec.Struct):
    """Central's answer to one device on a stick: a reply as over the line, which of its photos have
    arrived whole, and photos it wanted.

    ``log``: the one that the reply's status, head and durable are about; empty where they are about none.
    """

    reply: Reply
    photos: list[bytes] = []
    brought: list[bytes] = []
    log: bytes = b""


class Trouble(msgspec.Struct):
    """What central says when it cannot do what was asked; ``code`` is one of errors.SENTENCES."""

    code: str
    nonce: bytes = b""
    retry_after: int = 0


def encode(message: msgspec.Struct) -> bytes:
    """A message as it goes over the wire."""
    return pack(msgspec.msgpack.encode(message))


def decode(data: bytes, kind: type[T], *, limit: int = MAX_MESSAGE) -> T:
    """A message from the wire.

    Raises:
        ValueError: it is damaged, too large, or not of this kind.
    """
    if data[:1] == b"{" or data[:1] == b"[":
        return msgspec.json.decode(data, type=kind)
    return msgspec.msgpack.decode(unpack(data, limit), type=kind)
