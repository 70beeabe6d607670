"""A feed: central's order of one scope's events, with a running hash that tells whether two copies saw the same."""

import hashlib
import json
from dataclasses import dataclass

from villagedesk.domain.entity import canonical
from villagedesk.store.events import body_digest
from villagedesk.sync.merge import Kept

FIRST_HASH = bytes(32)
APPLIED = "applied"
DEFERRED = "deferred"
MALFORMED = "malformed"
# What nearly all of the hash's last parts are.
_PLAIN = canonical([APPLIED, []])


@dataclass(frozen=True)
class Entry:
    """One place in a feed: an event and what central decided about it.

    ``result`` is ``applied``, ``deferred`` (kept, applied when central knows its kind) or a refusal's code.
    """

    position: int
    event_id: str
    log: str
    seq: int
    body: bytes
    result: str = APPLIED
    kept: Kept = ()

    @property
    def is_applied(self) -> bool:
        """Whether the event changed rows."""
        return self.result == APPLIED


def next_hash(previous: bytes, entry: Entry) -> bytes:
    """The running hash behind ``entry``: SHA-256(previous + event id + SHA-256(body) + [result, kept])."""
    plain = entry.result == APPLIED and not entry.kept
    decided = _PLAIN if plain else canonical([entry.result, [list(k) for k in entry.kept]])
    return hashlib.sha256(previous + bytes.fromhex(entry.event_id) + body_digest(entry.body) + decided).digest()


def kept_text(kept: Kept) -> str | None:
    """``kept`` as it is stored."""
    return json.dumps(kept) if kept else None


def kept_of(text: str | None) -> Kept:
    """The reverse of ``kept_text``."""
    return tuple((index, field) for index, field in json.loads(text)) if text else ()
