"""Asking what came of a class: everybody who was there, three, six and twelve months after its last day.

The rule pack says when. Where the program has seen somebody open a shop, list, sell or be paid by then, it writes the
answer itself and nobody needs to call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.rules import months_after, rule_pack
from villagedesk.domain.texts import check_text
from villagedesk.domain.training_results import NOTE_LENGTH, FollowUp, Seen
from villagedesk.errors import Refused
from villagedesk.store.same_person import kept_rows_of
from villagedesk.store.session import WriteSession, action, new_row
from villagedesk.store.training_results.seen import WAS_THERE, Facts, Funnel, funnel, seen_facts

__all__ = [
    "DueFollowUp",
    "Facts",
    "Funnel",
    "due_follow_ups",
    "fill_follow_ups",
    "funnel",
    "note_follow_up",
    "seen_facts",
]

# Later than this nobody is asked any more.
_ASKED_FOR_DAYS = 120
_MOST = 60
_FILLED = 500
_BATCH = 400


@dataclass(frozen=True)
class DueFollowUp:
    """Somebody to be asked: ``months`` after the class, due since ``due_on``; ``facts`` are what was seen by then."""

    class_id: str
    enrolment_id: str
    person_id: str
    name: str
    course: str
    title: str
    phone: str
    months: int
    due_on: str
    facts: Facts


@dataclass(frozen=True)
class _Span:
    """One class at one of its dates: its last day, and how many months after it somebody is asked."""

    class_id: str
    since: str
    months: int
    due_on: str


@dataclass(frozen=True)
class _Waiting:
    span: _Span
    enrolment_id: str
    person_id: str
    name: str


def due_follow_ups(s: Session) -> list[DueFollowUp]:
    """Who is to be asked now, the longest-waiting first; no more than are asked in a morning."""
    return _due(s, _waiting(s)[:_MOST])


@action
def fill_follow_ups(s: WriteSession) -> int:
    """Write the answers that the program has seen itself; returns how many. Only sellers can have done anything."""
    is_seller = _sellers(s)
    waiting = [one for one in _waiting(s) if is_seller(one.person_id)]
    seen = [due for due in _due(s, waiting[:_FILLED]) if due.facts.any]
    for due in seen:
        _write(s, due, Seen.PROGRAM, uses_it=True, note="")
    return len(seen)


@action
def note_follow_up(
    s: WriteSession, enrolment_id: str, months: int, *, reached: bool, uses_it: bool = False, note: str = ""
) -> None:
    """Write down what somebody said, or that he was not reached.

    Args:
        enrolment_id: who, in which class.
        months: which of the questions it answers.
        reached: he was spoken to.
        uses_it: he works with what he learnt.
        note: in a few words.

    Raises:
        Invalid: on the field ``note``.
        Refused: ``follow_up_not_due``: it is answered already, or not time yet.
    """
    found = [one for one in _waiting(s) if (one.enrolment_id, one.span.months) == (enrolment_id, months)]
    if not found:
        raise Refused("follow_up_not_due")
    words = check_text("note", note, NOTE_LENGTH)
    seen = Seen.ASKED if reached else Seen.NOT_REACHED
    _write(s, _due(s, found)[0], seen, uses_it=reached and uses_it, note=words)


def _waiting(s: Session) -> list[_Waiting]:
    """Everybody who came to a class at one of whose dates nobody has answered for him, the longest-waiting first."""
    spans = _spans(s)
    oldest = _earlier(clock.today(), _ASKED_FOR_DAYS)
    answered = set(s.exec(select(FollowUp.enrolment_id, FollowUp.months).where(col(FollowUp.due_on) >= oldest)).all())
    came = _came(s, list(dict.fromkeys(span.class_id for span in spans)))
    return [
        _Waiting(span, enrolment_id, person_id, name)
        for span in spans
        for enrolment_id, person_id, name in came.get(span.class_id, ())
        if (enrolment_id, span.months) not in answered
    ]


def _spans(s: Session) -> list[_Span]:
    """The classes with a date now, the longest-waiting first."""
    today, months = clock.today(), rule_pack(clock.today()).training.follow_up_months
    oldest = _earlier(today, _ASKED_FOR_DAYS)
    rows = s.connection().exec_driver_sql(
        "SELECT t.class_id, max(t.held_on) AS day FROM training_session t JOIN training_class c ON c.id = t.class_id"
        " WHERE t.held_on >= ? AND c.state <> 'cancelled' GROUP BY t.class_id HAVING day <= ?",
        (months_after(oldest, -max(months)), today),
    )
    found = [
        _Span(class_id, day, after, due_on)
        for class_id, day in rows
        for after in months
        if oldest <= (due_on := months_after(day, after)) <= today
    ]
    return sorted(found, key=lambda span: (span.due_on, span.class_id))


def _came(s: Session, class_ids: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
    """Who was there, by class, as (enrolment, person, name)."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for start in range(0, len(class_ids), _BATCH):
        some = tuple(class_ids[start : start + _BATCH])
        for class_id, *who in s.connection().exec_driver_sql(
            "SELECT e.class_id, e.id, coalesce(e.person_id, ''), e.name FROM enrolment e"
            f" WHERE e.class_id IN ({','.join('?' * len(some))}) AND {WAS_THERE} ORDER BY e.name, e.id",
            some,
        ):
            found.setdefault(class_id, []).append((who[0], who[1], who[2]))
    return found


def _sellers(s: Session) -> Callable[[str], bool]:
    """Whether somebody sells, by any row of his."""
    kept = kept_rows_of(s)
    sellers = {kept.get(id_, id_) for (id_,) in s.connection().exec_driver_sql("SELECT person_id FROM seller")}
    return lambda person_id: bool(person_id) and kept.get(person_id, person_id) in sellers


def _due(s: Session, waiting: Sequence[_Waiting]) -> list[DueFollowUp]:
    classes = _facts_of(s, "SELECT id, course_code, title FROM training_class", {one.span.class_id for one in waiting})
    is_seller = _sellers(s)
    # On file, or typed in with a walk-in.
    phones = _facts_of(s, "SELECT id, phone FROM person", {one.person_id for one in waiting if one.person_id})
    phones |= _facts_of(
        s, "SELECT id, phone FROM enrolment", {one.enrolment_id for one in waiting if not one.person_id}
    )
    return [_due_row(s, one, classes[one.span.class_id], phones, is_seller(one.person_id)) for one in waiting]


def _due_row(
    s: Session, one: _Waiting, class_: tuple[str, ...], phones: dict[str, tuple[str, ...]], sells: bool
) -> DueFollowUp:
    (phone,) = phones.get(one.person_id or one.enrolment_id, ("",))
    return DueFollowUp(
        class_id=one.span.class_id,
        enrolment_id=one.enrolment_id,
        person_id=one.person_id,
        name=one.name,
        course=class_[0],
        title=class_[1],
        phone=phone or "",
        months=one.span.months,
        due_on=one.span.due_on,
        facts=seen_facts(s, one.person_id, one.span.since, one.span.due_on) if sells else Facts(),
    )


def _facts_of(s: Session, query: str, ids: set[str]) -> dict[str, tuple[str, ...]]:
    """Columns of these rows by their id; at most as many as are shown at once."""
    if not ids:
        return {}
    marks = ",".join("?" * len(ids))
    rows = s.connection().exec_driver_sql(f"{query} WHERE id IN ({marks})", tuple(sorted(ids)))
    return {row[0]: tuple(row[1:]) for row in rows}


def _write(s: WriteSession, due: DueFollowUp, seen: Seen, *, uses_it: bool, note: str) -> None:
    new_row(
        s,
        FollowUp(
            class_id=due.class_id,
            enrolment_id=due.enrolment_id,
            person_id=due.person_id or None,
            months=due.months,
            due_on=due.due_on,
            seen=seen,
            listings=due.facts.listings,
            sales=due.facts.sales,
            sold_fen=due.facts.sold_fen,
            paid_fen=due.facts.paid_fen,
            opened=due.facts.opened,
            uses_it=uses_it,
            note=note,
        ),
    )


def _earlier(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
