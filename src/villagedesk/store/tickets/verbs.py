"""What is done with a report: written, added to, solved by oneself, signed off, or told that it is not repaired."""

from datetime import date, timedelta

from villagedesk.domain.evidence import EvidenceKind, Signed
from villagedesk.domain.texts import check_text
from villagedesk.domain.tickets import (
    DAYS,
    MAX_PHOTOS,
    RUNNING,
    SYMPTOM_LENGTH,
    TICKET,
    Severity,
    Ticket,
    TicketForm,
    TicketState,
    Topic,
)
from villagedesk.errors import Invalid
from villagedesk.store import photos
from villagedesk.store.drafts import clear_draft
from villagedesk.store.evidence import evidence_of, keep_photos, keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.moments import likely_day
from villagedesk.store.numbers import TICKETS, next_number
from villagedesk.store.session import WriteSession, action, get, new_row

FORM = "ticket"


@action
def report_trouble(s: WriteSession, form: TicketForm, files: FileStore, log: str = "", draft_key: str = "") -> str:
    """Write down that something does not work; the county sees it with the next connection. Returns the row's id.

    Args:
        form: what is wrong, and what was tried already.
        files: where photos and log are, ``desk_files(store)``.
        log: the log bundle's SHA-256, as ``files.put`` gave it; "" for none.
        draft_key: the half-filled form it comes from, which is over with this.

    Raises:
        Invalid: nothing chosen, nothing written, or too many photos.
    """
    ticket = _new(s, form, seen=True)
    keep_photos(s, files, "ticket", ticket.id, EvidenceKind.DAMAGE, form.photos)
    if log:
        photos.attach(s.connection(), files, log, "log")
        s.touch("blob")
        ticket.log = log
    _forget_draft(s, draft_key)
    return ticket.id


@action
def helped_oneself(s: WriteSession, form: TicketForm, draft_key: str = "") -> str:
    """A self-help card was enough: it is noted for the county's figures, and nobody has to come.

    Raises:
        Invalid: nothing was chosen.
    """
    ticket = _new(s, form, seen=False)
    ticket.state, ticket.ended_at = TicketState.SELF_HELPED.value, s.now
    _forget_draft(s, draft_key)
    return ticket.id


@action
def works_again(s: WriteSession, ticket_id: str) -> None:
    """It works again before anybody came.

    Raises:
        Refused: it is over, or repaired and waits to be signed off.
    """
    ticket = get(s, Ticket, ticket_id)
    TICKET.check(ticket.state, TicketState.SELF_HELPED)
    ticket.state, ticket.ended_at = TicketState.SELF_HELPED.value, s.now


@action
def sign_off(s: WriteSession, ticket_id: str, signed: Signed, files: FileStore, who: str) -> None:
    """The operator signs that what was repaired works.

    Raises:
        Invalid: on ``signature``: nobody signed. Refused: it is not repaired yet, or signed off already.
    """
    ticket = get(s, Ticket, ticket_id)
    TICKET.check(ticket.state, TicketState.SIGNED_OFF)
    keep_signature(s, files, "ticket", ticket_id, signed, who)
    ticket.state, ticket.ended_at = TicketState.SIGNED_OFF.value, s.now


@action
def still_broken(s: WriteSession, ticket_id: str, what: str) -> None:
    """It was called repaired and is not: the report is open again, with what is wrong now.

    Raises:
        Invalid: on ``symptom``: nothing was written. Refused: it was not called repaired.
    """
    ticket = get(s, Ticket, ticket_id)
    TICKET.check(ticket.state, TicketState.OPEN)
    ticket.symptom = check_text("symptom", what, SYMPTOM_LENGTH, required=True)
    ticket.state, ticket.visit_on, ticket.done_at = TicketState.OPEN.value, "", None
    ticket.due_on = _due(s, ticket.severity)


@action
def add_photo(s: WriteSession, ticket_id: str, sha256: str, files: FileStore) -> None:
    """One more picture while the report runs.

    Raises:
        Invalid: on ``photos``: there are enough. Refused: it is over.
    """
    ticket = get(s, Ticket, ticket_id)
    if ticket.state not in RUNNING:
        raise TICKET.refusal(ticket.state, ticket.state)
    if len(evidence_of(s, ticket_id, EvidenceKind.DAMAGE)) >= MAX_PHOTOS:
        raise Invalid("photos", "too_many_photos", limit=MAX_PHOTOS)
    keep_photos(s, files, "ticket", ticket_id, EvidenceKind.DAMAGE, [sha256])


def _new(s: WriteSession, form: TicketForm, *, seen: bool) -> Ticket:
    if form.topic not in set(Topic):
        raise Invalid("topic", "ticket_topic_missing")
    if form.severity not in set(Severity):
        raise Invalid("severity", "ticket_severity_missing")
    if len(form.photos) > MAX_PHOTOS:
        raise Invalid("photos", "too_many_photos", limit=MAX_PHOTOS)
    return new_row(
        s,
        Ticket(
            number=next_number(s, TICKETS),
            topic=form.topic,
            severity=form.severity,
            symptom=check_text("symptom", form.symptom, SYMPTOM_LENGTH, required=seen),
            asset_id=form.asset_id,
            tried=" ".join(form.tried),
            opened_at=s.now,
            due_on=_due(s, form.severity),
        ),
    )


def _due(s: WriteSession, severity: str) -> str:
    return (date.fromisoformat(likely_day(s.connection())) + timedelta(days=DAYS.get(severity, 14))).isoformat()


def _forget_draft(s: WriteSession, draft_key: str) -> None:
    if draft_key:
        clear_draft(s.connection(), FORM, draft_key)
        s.touch("draft")
