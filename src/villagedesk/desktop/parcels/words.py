"""How parcels are said on the screen."""

from villagedesk import i18n
from villagedesk.domain.messages import STATE_WORDS as TEXT_WORDS
from villagedesk.domain.messages import MessageState
from villagedesk.domain.parcels import CALL_WORDS, SENT_BACK_WORDS, Call
from villagedesk.domain.weights import Difference, Hand
from villagedesk.i18n import _, ngettext
from villagedesk.store.parcels import CallGroup, ParcelRow, Van


def here_since(row: ParcelRow) -> str:
    """How long a parcel has been here: ``today``, ``3 nights``."""
    return nights(row.days)


def nights(days: int) -> str:
    """So many nights: ``today`` for none."""
    if days == 0:
        return _("today")
    return ngettext("{count} night", "{count} nights", days).format(count=days)


def call_pill(row: ParcelRow) -> tuple[str, str]:
    """Whether the villager knows: the pill's word and kind. What lies here too long is said first."""
    if row.overdue:
        return _("overdue"), "act"
    if row.proxies and row.call == Call.REACHED:
        return _("{who} collects").format(who=row.proxies[0]), "info"
    if row.call == Call.REACHED:
        return _(CALL_WORDS[Call.REACHED]), "good"
    if row.call == Call.NO_ANSWER or row.remind:
        return _(CALL_WORDS[Call(row.call)]), "wait"
    if row.text:
        kind = {MessageState.SENT: "good", MessageState.FAILED: "wait"}.get(MessageState(row.text), "plain")
        return _(TEXT_WORDS[row.text]), kind
    return _(CALL_WORDS[Call.NOT_YET]), "plain"


def group_pill(group: CallGroup) -> tuple[str, str]:
    """The pill of those whom one call reaches: of the parcel about which most is to be done."""
    pills = [call_pill(row) for row in group.rows]
    turn = ["act", "wait", "plain", "info", "good"]
    return min(pills, key=lambda pill: turn.index(pill[1]))


def why_back(row: ParcelRow) -> str:
    """Why a parcel goes back."""
    return _(SENT_BACK_WORDS.get(row.sent_back_reason, row.sent_back_reason))


def is_told(row: ParcelRow) -> bool:
    """Whether the villager knows, by phone or by a text that arrived."""
    return row.call == Call.REACHED or row.text == MessageState.SENT


def weight(row: ParcelRow) -> str:
    """The weight when it is known, and what it was when it arrived, when that was weighed."""
    grams = row.grams or row.here_grams
    if not grams:
        return ""
    if not row.here_grams or row.here_grams == grams:
        return _whole(i18n.weight(grams))
    words = _("{weight} (here {other})").format(weight=i18n.weight(grams), other=i18n.weight(row.here_grams))
    return _whole(words)


def _whole(words: str) -> str:
    """A number and its unit stay in one line."""
    return words.replace(" ", "\u00a0")


def trouble_words(row: ParcelRow) -> str:
    """What is not right with a parcel: came damaged, lost weight on a leg of its way."""
    parts = []
    if row.damaged:
        parts.append(_("damaged: {damage}").format(damage=row.damage))
    if row.difference is not None:
        parts.append(difference_words(row.difference))
    return "  ".join(parts)


def difference_words(found: Difference) -> str:
    """The sentence that names the leg: ``300 g lighter since the county``."""
    grams = abs(found.grams)
    amount = i18n.weight(grams) if grams >= 1000 else _("{grams} g").format(grams=i18n.number(grams))
    lighter = found.grams < 0
    if found.until is Hand.COUNTY:
        words = _("{weight} lighter between sender and county") if lighter else _("{weight} heavier at the county")
    elif found.since is Hand.COUNTY:
        words = _("{weight} lighter since the county") if lighter else _("{weight} heavier since the county")
    else:
        words = _("{weight} lighter since the sender") if lighter else _("{weight} heavier since the sender")
    return words.format(weight=amount)


def contents(row: ParcelRow) -> str:
    """What is in it, as far as it is known."""
    if not row.title:
        return row.waybill
    if row.pieces <= 1:
        return row.title
    return _("{first} and more, {count} pieces").format(first=row.title, count=i18n.number(row.pieces))


def van_words(van: Van) -> str:
    """The pill of a van: announced, here, missing, extra."""
    words = [
        _("announced {count}").format(count=van.announced),
        _("here {count}").format(count=van.scanned),
        _("not here {count}").format(count=van.announced - van.scanned),
    ]
    if van.extra:
        words.append(_("extra {count}").format(count=van.extra))
    return "  ".join(words)


def other_van(row: ParcelRow, van: Van | None) -> str:
    """Which van a parcel was announced for, when it is not the one that is shown; else ""."""
    if van is None or row.extra_on_van or row.van_at is None or row.van_at == van.van_at:
        return ""
    return _("It was announced for the van of {when}.").format(when=i18n.ago(row.van_at))


def last_words(van: Van) -> str:
    """The parcel that was scanned last."""
    last = van.last
    if last is None:
        return ""
    return _("Last: {waybill} {name} to {shelf}").format(waybill=last.waybill, name=last.name, shelf=last.shelf)


def due_words(row: ParcelRow) -> str:
    """What is to be paid at the hand-over: nothing for what was paid in advance."""
    return i18n.money(row.due_fen) if row.due_fen else _("{money}  paid already").format(money=i18n.money(0))
