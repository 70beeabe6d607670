"""Parcels that go back to the carrier: put aside first, which can be undone, then the driver takes them and signs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.evidence import UNSIGNED, Signed
from villagedesk.domain.parcels import (
    DAY_MS,
    DRIVER_LENGTH,
    NOTE_LENGTH,
    PARCEL,
    SENT_BACK_WORDS,
    BackTrip,
    Parcel,
    ParcelState,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.evidence import keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.moments import likely_now
from villagedesk.store.parcels.lists import ParcelRow, parcel_row, rows_where
from villagedesk.store.parcels.shelf import check_order_stands, newest_with, settle_order
from villagedesk.store.session import WriteSession, action, get, new_row

# So long what the driver took is shown: until then a question about it comes, if one does.
_TAKEN_DAYS = 60


@action
def send_back(s: WriteSession, parcel_ids: Sequence[str], reason: str) -> int:
    """Put parcels aside for the driver: nobody came, or the villager does not want them. Returns how many.

    They keep their places; ``keep_here`` undoes it until ``driver_takes``.

    Args:
        reason: ``overdue`` or ``refused``.

    Raises:
        Refused: one of them is not on the shelf any more, or none was named; then none is sent back.
    """
    for parcel in _in_state(s, parcel_ids, ParcelState.ON_SHELF, ParcelState.GOING_BACK):
        parcel.state = ParcelState.GOING_BACK.value
        parcel.sent_back_reason = reason
        parcel.going_back_at = s.now
    return len(parcel_ids)


@action
def keep_here(s: WriteSession, parcel_id: str) -> ParcelRow:
    """It does not go back after all: it lies at its place as before, and its pickup code is good again.

    Raises:
        Refused: the driver has it already, or its order was refused, so the villager gets his money.
    """
    (parcel,) = _in_state(s, [parcel_id], ParcelState.GOING_BACK, ParcelState.ON_SHELF)
    check_order_stands(s, parcel, "parcel_goes_back")
    parcel.state = ParcelState.ON_SHELF.value
    parcel.sent_back_reason = ""
    parcel.going_back_at = None
    s.flush()
    return parcel_row(s, parcel.id)


@action
def driver_takes(
    s: WriteSession,
    parcel_ids: Sequence[str],
    *,
    driver: str = "",
    signed: Signed = UNSIGNED,
    files: FileStore | None = None,
    note: str = "",
) -> BackTrip:
    """The driver has the parcels that go back, and signs for them. When he does not, the ``note`` says why.

    Args:
        driver: his name.
        signed: what he drew, or that he signed on paper.
        files: where the signature is put; not needed without a drawn one.
        note: why he did not sign, or whatever else is to be said.

    Raises:
        Invalid: on the field ``signature``: neither a signature nor a note is there.
        Refused: one of them is not put aside any more, or none was named; then none is taken.
    """
    parcels = _in_state(s, parcel_ids, ParcelState.GOING_BACK, ParcelState.SENT_BACK)
    text = check_text("note", note, NOTE_LENGTH)
    name = check_text("driver", driver, DRIVER_LENGTH)
    if not signed and not text:
        raise Invalid("signature", "driver_must_sign_back")
    trip = new_row(s, BackTrip(driver=name, taken_at=s.now, parcels=len(parcels), note=text))
    if signed:
        keep_signature(s, files, "back_trip", trip.id, signed, name)
    for parcel in parcels:
        parcel.state = ParcelState.SENT_BACK.value
        parcel.sent_back_at = likely_now(s.connection(), s.now)
        parcel.back_trip_id = trip.id
        settle_order(s, parcel.order_id)
    return trip


@action
def print_back_sheet(s: WriteSession) -> int:
    """Print what goes back, for the driver to sign and to take along; returns how many parcels it has.

    Raises:
        Refused: nothing goes back.
    """
    rows = parcels_going_back(s)
    if not rows:
        raise Refused("nothing_goes_back")
    title = _("Parcels that go back {date}").format(date=i18n.short_day(clock.today()))
    sheet = papers.ListSheet(
        title=title,
        under=centre_name(s),
        shares=(3, 6, 4, 5, 6),
        head=(_("Place"), _("Waybill"), _("Carrier"), _("Name"), _("Why")),
        rows=tuple(
            (
                row.shelf,
                row.waybill,
                row.carrier,
                row.name,
                _(SENT_BACK_WORDS.get(row.sent_back_reason, row.sent_back_reason)),
            )
            for row in rows
        ),
        signatures=(_("The driver signs"), _("The counter signs")),
    )
    print_queue.add_job(s, sheet, title=title)
    return len(rows)


def parcels_going_back(s: Session) -> list[ParcelRow]:
    """What is put aside for the driver, by place."""
    rows = rows_where(s, [col(Parcel.state) == ParcelState.GOING_BACK.value])
    return sorted(rows, key=lambda row: row.shelf)


def taken_back(s: Session, limit: int = 100) -> list[tuple[ParcelRow, int, str]]:
    """What drivers took back lately, the newest first: the parcel, when (ms UTC), and the driver's name."""
    found = s.execute(
        select(col(Parcel.id), col(Parcel.sent_back_at), col(BackTrip.driver))
        .outerjoin(BackTrip, col(BackTrip.id) == col(Parcel.back_trip_id))
        .where(
            col(Parcel.state) == ParcelState.SENT_BACK.value,
            # Its index has only what went back; what central stopped on its way never lay here.
            col(Parcel.sent_back_at) > clock.now_ms() - _TAKEN_DAYS * DAY_MS,
            col(Parcel.arrived_at).is_not(None),
        )
        .order_by(col(Parcel.sent_back_at).desc())
        .limit(limit)
    ).all()
    rows = {row.id: row for row in rows_where(s, [col(Parcel.id).in_([id_ for id_, _at, _by in found])])}
    return [(rows[id_], at, driver or "") for id_, at, driver in found if id_ in rows]


def last_with(s: Session, number: str) -> ParcelRow | None:
    """The parcel that had this number last; None when there was none."""
    last = newest_with(s, number)
    return parcel_row(s, last.id) if last else None


def _in_state(s: WriteSession, ids: Sequence[str], now: ParcelState, to: ParcelState) -> list[Parcel]:
    if not ids:
        raise Refused("nothing_to_send_back")
    parcels = [get(s, Parcel, parcel_id) for parcel_id in dict.fromkeys(ids)]
    for parcel in parcels:
        if parcel.state != now:
            raise PARCEL.refusal(parcel.state, to)
    return parcels
