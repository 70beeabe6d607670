"""Looking at sellers again, as the law asks every six months: who is due, and what was found."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain import papers
from villagedesk.domain.evidence import Signed
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.people import Person
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import NOTE_LENGTH, Seller, SellerState, SellerVisit, VisitOutcome
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.evidence import keep_photos, keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.moments import likely_day
from villagedesk.store.same_person import ids_of, kept_column
from villagedesk.store.session import WriteSession, action, get, new_row

# So many days before the day a seller stands in the list.
EARLY_DAYS = 14


@dataclass(frozen=True)
class DueVisit:
    """A seller to be looked at again. ``days`` until the day; below zero it is past, and he may offer nothing."""

    seller_id: str
    person_id: str
    name: str
    phone: str
    group: str
    due_on: str
    days: int
    not_met_on: str


@action
def note_visit(
    s: WriteSession,
    seller_id: str,
    outcome: str,
    note: str = "",
    *,
    signed: Signed | None = None,
    pictures: tuple[str, ...] = (),
    files: FileStore | None = None,
) -> str:
    """A seller was looked at again; returns the visit's id. Where all is as it stands, the next day is six months on.

    Args:
        outcome: a VisitOutcome.
        note: what was seen; needed where something has changed.
        signed: the seller's mark; needed where all is as it stands.
        pictures: SHA-256 of photos taken on the way.
        files: where they are.

    Raises:
        Invalid: no outcome, no mark, or no note where one is needed.
        NotFound: the seller is not on this computer.
        Refused: ``visit_not_verified``: he is not verified, so there is nothing to look at again.
    """
    seller = get(s, Seller, seller_id)
    if seller.state != SellerState.APPROVED:
        raise Refused("visit_not_verified")
    if outcome not in set(VisitOutcome):
        raise Invalid("outcome", "field_required")
    said = check_text("note", note, NOTE_LENGTH, required=outcome == VisitOutcome.CHANGED)
    if outcome == VisitOutcome.UNCHANGED and not signed:
        raise Invalid("signature", "signature_missing")
    today = likely_day(s.connection())
    visit = new_row(
        s,
        SellerVisit(
            seller_id=seller.id, person_id=seller.person_id, visited_on=today, outcome=outcome, note=said or None
        ),
    )
    if signed:
        keep_signature(s, files, "seller_visit", visit.id, signed, get(s, Person, seller.person_id).name)
    if pictures and files is not None:
        keep_photos(s, files, "seller_visit", visit.id, "paper", pictures)
    if outcome == VisitOutcome.UNCHANGED:
        seller.next_verify_on = rule_pack(today).sellers.next_verification(today)
    return visit.id


def due_visits(s: Session, *, early_days: int = EARLY_DAYS, person_id: str = "", limit: int = 200) -> list[DueVisit]:
    """Verified sellers who are to be looked at again by now or soon, the longest overdue first.

    Args:
        early_days: how long before the day they are listed.
        person_id: only this one, however far his day is.
    """
    today = date.fromisoformat(clock.today())
    last = (today + timedelta(days=early_days)).isoformat()
    if person_id:
        among: list[ColumnElement[bool]] = [col(Seller.person_id).in_(ids_of(s, person_id))]
    else:
        among = [col(Seller.next_verify_on).is_not(None), col(Seller.next_verify_on) <= last]
    found = s.exec(
        select(Seller, Person)
        .join(Person, col(Person.id) == kept_column(col(Seller.person_id)))
        .where(
            col(Seller.state) == SellerState.APPROVED.value,
            *among,
        )
        .order_by(col(Seller.next_verify_on), col(Seller.id))
        .limit(limit)
    ).all()
    missed = _last_not_met(s, [seller.id for seller, _ in found])
    return [
        DueVisit(
            seller.id,
            person.id,
            person.name,
            person.phone or "",
            person.village_group or "",
            seller.next_verify_on or "",
            (date.fromisoformat(seller.next_verify_on or today.isoformat()) - today).days,
            missed.get(seller.id, ""),
        )
        for seller, person in found
    ]


def print_due_visits(s: WriteSession) -> int:
    """Queue the list of who is due, with room to tick, to take along; returns the number of the print job."""
    due = due_visits(s)
    facts = tuple((f"{one.name}  {one.group}", f"{shown_phone(one.phone)}  {one.due_on}  □") for one in due)
    title = _("Sellers to look at again")
    paper = papers.PlainSheet(title=title, facts=facts, signatures=(_("Operator"), _("Date")))
    return print_queue.add_job(s, paper, title=title)


def visits_of(s: Session, seller_id: str, *, limit: int = 20) -> list[SellerVisit]:
    """How a seller was found, the newest first."""
    asked = select(SellerVisit).where(col(SellerVisit.seller_id) == seller_id)
    return list(s.exec(asked.order_by(col(SellerVisit.created_at).desc(), col(SellerVisit.id)).limit(limit)).all())


def _last_not_met(s: Session, seller_ids: list[str]) -> dict[str, str]:
    if not seller_ids:
        return {}
    asked = (
        select(SellerVisit)
        .where(col(SellerVisit.seller_id).in_(seller_ids), col(SellerVisit.outcome) == VisitOutcome.NOT_MET.value)
        .order_by(col(SellerVisit.created_at))
    )
    return {visit.seller_id: visit.visited_on for visit in s.exec(asked).all()}
