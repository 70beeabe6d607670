"""The room this desk stands in."""

from sqlmodel import Session, select

from villagedesk.domain.centre import Centre


def own_centre(s: Session) -> Centre | None:
    """The centre's row; None before the desk was enrolled and has synced."""
    return s.exec(select(Centre).limit(1)).first()


def centre_name(s: Session) -> str:
    """What the room is called; empty before it is known."""
    centre = own_centre(s)
    return centre.name if centre else ""


def village_name(s: Session) -> str:
    """The village it is for; empty before it is known."""
    centre = own_centre(s)
    return centre.village_name if centre else ""
