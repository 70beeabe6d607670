"""The van is unloaded: parcels get their place, what is missing or damaged is written down, the driver signs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.evidence import UNSIGNED, EvidenceKind, Signed
from villagedesk.domain.orders import ORDER, Order, OrderState
from villagedesk.domain.parcels import (
    ADDRESSEE_LENGTH,
    DAMAGE_LENGTH,
    DAY_MS,
    DRIVER_LENGTH,
    NOTE_LENGTH,
    NUMBER_AGAIN_DAYS,
    PARCEL,
    Parcel,
    ParcelState,
    VanVisit,
    check_grams,
    check_waybill,
)
from villagedesk.domain.people import Person
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.evidence import keep_photos, keep_signature, pictures_of
from villagedesk.store.files import FileStore
from villagedesk.store.parcels.lists import ParcelRow, parcel_row
from villagedesk.store.parcels.shelf import (
    by_waybill,
    check_order_stands,
    labelled,
    newest_with,
    put_on_shelf,
    settle_order,
)
from villagedesk.store.parcels.vans import count_van, van_rows
from villagedesk.store.same_person import ids_of
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def receive_parcel(s: WriteSession, waybill: str, shelf: str = "") -> ParcelRow:
    """Take an announced parcel from the van: it gets a place, a pickup code and a label.

    Args:
        waybill: as scanned or typed, or the parcel's id.
        shelf: the place; empty takes the first free one.

    Raises:
        Invalid: what was scanned is no waybill: somebody's card, a slip, an identity number.
        Refused: nothing with this number was announced here, or it is here already, or it waits for the driver to take
            it back, or it was declared lost, or its order was refused.
    """
    parcel = by_waybill(s, check_waybill(waybill, clock.today()))
    if parcel.state == ParcelState.LOST:
        raise Refused("parcel_lost", waybill=parcel.waybill)
    if parcel.state == ParcelState.GOING_BACK:
        raise Refused("parcel_waits_for_driver", waybill=parcel.waybill, shelf=parcel.shelf)
    if parcel.state in (ParcelState.ANNOUNCED, ParcelState.MISSING, ParcelState.SENT_BACK):
        check_order_stands(s, parcel, "parcel_stopped")
    PARCEL.check(parcel.state, ParcelState.ON_SHELF)
    put_on_shelf(s, parcel, shelf)
    settle_order(s, parcel.order_id)
    return labelled(s, parcel)


@action
def receive_extra(
    s: WriteSession,
    waybill: str,
    *,
    person_id: str = "",
    name: str = "",
    phone: str = "",
    shelf: str = "",
    van_at: int | None = None,
) -> ParcelRow:
    """Take a parcel that nobody had announced; it belongs to a villager, or to the name on it.

    One that was sent back and came again stays with its order and with what is due for it, unless its money went back.

    Raises:
        Invalid: there is no name, it or the phone is too long, the number is none of a parcel, or it is known here.
        Refused: it was declared lost, or its order was refused: the villager gets his money.
    """
    number = check_waybill(waybill, clock.today())
    name = check_text("name", name, ADDRESSEE_LENGTH, required=not person_id)
    phone = check_text("phone", phone, ADDRESSEE_LENGTH)
    before = _last_time(s, number)
    person_id = get(s, Person, person_id).id if person_id else _only_person_with(s, phone, name)
    order = _order_again(s, before, person_id) if before else None
    parcel = new_row(
        s,
        Parcel(
            order_id=order.id if order else "",
            due_fen=before.due_fen if before and order else 0,
            grams=before.grams if before else 0,
            person_id=person_id,
            name=name,
            phone=phone,
            waybill=number,
            van_at=van_at,
            extra_on_van=True,
        ),
    )
    put_on_shelf(s, parcel, shelf)
    if order is not None:
        order.state = OrderState.ARRIVED.value
    return labelled(s, parcel)


@action
def note_weight(s: WriteSession, parcel_id: str, grams: int) -> ParcelRow:
    """Write down what our own scale shows; 0 takes it away again.

    Raises:
        Invalid: on the field ``grams``.
        Refused: the parcel is not on the shelf.
    """
    parcel = _on_shelf(s, parcel_id)
    parcel.here_grams = check_grams(grams)
    s.flush()
    return parcel_row(s, parcel.id)


@action
def note_damage(
    s: WriteSession,
    parcel_id: str,
    damage: str,
    *,
    grams: int = 0,
    photos: Sequence[str] = (),
    files: FileStore | None = None,
    no_proof: str = "",
) -> ParcelRow:
    """Write down that a parcel came damaged, before the driver leaves, with a photo and its weight.

    Args:
        damage: what is wrong with it, in a few words.
        grams: what it weighs now; 0 leaves what was written down.
        photos: SHA-256 of each, kept already.
        files: where the photos are; not needed without photos.
        no_proof: why there is no photo, or no weight; kept only then.

    Raises:
        Invalid: on the field ``damage`` or ``grams``; on ``no_proof``: a photo or the weight is missing, and nobody says
            why.
        Refused: the parcel is not on the shelf.
    """
    parcel = _on_shelf(s, parcel_id)
    parcel.damaged = True
    parcel.damage = check_text("damage", damage, DAMAGE_LENGTH, required=True)
    parcel.here_grams = check_grams(grams) or parcel.here_grams
    why = check_text("no_proof", no_proof, DAMAGE_LENGTH)
    proven = parcel.here_grams and (photos or any(kind == EvidenceKind.DAMAGE for kind, _ in pictures_of(s, parcel.id)))
    if not proven and not why:
        raise Invalid("no_proof", "damage_proof_missing")
    parcel.no_proof = "" if proven else why
    if photos and files is not None:
        keep_photos(s, files, "parcel", parcel.id, EvidenceKind.DAMAGE, photos, parcel.damage)
    s.flush()
    return parcel_row(s, parcel.id)


@action
def finish_van(
    s: WriteSession,
    van_at: int | None,
    *,
    driver: str = "",
    signed: Signed = UNSIGNED,
    files: FileStore | None = None,
    note: str = "",
) -> VanVisit:
    """The van leaves: what was announced for it and not found is missing.

    Where something is missing or damaged the driver signs for it. When he does not, the ``note`` says why.

    Args:
        van_at: which van, as it was announced.
        driver: his name.
        signed: what he drew, or that he signed on paper.
        files: where the signature is put; not needed without a drawn one.
        note: why he did not sign, or whatever else is to be said.

    Raises:
        Invalid: on the field ``signature``: something is not right, and neither a signature nor a note is there.
        Refused: this van is finished already.
    """
    count = count_van(s, van_at)
    if count.finished:
        raise Refused("van_finished")
    text = check_text("note", note, NOTE_LENGTH)
    if count.to_sign_for and not signed and not text:
        raise Invalid("signature", "driver_must_sign")
    for parcel in count.open:
        parcel.state = ParcelState.MISSING.value
    visit = new_row(
        s,
        VanVisit(
            van_at=van_at,
            driver=check_text("driver", driver, DRIVER_LENGTH),
            finished_at=s.now,
            present=count.present,
            missing=len(count.open),
            extra_found=count.extra,
            damaged=count.damaged,
            note=text,
        ),
    )
    if signed:
        keep_signature(s, files, "van_visit", visit.id, signed, visit.driver)
    for order_id in sorted({parcel.order_id for parcel in count.open}):
        settle_order(s, order_id)
    return visit


@action
def print_van_sheet(s: WriteSession, van_at: int | None) -> int:
    """Print what is missing or damaged, for the driver to sign and to take along; returns how many lines it has.

    Raises:
        Refused: everything is here and whole.
    """
    rows = van_rows(s, van_at)
    bad = [row for row in rows if row.damaged or row.state in (ParcelState.ANNOUNCED, ParcelState.MISSING)]
    if not bad:
        raise Refused("van_all_well")
    title = _("Van {time}: missing and damaged").format(time=i18n.short_day(clock.today()))
    wrong = _("damaged: {damage}")
    sheet = papers.ListSheet(
        title=title,
        under=centre_name(s),
        shares=(6, 4, 5, 9),
        head=(_("Waybill"), _("Carrier"), _("Name"), _("What is wrong")),
        rows=tuple(
            (row.waybill, row.carrier, row.name, wrong.format(damage=row.damage) if row.damaged else _("missing"))
            for row in bad
        ),
        signatures=(_("The driver signs"), _("The counter signs")),
    )
    print_queue.add_job(s, sheet, title=title)
    return len(bad)


def _on_shelf(s: WriteSession, parcel_id: str) -> Parcel:
    parcel = get(s, Parcel, parcel_id)
    if parcel.state != ParcelState.ON_SHELF:
        raise PARCEL.refusal(parcel.state, ParcelState.ON_SHELF)
    return parcel


def _last_time(s: WriteSession, number: str) -> Parcel | None:
    """The parcel that had this number before; None where nobody had it, or so long ago that it is another one."""
    last = newest_with(s, number)
    if last is None:
        return None
    if last.state == ParcelState.LOST:
        raise Refused("parcel_lost", waybill=number)
    if last.state == ParcelState.COLLECTED:
        if (last.collected_at or 0) > s.now - NUMBER_AGAIN_DAYS * DAY_MS:
            raise Invalid("waybill", "waybill_collected")
        return None
    if last.state != ParcelState.SENT_BACK:
        raise Invalid("waybill", "waybill_known")
    check_order_stands(s, last, "parcel_stopped")
    return last


def _order_again(s: WriteSession, before: Parcel, person_id: str) -> Order | None:
    """The order of a parcel that came again, while it is the same villager's and no money of it went back."""
    order = s.get(Order, before.order_id) if before.order_id else None
    if order is None or order.refund_fen or person_id not in ids_of(s, order.person_id):
        return None
    return order if ORDER.can(order.state, OrderState.ARRIVED) or order.state == OrderState.ARRIVED else None


def _only_person_with(s: WriteSession, phone: str, name: str) -> str:
    """The villager whose phone and name stand on a parcel; empty when it is not clear who that is."""
    if not phone:
        return ""
    found = list(s.scalars(select(col(Person.id)).where(col(Person.phone) == phone, col(Person.name) == name)))
    return found[0] if len(found) == 1 else ""
