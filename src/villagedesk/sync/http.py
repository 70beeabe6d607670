"""Remote over HTTP: requests, few headers, one connection, signatures inside the body. The only home of requests."""

import http.client
import io
import socket
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ReadTimeoutError

from villagedesk.domain.cose import sign1
from villagedesk.errors import SENTENCES, Invalid, Offline, Rejected
from villagedesk.sync import messages
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
    Trouble,
)
from villagedesk.sync.meter import CountedBytes, Meter
from villagedesk.sync.parts import PieceAsked
from villagedesk.sync.remote import NonceUnknown

# Seconds to connect, and between two bytes of an answer; a 2G line is slow, but not this slow.
TIMEOUT = (10, 30)
# However long central asks to be left alone: a line that waits holds the lock of the sync.
_MOST_WAIT = 120
T = TypeVar("T")

_LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class HttpRemote:
    """Central at ``url``, for the device ``device`` with its key. ``meter`` knows what went over the line."""

    def __init__(self, url: str, device: str, key: Ed25519PrivateKey) -> None:
        self._url = check_url(url)
        self._device = bytes.fromhex(device)
        self._key = key
        self._session = requests.Session()
        # A 2G round trip costs more than the bytes: no header that central does not read.
        self._session.headers.clear()
        self._session.headers.update({"User-Agent": "vd", "Accept-Encoding": "identity"})
        self._session.trust_env = False
        self.meter = Meter()
        self._stopped = False
        self._adapter = _CountingAdapter(self.meter)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._adapter)

    def enrol(self, request: Enrolment) -> Enrolled:
        """See Remote."""
        own_key = self._key.public_key().public_bytes_raw()
        answer = self._post("enrol", "/v1/enrol", messages.encode(request), messages.ENROL_CONTEXT, kid=own_key)
        return _read(answer, Enrolled)

    def round(self, request: Round) -> Reply:
        """See Remote."""
        answer = self._post("round", "/v1/round", messages.encode(request), messages.ROUND_CONTEXT)
        return _read(answer, Reply)

    def blob(self, sha256: str, size: int, offset: int, data: bytes) -> int:
        """See Remote."""
        head = msgspec.msgpack.encode([bytes.fromhex(sha256), size, offset, data])
        answer = self._post("photo", "/v1/blob", head, messages.BLOB_CONTEXT)
        return _read(answer, Have).have

    def photo(self, sha256: str, start: int, max_bytes: int) -> PhotoPiece:
        """See Remote."""
        asked = messages.encode(PhotoAsked(bytes.fromhex(sha256), start, max_bytes))
        return _read(self._post("photo", "/v1/photo", asked, messages.PHOTO_CONTEXT), PhotoPiece)

    def goods(self, after: int, max_bytes: int, want: str = "") -> GoodsPage:
        """See Remote."""
        answer = self._post(
            "goods", "/v1/goods", messages.encode(GoodsAsked(after, max_bytes, want)), messages.GOODS_CONTEXT
        )
        return _read(answer, GoodsPage)

    def goods_piece(self, sha256: bytes, start: int, max_bytes: int) -> bytes:
        """See Remote."""
        asked = messages.encode(PieceAsked(sha256, start, max_bytes))
        return self._post("goods", "/v1/goods/piece", asked, messages.GOODS_CONTEXT)[:max_bytes]

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()

    def stop(self) -> None:
        """From another thread: give the request under way up, and answer every later one with Offline."""
        self._stopped = True
        self._adapter.hang_up()

    def _post(self, kind: str, path: str, payload: bytes, context: bytes, kid: bytes | None = None) -> bytes:
        if self._stopped:
            raise Offline()
        body = sign1(self._key, payload, kid or self._device, context=context)
        self.meter.begin(kind)
        try:
            response = self._session.post(self._url + path, data=body, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            # Connected, but no answer, or one that stops in its middle: that is not the line.
            silent = any(isinstance(cause, ReadTimeoutError) for cause in error.args)
            raise Offline("central_silent" if silent else "offline") from error
        finally:
            self.meter.end()
        if response.status_code == 200:
            self.meter.packed(len(payload) + len(response.content))
            return response.content
        raise _trouble(response)


def check_url(url: str) -> str:
    """Central's address without its last slash.

    Raises:
        Invalid: it is no web address, or plain HTTP to another machine (what is sent would be readable on the way).
    """
    plain = url.strip().rstrip("/")
    if plain.startswith("https://") or plain.startswith(_LOCAL):
        return plain
    raise Invalid("central_url", "central_url_wrong")


class _CountingAdapter(HTTPAdapter):
    """One connection, whose bytes the meter counts."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._connection: HTTPConnection | None = None
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        adapter = self

        class Answer(http.client.HTTPResponse):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                self.fp = io.BufferedReader(CountedBytes(self.fp.detach(), adapter._meter))

        class Plain(HTTPConnection):
            response_class = Answer

            def connect(self) -> None:
                super().connect()
                adapter._connected(self, tls=False)

            def send(self, data: Any) -> None:
                super().send(data)
                adapter._meter.sent(len(data))

        class Sealed(HTTPSConnection):
            response_class = Answer

            def connect(self) -> None:
                super().connect()
                adapter._connected(self, tls=True)

            def send(self, data: Any) -> None:
                super().send(data)
                adapter._meter.sent(len(data))

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SealedPool(HTTPSConnectionPool):
            ConnectionCls = Sealed

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SealedPool}

    def hang_up(self) -> None:
        """Cut the connection under whoever waits on it."""
        sock = None if self._connection is None else self._connection.sock
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _connected(self, connection: HTTPConnection, *, tls: bool) -> None:
        self._connection = connection
        self._meter.connected(tls=tls)


def _read(answer: bytes, kind: type[T]) -> T:
    """An answer as what it should be; the log-in page of somebody's hotspot, say, is a line that is down."""
    try:
        return messages.decode(answer, kind)
    except (ValueError, msgspec.MsgspecError) as error:
        raise Offline("wire_broken") from error


def _trouble(response: requests.Response) -> Exception:
    try:
        trouble = messages.decode(response.content, Trouble)
    except (ValueError, msgspec.MsgspecError):
        return Offline("central_trouble", status=response.status_code)
    if response.content[:1] == b"{" and trouble.code not in SENTENCES:
        # Many a gateway says {"code": ...}: that is not central refusing this computer.
        return Offline("central_trouble", status=response.status_code)
    if response.status_code == 401 and trouble.nonce:
        return NonceUnknown(trouble.nonce)
    if response.status_code == 429 or response.status_code >= 500:
        # Whatever is the matter there, it is not this computer's disk.
        return Offline("central_trouble", retry_after=max(0, min(trouble.retry_after, _MOST_WAIT)))
    return Rejected(trouble.code)
