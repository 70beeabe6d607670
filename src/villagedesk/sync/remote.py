"""Remote: the one interface a partner of sync offers, whether over the network or on a stick."""

from typing import Protocol

from villagedesk.errors import AppError
from villagedesk.sync.messages import Enrolled, Enrolment, GoodsPage, PhotoPiece, Reply, Round


class NonceUnknown(AppError):
    """Central asks for the same request with the nonce it gave."""

    def __init__(self, nonce: bytes) -> None:
        super().__init__("offline")
        self.nonce = nonce


class Remote(Protocol):
    """What sync needs of central.

    Every call raises Offline when the line is down or central is in trouble, and Rejected when it says no.
    """

    def enrol(self, request: Enrolment) -> Enrolled:
        """Ask for a place with a one-time code."""

    def round(self, request: Round) -> Reply:
        """Send a piece of the log and get the next pages. Raises NonceUnknown for a stale nonce."""

    def blob(self, sha256: str, size: int, offset: int, data: bytes) -> int:
        """Send a piece of a file; returns how many bytes central has now. Empty ``data`` only asks."""

    def photo(self, sha256: str, start: int, max_bytes: int) -> PhotoPiece:
        """Some bytes of a photo of the centre, from ``start`` on."""

    def goods(self, after: int, max_bytes: int, want: str = "") -> GoodsPage:
        """The goods that changed behind a position, at most so many bytes of them; or what is wanted, in parts."""

    def goods_piece(self, sha256: bytes, start: int, max_bytes: int) -> bytes:
        """Some bytes of a part of goods, from ``start`` on. Raises Rejected (``goods_part_gone``)."""
