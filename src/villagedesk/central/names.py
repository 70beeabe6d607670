"""Protected names at central: put on the list, taken off, allowed to a seller; every centre hears of it by the platform's feed."""

import json
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import acts, feed, tables
from villagedesk.central.found import Found, by_ids, centre_names, one
from villagedesk.domain.entity import PLATFORM_SCOPE, Row
from villagedesk.domain.listings import ListingState, PauseWhy
from villagedesk.domain.produce_rules import ProtectedName, letters_of
from villagedesk.domain.protected_names import NameKind, PlatformName, as_rule, check_areas, check_name, check_owner
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import Invalid, NotFound, Refused

_MOST_SELLERS = 500
_MOST_OFFERS = 20
# A name that stands in more titles than this is a common word: the staff sees the rest on the name's page.
_MOST_PAUSED = 500


@dataclass(frozen=True)
class Name:
    """A protected name as the staff sees it. ``holds``: nobody has taken it off."""

    id: str
    name: str
    kind: str
    owner: str
    areas: str
    sellers: tuple[str, ...]
    removed_on: str

    @property
    def holds(self) -> bool:
        """Whether offers are checked for it."""
        return not self.removed_on


def protect_name(
    connection: Connection, name: str, owner: str, *, kind: str = "brand", areas: str = "", by: str = acts.CENTRAL
) -> str:
    """No offer may carry this name any more, but of those who may use it; returns the row's id.

    Offers that are on sale with it are paused, and their centres are told why.

    Args:
        name: the brand, or the place with its goods.
        owner: whose it is.
        kind: ``brand`` or ``origin``.
        areas: beginnings of village codes where everybody may use it; "" for none.

    Raises:
        Invalid: on ``name``, ``owner``, ``kind`` or ``areas``. Refused: it is on the list already.
    """
    name, owner, areas = check_name(name), check_owner(owner), check_areas(areas)
    if kind not in tuple(NameKind):
        raise Invalid("kind", "protected_kind_missing")
    if any(letters_of(there.name) == letters_of(name) for there in names(connection)):
        raise Refused("protected_name_there", name=name)
    _pause_offers(connection, Name("", name, kind, owner, areas, (), ""), by)
    row = acts.values_of(PlatformName(name=name, kind=kind, owner=owner, areas=areas))
    return acts.insert_row(connection, PLATFORM_SCOPE, "", "protect_name", "platform_name", row, by=by)


def unprotect_name(connection: Connection, name_id: str, *, by: str = acts.CENTRAL) -> None:
    """Everybody may use it from now on.

    Raises:
        NotFound: there is none. Refused: it was taken off before.
    """
    _change(connection, _holding(connection, name_id), "unprotect_name", {"removed_on": clock.today()}, by)


def allow_name(connection: Connection, name_id: str, seller_id: str, *, by: str = acts.CENTRAL) -> None:
    """Its owner gave a seller leave to use it.

    Raises:
        NotFound: no such name or seller. Refused: it does not hold any more, or too many have leave.
    """
    found = _holding(connection, name_id)
    one(connection, "seller", seller_id)
    if len(found.sellers) >= _MOST_SELLERS:
        raise Refused("name_sellers_full")
    if seller_id not in found.sellers:
        _change(connection, found, "allow_name", {"sellers": " ".join((*found.sellers, seller_id))}, by)


def forbid_name(connection: Connection, name_id: str, seller_id: str, *, by: str = acts.CENTRAL) -> None:
    """A seller has no leave any more; his offers that are on sale with the name are paused.

    Raises:
        NotFound: there is no such name.
    """
    found = name(connection, name_id)
    left = tuple(seller for seller in found.sellers if seller != seller_id)
    if left == found.sellers:
        return
    if found.holds:
        _pause_offers(connection, replace(found, sellers=left), by)
    _change(connection, found, "forbid_name", {"sellers": " ".join(left)}, by)


def names(connection: Connection, *, words: str = "", removed: bool = False) -> list[Name]:
    """The protected names, by name; with ``words`` those that have them, ``removed`` those that were taken off."""
    row = tables.row
    query = select(row.c.id, row.c.data).where(
        row.c.scope == PLATFORM_SCOPE, row.c.entity == "platform_name", row.c.data.is_not(None)
    )
    found = [_name(id_, json.loads(data)) for id_, data in connection.execute(query)]
    asked = letters_of(words)
    fits = [one for one in found if one.holds != removed and asked in letters_of(one.name + one.owner)]
    return sorted(fits, key=lambda one: one.name)


def name(connection: Connection, name_id: str) -> Name:
    """One name, also one that was taken off.

    Raises:
        NotFound: there is none.
    """
    return _name(name_id, acts.find(connection, PLATFORM_SCOPE, "platform_name", name_id))


def offers_with(
    connection: Connection, found: Name, state: str = ListingState.LIVE.value, *, limit: int = _MOST_OFFERS
) -> list[Found]:
    """Offers in one state whose title has the name as it is written, of sellers without leave; the first of them."""
    row, scope = tables.row, tables.scope
    query = (
        select(scope.c.centre, row.c.scope, row.c.id, row.c.changed_at, row.c.data)
        .where(row.c.scope == scope.c.scope, row.c.entity == "listing", row.c.state == state)
        .where(row.c.data.contains(found.name, autoescape=True))
        .limit(limit)
    )
    offers = [Found(c, s, id_, at, json.loads(data)) for c, s, id_, at, data in connection.execute(query)]
    return [offer for offer in offers if protected_in(connection, offer, only=found)]


def paused_with(connection: Connection, found: Name) -> list[Found]:
    """Offers that were paused because of a protected name and have this one in the title; the first of them."""
    paused = offers_with(connection, found, ListingState.PAUSED.value, limit=_MOST_PAUSED)
    return [offer for offer in paused if offer.text("paused_for") == PauseWhy.NAME][:_MOST_OFFERS]


def protected_in(connection: Connection, listing: Found, *, only: Name | None = None) -> str:
    """The protected name that an offer's title or product has and its seller may not use; "" where there is none."""
    lots = by_ids(connection, listing.scope, "harvest_lot", [listing.text("lot_id")])
    lot: Row = lots.get(listing.text("lot_id"), {})
    seller_id = str(lot.get("seller_id") or "")
    seller = by_ids(connection, listing.scope, "seller", [seller_id]).get(seller_id, {})
    person_id = str(seller.get("person_id") or "")
    person = by_ids(connection, listing.scope, "person", [person_id]).get(person_id, {})
    text = f"{listing.text('title')} {lot.get('product') or ''}"
    village = str(person.get("village_code") or "") or _village_of(connection, listing)
    rules = rule_pack(clock.today()).produce
    more = [_rule(one) for one in ([only] if only else names(connection))]
    return rules.protected_in(text, village, seller_id, more)


def sellers_of(connection: Connection, found: Name) -> list[tuple[str, str, str]]:
    """Who may use a name: (seller's id, his name, his centre), as far as they are known."""
    sellers = []
    for seller_id in found.sellers:
        try:
            seller = one(connection, "seller", seller_id)
        except NotFound:
            continue
        person_id = seller.text("person_id")
        person = by_ids(connection, seller.scope, "person", [person_id]).get(person_id, {})
        centre = centre_names(connection, [seller.centre]).get(seller.centre, "")
        sellers.append((seller_id, str(person.get("name") or ""), centre))
    return sellers


def _village_of(connection: Connection, listing: Found) -> str:
    centre = tables.row
    found = connection.execute(
        select(centre.c.data).where(centre.c.scope == listing.scope, centre.c.entity == "centre").limit(1)
    ).scalar()
    return str(json.loads(found).get("village_code") or "") if found else ""


def _pause_offers(connection: Connection, found: Name, by: str) -> None:
    """Take the offers that are on sale with the name off; before the platform's own scope is taken, as their names go."""
    scopes = {offer.scope: offer.centre for offer in offers_with(connection, found, limit=_MOST_PAUSED)}
    for scope in sorted(scopes):
        feed.lock_scope(connection, scope, scopes[scope])
    fields: Row = {"state": ListingState.PAUSED.value, "paused_for": PauseWhy.NAME.value}
    # Looked for again: what was sold or taken off before the scopes were ours is left as it is.
    for offer in offers_with(connection, found, limit=_MOST_PAUSED):
        if offer.scope in scopes:
            acts.change(connection, offer.scope, offer.centre, "pause_listing", "listing", offer.id, fields, by=by)


def _rule(found: Name) -> ProtectedName:
    return as_rule(found.name, found.areas, " ".join(found.sellers))


def _holding(connection: Connection, name_id: str) -> Name:
    found = name(connection, name_id)
    if not found.holds:
        raise Refused("protected_name_gone", name=found.name)
    return found


def _change(connection: Connection, found: Name, action: str, fields: Row, by: str) -> None:
    acts.change(connection, PLATFORM_SCOPE, "", action, "platform_name", found.id, fields, by=by)


def _name(id_: str, row: Row) -> Name:
    def text(field: str) -> str:
        return str(row.get(field) or "")

    sellers = tuple(text("sellers").split())
    return Name(id_, text("name"), text("kind"), text("owner"), text("areas"), sellers, text("removed_on"))
