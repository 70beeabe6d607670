"""Where a scanned label or a typed short code leads: to the thing itself when it is genuine and here, else to the answer."""

from typing import Any

from villagedesk.desktop import navigation
from villagedesk.desktop.finders import Hit
from villagedesk.desktop.verify.words import KIND_ICONS, head, thing_line, verdict_sentence
from villagedesk.domain.labels import Kind, Verdict, is_label
from villagedesk.domain.short_code import looks_like_code
from villagedesk.store.verify import Thing, answer, by_code

# The page that shows such a thing, and the name of its parameter.
PAGES: dict[Kind, tuple[str, str]] = {
    Kind.LOT: ("lot", "lot_id"),
    Kind.CERTIFICATE: ("certificate", "certificate_id"),
    Kind.TRAINING: ("training_certificates", "certificate_id"),
    Kind.PERSON: ("farmer", "person_id"),
    Kind.PARCEL: ("parcels", "parcel_id"),
    Kind.ORDER: ("order", "order_id"),
    Kind.RETURN: ("return", "return_id"),
    Kind.FAKE: ("fake", "report_id"),
    Kind.PASSBOOK: ("passbook", "person_id"),
    Kind.PACK: ("crop_order", "order_id"),
    Kind.PAYOUT: ("pay_farmer", "seller_id"),
    Kind.STATEMENT: ("pay_farmer", "seller_id"),
}


def find(session: Any, text: str) -> list[Hit]:
    """One hit for every label; for a short code whatever it names here."""
    text = text.strip()
    if is_label(text):
        return [_label_hit(session, text)]
    if looks_like_code(text):
        things = by_code(session, text)
        return [hit for thing in things if (hit := thing_hit(thing, exact=len(things) == 1)) is not None]
    return []


def page_of(thing: Thing) -> tuple[str, dict[str, str]] | None:
    """The page that shows a thing, as ``go`` takes it; None when there is none."""
    place, parameter = PAGES[thing.kind]
    return (place, {parameter: thing.id}) if navigation.place(place) else None


def thing_hit(thing: Thing, *, exact: bool) -> Hit | None:
    """The hit that opens a thing; None when no page shows it."""
    page = page_of(thing)
    if page is None:
        return None
    return Hit(KIND_ICONS[thing.kind], thing.title, thing_line(thing), *page, exact=exact)


def _label_hit(session: Any, text: str) -> Hit:
    found = answer(session, text)
    verdict, thing = found.reading.verdict, found.thing
    # Such slips are scanned to see what they said on their day; the page says what is so today.
    opens = found.reading.kind not in (Kind.PASSBOOK, Kind.PAYOUT, Kind.STATEMENT, Kind.TRAINING)
    if opens and verdict is Verdict.VALID and thing is not None and not (thing.stopped and thing.kind is Kind.LOT):
        hit = thing_hit(thing, exact=True)
        if hit is not None:
            return hit
    return Hit(
        "shield", head(verdict), verdict_sentence(verdict, found.reading.kind), "verify", {"text": text}, exact=True
    )
