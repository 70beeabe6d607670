"""Counts what goes over the line, byte by byte, where the program hands it to the system and takes it from there.

Counted are the requests and answers with their heads (and, over TLS, before it is put on). What the layers below add, the
heads of packets and TLS, no program sees everywhere, so it is estimated by ``around`` and kept apart.
"""

import io
import threading
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from villagedesk import clock

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# What fits into one packet, and the heads of IP and TCP on each, with time stamps. Every second packet is acknowledged.
PACKET, HEADS = 1400, 52
# A TLS 1.3 handshake with a small certificate chain, both ways, and what each 16 KB record carries besides.
TLS_GREETING, TLS_RECORD = 2600, 22
# An answer may take long on a thin line, but not for ever: after a minute it must have come at this rate (bytes/s).
PATIENCE_SECONDS, SLOWEST = 60.0, 100
# From here on a request tells how quick the line is, below it how long a question takes to be answered.
_TELLS_SPEED = 8 * 1024


@dataclass
class Traffic:
    """Bytes of one kind of request. ``around`` is estimated; ``packed`` are the messages alone, as they travelled."""

    up: int = 0
    down: int = 0
    around: int = 0
    packed: int = 0
    requests: int = 0

    def add(self, other: "Traffic") -> None:
        """Put another's numbers on top."""
        for field in fields(Traffic):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


@dataclass
class Line:
    """How quick the line was: bytes a second, and milliseconds until a small question was answered; 0: not known."""

    speed: int = 0
    wait_ms: int = 0


class Meter:
    """One for a connection to central. ``take`` gives what was counted since the last call, by kind of request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[str, Traffic] = {}
        self._kind = ""
        self._up = self._down = self._packed = 0
        self._new = self._tls = False
        self._begun = 0.0
        self.line = Line()

    def begin(self, kind: str) -> None:
        """A request of this kind begins (``round``, ``photo``, ``goods``, ``enrol``)."""
        self._kind, self._up, self._down, self._packed = kind, 0, 0, 0
        self._new = False
        self._begun = clock.monotonic()

    def connected(self, *, tls: bool) -> None:
        """A new connection was needed for it."""
        self._new, self._tls = True, tls

    def sent(self, size: int) -> None:
        """So many bytes were handed over."""
        self._up += size

    def got(self, size: int) -> None:
        """So many bytes came."""
        self._down += size

    def packed(self, size: int) -> None:
        """A message of this size, there or back, is in it."""
        self._packed += size

    def end(self) -> None:
        """The request is over, well or not; what went over the line was paid for in any case."""
        seconds = clock.monotonic() - self._begun
        extra = around(self._up, self._down, new=self._new, tls=self._tls)
        one = Traffic(self._up, self._down, extra, self._packed, 1)
        with self._lock:
            self._counted.setdefault(self._kind, Traffic()).add(one)
        if self._down:
            self._tell_line(self._up + self._down, seconds)

    def take(self) -> dict[str, Traffic]:
        """What was counted since the last call."""
        with self._lock:
            taken, self._counted = self._counted, {}
        return taken

    def uncounted(self) -> int:
        """Bytes that ``take`` would give."""
        with self._lock:
            return sum(one.up + one.down for one in self._counted.values())

    def _tell_line(self, size: int, seconds: float) -> None:
        line = self.line
        if size >= _TELLS_SPEED:
            line.speed = _between(line.speed, round(size / max(seconds, 0.001)))
        elif not self._new:  # the first question of a connection takes longer
            line.wait_ms = _between(line.wait_ms, round(seconds * 1000))


def around(up: int, down: int, *, new: bool, tls: bool) -> int:
    """About how many bytes the layers below put around a request: the heads of packets, greetings, TLS."""
    packets = -(-up // PACKET) - (-down // PACKET)
    size = HEADS * (packets + packets // 2)
    if new:
        size += HEADS * 6  # three to greet, three to part
    if tls:
        size += TLS_RECORD * (up // 16384 + down // 16384 + 2) + (TLS_GREETING if new else 0)
    return size


def _between(before: int, now: int) -> int:
    return (before + now) // 2 if before else now


class CountedBytes(io.RawIOBase):
    """The bytes of an answer on their way from the socket: counted, and given up when they trickle."""

    def __init__(self, raw: io.RawIOBase, meter: Meter) -> None:
        self._raw, self._meter = raw, meter
        self._begun, self._come = 0.0, 0

    def readable(self) -> bool:
        """See ``io.RawIOBase``."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        """See ``io.RawIOBase``.

        Raises:
            TimeoutError: it comes more slowly than any line is.
        """
        size = self._raw.readinto(buffer)
        if size:
            now = clock.monotonic()
            self._begun = self._begun or now
            self._come += size
            self._meter.got(size)
            if now - self._begun > PATIENCE_SECONDS and self._come < SLOWEST * (now - self._begun):
                raise TimeoutError("the answer trickles")
        return size

    def close(self) -> None:
        """See ``io.RawIOBase``."""
        if not self.closed:
            self._raw.close()
        super().close()
