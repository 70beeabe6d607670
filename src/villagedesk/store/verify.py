"""What this computer can say about a label or a short code: genuine or not, about what, and how often it was seen here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from villagedesk import clock, paths
from villagedesk.domain.certificates import CERTIFICATE, Certificate, CertificateState
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.entity import Entity
from villagedesk.domain.fakes import FakeReport
from villagedesk.domain.labels import Kind, Reading, fingerprint, is_label
from villagedesk.domain.orders import Order
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import Person
from villagedesk.domain.returns import Return
from villagedesk.domain.sales import CropOrder, CropPack, CropPayout
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.domain.short_code import id_range
from villagedesk.domain.training_results import TRAINING_CERTIFICATE, TrainingCertificate, TrainingCertificateState
from villagedesk.domain.values import plain_fen
from villagedesk.i18n import _
from villagedesk.store import tables
from villagedesk.store.crops.sources import farmers_of
from villagedesk.store.engine import connect, make_reader, trouble_told
from villagedesk.store.key import load_key
from villagedesk.store.labels import check_label, issuer
from villagedesk.store.migrations import MIGRATIONS
from villagedesk.store.store import Store, open_store

# A scanner that reads the same square twice within this time has scanned it once.
ONE_SCAN_MS = 2_000
_NAMED = 3

E = TypeVar("E", bound=Entity)
_scan = tables.label_scan


@dataclass(frozen=True)
class Thing:
    """What a label or a short code names, when it is on this computer.

    ``stopped``: the county office has stopped the seller it belongs to.
    """

    kind: Kind
    id: str
    title: str
    detail: str = ""
    stopped: bool = False


@dataclass(frozen=True)
class Seen:
    """How often one label was scanned on this computer; ``first_on`` is the ISO date of the first time, or ""."""

    today: int = 0
    ever: int = 0
    first_on: str = ""


@dataclass(frozen=True)
class Answer:
    """Everything about one scanned text. ``issuer`` is "" unless the signature is right; ``at`` is ms UTC."""

    text: str
    reading: Reading
    issuer: str
    thing: Thing | None
    seen: Seen
    at: int


def note_scan(connection: Connection, text: str) -> None:
    """Count a scan of something that claims to be one of our labels; anything else is not counted."""
    if not is_label(text.strip()):
        return
    mark, now = fingerprint(text), clock.now_ms()
    last = connection.execute(select(func.max(_scan.c.last_at)).where(_scan.c.fingerprint == mark)).scalar()
    if last is not None and 0 <= now - last < ONE_SCAN_MS:
        return
    row = insert(_scan).values(fingerprint=mark, day=clock.today(), times=1, last_at=now)
    connection.execute(
        row.on_conflict_do_update(
            index_elements=[_scan.c.fingerprint, _scan.c.day], set_={"times": _scan.c.times + 1, "last_at": now}
        )
    )


def seen(connection: Connection, text: str) -> Seen:
    """How often this label was scanned here."""
    rows = connection.execute(
        select(_scan.c.day, _scan.c.times).where(_scan.c.fingerprint == fingerprint(text)).order_by(_scan.c.day)
    ).all()
    if not rows:
        return Seen()
    today = clock.today()
    return Seen(sum(row.times for row in rows if row.day == today), sum(row.times for row in rows), rows[0].day)


def answer(s: Session, text: str, *, at: int | None = None) -> Answer:
    """Judge a scanned text; nothing is counted. ``at`` is when it was scanned (ms UTC), if not now."""
    reading = check_label(s, text)
    return Answer(
        text=text,
        reading=reading,
        issuer=issuer(s, reading.kid) if reading.id else "",
        thing=thing(s, reading.kind, reading.id) if reading.kind is not None else None,
        seen=seen(s.connection(), text),
        at=clock.now_ms() if at is None else at,
    )


def judge(store: Store, texts: Sequence[str]) -> list[Answer]:
    """Count these scans and judge each text."""
    with store.transaction() as connection:
        for text in texts:
            note_scan(connection, text)
    with store.read() as s:
        return [answer(s, text) for text in texts]


def thing(s: Session, kind: Kind, id_: str) -> Thing | None:
    """What a label is about; None when it is not on this computer."""
    match kind:
        case Kind.LOT:
            lot = s.get(HarvestLot, id_)
            return _lot(s, lot) if lot else None
        case Kind.CERTIFICATE:
            certificate = s.get(Certificate, id_)
            return _certificate(s, certificate) if certificate else None
        case Kind.TRAINING:
            training = s.get(TrainingCertificate, id_)
            return _training(training) if training else None
        case Kind.PERSON:
            person = s.get(Person, id_)
            return _person(s, person) if person else None
        case Kind.PASSBOOK:
            person = s.get(Person, id_)
            return replace(_person(s, person), kind=kind) if person else None
        case Kind.PARCEL:
            parcel = s.get(Parcel, id_)
            return _parcel(s, parcel) if parcel else None
        case Kind.ORDER:
            order = s.get(Order, id_)
            return _order(s, order) if order else None
        case Kind.RETURN:
            back = s.get(Return, id_)
            return _return(s, back) if back else None
        case Kind.FAKE:
            report = s.get(FakeReport, id_)
            return _report(s, report) if report else None
        case Kind.PACK:
            pack = s.get(CropPack, id_)
            return _pack(s, pack) if pack else None
        case Kind.STATEMENT:
            seller = s.get(Seller, id_)
            person = s.get(Person, seller.person_id) if seller else None
            return Thing(kind, id_, person.name if person else "") if seller else None
        case Kind.PAYOUT:
            payout = s.get(CropPayout, id_)
            return _payout(s, payout) if payout else None


def by_code(s: Session, code: str) -> list[Thing]:
    """What a typed short code names on this computer; more than one thing only by a rare chance.

    Raises:
        Invalid: ``short_code_wrong`` on the field ``code``.
    """
    low, high = id_range(code)
    return [
        *(_lot(s, row) for row in _between(s, HarvestLot, low, high)),
        *(_certificate(s, row) for row in _between(s, Certificate, low, high)),
        *(_training(row) for row in _between(s, TrainingCertificate, low, high)),
        *(_person(s, row) for row in _between(s, Person, low, high)),
        *(_parcel(s, row) for row in _between(s, Parcel, low, high)),
        *(_order(s, row) for row in _between(s, Order, low, high)),
        *(_return(s, row) for row in _between(s, Return, low, high)),
        *(_report(s, row) for row in _between(s, FakeReport, low, high)),
        *(_pack(s, row) for row in _between(s, CropPack, low, high)),
    ]


@contextmanager
def looking_into(home: Path, key: bytes | None = None) -> Iterator[Session | None]:
    """A session that only reads the desk in ``home``, also while its window is open; None when there is no desk.

    Raises:
        StorageTrouble: locked or damaged, ``key_missing``, or ``database_newer``.
    """
    path = paths.desk_db(home)
    if not path.exists():
        yield None
        return
    key = key or load_key(home, may_create=False)
    with trouble_told():
        connection = connect(path, key, read_only=False)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        finally:
            connection.close()
    if version != len(MIGRATIONS):
        open_store(home, key).close()  # an older file is brought up to date, a newer one is refused
    engine = make_reader(path, key)
    try:
        with trouble_told(), Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        engine.dispose()


def _between(s: Session, entity: type[E], low: str, high: str) -> Sequence[E]:
    return s.exec(select_rows(entity).where(col(entity.id) >= low, col(entity.id) <= high).limit(3)).all()


def _lot(s: Session, lot: HarvestLot) -> Thing:
    farmers = farmers_of(s, lot.id)
    stopped = any(farmer.state == SellerState.FROZEN for farmer in farmers)
    names = _(", ").join(farmer.name for farmer in farmers[:_NAMED])
    return Thing(Kind.LOT, lot.id, f"{lot.product} {lot.code}", names, stopped)


def _certificate(s: Session, certificate: Certificate) -> Thing:
    lot = s.get(HarvestLot, certificate.lot_id)
    stopped = _lot(s, lot).stopped if lot else False
    said = "" if certificate.state == CertificateState.VALID else CERTIFICATE.said(certificate.state)
    detail = "  ".join(part for part in (certificate.issuer, said) if part)
    return Thing(Kind.CERTIFICATE, certificate.id, f"{certificate.product} {certificate.number}", detail, stopped)


def _training(training: TrainingCertificate) -> Thing:
    said = "" if training.state == TrainingCertificateState.VALID else TRAINING_CERTIFICATE.said(training.state)
    detail = "  ".join(part for part in (training.title, training.number, said) if part)
    return Thing(Kind.TRAINING, training.id, training.name, detail)


def _person(s: Session, person: Person) -> Thing:
    frozen = select_rows(Seller.id).where(
        col(Seller.person_id) == person.id, col(Seller.state) == str(SellerState.FROZEN)
    )
    return Thing(Kind.PERSON, person.id, person.name, person.village_group or "", s.exec(frozen).first() is not None)


def _parcel(s: Session, parcel: Parcel) -> Thing:
    person = s.get(Person, parcel.person_id) if parcel.person_id else None
    return Thing(Kind.PARCEL, parcel.id, person.name if person else parcel.name, parcel.shelf)


def _order(s: Session, order: Order) -> Thing:
    person = s.get(Person, order.person_id)
    return Thing(Kind.ORDER, order.id, order.number, person.name if person else "")


def _return(s: Session, back: Return) -> Thing:
    person, order = s.get(Person, back.person_id), s.get(Order, back.order_id)
    return Thing(Kind.RETURN, back.id, order.number if order else "", person.name if person else "")


def _report(s: Session, report: FakeReport) -> Thing:
    person = s.get(Person, report.person_id)
    return Thing(Kind.FAKE, report.id, f"{report.number} {report.title}", person.name if person else "")


def _pack(s: Session, pack: CropPack) -> Thing:
    lot, order = s.get(HarvestLot, pack.lot_id), s.get(CropOrder, pack.order_id)
    product = f"{lot.product} {lot.code}" if lot else ""
    return Thing(Kind.PACK, pack.order_id, product, order.buyer if order else "")


def _payout(s: Session, payout: CropPayout) -> Thing:
    person = s.get(Person, payout.person_id)
    return Thing(Kind.PAYOUT, payout.seller_id, person.name if person else "", plain_fen(payout.fen))
