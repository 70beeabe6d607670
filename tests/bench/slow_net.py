"""A thin line between two network namespaces of our own: bytes a second, delay and loss, packet by packet.

Each end is a TUN device; a thread here carries the packets across, late and not all of them. Whatever runs at the ends
sees a real network with real TCP. Needs root, /dev/net/tun, unshare, nsenter and ip; nothing outside is touched, and
the ends vanish with this process.

    python -m tests.bench.slow_net HOST:PORT HOST:PORT    forwards connections from the first to the second
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

NEAR, FAR = "10.99.0.1", "10.99.0.2"
_TUNSETIFF, _TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
_QUEUE_SECONDS = 4.0  # a base station keeps that much before it throws packets away


@dataclass(frozen=True)
class Line:
    """How good the line is; ``loss`` of a packet from 0 to 1, ``round_trip`` in seconds, ``cut_every`` likewise."""

    bits_a_second: int = 64_000
    round_trip: float = 0.6
    loss: float = 0.03
    seed: int = 1
    cut_every: float = 0.0
    cut_for: float = 5.0


@dataclass
class Carried:
    """What went over the line: packets and bytes (IP headers included) both ways together."""

    packets: int = 0
    bytes: int = 0
    lost: int = 0


@dataclass
class _Way:
    free_at: float = 0.0
    on_the_way: list[tuple[float, int, bytes]] = field(default_factory=list)


class SlowNet:
    """Two ends and the line between them; a context manager."""

    def __init__(self, line: Line) -> None:
        self.line, self.carried = line, Carried()
        self._chance, self._begun, self._count = random.Random(line.seed), time.monotonic(), 0
        self._ends = [subprocess.Popen(["unshare", "-n", "sleep", "infinity"]) for _ in range(2)]
        self._devices = [_tun(end.pid, address) for end, address in zip(self._ends, (NEAR, FAR), strict=True)]
        self._ways = [_Way(), _Way()]
        self._over = False
        self._thread = threading.Thread(target=self._carry, daemon=True)

    def __enter__(self) -> "SlowNet":
        self._thread.start()
        return self

    def __exit__(self, *_what: object) -> None:
        self._over = True
        self._thread.join()
        for device in self._devices:
            os.close(device)
        for end in self._ends:
            end.kill()
            end.wait()

    def at(self, end: int, *command: object) -> list[str]:
        """A command that runs at an end: 0 is near, 1 is far."""
        words = [str(word) for word in command]
        return ["nsenter", "-t", str(self._ends[end].pid), "-n", "--", *words]

    def begin(self) -> None:
        """Count from here, and let the cuts begin here."""
        self.carried, self._begun = Carried(), time.monotonic()

    def _carry(self) -> None:
        poll = select.poll()
        for device in self._devices:
            poll.register(device, select.POLLIN)
        while not self._over:
            now = time.monotonic()
            next_at = now + 0.1
            for number, way in enumerate(self._ways):
                while way.on_the_way and way.on_the_way[0][0] <= now:
                    self._deliver(1 - number, heapq.heappop(way.on_the_way)[2])
                if way.on_the_way:
                    next_at = min(next_at, way.on_the_way[0][0])
            for device, _ in poll.poll(max(0.0, (next_at - time.monotonic()) * 1000)):
                self._take(self._devices.index(device))

    def _take(self, end: int) -> None:
        while True:
            try:
                packet = os.read(self._devices[end], 65536)
            except BlockingIOError:
                return
            now, way = time.monotonic(), self._ways[end]
            start = max(now, way.free_at)
            if start - now > _QUEUE_SECONDS:
                self.carried.lost += 1
                continue
            way.free_at = start + len(packet) * 8 / self.line.bits_a_second
            self.carried.packets += 1
            self.carried.bytes += len(packet)
            if self._is_cut(now) or self._chance.random() < self.line.loss:
                self.carried.lost += 1
                continue
            self._count += 1
            heapq.heappush(way.on_the_way, (way.free_at + self.line.round_trip / 2, self._count, packet))

    def _is_cut(self, now: float) -> bool:
        every = self.line.cut_every
        return bool(every) and (now - self._begun) % (every + self.line.cut_for) > every

    def _deliver(self, end: int, packet: bytes) -> None:
        try:
            os.write(self._devices[end], packet)
        except OSError:
            self.carried.lost += 1


def can_make_nets() -> bool:
    """Whether this computer lets us make such ends."""
    return (
        hasattr(os, "geteuid")
        and os.geteuid() == 0
        and Path("/dev/net/tun").exists()
        and all(shutil.which(name) for name in ("unshare", "nsenter", "ip"))
        and subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode == 0
    )


def _tun(end: int, address: str) -> int:
    """A TUN device inside the namespace of a process, opened from here."""
    libc = ctypes.CDLL(None, use_errno=True)
    own = os.open("/proc/self/ns/net", os.O_RDONLY)
    mine = os.readlink("/proc/self/ns/net")
    while os.readlink(f"/proc/{end}/ns/net") == mine:
        time.sleep(0.01)
    theirs = os.open(f"/proc/{end}/ns/net", os.O_RDONLY)
    try:
        _enter(libc, theirs)
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", b"slow0", _TUN_WITHOUT_HEADER))
        for command in ("link set lo up", f"addr add {address}/30 dev slow0", "link set slow0 mtu 1500 up"):
            subprocess.run(["ip", *command.split()], check=True)
    finally:
        _enter(libc, own)
        os.close(theirs)
        os.close(own)
    return device


def _enter(libc: ctypes.CDLL, namespace: int) -> None:
    if libc.setns(namespace, 0) != 0:
        raise OSError(ctypes.get_errno(), "setns")


# ---------------------------------------------------------------- a forwarder, for servers that only listen at home


def forward(listen: str, target: str) -> None:
    """Pass connections on, for ever. Plain HTTP is only spoken on loopback, so each end has one of these."""
    server = socket.create_server(_address(listen), backlog=16)
    while True:
        near, _ = server.accept()
        threading.Thread(target=_join, args=(near, _address(target)), daemon=True).start()


def _join(near: socket.socket, target: tuple[str, int]) -> None:
    try:
        far = socket.create_connection(target, timeout=30)
    except OSError:
        near.close()
        return
    far.settimeout(None)
    for one, other in ((near, far), (far, near)):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_pipe, args=(one, other), daemon=True).start()


def _pipe(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        for end in (one, other):
            end.close()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host, int(port)


if __name__ == "__main__":
    forward(sys.argv[1], sys.argv[2])
