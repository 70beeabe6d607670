"""What anybody may know who holds a label: who signed it, what it says, whether it was taken back, how often it was seen.

A label says no more here than on its paper. How often it was looked up is counted, for a label that is looked up much
more often than there are packs was copied.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, TextClause, select

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.certificates import LOTS, PACKS, is_revoked, lot_of, pack_of
from villagedesk.central.courses import known_courses
from villagedesk.central.database import insert_missing
from villagedesk.central.found import Found, by_ids, centre_names, children, one, ranged
from villagedesk.central.photos import here_of
from villagedesk.domain.certificates import CertificateState
from villagedesk.domain.crops import LotPhotoKind
from villagedesk.domain.entity import PLATFORM_SCOPE, Row
from villagedesk.domain.labels import Kind, LabelKey, Reading, Verdict, fingerprint, read_label
from villagedesk.domain.rule_kinds import Text
from villagedesk.domain.sellers import SellerState
from villagedesk.domain.short_code import id_range, short_code
from villagedesk.domain.training_results import TrainingCertificateState
from villagedesk.errors import NotFound

# A page that is loaded again at once was looked up once.
_ONE_LOOK_MS = 10_000
_KINDS = frozenset({Kind.LOT, Kind.CERTIFICATE, Kind.PACK, Kind.TRAINING})


@dataclass(frozen=True)
class Looks:
    """How often a label was looked up here, with this time; ``first_at`` is ms UTC of the first."""

    times: int
    first_at: int


@dataclass(frozen=True)
class LabelView:
    """The answer. ``certificate`` and ``lot`` are rows, empty where the centre has not sent them yet.

    ``centre`` is who signed, ``picture`` the lot's photo as (centre's id, SHA-256), which
    whoever has ``lot_code`` may see, ``signed`` False for a typed code. ``course`` is the certificate of a course, where it
    is about one; its name is not told whole here. ``title`` is how the course is called in either language, if it is known.
    """

    reading: Reading
    signed: bool = True
    centre: str = ""
    certificate: Row = field(default_factory=dict)
    lot: Row = field(default_factory=dict)
    stopped: bool = False
    picture: tuple[str, str] | None = None
    lot_code: str = ""
    looks: Looks | None = None
    course: Row = field(default_factory=dict)
    title: Text | None = None


def judge(connection: Connection, texts: Sequence[str]) -> LabelView:
    """Judge a label, given as the texts it can have been on paper; the first one whose signature is right counts."""
    key_for, issuers = _keys(connection)
    readings = [read_label(text, key_for, today=clock.today()) for text in texts]
    right = next((at for at, reading in enumerate(readings) if reading.id), None)
    if right is None:
        return LabelView(readings[0] if readings else Reading(Verdict.NOT_OURS))
    reading, text_ = readings[right], texts[right]
    issuer = issuers.get(reading.kid)
    if issuer is None or reading.kind not in _KINDS:
        return LabelView(Reading(Verdict.NOT_OURS))
    name, centre, revoked_on = issuer
    if reading.kind == Kind.TRAINING:
        return _of_course(connection, reading, issuer)
    try:
        certificate, lot = _about(connection, reading)
    except NotFound:
        certificate, lot = None, None
    paper = certificate or (_paper_of(connection, lot) if lot else None)
    seen = _look(connection, fingerprint(text_))
    verdict = _verdict(connection, reading, centre, revoked_on, [one for one in (certificate, lot) if one])
    judged = Reading(verdict, reading.kind, reading.fields, reading.kid, reading.fingerprint, None, reading.host)
    return _view(connection, judged, name, paper, lot, seen)


def _of_course(connection: Connection, reading: Reading, issuer: tuple[str, str, str]) -> LabelView:
    """The answer about the certificate of a course; it may not have been sent yet."""
    name, centre, revoked_on = issuer
    try:
        about = [one(connection, "training_certificate", reading.id)]
    except NotFound:
        about = []
    verdict = _verdict(connection, reading, centre, revoked_on, about)
    judged = Reading(verdict, reading.kind, reading.fields, reading.kid, reading.fingerprint, None, reading.host)
    row = about[0].data if about else {}
    return LabelView(judged, centre=name, course=row, title=_title(connection, row))


def by_code(connection: Connection, code: str) -> LabelView:
    """What a typed short code names: the certificate of a course or of a lot, a lot, or a box.

    Raises:
        Invalid: it is no such code, a character is wrong. NotFound: nothing of ours has it.
    """
    low, high = id_range(code)
    courses = ranged(connection, "training_certificate", low, high, limit=2)
    if len(courses) == 1:
        return _course_by_code(connection, courses[0])
    found = ranged(connection, "certificate", low, high, limit=2)
    if len(found) == 1:
        certificate: Found | None = found[0]
        lot = lot_of(connection, found[0].text("lot_id"))
        kind = Kind.CERTIFICATE
    else:
        lot = _lot_between(connection, low, high)
        certificate = _paper_of(connection, lot)
        kind = Kind.LOT if low <= lot.id <= high else Kind.PACK
    revoked = (
        kind is Kind.CERTIFICATE
        and certificate is not None
        and certificate.data.get("state") == CertificateState.REVOKED
    )
    reading = Reading(Verdict.REVOKED if revoked else Verdict.VALID, kind)
    return _view(connection, reading, "", certificate, lot, None, signed=False)


def _course_by_code(connection: Connection, found: Found) -> LabelView:
    over = found.text("expires_on") < clock.today()
    revoked = found.data.get("state") == TrainingCertificateState.REVOKED or is_revoked(connection, found.id)
    verdict = Verdict.REVOKED if revoked else Verdict.EXPIRED if over else Verdict.VALID
    centre = centre_names(connection, [found.centre]).get(found.centre, "")
    title = _title(connection, found.data)
    return LabelView(Reading(verdict, Kind.TRAINING), signed=False, centre=centre, course=found.data, title=title)


def _title(connection: Connection, certificate: Row) -> Text | None:
    """How the course of a certificate is called, the program's or the county's."""
    known = known_courses(connection).get(str(certificate.get("course") or "")) if certificate else None
    return known.course.title if known else None


def _view(
    connection: Connection,
    reading: Reading,
    centre: str,
    certificate: Found | None,
    lot: Found | None,
    looks: Looks | None,
    *,
    signed: bool = True,
) -> LabelView:
    return LabelView(
        reading,
        signed,
        centre,
        certificate.data if certificate else {},
        lot.data if lot else {},
        _stopped(connection, lot) if lot else False,
        _picture(connection, lot) if lot else None,
        short_code(lot.id) if lot else "",
        looks,
    )


def _verdict(connection: Connection, reading: Reading, centre: str, revoked_on: str, about: Sequence[Found]) -> Verdict:
    if any(row.centre != centre for row in about):
        return Verdict.OUT_OF_SCOPE  # one centre's computer signed for another one's goods
    issued = str(reading.fields["issued_on"])
    if revoked_on and issued > revoked_on:
        return Verdict.OUT_OF_SCOPE
    marks = [reading.id, reading.fingerprint]
    if any(row.data.get("state") == CertificateState.REVOKED for row in about):
        return Verdict.REVOKED
    return Verdict.REVOKED if any(is_revoked(connection, mark) for mark in marks) else reading.verdict


def _about(connection: Connection, reading: Reading) -> tuple[Found | None, Found | None]:
    """The certificate, and the lot, that a label names.

    Raises:
        NotFound: the centre has not sent it yet.
    """
    if reading.kind == Kind.LOT:
        return None, lot_of(connection, reading.id)
    if reading.kind == Kind.PACK:
        pack = pack_of(connection, reading.id)
        return None, lot_of(connection, pack.text("lot_id"))
    certificate = one(connection, "certificate", reading.id)
    return certificate, lot_of(connection, certificate.text("lot_id"))


def _keys(
    connection: Connection,
) -> tuple[Callable[[bytes], LabelKey | None], dict[str, tuple[str, str, str]]]:
    """Who may sign, asked by the short name of a key; and for each key found its issuer, centre and last day."""
    issuers: dict[str, tuple[str, str, str]] = {}

    def key_for(kid: bytes) -> LabelKey | None:
        row, device, short = tables.row, tables.device, kid.hex()
        found = connection.execute(
            select(row.c.parent)
            .where(row.c.scope == PLATFORM_SCOPE, row.c.entity == "signing_key")
            .where(row.c.parent >= short, row.c.parent < short + "g")
            .limit(1)
        ).scalar()
        if found is None:
            return None
        (key,) = children(connection, PLATFORM_SCOPE, "signing_key", "device", str(found))[:1]
        centre = connection.execute(select(device.c.centre).where(device.c.id == found)).scalar()
        issuers[short] = (key.text("issuer"), str(centre or ""), key.text("revoked_on"))
        return LabelKey(Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.text("public_key"))))

    return key_for, issuers


def _lot_between(connection: Connection, low: str, high: str) -> Found:
    """The lot with an id between these, or the lot of the box with one."""
    lots, packs = _ids_between(connection, LOTS, low, high), _ids_between(connection, PACKS, low, high)
    if len(lots) == 1:
        return lot_of(connection, lots[0])
    if len(packs) != 1 or lots:
        raise NotFound("harvest_lot")
    return lot_of(connection, pack_of(connection, packs[0]).text("lot_id"))


def _paper_of(connection: Connection, lot: Found) -> Found | None:
    """The certificate that goes with a lot or a box of it: one in force, else one that was, the newest of them."""
    order = [CertificateState.VALID, CertificateState.REPLACED, CertificateState.REVOKED]
    found = children(connection, lot.scope, "certificate", "lot_id", lot.id)
    known = [one for one in found if one.data.get("state") in order]
    known.sort(key=lambda one: (order.index(CertificateState(one.text("state"))), -one.changed_at))
    return known[0] if known else None


def _ids_between(connection: Connection, only: TextClause, low: str, high: str) -> Sequence[str]:
    row = tables.row
    query = select(row.c.id).where(only, row.c.id.between(low, high), row.c.data.is_not(None))
    return connection.execute(query.limit(2)).scalars().all()


def _look(connection: Connection, mark: str) -> Looks:
    look, now = tables.label_look, clock.now_ms()
    insert_missing(connection, look, fingerprint=mark, times=0, first_at=now, last_at=0)
    counted = look.update().where(look.c.fingerprint == mark, look.c.last_at <= now - _ONE_LOOK_MS)
    connection.execute(counted.values(times=look.c.times + 1, last_at=now))
    found = connection.execute(select(look.c.times, look.c.first_at).where(look.c.fingerprint == mark)).one()
    return Looks(found.times, found.first_at)


def _stopped(connection: Connection, lot: Found) -> bool:
    seller_id = lot.text("seller_id")
    seller = by_ids(connection, lot.scope, "seller", [seller_id]).get(seller_id, {}) if seller_id else {}
    return seller.get("state") == SellerState.FROZEN


def _picture(connection: Connection, lot: Found) -> tuple[str, str] | None:
    """The photo of the whole where there is one, else another one, as far as it has come."""
    photos = children(connection, lot.scope, "lot_photo", "lot_id", lot.id)
    photos.sort(key=lambda photo: photo.data.get("kind") != LotPhotoKind.WHOLE)
    here = here_of(connection, lot.centre, [photo.text("sha256") for photo in photos]) if photos else set()
    return next(((lot.centre, name) for photo in photos if (name := photo.text("sha256")) in here), None)
