"""What a scan means at the van when it is none of a parcel: a card, a slip, a label of ours."""

from sqlmodel import Session

from villagedesk.domain.labels import Kind, Verdict
from villagedesk.domain.people import Person
from villagedesk.i18n import _
from villagedesk.store.labels import check_label
from villagedesk.store.parcels import parcel_row


def no_parcel_words(s: Session, text: str) -> str:
    """The answer to a label of ours where a waybill was expected."""
    reading = check_label(s, text)
    again = _("Scan the carrier's number on the parcel.")
    if reading.verdict is not Verdict.VALID:
        return _("This is a label of ours that is not valid, and no parcel. {again}").format(again=again)
    if reading.kind == Kind.PERSON:
        person = s.get(Person, reading.id)
        name = person.name if person else _("a villager")
        return _("This is the card of {name}, not a parcel. {again}").format(name=name, again=again)
    if reading.kind == Kind.PARCEL:
        row = parcel_row(s, reading.id)
        return _("This parcel was received already: {name}, {shelf}.").format(name=row.name, shelf=row.shelf)
    return _("This is a slip or a label of ours, not a parcel. {again}").format(again=again)
