"""Packs of seed, fertiliser and pesticide, and printed dates, are looked at before they are handed over; it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.best_before import has_date, printed_day
from villagedesk.domain.fakes import InputCheck
from villagedesk.domain.farm_inputs import (
    DATED,
    WARNED_OF,
    Pack,
    Problem,
    Verdict,
    check_pack,
    plain_label,
    plain_licence,
)
from villagedesk.domain.orders import OrderLine
from villagedesk.domain.parcels import Parcel
from villagedesk.errors import Refused
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class InputRow:
    """One kind of goods in a parcel whose pack can be looked at; ``verdict`` is "" until that was done.

    ``kind`` is a FarmInput, or DATED for what has a printed date and nothing else to look at.
    """

    order_line_id: str
    kind: str
    title: str
    verdict: str

    @property
    def warns(self) -> bool:
        """Whether whoever hands it over is warned: it was kept back, or has to be looked at and was not."""
        return self.verdict == Verdict.KEPT_BACK or (self.kind != DATED and self.verdict in WARNED_OF)


def inputs_in(s: Session, parcel_id: str) -> list[InputRow]:
    """What can be looked at in the order of a parcel, as far as it still comes: farm inputs, then what has a date.

    Raises:
        NotFound: the parcel is not on this computer.
    """
    parcel = get(s, Parcel, parcel_id)
    if not parcel.order_id:
        return []
    lines = s.scalars(
        select(OrderLine)
        .where(col(OrderLine.order_id) == parcel.order_id, col(OrderLine.dropped).is_(False))
        .order_by(col(OrderLine.farm_input) == "", col(OrderLine.position))
    ).all()
    kinds = {line.id: kind for line in lines if (kind := _kind(line))}
    done = _verdicts(s, list(kinds))
    return [InputRow(line.id, kinds[line.id], line.title, done.get(line.id, "")) for line in lines if line.id in kinds]


def _kind(line: OrderLine) -> str:
    return line.farm_input or (DATED if has_date(line.category, line.title) else "")


@action
def keep_check(
    s: WriteSession,
    parcel_id: str,
    order_line_id: str,
    label_text: str,
    licence_no: str,
    verdict: str = "",
    good_until: str = "",
) -> str:
    """Keep what was seen on a pack; returns the verdict.

    Args:
        parcel_id: the parcel it came in.
        order_line_id: the goods.
        label_text: the scanned square code, lines one under the other.
        licence_no: the licence number on the pack.
        verdict: what the operator decides when something is odd; not needed when nothing is.
        good_until: the printed date, see ``best_before.printed_day``.

    Raises:
        Invalid: something typed is too long, or is no date.
        NotFound: the parcel or the goods are not on this computer.
        Refused: something is odd and nothing was decided.
    """
    parcel, line = get(s, Parcel, parcel_id), get(s, OrderLine, order_line_id)
    kind = line.farm_input or DATED
    problems = check_pack(Pack(kind, line.title, label_text, licence_no, good_until), clock.today())
    decided = Verdict(verdict) if problems and verdict else None if problems else Verdict.FINE
    if decided is None or (problems and decided is Verdict.FINE):
        raise Refused("pack_odd")
    check = InputCheck(
        parcel_id=parcel.id,
        order_line_id=line.id,
        kind=kind,
        licence_no=plain_licence(licence_no),
        label_text=plain_label(label_text),
        verdict=decided.value,
        problems=" ".join(problem.value for problem in problems),
        good_until=printed_day(good_until),
    )
    new_row(s, check)
    return decided.value


def note_given(s: WriteSession, parcel_id: str) -> int:
    """Keep that packs were handed over of which the operator was warned, as part of an action; returns how many.

    One that nobody had looked at was given unseen; one that was kept back was given all the same.
    """
    warned = [row for row in inputs_in(s, parcel_id) if row.warns]
    for row in warned:
        verdict = Verdict.GIVEN if row.verdict == Verdict.KEPT_BACK else Verdict.UNSEEN
        new_row(
            s,
            InputCheck(parcel_id=parcel_id, order_line_id=row.order_line_id, kind=row.kind, verdict=verdict.value),
        )
    return len(warned)


def past_date(s: Session, order_id: str) -> set[str]:
    """Lines of an order on whose pack a date was seen that was over by then."""
    found = s.execute(
        select(col(InputCheck.order_line_id), col(InputCheck.problems))
        .join(OrderLine, col(OrderLine.id) == col(InputCheck.order_line_id))
        .where(col(OrderLine.order_id) == order_id, col(InputCheck.good_until) != "")
        .order_by(col(InputCheck.created_at), col(InputCheck.id))
    )
    last = dict(found.all())  # a date that was typed wrong may have been typed again
    return {line for line, problems in last.items() if Problem.TOO_OLD in problems.split()}


def _verdicts(s: Session, line_ids: Sequence[str]) -> dict[str, str]:
    """The last verdict about each line."""
    if not line_ids:
        return {}
    rows = s.execute(
        select(col(InputCheck.order_line_id), col(InputCheck.verdict))
        .where(col(InputCheck.order_line_id).in_(line_ids))
        .order_by(col(InputCheck.created_at), col(InputCheck.id))
    )
    return dict(rows.all())
