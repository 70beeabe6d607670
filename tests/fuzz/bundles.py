"""Files of sticks, at central and at a desk: named and refused, or taken; nothing else, and never half.

Five layers are spoiled: the file as it lies there; its frames, with the file's checksum right again; the sealed bytes of
a frame; the signed message inside a seal that is right; and the payload inside a signature that is right.
"""

import random
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tests.fuzz.mutate import spoil_bytes, spoil_msgpack
from tests.fuzz.real import Real, real_days
from tests.fuzz.tally import Tally
from villagedesk.central.sticks import take_stick
from villagedesk.domain.cose import open1, sign1
from villagedesk.errors import AppError, Refused, Rejected
from villagedesk.store import identity
from villagedesk.sync.codec import pack, unpack
from villagedesk.sync.sealed import Frame, file_of, frames_in, receiver_of, seal, unseal
from villagedesk.sync.stick import CONTEXTS, ENDING, PHOTO, _answers, read_stick, write_stick

# How often each layer is spoiled: the deeper ones cost a hundred times as much.
_LAYERS = (45, 30, 12, 9, 4)
# One in so many goes through the whole program and a file, the others begin behind reading the file.
_WHOLE_EVERY = 25


class Side:
    """One receiver of sticks: central, or the first computer of a centre."""

    def __init__(self, name: str, chance: random.Random, own: Ed25519PrivateKey, theirs: Ed25519PrivateKey) -> None:
        self.name, self.chance, self.own, self._theirs = name, chance, own, theirs
        self.files: list[bytes] = []
        self.opened: list[tuple[bytes, bytes, bytes]] = []

    def learn(self, data: bytes, kid: bytes) -> None:
        """Take a good file as something to spoil."""
        self.files.append(data)
        for frame in frames_in(data):
            if frame.receiver != receiver_of(self.own.public_key()):
                continue
            kind, message = unseal(self.own, frame)
            public: Ed25519PublicKey = self._theirs.public_key()
            _, payload = open1(message, lambda _kid, public=public: public, context=CONTEXTS[kind])  # type: ignore[misc]
            self.opened.append((kind, kid, payload))

    def spoiled(self) -> tuple[str, bytes]:
        """A file that is not as it was written, and at which layer."""
        layer = self.chance.choices((self.file, self.frames, self.sealed, self.signed, self.payload), _LAYERS)[0]
        while (data := layer()) in self.files:
            continue
        return layer.__name__, data

    def file(self) -> bytes:
        return spoil_bytes(self.chance, self.chance.choice(self.files), self.files)

    def frames(self) -> bytes:
        data = self.chance.choice(self.files)[:-32]
        where = self.chance.choice((12, 40, len(data)))
        whole = spoil_bytes(self.chance, data[:where], self.files) + data[where:]
        return whole + sha256(whole).digest()

    def sealed(self) -> bytes:
        frames = frames_in(self.chance.choice(self.files))
        at = self.chance.randrange(len(frames))
        if len(sealed := spoil_bytes(self.chance, frames[at].sealed)) > 48:
            frames[at] = Frame(frames[at].receiver, sealed)
        return file_of(frames)

    def signed(self) -> bytes:
        """Anybody can seal for a receiver; only its peer can sign."""
        kind, kid, payload = self.chance.choice(self.opened)
        message = sign1(self._theirs, payload, kid, context=CONTEXTS[kind])
        while (spoiled := spoil_bytes(self.chance, message)) == message:
            continue
        return file_of([self._seal(self.chance.choice((kind, b"r", b"p", b"a", b"\xff", b"")), spoiled)])

    def payload(self) -> bytes:
        """What only a peer with a mistake could send; a good frame before it must not be taken alone."""
        chance, frames = self.chance, []
        for broken in chance.choice(((True,), (True,), (False, True), (True, False))):
            kind, kid, payload = chance.choice(self.opened)
            payload = self._broken(kind, payload) if broken else payload
            frames.append(self._seal(kind, sign1(self._theirs, payload[: 1 << 19], kid, context=CONTEXTS[kind])))
        return file_of(frames)

    def _broken(self, kind: bytes, payload: bytes) -> bytes:
        if kind == PHOTO:
            return spoil_msgpack(self.chance, payload)
        message = unpack(payload, 4 << 20)
        match self.chance.randrange(5):
            case 0:
                return spoil_bytes(self.chance, payload)
            case 1:
                return b"\0" + spoil_bytes(self.chance, message)
            case 2:
                return pack(spoil_msgpack(self.chance, message))
            case _:
                return b"\0" + spoil_msgpack(self.chance, message)

    def _seal(self, kind: bytes, message: bytes) -> Frame:
        return seal(self.own.public_key(), kind, message)


class Place:
    """Both receivers of one district, and whether anything in their databases changes."""

    def __init__(self, real: Real, chance: random.Random, folder: Path) -> None:
        self._real, self._chance = real, chance
        self._file = folder / f"spoiled{ENDING}"
        central = real.district.central
        self.central = Side("central", chance, central.key, real.key)
        self.desk = Side("desk", chance, real.key, central.key)
        self._device = real.pc.read(identity.device)
        first = write_stick(real.pc.store, folder).file.read_bytes()
        self.central.learn(first, bytes.fromhex(real.device))
        # Its answer, and that of a computer that begins anew, with all pages of the feeds.
        self.desk.learn(take_stick(central, first).answer, b"central")

    def versions(self) -> tuple[int, int]:
        """Numbers that change with every commit to central's or the desk's database."""
        with self._real.district.central.database.read() as connection:
            at_central = connection.exec_driver_sql("SELECT sum(position), max(taken_at) FROM event").one()
            devices = connection.exec_driver_sql("SELECT group_concat(hex(nonce) || seen_at) FROM device").scalar_one()
        at_desk = self._real.pc.read(_contents)
        return hash((tuple(at_central), devices)), hash(at_desk)

    def take(self, side: Side, layer: str, data: bytes, *, whole: bool) -> str:
        """Give a file to its receiver; the code of what it says.

        Raises:
            Exception: what should not have come, or something was changed by a file that was refused.
        """
        before = self.versions() if whole else None
        try:
            if side is self.central:
                take_stick(self._real.district.central, data)
            elif whole:
                self._file.write_bytes(data)
                read_stick(self._real.pc.store, self._file)
            elif not _answers(data, self._device, side.own):
                return "stick_not_for_us"
            return "taken"
        except (Refused, Rejected) as error:
            code = error.code
        except AppError as error:
            code = error.code
            if code not in ("signature_wrong", "signed_broken", "signed_unknown_key"):
                raise
        if before is not None and self.versions() != before:
            raise AssertionError(f"{layer}: {code}, and yet something was changed")
        return code


def _contents(connection: Any) -> tuple[Any, ...]:
    run = connection.exec_driver_sql
    return (
        *run("SELECT count(*), sum(position), sum(seq) FROM event").one(),
        *run("SELECT group_concat(key || value) FROM meta").one(),
        *run("SELECT group_concat(scope || position || digest) FROM cursor").one(),
    )


def run(seed: int, count: int, whole_every: int = _WHOLE_EVERY) -> Tally:
    """Give ``count`` spoiled files to central and to a desk in turn."""
    tally, chance = Tally(), random.Random(f"bundles {seed}")
    with real_days() as real, tempfile.TemporaryDirectory() as folder:
        place = Place(real, chance, Path(folder))
        for number in range(count):
            side = (place.central, place.desk)[number % 2]
            layer, data = side.spoiled()
            # Refused or not, what was signed rightly is looked at each time.
            whole = layer == "payload" or number % whole_every < 2
            take: Callable[[], str] = lambda: place.take(side, layer, data, whole=whole)  # noqa: B023, E731
            tally.take(f"{side.name} {layer}", data, take)
    return tally.done()
