"""Sellers' dossiers at central: what waits, and approve, return, stop or let go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.certificates import parts_of
from villagedesk.central.found import Found, by_ids, centre_names, children, one, rows
from villagedesk.central.offers import pause_offers
from villagedesk.domain.consents import PHOTO_PURPOSE, Consent, Purpose, standing_consents
from villagedesk.domain.dossiers import FORM_FIELDS
from villagedesk.domain.entity import Row, Value
from villagedesk.domain.listings import PauseWhy
from villagedesk.domain.merges import kept_rows
from villagedesk.domain.people import PersonMerge
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import SELLER, SellerState
from villagedesk.errors import Invalid


@dataclass(frozen=True)
class DossierSum:
    """A dossier in a list. ``changed_at``: since when it stands like this, ms UTC."""

    id: str
    centre_name: str
    name: str
    village_group: str
    kind: str
    state: str
    changed_at: int


@dataclass(frozen=True)
class Dossier:
    """A dossier with all that belongs to it. ``photos`` are (kind, SHA-256); ``consents`` are the words that hold."""

    seller: Found
    centre_name: str
    person: Row
    plots: tuple[Row, ...]
    accounts: tuple[Row, ...]
    consents: tuple[Row, ...]
    photos: tuple[tuple[str, str], ...]


def approve_dossier(connection: Connection, seller_id: str, *, by: str = acts.CENTRAL) -> None:
    """The seller may sell, until the next check.

    Raises:
        NotFound, Refused: see ``acts.change``.
    """
    today = clock.today()
    fields = {
        "state": SellerState.APPROVED.value,
        "next_verify_on": rule_pack(today).sellers.next_verification(today),
        "return_reason": None,
        "return_field": None,
    }
    _change(connection, seller_id, "approve_dossier", fields, by)


def return_dossier(
    connection: Connection, seller_id: str, reason: str, field: str = "", *, by: str = acts.CENTRAL
) -> None:
    """Send it back; the desk opens it at ``field`` and shows the reason as it is.

    Args:
        field: one of ``FORM_FIELDS``; empty when no single input is meant.

    Raises:
        Invalid: no reason, or a field that the form does not have. NotFound, Refused: see ``acts.change``.
    """
    said = acts.checked_reason(reason)
    if field and field not in FORM_FIELDS:
        raise Invalid("field", "form_field_unknown", known=", ".join(FORM_FIELDS))
    fields = {"state": SellerState.RETURNED.value, "return_reason": said, "return_field": field or None}
    _change(connection, seller_id, "return_dossier", fields, by)


def freeze_seller(connection: Connection, seller_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """Nothing of his may be taken in or offered until he is let go on; his offers are paused, also of mixed lots.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    fields = {"state": SellerState.FROZEN.value, "return_reason": acts.checked_reason(reason)}
    _change(connection, seller_id, "freeze_seller", fields, by)
    seller = one(connection, "seller", seller_id)
    for lot in children(connection, seller.scope, "harvest_lot", "seller_id", seller_id):
        lots = list(parts_of(connection, lot))
        pause_offers(connection, seller.scope, seller.centre, lots, PauseWhy.SELLER, by=by)


def lift_freeze(connection: Connection, seller_id: str, *, by: str = acts.CENTRAL) -> None:
    """A stopped seller may go on.

    Raises:
        NotFound, Refused: see ``acts.change``.
    """
    seller = acts.locked(connection, "seller", seller_id)
    # From "submitted" the same move would be an approval; that is another act, with its own date.
    if seller.data.get("state") != SellerState.FROZEN:
        raise SELLER.refusal(seller.text("state"), SellerState.APPROVED)
    _change(connection, seller_id, "lift_freeze", {"state": SellerState.APPROVED.value, "return_reason": None}, by)


def dossiers_in(
    connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 50
) -> list[DossierSum]:
    """Dossiers in one state over all centres, the one that has waited longest first."""
    found = rows(connection, "seller", state=state, after=after, limit=limit)
    names = centre_names(connection, [seller.centre for seller in found])
    return [_sum(connection, seller, names.get(seller.centre, "")) for seller in found]


def dossier(connection: Connection, seller_id: str) -> Dossier:
    """One dossier.

    Raises:
        NotFound: there is none.
    """
    seller = one(connection, "seller", seller_id)
    kept, people = _same_person(connection, seller.scope, seller.text("person_id"))

    def of_person(entity: str) -> list[Found]:
        return [row for id_ in people for row in children(connection, seller.scope, entity, "person_id", id_)]

    plots = tuple(row.data for row in of_person("plot") if not row.data.get("given_up_on"))
    words = of_person("consent")
    consents = _standing(words)
    refused = {str(row["purpose"]) for row in consents if not row.get("given")}
    photos = {(str(p.data.get("kind")), str(p.data.get("sha256"))) for p in of_person("person_photo")}
    return Dossier(
        seller,
        centre_names(connection, [seller.centre]).get(seller.centre, ""),
        by_ids(connection, seller.scope, "person", [kept]).get(kept, {}),
        plots,
        tuple(row.data for row in of_person("payout_account")) if Purpose.BANK_ACCOUNT not in refused else (),
        consents,
        (
            *sorted((p for p in photos if PHOTO_PURPOSE.get(p[0]) not in refused), reverse=True),
            *(("plot", str(plot["sketch"])) for plot in plots if plot.get("sketch")),
            *(("signature", sha256) for sha256 in _marks(connection, seller.scope, words)),
        ),
    )


def _same_person(connection: Connection, scope: str, person_id: str) -> tuple[str, list[str]]:
    """The row that stands for a person, and every row that is him, by what the centre's desks said."""
    words: dict[str, PersonMerge] = {}
    asked: set[str] = set()
    while left := ({person_id, *(id_ for word in words.values() for id_ in (word.kept_id, word.gone_id))} - asked):
        for id_ in left:
            asked.add(id_)
            for column in ("kept_id", "gone_id"):
                for row in children(connection, scope, "person_merge", column, id_):
                    words[row.id] = PersonMerge(
                        id=row.id,
                        kept_id=row.text("kept_id"),
                        gone_id=row.text("gone_id"),
                        undoes=row.text("undoes") or None,
                    )
    kept = kept_rows(words.values())
    me = kept.get(person_id, person_id)
    return me, [me, *sorted(id_ for id_, its in kept.items() if its == me)]


def _marks(connection: Connection, scope: str, words: Sequence[Found]) -> list[str]:
    """The pictures of the marks under consents."""
    found = [row for word in words for row in children(connection, scope, "evidence", "about_id", word.id)]
    return sorted({row.text("sha256") for row in found if row.text("sha256")})


def _standing(found: Sequence[Found]) -> tuple[Row, ...]:
    """The words that hold now, of all that were said about consents."""
    words = [
        Consent(
            id=row.id,
            person_id=row.text("person_id"),
            purpose=row.text("purpose"),
            wording_version=row.text("wording_version"),
            way=row.text("way"),
            given=bool(row.data.get("given")),
            replaces=row.text("replaces") or None,
        )
        for row in found
    ]
    holds = {word.id for word in standing_consents(words).values()}
    return tuple(row.data for row in found if row.id in holds)


def _sum(connection: Connection, seller: Found, centre_name: str) -> DossierSum:
    person_id = seller.text("person_id")
    person = by_ids(connection, seller.scope, "person", [person_id]).get(person_id, {})
    return DossierSum(
        seller.id,
        centre_name,
        str(person.get("name") or ""),
        str(person.get("village_group") or ""),
        seller.text("kind"),
        seller.text("state"),
        seller.changed_at,
    )


def _change(connection: Connection, seller_id: str, action: str, fields: Mapping[str, Value], by: str) -> None:
    seller = one(connection, "seller", seller_id)
    acts.change(connection, seller.scope, seller.centre, action, "seller", seller_id, fields, by=by)
