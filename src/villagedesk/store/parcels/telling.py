"""The villagers are told that their parcels are here: by phone, by text, from a list on paper."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.messages import MessageState, TextMessage, takes_texts
from villagedesk.domain.parcels import CALL_WORDS, Call, Parcel
from villagedesk.errors import Refused
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.events import get_meta
from villagedesk.store.parcels.groups import CallGroup, group_rows
from villagedesk.store.parcels.lists import ParcelRow, parcels_on_shelf
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def note_call(s: WriteSession, parcel_ids: str | Sequence[str], call: str) -> None:
    """Write down that somebody was called, and whether he was told that his parcels are here; one call may be about many."""
    for parcel_id in [parcel_ids] if isinstance(parcel_ids, str) else parcel_ids:
        parcel = get(s, Parcel, parcel_id)
        parcel.call = Call(call).value
        parcel.calls += 1
        parcel.called_at = s.now


@action
def text_owners(s: WriteSession, parcel_ids: Sequence[str]) -> int:
    """Write one text to each phone or household that parcels are here for; central sends them when there is a line.

    A parcel of which nobody has a mobile number, or about which a text waits already, is left out.

    Returns:
        How many texts there are.

    Raises:
        Refused: not one of them can be told by text.
    """
    wanted = set(parcel_ids)
    count = 0
    for group in group_rows(parcels_on_shelf(s)):
        rows = [row for row in group.rows if row.id in wanted and may_text(row)]
        if rows and takes_texts(group.phone):
            _text(s, group.phone, rows)
            count += 1
    if not count:
        raise Refused("nobody_to_text")
    return count


def _text(s: WriteSession, phone: str, rows: Sequence[ParcelRow]) -> None:
    message = new_row(
        s,
        TextMessage(
            phone=phone,
            text=arrival_text(s, rows),
            person_id=rows[0].person_id,
            about="parcel",
            about_id=rows[0].id,
            also_about=" ".join(row.id for row in rows[1:]),
        ),
    )
    for row in rows[1:]:
        get(s, Parcel, row.id).text_id = message.id


def may_text(row: ParcelRow) -> bool:
    """Whether a text about a parcel makes sense now: none is on its way or was sent already."""
    if row.text == MessageState.QUEUED:
        return False
    return row.text != MessageState.SENT or row.remind


def not_told(rows: Sequence[ParcelRow]) -> list[ParcelRow]:
    """Those whose owners nobody has reached, by phone or text, or who are to be told again, where a text can reach them."""
    return [
        row
        for group in group_rows(rows)
        if takes_texts(group.phone)
        for row in group.rows
        if may_text(row) and (row.remind or row.call != Call.REACHED)
    ]


def arrival_text(s: Session, rows: Sequence[ParcelRow]) -> str:
    """What the text says, of one parcel or of all those for one phone."""
    centre = get_meta(s.connection(), "centre_name") or _("The village service centre")
    if len(rows) == 1:
        (row,) = rows
        words = _("{centre}: {name}, your parcel is here, place {shelf}. Pickup code {code}.").format(
            centre=centre, name=row.name, shelf=row.shelf, code=row.pickup_code
        )
    else:
        names = _(", ").join(dict.fromkeys(row.name for row in rows))
        one = _("{name} {shelf} code {code}") if len({row.name for row in rows}) > 1 else _("{shelf} code {code}")
        each = _("; ").join(one.format(name=row.name, shelf=row.shelf, code=row.pickup_code) for row in rows)
        words = _("{centre}: {names}, {count} parcels are here: {parcels}.").format(
            centre=centre, names=names, count=len(rows), parcels=each
        )
    due = sum(row.due_fen for row in rows)
    if due:
        words += " " + _("To pay: {money}.").format(money=i18n.money(due))
    return words


def _call_row(group: CallGroup) -> tuple[str, ...]:
    """One call; the last cell stays empty, for whoever calls with the list in his hand."""
    due = sum(row.due_fen for row in group.rows)
    return (
        _(", ").join(row.shelf for row in group.rows),
        _(", ").join(group.names),
        _(", ").join(shown_phone(phone) for phone in group.phones),
        i18n.money(due) if due else "",
        _(CALL_WORDS[Call(group.call)]),
        "",
    )


@action
def print_call_list(s: WriteSession) -> int:
    """Print whom to call, a line a call, in the order of the shelf; returns how many parcels are on the list."""
    groups = group_rows(parcels_on_shelf(s))
    title = _("Call list {date}").format(date=i18n.date_text(clock.today()))
    sheet = papers.ListSheet(
        title=title,
        under=centre_name(s),
        shares=(4, 6, 6, 4, 4, 4),
        head=(_("Place"), _("Name"), _("Phone"), _("To pay"), _("So far"), _("Told, by hand")),
        rows=tuple(_call_row(group) for group in groups),
        right=(3,),
    )
    print_queue.add_job(s, sheet, title=title)
    return sum(len(group.rows) for group in groups)
