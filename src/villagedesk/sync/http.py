"""Remote over HTTP: requests, few headers, one connection, signatures inside the body. The only home of requests."""

from typing import TypeVar

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from requests.adapters import HTTPAdapter

from villagedesk.domain.cose import sign1
from villagedesk.errors import Invalid, Offline, Rejected
from villagedesk.sync import messages
from villagedesk.sync.messages import Enrolled, Enrolment, GoodsAsked, GoodsPage, Have, Reply, Round, Trouble
from villagedesk.sync.parts import PieceAsked
from villagedesk.sync.remote import NonceUnknown

# Seconds to connect, and between two bytes of an answer; a 2G line is slow, but not this slow.
TIMEOUT = (10, 30)
T = TypeVar("T")

_LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class HttpRemote:
    """Central at ``url``, for the device ``device`` with its key."""

    def __init__(self, url: str, device: str, key: Ed25519PrivateKey) -> None:
        self._url = check_url(url)
        self._device = bytes.fromhex(device)
        self._key = key
        self._session = requests.Session()
        # A 2G round trip costs more than the bytes: no header that central does not read.
        self._session.headers.clear()
        self._session.headers.update({"User-Agent": "vd", "Accept-Encoding": "identity"})
        self._session.trust_env = False
        self._session.mount("http", HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0))

    def enrol(self, request: Enrolment) -> Enrolled:
        """See Remote."""
        own_key = self._key.public_key().public_bytes_raw()
        answer = self._post("/v1/enrol", messages.encode(request), messages.ENROL_CONTEXT, kid=own_key)
        return _read(answer, Enrolled)

    def round(self, request: Round) -> Reply:
        """See Remote."""
        answer = self._post("/v1/round", messages.encode(request), messages.ROUND_CONTEXT)
        return _read(answer, Reply)

    def blob(self, sha256: str, size: int, offset: int, data: bytes) -> int:
        """See Remote."""
        head = msgspec.msgpack.encode([bytes.fromhex(sha256), size, offset, data])
        answer = self._post("/v1/blob", head, messages.BLOB_CONTEXT)
        return _read(answer, Have).have

    def goods(self, after: int, max_bytes: int, want: str = "") -> GoodsPage:
        """See Remote."""
        answer = self._post("/v1/goods", messages.encode(GoodsAsked(after, max_bytes, want)), messages.GOODS_CONTEXT)
        return _read(answer, GoodsPage)

    def goods_piece(self, sha256: bytes, start: int, max_bytes: int) -> bytes:
        """See Remote."""
        asked = messages.encode(PieceAsked(sha256, start, max_bytes))
        return self._post("/v1/goods/piece", asked, messages.GOODS_CONTEXT)[:max_bytes]

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()

    def _post(self, path: str, payload: bytes, context: bytes, kid: bytes | None = None) -> bytes:
        body = sign1(self._key, payload, kid or self._device, context=context)
        try:
            response = self._session.post(self._url + path, data=body, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise Offline() from error
        if response.status_code == 200:
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
    if response.status_code == 401 and trouble.nonce:
        return NonceUnknown(trouble.nonce)
    if response.status_code in (429, 500, 502, 503, 504):
        return Offline(trouble.code, retry_after=trouble.retry_after)
    return Rejected(trouble.code)
