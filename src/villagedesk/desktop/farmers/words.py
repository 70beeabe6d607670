"""How the pages speak of villagers and of a seller's dossier."""

from villagedesk import i18n
from villagedesk.domain import pinyin
from villagedesk.domain.centre import Centre
from villagedesk.domain.identity import Sex, phone_tail
from villagedesk.domain.sellers import STATE_WORDS, SellerState
from villagedesk.domain.villages import said_name, village
from villagedesk.i18n import _, ngettext
from villagedesk.store.likely import Likeness
from villagedesk.store.person_rows import PersonRow


def state_pill(state: str, waiting: bool) -> tuple[str, str]:
    """Text and kind of the pill for a SellerState; "" is a villager who does not sell."""
    if not state:
        return _("Villager"), "plain"
    if state == SellerState.SUBMITTED and waiting:
        return _("Here, waiting to be sent"), "wait"
    words = _(STATE_WORDS[state]) if state in STATE_WORDS else state
    kinds = {SellerState.APPROVED: "good", SellerState.SUBMITTED: "info"}
    mark = "✓ " if state == SellerState.APPROVED else ""
    return mark + words, kinds.get(SellerState(state), "act") if state in set(SellerState) else "plain"


def where(row: PersonRow) -> str:
    """The quiet line under a name in a list: group, end of the phone number, what he is called."""
    tail = _("phone …{tail}").format(tail=phone_tail(row.phone)) if row.phone else ""
    return "  ".join(part for part in (row.group, tail, row.nickname) if part)


def why_same(found: Likeness) -> str:
    """Why somebody on file may be the one in the form."""
    return {
        "resident_id": _("same ID number"),
        "phone": _("same phone number"),
        "household": _("the name sounds the same, the same household"),
        "phone_tail": _("the name sounds the same, the same end of the phone number"),
        "name": _("the name sounds the same"),
    }[found.reason]


def on_file_since(found: Likeness) -> str:
    """Where he lives, how he is reached, and since when he is on file."""
    since = _("on file since {date}").format(date=i18n.short_day(found.added_on))
    return "  ".join(part for part in (where(found.row), since) if part)


def spelled(name: str) -> str:
    """The pinyin beneath a name, ``zhang jianguo``; "" for a name without Chinese characters."""
    if name.isascii():
        return ""
    first, *rest = pinyin.spell(name, name=True) or [""]
    joined = "".join(rest) if len(name) <= 3 else " ".join(rest)
    return f"{first} {joined}".strip()


def sex_and_age(sex: str, age: int) -> str:
    """``男  57 岁``."""
    words = {Sex.MALE: _("male"), Sex.FEMALE: _("female")}
    years = ngettext("{count} year", "{count} years", age).format(count=age)
    return f"{words[Sex(sex)]}  {years}"


def where_he_lives(centre: Centre | None, code: str, edition: str) -> tuple[str, str]:
    """The line beneath "village, group": the name of the village, and its code with the year of its list.

    Args:
        centre: the centre; its own village is meant where no other was picked.
        code: the village that was picked, 12 digits; empty is the centre's.
        edition: the year of the list it was picked from.
    """
    own = centre.village_code or "" if centre else ""
    if not code or code == own:
        return (centre.village_name or "" if centre else ""), own
    found = village(code)
    year = _("edition {year}").format(year=edition) if edition else ""
    return said_name(found.name) if found else "", f"{code}  {year}".strip()
