"""The room this desk stands in."""

from sqlmodel import Session, select

from villagedesk.domain.centre import Centre


def own_centre(s: Session) -> Centre | None:
    """The centre's row; None before the desk was enrolled and has synced."""
    return s.exec(select(Centre).limit(1)).first()


def centre_name(s: Session) -> str:
    """What the room is called; empty before it is known."""
    # Every slip and label asks this; as a row of the session it would cost ten times as much.
    return str(s.connection().exec_driver_sql("SELECT name FROM centre LIMIT 1").scalar() or "")


def village_name(s: Session) -> str:
    """The village it is for; empty before it is known."""
    centre = own_centre(s)
    return centre.village_name if centre else ""
