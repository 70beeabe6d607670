"""What the counter says aloud at a hand-over, and what the villager sees: whose parcel, what is to be paid."""

from villagedesk.desktop.villager_screen.shows import PickupShow, mask_name_end
from villagedesk.domain import spoken
from villagedesk.domain.spoken import Amount, Code, Name, Part, Pause, Phrase
from villagedesk.store.parcels import ParcelRow


def pickup_parts(row: ParcelRow | None, proof: str) -> list[Part]:
    """For the parcel on the counter.

    Args:
        row: the parcel, None where none is chosen.
        proof: what was typed or scanned. Only who brings the code hears it again.
    """
    if row is None:
        return []
    parts: list[Part] = [Name(row.name), Phrase(spoken.PARCEL_HERE), Pause()]
    if row.pickup_code and proof == row.pickup_code:
        parts += [Phrase(spoken.PICKUP_CODE), Code(row.pickup_code), Pause()]
    parts += [Phrase(spoken.PLEASE_PAY), Amount(row.due_fen)] if row.due_fen else [Phrase(spoken.NOTHING_TO_PAY)]
    return [*parts, Pause(), Phrase(spoken.LOOK_AT_IT)]


def pickup_show(row: ParcelRow | None) -> PickupShow | None:
    """The parcel on the counter, for the villager's screen."""
    return None if row is None else PickupShow(mask_name_end(row.name), row.shelf, row.due_fen)
