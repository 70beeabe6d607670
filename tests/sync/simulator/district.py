"""What stands in the district: one central, centres with two PCs each, some trainers' laptops, their disks and clocks."""

import resource
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import Connection, event

from tests.sync.simulator.cheap import FOLDER, open_cheap, share_statements
from villagedesk import clock
from villagedesk.central import rounds
from villagedesk.central.app import open_central
from villagedesk.central.callers import caller
from villagedesk.central.config import CentralConfig
from villagedesk.central.deps import Central
from villagedesk.central.devices import enrol as take_in
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.given_back import take_back
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.photos import receive_photo
from villagedesk.errors import Offline
from villagedesk.store import Store, WriteSession, identity
from villagedesk.sync import messages
from villagedesk.sync.given_back import seal_pages
from villagedesk.sync.messages import Enrolled, Enrolment, Reply, Round
from villagedesk.sync.run import Report, Run, enrol

DAY_MS = 86_400_000
BY = "0" * 32
PCS = ("one", "two")
LAPTOPS = ("laptop", "laptop two")
# So many trainers' laptops have the first centre, the second one ..., and so on from the beginning.
LAPTOPS_OF_CENTRES = (1, 0, 2, 0, 0, 0, 0, 0, 0, 0)
# So many computers stay switched on, each with up to eight open files: to open its store is most of a short day's work.
MOST_ON = min(4000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 8)
_templates: dict[tuple[int, bool], Path] = {}


class PowerCut(BaseException):
    """The power failed: nothing of the program goes on, and nothing may catch it."""


LEFT_OUT = ("*-shm", "sync.lock")


def copy_disk(source: Path, target: Path) -> None:
    """The files as they are at this moment, also of a program that is running: what a power cut leaves."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(*LEFT_OUT))
        return
    with zstandard.open(source, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        tar.extractall(target, filter="data")


def pack_disk(source: Path, target: Path) -> None:
    """The same, as one small file for ``copy_disk``: the backups of a thousand centres would not fit on a disk."""
    fast = zstandard.ZstdCompressor(level=1)
    with zstandard.open(target, "wb", cctx=fast) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        tar.add(source, ".", filter=_kept)


def _kept(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if any(Path(member.name).match(pattern) for pattern in LEFT_OUT) else member


class Fuse:
    """Blows at the n-th beginning or commit of a transaction from now on."""

    def __init__(self) -> None:
        self.left: int | None = None

    def guard(self, store: Store) -> None:
        """Watch the transactions of a store that was opened."""
        event.listen(store._writer, "begin", self._tick)
        event.listen(store._writer, "commit", self._tick)

    def _tick(self, _connection: Connection) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            self.left = None
            raise PowerCut


class Pc:
    """One computer of a centre, or a trainer's laptop. ``clock_off``: by how many ms its clock is wrong."""

    def __init__(self, centre: "Centre", name: str, folder: Path) -> None:
        self.centre, self.name, self.folder = centre, name, folder
        self.clock_off = 0
        self.backups: list[Path] = []
        self.sticks_up: list[bytes] = []
        self.sticks_down: list[bytes] = []
        self.fuse = Fuse()
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The open store. A large district has more computers than a process may have open files."""
        if self._store is None:
            self._store = open_cheap(self.folder)
            self.fuse.guard(self._store)
        self.centre.district.is_on(self)
        return self._store

    def switch_off(self) -> None:
        """Close the store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """With this computer's clock; a power cut ends what is done, and the program begins again from the disk."""
        try:
            with clock.shifted(self.centre.district.day * DAY_MS + self.clock_off):
                yield
        except PowerCut:
            self.lose_power()

    def lose_power(self) -> None:
        """The program is gone, the files are as they are."""
        self.put_disk(self.folder)

    def put_disk(self, copy: Path) -> None:
        """Another disk, or the same one after a power cut, in this computer."""
        old, self.folder = self.folder, self.centre.district.new_folder(f"{self.centre.id[:6]}-{self.name}")
        copy_disk(copy, self.folder)
        self.switch_off()
        shutil.rmtree(old, ignore_errors=True)

    def read(self, op: Callable[[Connection], Any]) -> Any:
        """Look into the database."""
        with self.store.read() as s:
            return op(s.connection())

    def device(self) -> str:
        """The device's id."""
        return str(self.read(lambda c: identity.device(c).id))  # type: ignore[union-attr]

    def back_up(self) -> None:
        """A copy of the disk that may come back one day."""
        copy = self.centre.district.new_folder(f"backup-{self.centre.id[:6]}-{self.name}")
        pack_disk(self.folder, copy)
        self.backups.append(copy)
        if len(self.backups) > 3:
            self.backups.pop(0).unlink()


class Line:
    """Central without a socket, as its routes call it; the trouble is on the way.

    ``troubles``: one for each request: "", "request lost", "reply lost", "sent twice", "act" (the operator goes on
    working while the request is under way).
    """

    def __init__(self, pc: Pc, troubles: list[str], meanwhile: Callable[[], object]) -> None:
        self._pc, self._troubles, self._meanwhile = pc, list(troubles), meanwhile
        self._device = pc.device()

    def round(self, request: Round) -> Reply:
        """One request and its reply."""
        trouble = self._troubles.pop(0) if self._troubles else ""
        if trouble == "act":
            self._meanwhile()
        if trouble == "request lost":
            raise Offline()
        wire = messages.encode(request)
        reply = self._answer(wire)
        if trouble == "sent twice":
            reply = self._answer(wire)
        if trouble == "reply lost":
            raise Offline()
        return messages.decode(reply, Reply)

    def _answer(self, wire: bytes) -> bytes:
        central = self._pc.centre.district.central
        request = messages.decode(wire, Round)
        found = rounds.opened(request)
        with central.database.write() as connection:
            who = caller(connection, self._device)
            take_back(connection, central.key.public_key(), request.found)
            reply = rounds.take_round(connection, who, request, found, central.config.page_bytes)
        return messages.encode(seal_pages(central.key, reply))

    def blob(self, sha256: str, size: int, offset: int, data: bytes) -> int:
        """A piece of a photo."""
        centre = self._pc.centre
        central = centre.district.central
        return receive_photo(central.database, central.files, centre.id, sha256, size, offset, data)

    def pause(self, _seconds: float) -> None:
        """What happens while the program waits before it tries again."""
        if self._troubles:
            self._meanwhile()


class Centre:
    """One centre. It looks like the world of ``two_desks`` to what operators do (``counter_work.work``)."""

    def __init__(self, district: "District", id_: str, folder: Path) -> None:
        self.district, self.id = district, id_
        self.pcs = {name: Pc(self, name, folder / name) for name in PCS}
        self.laptops = {name: Pc(self, name, folder / name) for name in LAPTOPS if (folder / name).exists()}
        # Ids of events whose commit returned, and of those that lie nowhere any more: the only disk was replaced.
        self.acknowledged: set[str] = set()
        self.gone: set[str] = set()
        self.resets = 0

    @property
    def machines(self) -> dict[str, Pc]:
        """The PCs and the laptops."""
        return self.pcs | self.laptops

    def central(self) -> Central:
        """For the staff's acts."""
        return self.district.central

    def act(self, name: str, op: Callable[[WriteSession], Any]) -> Any:
        """One action at one computer; it is acknowledged when the commit returned."""
        pc = self.machines[name]
        with pc.store.write(by=BY) as s:
            result = op(s)
        if s.event is not None:
            self.acknowledged.add(s.event.id)
        return result

    def sync(self, name: str, troubles: list[str] | None = None, meanwhile: Callable[[], object] = lambda: 0) -> Report:
        """One sync run of a computer."""
        pc = self.machines[name]
        line = Line(pc, troubles or [], meanwhile)
        report = Run(pc.store, line, sleep=line.pause).go()  # type: ignore[arg-type]
        self.resets += report.resets
        return report

    def clone(self, name: str = PCS[0]) -> None:
        """The disk of a computer is copied into another one, and both go on."""
        copy = "clone" if name in self.pcs else "laptop's clone"
        folder = self.district.new_folder(f"{self.id[:6]}-{copy}")
        copy_disk(self.machines[name].folder, folder)
        (self.pcs if name in self.pcs else self.laptops)[copy] = Pc(self, copy, folder)

    def held(self) -> set[str]:
        """The ids of all events that lie on some disk."""
        found = set(self.district.central_ids(self.id))
        found |= {id_ for ids in self.district.aside(self.id).values() for id_ in ids}
        for pc in self.machines.values():
            found |= set(pc.read(lambda c: [row[0] for row in c.exec_driver_sql("SELECT id FROM event")]))
        return found

    @contextmanager
    def disk_replaced(self) -> Iterator[None]:
        """What lay only on the disk that is replaced inside cannot come back by any protocol."""
        before = self.held()
        yield
        self.gone |= before - self.held()

    def close(self) -> None:
        """Close the stores."""
        for pc in self.machines.values():
            pc.switch_off()


class District:
    """Central and its centres. ``day`` is the day of the simulation, from 0; ``laptops``: some centres have trainers."""

    def __init__(self, centres: int, *, laptops: bool = False) -> None:
        self.day = 0
        self.was_set_back = False
        self.folder = Path(tempfile.mkdtemp(dir=FOLDER))
        self._made = 0
        self._on: dict[Pc, None] = {}
        template = _template(centres, laptops)
        copy_disk(template, self.folder / "begin")
        self._central_folder = self.folder / "begin" / "central"
        self.central = _open_central(self._central_folder)
        self.central_backups: list[Path] = []
        ids = (template / "centres").read_text().split()
        self.centres = [Centre(self, id_, self.folder / "begin" / id_) for id_ in ids]

    def is_on(self, pc: Pc) -> None:
        """A computer is used; the one that was not used for longest is switched off when too many are on."""
        self._on.pop(pc, None)
        self._on[pc] = None
        if len(self._on) > MOST_ON:
            oldest = next(iter(self._on))
            del self._on[oldest]
            oldest.switch_off()

    def new_folder(self, name: str) -> Path:
        """A folder that is not there yet."""
        self._made += 1
        return self.folder / f"{self._made}-{name}"

    def back_up_central(self) -> None:
        """A copy of central's disk."""
        copy = self.new_folder("central-backup")
        pack_disk(self._central_folder, copy)
        self.central_backups.append(copy)
        if len(self.central_backups) > 3:
            self.central_backups.pop(0).unlink()

    def restore_central(self, copy: Path) -> None:
        """Central is what it was days ago, without knowing it."""
        with ExitStack() as stack:
            for centre in self.centres:
                stack.enter_context(centre.disk_replaced())
            self.central.database.close()
            shutil.rmtree(self._central_folder)
            self._central_folder = self.new_folder("central")
            copy_disk(copy, self._central_folder)
            self.central = _open_central(self._central_folder)
        self.was_set_back = True

    def central_ids(self, centre: str, scopes: set[str] | None = None) -> list[str]:
        """The ids of all events that central has of a centre, or of those of its feeds that are named."""
        query = "SELECT id, scope FROM event WHERE scope IN (SELECT scope FROM scope WHERE centre = ?)"
        with self.central.database.read() as connection:
            rows = connection.exec_driver_sql(query, (centre,))
            return [row[0] for row in rows if scopes is None or row[1] in scopes]

    def aside(self, centre: str) -> dict[tuple[str, str], list[str]]:
        """What central keeps aside of a centre's laptops: device and class, ids of events."""
        query = (
            "SELECT d.id, e.scope, e.id FROM event e JOIN device d ON e.scope LIKE 'aside:' || d.id || ':%'"
            " WHERE d.centre = ? AND d.role = 'trainer'"
        )
        found: dict[tuple[str, str], list[str]] = {}
        with self.central.database.read() as connection:
            for device, scope, id_ in connection.exec_driver_sql(query, (centre,)):
                found.setdefault((device, scope.removeprefix(f"aside:{device}:")), []).append(id_)
        return found

    def close(self) -> None:
        """Close everything and remove the files."""
        for centre in self.centres:
            centre.close()
        self.central.database.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class _AtTheDoor:
    """Enrolment without a socket."""

    def __init__(self, central: Central, public_key: bytes) -> None:
        self._central, self._public_key = central, public_key

    def enrol(self, request: Enrolment) -> Enrolled:
        with self._central.database.write() as connection:
            own = self._central.key.public_key().public_bytes_raw()
            return take_in(connection, self._public_key, request, own)


def _open_central(folder: Path) -> Central:
    central = open_central(CentralConfig(home=folder), SimulatedMarketplace())
    share_statements("central", central.database.engine)
    return central


def _template(centres: int, laptops: bool) -> Path:
    """Central with enrolled computers, made once; each district begins with a copy."""
    if (centres, laptops) not in _templates:
        folder = Path(tempfile.mkdtemp(dir=FOLDER))
        central = _open_central(folder / "central")
        ids = [_make_centre(central, folder, number, laptops=laptops) for number in range(centres)]
        central.database.close()
        (folder / "centres").write_text("\n".join(ids))
        _templates[centres, laptops] = folder
    return _templates[centres, laptops]


def _make_centre(central: Central, folder: Path, number: int, *, laptops: bool) -> str:
    with central.database.write() as connection:
        centre = set_up_centre(connection, name=f"{number} 号服务站", village_name=f"{number} 号村")
    trainers = LAPTOPS[: LAPTOPS_OF_CENTRES[number % len(LAPTOPS_OF_CENTRES)]] if laptops else ()
    for name in (*PCS, *trainers):
        store = open_cheap(folder / centre / name)
        with central.database.write() as connection:
            code = make_code(connection, centre, role="trainer" if name in trainers else "pc")
        with store.transaction() as connection:
            public_key = identity.device_key(connection).public_key().public_bytes_raw()
        enrol(store, _AtTheDoor(central, public_key), "http://127.0.0.1:9", code, name)  # type: ignore[arg-type]
        store.close()
    return centre
