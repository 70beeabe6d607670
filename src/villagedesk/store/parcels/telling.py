"""The villagers are told that their parcels are here: by phone, by text, from a list on paper."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.messages import MessageState, TextMessage, takes_texts
from villagedesk.domain.parcels import CALL_WORDS, Call, Parcel
from villagedesk.errors import Refused
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.events import get_meta
from villagedesk.store.parcels.lists import ParcelRow, parcels_on_shelf
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def note_call(s: WriteSession, parcel_id: str, call: str) -> None:
    """Write down that the villager was called, and whether he was told that the parcel is here."""
    parcel = get(s, Parcel, parcel_id)
    parcel.call = Call(call).value
    parcel.calls += 1
    parcel.called_at = s.now


@action
def text_owners(s: WriteSession, parcel_ids: Sequence[str]) -> int:
    """Write a text to the owner of each parcel; central sends them when there is a line. Returns how many there are.

    A parcel whose owner has no mobile number, or about which a text waits already, is left out.

    Raises:
        Refused: not one of them can be told by text.
    """
    rows = {row.id: row for row in parcels_on_shelf(s)}
    wanted = [rows[parcel_id] for parcel_id in parcel_ids if parcel_id in rows and may_text(rows[parcel_id])]
    if not wanted:
        raise Refused("nobody_to_text")
    for row in wanted:
        new_row(
            s,
            TextMessage(
                phone=row.phone,
                text=arrival_text(s, row),
                person_id=row.person_id,
                about="parcel",
                about_id=row.id,
            ),
        )
    return len(wanted)


def may_text(row: ParcelRow) -> bool:
    """Whether a text about a parcel makes sense now: a mobile number, and none on its way or sent today already."""
    if not takes_texts(row.phone) or row.text == MessageState.QUEUED:
        return False
    return row.text != MessageState.SENT or row.remind


def not_told(rows: Sequence[ParcelRow]) -> list[ParcelRow]:
    """Those whose owners nobody has reached, by phone or text, or who are to be told again."""
    return [row for row in rows if may_text(row) and (row.remind or row.call != Call.REACHED)]


def arrival_text(s: Session, row: ParcelRow) -> str:
    """What the text says."""
    centre = get_meta(s.connection(), "centre_name") or _("The village service centre")
    words = _("{centre}: {name}, your parcel is here, place {shelf}. Pickup code {code}.").format(
        centre=centre, name=row.name, shelf=row.shelf, code=row.pickup_code
    )
    if row.due_fen:
        words += " " + _("To pay: {money}.").format(money=i18n.money(row.due_fen))
    return words


@action
def print_call_list(s: WriteSession) -> int:
    """Print whom to call, in the order of the shelf; returns how many parcels are on the list."""
    rows = parcels_on_shelf(s)
    facts = tuple(
        (f"{row.shelf}  {row.name}", "  ".join(part for part in (row.phone, _(CALL_WORDS[Call(row.call)])) if part))
        for row in rows
    )
    title = _("Call list {date}").format(date=i18n.date_text(clock.today()))
    print_queue.add_job(s.connection(), papers.PlainSheet(title=title, facts=facts), title=title)
    s.touch("print_job")
    return len(rows)
