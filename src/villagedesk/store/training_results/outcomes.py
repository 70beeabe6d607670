"""What training led to: what the program itself sees somebody list, sell and get, and what he says when asked.

Somebody is asked three, six and twelve months after the certificate (the rule pack says when). Where the program has seen
a listing, a sale or a payout by then, it writes the answer itself and nobody needs to call.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.rules import months_after, rule_pack
from villagedesk.domain.texts import check_text
from villagedesk.domain.training_results import NOTE_LENGTH, FollowUp, Seen, TrainingCertificate
from villagedesk.errors import Refused
from villagedesk.store.same_person import ids_of, kept_rows_of
from villagedesk.store.session import WriteSession, action, get, new_row

# Later than this nobody is asked any more.
_ASKED_FOR_DAYS = 120
_MOST = 200


@dataclass(frozen=True)
class Facts:
    """What the program saw in a span: offers put up, sales settled with their sum, and what was paid, in fen."""

    listings: int = 0
    sales: int = 0
    sold_fen: int = 0
    paid_fen: int = 0

    @property
    def any(self) -> bool:
        """Whether anything was seen at all."""
        return bool(self.listings or self.sales or self.paid_fen)


@dataclass(frozen=True)
class DueFollowUp:
    """Somebody to be asked: ``months`` after his certificate, due since ``due_on``; ``facts`` are what was seen."""

    certificate_id: str
    enrolment_id: str
    person_id: str
    name: str
    course: str
    title: str
    months: int
    due_on: str
    facts: Facts


@dataclass(frozen=True)
class Funnel:
    """Of so many people with a certificate how many listed something afterwards, sold something, were paid."""

    trained: int = 0
    listed: int = 0
    sold: int = 0
    paid: int = 0


def seen_facts(s: Session, person_id: str, since: str, until: str) -> Facts:
    """What a person listed, sold and was paid from one ISO day to another, both counted."""
    begin, end = clock.day_span(since)[0], clock.day_span(until)[1]
    ids = ids_of(s, person_id)
    marks = ", ".join("?" * len(ids))
    sellers = f"(SELECT id FROM seller WHERE person_id IN ({marks}))"
    connection = s.connection()
    listings = connection.exec_driver_sql(
        "SELECT count(*) FROM listing l JOIN harvest_lot h ON h.id = l.lot_id"
        f" WHERE h.seller_id IN {sellers} AND l.created_at >= ? AND l.created_at < ?",
        (*ids, begin, end),
    ).scalar()
    sales = connection.exec_driver_sql(
        "SELECT count(*), coalesce(sum(gross_fen), 0) FROM crop_allocation"
        f" WHERE seller_id IN {sellers} AND settled_at >= ? AND settled_at < ?",
        (*ids, begin, end),
    ).one()
    paid = connection.exec_driver_sql(
        f"SELECT coalesce(sum(fen), 0) FROM crop_payout WHERE person_id IN ({marks}) AND paid_at >= ? AND paid_at < ?",
        (*ids, begin, end),
    ).scalar()
    return Facts(int(listings or 0), int(sales[0]), int(sales[1]), int(paid or 0))


def due_follow_ups(s: Session) -> list[DueFollowUp]:
    """Who is to be asked now, the longest-waiting first."""
    today, months = clock.today(), rule_pack(clock.today()).training.follow_up_months
    oldest = _earlier(today, _ASKED_FOR_DAYS)
    since = months_after(oldest, -max(months))
    certificates = s.exec(
        select(TrainingCertificate)
        .where(col(TrainingCertificate.issued_on) >= since)
        .order_by(col(TrainingCertificate.issued_on), col(TrainingCertificate.number))
    ).all()
    answered = set(s.exec(select(FollowUp.enrolment_id, FollowUp.months).where(col(FollowUp.due_on) >= oldest)).all())
    waiting = [
        (months_after(one.issued_on, after), after, one)
        for one in certificates
        for after in months
        if oldest <= months_after(one.issued_on, after) <= today and (one.enrolment_id, after) not in answered
    ]
    waiting.sort(key=lambda found: (found[0], found[2].number))
    return [_due(s, one, after, due_on) for due_on, after, one in waiting[:_MOST]]


@action
def fill_follow_ups(s: WriteSession) -> int:
    """Write the answers that the program has seen itself; returns how many."""
    seen = [due for due in due_follow_ups(s) if due.facts.any]
    for due in seen:
        _write(s, due, Seen.PROGRAM, uses_it=True, note="")
    return len(seen)


@action
def note_follow_up(
    s: WriteSession, certificate_id: str, months: int, *, reached: bool, uses_it: bool = False, note: str = ""
) -> None:
    """Write down what somebody said, or that he was not reached.

    Args:
        certificate_id: his certificate.
        months: which of the questions it answers.
        reached: he was spoken to.
        uses_it: he works with what he learnt.
        note: in a few words.

    Raises:
        Invalid: on the field ``note``. NotFound: the certificate is not on this computer.
        Refused: ``follow_up_not_due``: it is answered already, or not time yet.
    """
    get(s, TrainingCertificate, certificate_id)
    found = [one for one in due_follow_ups(s) if (one.certificate_id, one.months) == (certificate_id, months)]
    if not found:
        raise Refused("follow_up_not_due")
    seen = Seen.ASKED if reached else Seen.NOT_REACHED
    _write(s, found[0], seen, uses_it=reached and uses_it, note=check_text("note", note, NOTE_LENGTH))


def funnel(s: Session, year: str) -> Funnel:
    """What became of the people who got a certificate in a year (``2026``), up to today."""
    first: dict[str, str] = {}
    kept = kept_rows_of(s)
    query = select(TrainingCertificate.person_id, TrainingCertificate.issued_on).where(
        col(TrainingCertificate.issued_on) >= f"{year}-01-01", col(TrainingCertificate.issued_on) <= f"{year}-12-31"
    )
    nameless = 0
    for person_id, issued_on in s.exec(query.order_by(col(TrainingCertificate.issued_on))):
        if person_id:
            first.setdefault(kept.get(person_id, person_id), issued_on)
        else:
            nameless += 1
    facts = [seen_facts(s, person_id, day, clock.today()) for person_id, day in first.items()]
    return Funnel(
        len(first) + nameless,
        sum(one.listings > 0 for one in facts),
        sum(one.sales > 0 for one in facts),
        sum(one.paid_fen > 0 for one in facts),
    )


def _due(s: Session, one: TrainingCertificate, months: int, due_on: str) -> DueFollowUp:
    facts = seen_facts(s, one.person_id, one.issued_on, due_on) if one.person_id else Facts()
    return DueFollowUp(
        one.id, one.enrolment_id, one.person_id or "", one.name, one.course, one.title, months, due_on, facts
    )


def _write(s: WriteSession, due: DueFollowUp, seen: Seen, *, uses_it: bool, note: str) -> None:
    class_id = get(s, TrainingCertificate, due.certificate_id).class_id
    new_row(
        s,
        FollowUp(
            class_id=class_id,
            enrolment_id=due.enrolment_id,
            person_id=due.person_id or None,
            months=due.months,
            due_on=due.due_on,
            seen=seen,
            listings=due.facts.listings,
            sales=due.facts.sales,
            sold_fen=due.facts.sold_fen,
            paid_fen=due.facts.paid_fen,
            uses_it=uses_it,
            note=note,
        ),
    )


def _earlier(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
