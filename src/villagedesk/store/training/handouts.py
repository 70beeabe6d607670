"""Handing out booklets and kits in a class, taking back what was written down wrongly, and who has what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk.domain.training import Enrolment, Handout, TrainingClass, check_handout
from villagedesk.errors import Refused
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.training.came import came_to
from villagedesk.store.training.standing import refuse_ended

_KNOWN = 40


@dataclass(frozen=True)
class HandoutRow:
    """One thing that one person got. ``at`` is ms UTC, ``fen`` the price of one piece."""

    id: str
    enrolment_id: str
    name: str
    thing: str
    pieces: int
    fen: int
    at: int


@action
def hand_out(
    s: WriteSession, class_id: str, thing: str, pieces: int = 1, fen: int = 0, people: Sequence[str] = ()
) -> int:
    """Write down that something was handed out; returns how many people got it.

    Args:
        class_id: the class.
        thing: what, for instance a booklet.
        pieces: how many for each.
        fen: what one piece cost, 0 for nothing or not known.
        people: enrolments; without any everybody who came and has not got this thing yet.

    Raises:
        Invalid: on ``thing``, ``pieces`` or ``fen``. NotFound: no such class, or one of the people is not of it.
        Refused: nobody is there to get it, or the class is archived.
    """
    row = get(s, TrainingClass, class_id)
    refuse_ended(row)
    name = check_handout(thing, pieces, fen)
    has = {one.enrolment_id for one in handouts_of(s, class_id) if one.thing == name}
    wanted = list(dict.fromkeys(people)) or [id_ for id_, _name in came_to(s, class_id) if id_ not in has]
    if not wanted:
        raise Refused("handout_nobody")
    for enrolment_id in wanted:
        one = get(s, Enrolment, enrolment_id)
        new_row(s, Handout(class_id=class_id, enrolment_id=one.id, thing=name, pieces=pieces, fen=fen))
    return len(wanted)


@action
def take_back_handout(s: WriteSession, handout_id: str) -> None:
    """It was not handed out after all, or it came back.

    Raises:
        NotFound: no such row. Refused: it was taken back already.
    """
    row = get(s, Handout, handout_id)
    again = s.exec(select(Handout).where(Handout.class_id == row.class_id, Handout.takes_back == row.id)).first()
    if again is not None or row.takes_back:
        raise Refused("handout_back_already")
    new_row(
        s,
        Handout(
            class_id=row.class_id,
            enrolment_id=row.enrolment_id,
            thing=row.thing,
            pieces=row.pieces,
            fen=row.fen,
            takes_back=row.id,
        ),
    )


def handouts_of(s: Session, class_id: str) -> list[HandoutRow]:
    """What was handed out in a class and not taken back, the newest first."""
    rows = s.exec(select(Handout).where(Handout.class_id == class_id)).all()
    back = {one.takes_back for one in rows if one.takes_back}
    left = [one for one in rows if not one.takes_back and one.id not in back]
    names = {one.id: one.name for one in s.exec(select(Enrolment).where(col(Enrolment.class_id) == class_id))}
    found = [
        HandoutRow(
            one.id, one.enrolment_id, names.get(one.enrolment_id, ""), one.thing, one.pieces, one.fen, one.created_at
        )
        for one in left
    ]
    return sorted(found, key=lambda one: (-one.at, one.thing, one.name, one.id))


def known_things(s: Session) -> list[tuple[str, int]]:
    """What was handed out before, with the price of one piece, the newest first."""
    asked = select(Handout.thing, Handout.fen).where(Handout.takes_back == "")
    rows = s.exec(asked.order_by(col(Handout.created_at).desc()).limit(500)).all()
    prices: dict[str, int] = {}
    for thing, fen in rows:
        prices.setdefault(thing, fen)
    return list(prices.items())[:_KNOWN]
