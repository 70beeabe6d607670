"""Everything about one villager, seller or not: what his page and his form show."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk.domain.dossiers import SellerForm
from villagedesk.domain.people import Person, PersonPhoto
from villagedesk.domain.sellers import Seller, SellerKind, SellerState
from villagedesk.i18n import local
from villagedesk.store import shadow
from villagedesk.store.events import get_meta
from villagedesk.store.people import card_text
from villagedesk.store.plots import PlotRow, form_of, plots_of
from villagedesk.store.same_person import ids_of, kept_column, kept_of
from villagedesk.store.sellers.accounts import usable_account
from villagedesk.store.sellers.consents import allowed_photos, standing_of
from villagedesk.store.sellers.rights import seller_of
from villagedesk.store.session import get


@dataclass(frozen=True)
class SellerPage:
    """Everything about one villager, seller or not. ``seller_id`` and ``state`` are "" for one who does not sell.

    ``consents`` are (purpose, wording version, local date) of what he agrees to. ``payout`` is (kind, bank, last four
    digits) of the account that may be used; ``payout_holder`` whose name stands on it, "" for his own. ``photos`` are
    (kind, SHA-256), those left out to which he said no.
    """

    person_id: str
    name: str
    nickname: str
    resident_id: str
    phone: str
    village_code: str
    village_edition: str
    group: str
    address: str
    household_id: str
    relation: str
    land_contract: str
    seller_id: str
    kind: str
    licence_no: str
    licence_scope: str
    licence_until: str
    declared_on: str
    cooperative: str
    state: str
    return_reason: str
    return_field: str
    next_verify_on: str
    consents: tuple[tuple[str, str, str], ...]
    plots: tuple[PlotRow, ...]
    payout: tuple[str, str, str] | None
    payout_holder: str
    photos: tuple[tuple[str, str], ...]
    label: str
    waiting: bool


def seller_page(s: Session, person_id: str) -> SellerPage:
    """Everything about one villager; of rows that were joined, the kept one's.

    Raises:
        NotFound: he is not on this computer.
    """
    person = get(s, Person, kept_of(s, person_id))
    seller = seller_of(s, person.id)
    account = usable_account(s, person.id)
    enrolled = get_meta(s.connection(), "private_key") is not None
    return SellerPage(
        person_id=person.id,
        name=person.name,
        nickname=person.nickname or "",
        resident_id=person.resident_id or "",
        phone=person.phone or "",
        village_code=person.village_code or "",
        village_edition=person.village_edition or "",
        group=person.village_group or "",
        address=person.address or "",
        household_id=person.household_id or "",
        relation=person.relation or "",
        land_contract=person.land_contract or "",
        consents=_given(s, person.id),
        plots=tuple(plots_of(s, person.id)),
        payout=(account.kind, account.bank or "", account.number[-4:]) if account else None,
        payout_holder=(account.holder or "") if account else "",
        photos=tuple(allowed_photos(s, person.id, newest_photos(s, person.id))),
        label=card_text(s.connection(), person.id) if enrolled else "",
        waiting=_is_waiting(s, person, seller),
        **_of_seller(seller),
    )


def seller_form(s: Session, person_id: str) -> SellerForm:
    """What the form shows when a dossier is corrected, or when "that is him" was pressed.

    Raises:
        NotFound: the villager is not on this computer.
    """
    page = seller_page(s, person_id)
    account = usable_account(s, page.person_id)
    return SellerForm(
        name=page.name,
        nickname=page.nickname,
        resident_id=page.resident_id,
        phone=page.phone,
        village_code=page.village_code,
        village_edition=page.village_edition,
        village_group=page.group,
        address=page.address,
        relation=page.relation,
        land_contract=page.land_contract,
        crops=page.plots[0].crops if page.plots else "",
        area=page.plots[0].area if page.plots else None,
        plots=tuple(form_of(plot) for plot in page.plots),
        payout=f"{account.bank or ''} {account.number}".strip() if account else "",
        payout_holder=page.payout_holder,
        kind=page.kind or SellerKind.OWN_PRODUCE,
        licence_no=page.licence_no,
        licence_scope=page.licence_scope,
        licence_until=page.licence_until,
        cooperative=page.cooperative,
        declared=bool(page.declared_on),
        consents=tuple(purpose for purpose, _, _ in page.consents),
        photos=page.photos,
        person_id=page.person_id,
    )


def returned_dossiers(s: Session) -> list[tuple[str, str, str, str]]:
    """Dossiers that came back: person's id, name, reason and the field to look at; the oldest first."""
    found = s.exec(
        select(Person.id, Person.name, Seller.return_reason, Seller.return_field)
        .join(Seller, kept_column(col(Seller.person_id)) == col(Person.id))
        .where(col(Seller.state) == SellerState.RETURNED.value)
        .order_by(col(Seller.created_at))
    )
    return [(id_, name, reason or "", field or "") for id_, name, reason, field in found]


def newest_photos(s: Session, person_id: str) -> list[tuple[str, str]]:
    """The newest photo of each kind, as (kind, SHA-256)."""
    asked = select(PersonPhoto).where(col(PersonPhoto.person_id).in_(ids_of(s, person_id)))
    rows: Iterable[PersonPhoto] = s.exec(asked.order_by(col(PersonPhoto.created_at))).all()
    return list({row.kind: (row.kind, row.sha256) for row in rows}.values())


def _of_seller(seller: Seller | None) -> dict[str, str]:
    """What the dossier says; every field "" where there is none."""
    names = {"id": "seller_id"}
    fields = (
        *("id", "kind", "licence_no", "licence_scope", "licence_until", "declared_on", "cooperative", "state"),
        *("return_reason", "return_field", "next_verify_on"),
    )
    return {names.get(field, field): (getattr(seller, field) or "") if seller else "" for field in fields}


def _given(s: Session, person_id: str) -> tuple[tuple[str, str, str], ...]:
    """What he agrees to, in the order in which it was said."""
    holds = [word for word in standing_of(s, person_id).values() if word.given]
    return tuple(
        (word.purpose, word.wording_version, local(word.created_at).date().isoformat())
        for word in sorted(holds, key=lambda word: (word.created_at, word.id))
    )


def _is_waiting(s: Session, person: Person, seller: Seller | None) -> bool:
    waiting = shadow.waiting_ids(s.connection(), "person", [person.id])
    if seller is not None:
        waiting |= shadow.waiting_ids(s.connection(), "seller", [seller.id])
    return bool(waiting)
