"""Taking on a farmer as a seller, correcting a dossier that came back, and the page that shows one villager."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.people import PayoutAccount, Person, PersonPhoto, Plot
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import (
    SELLER,
    Consent,
    Seller,
    SellerForm,
    SellerKind,
    SellerState,
    check_seller,
    read_payout,
    standing_consents,
)
from villagedesk.errors import NotFound, Refused
from villagedesk.i18n import local
from villagedesk.store import photos, shadow
from villagedesk.store.drafts import clear_draft
from villagedesk.store.events import get_meta
from villagedesk.store.files import FileStore
from villagedesk.store.people import card_text, person_from, refuse_likely_same, write_person
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class SellerPage:
    """Everything about one villager, seller or not. ``seller_id`` and ``state`` are "" for one who does not sell.

    ``consents`` are (purpose, wording version, local date). ``plots`` are (area in thousandths of a mu, crops).
    ``payout`` is (kind, bank, last four digits). ``photos`` are (kind, SHA-256).
    """

    person_id: str
    name: str
    nickname: str
    resident_id: str
    phone: str
    village_code: str
    group: str
    address: str
    seller_id: str
    kind: str
    licence_no: str
    cooperative: str
    state: str
    return_reason: str
    return_field: str
    next_verify_on: str
    consents: tuple[tuple[str, str, str], ...]
    plots: tuple[tuple[int | None, str], ...]
    payout: tuple[str, str, str] | None
    photos: tuple[tuple[str, str], ...]
    label: str
    waiting: bool


@action
def take_on_seller(
    s: WriteSession, form: SellerForm, files: FileStore | None = None, *, check_same: bool = True, draft_key: str = ""
) -> str:
    """Put a farmer's dossier on file and send it in; person, seller, consents, plot and account are one event.

    Args:
        form: what was typed. With ``person_id`` ("that is him") what is missing there is added to that person.
        files: where the photos of the form are; not needed without photos.
        check_same: False takes over people who were told apart elsewhere, for instance from a list.
        draft_key: the draft this dossier was, which is forgotten with it.

    Returns:
        The person's id.

    Raises:
        Invalid: something typed is not right.
        Refused: ``maybe_on_file`` (see ``people.refuse_likely_same``), or ``seller_already`` for a second dossier.
    """
    form = check_seller(form, clock.today())
    if form.person_id:
        person = get(s, Person, form.person_id)
        if _seller_of(s, person.id) is not None:
            raise Refused("seller_already", name=person.name)
    if check_same:
        refuse_likely_same(s, form)
    if form.person_id:
        write_person(person, form)
    else:
        person = new_row(s, person_from(form))
    seller = new_row(s, Seller(person_id=person.id, kind=form.kind))
    _write_right(seller, form)
    before = standing_consents(_words(s, person.id)) if form.person_id else {}
    for purpose in form.consents:
        _give_consent(s, person.id, purpose, form, before)
    _write_land_and_account(s, person.id, form, known=bool(form.person_id))
    _keep_photos(s, files, person.id, form.photos)
    _forget_draft(s, draft_key)
    return person.id


@action
def correct_seller(
    s: WriteSession, person_id: str, form: SellerForm, files: FileStore | None = None, *, draft_key: str = ""
) -> None:
    """Mend a dossier that came back and send it in again.

    Raises:
        Invalid: something typed is not right.
        NotFound: there is no dossier.
        Refused: it is not here to be mended (any more).
    """
    form = check_seller(form, clock.today())
    seller = _seller_of(s, person_id)
    if seller is None:
        raise NotFound("seller", person_id)
    SELLER.check(seller.state, SellerState.SUBMITTED)
    write_person(get(s, Person, person_id), form)
    seller.kind = str(form.kind)
    _write_right(seller, form)
    seller.state = SellerState.SUBMITTED.value
    seller.return_reason = seller.return_field = None
    before = standing_consents(_words(s, person_id))
    given = {purpose for purpose, word in before.items() if word.given}
    for purpose in form.consents:
        if purpose not in given:
            _give_consent(s, person_id, purpose, form, before)
    for purpose in sorted(given - set(form.consents)):
        no = Consent(person_id=person_id, purpose=purpose, wording_version="", way=str(form.way), given=False)
        no.replaces = before[purpose].id
        new_row(s, no)
    _write_land_and_account(s, person_id, form)
    known = {sha256 for _, sha256 in _photos(s, person_id)}
    _keep_photos(s, files, person_id, [photo for photo in form.photos if photo[1] not in known])
    _forget_draft(s, draft_key)


def seller_page(s: Session, person_id: str) -> SellerPage:
    """Everything about one villager.

    Raises:
        NotFound: he is not on this computer.
    """
    person = get(s, Person, person_id)
    seller = _seller_of(s, person_id)
    account = _account(s, person_id)
    enrolled = get_meta(s.connection(), "private_key") is not None
    waiting = shadow.waiting_ids(s.connection(), "person", [person_id])
    if seller is not None:
        waiting |= shadow.waiting_ids(s.connection(), "seller", [seller.id])
    return SellerPage(
        person_id=person_id,
        name=person.name,
        nickname=person.nickname or "",
        resident_id=person.resident_id or "",
        phone=person.phone or "",
        village_code=person.village_code or "",
        group=person.village_group or "",
        address=person.address or "",
        seller_id=seller.id if seller else "",
        kind=seller.kind if seller else "",
        licence_no=(seller.licence_no or "") if seller else "",
        cooperative=(seller.cooperative or "") if seller else "",
        state=seller.state if seller else "",
        return_reason=(seller.return_reason or "") if seller else "",
        return_field=(seller.return_field or "") if seller else "",
        next_verify_on=(seller.next_verify_on or "") if seller else "",
        consents=tuple(
            (c.purpose, c.wording_version, local(c.created_at).date().isoformat()) for c in _consents(s, person_id)
        ),
        plots=tuple((plot.area, plot.crops) for plot in _plots(s, person_id)),
        payout=(account.kind, account.bank or "", account.number[-4:]) if account else None,
        photos=tuple(_photos(s, person_id)),
        label=card_text(s.connection(), person_id) if enrolled else "",
        waiting=bool(waiting),
    )


def seller_form(s: Session, person_id: str) -> SellerForm:
    """What the form shows when a dossier is corrected, or when "that is him" was pressed.

    Raises:
        NotFound: the villager is not on this computer.
    """
    page = seller_page(s, person_id)
    account = _account(s, person_id)
    plots = _plots(s, person_id)
    return SellerForm(
        name=page.name,
        nickname=page.nickname,
        resident_id=page.resident_id,
        phone=page.phone,
        village_code=page.village_code,
        village_group=page.group,
        address=page.address,
        crops=plots[0].crops if plots else "",
        area=plots[0].area if plots else None,
        payout=f"{account.bank or ''} {account.number}".strip() if account else "",
        kind=page.kind or SellerKind.OWN_PRODUCE,
        licence_no=page.licence_no,
        cooperative=page.cooperative,
        consents=tuple(purpose for purpose, _, _ in page.consents),
        photos=page.photos,
        person_id=person_id,
    )


def returned_dossiers(s: Session) -> list[tuple[str, str, str, str]]:
    """Dossiers that came back: person's id, name, reason and the field to look at; the oldest first."""
    found = s.exec(
        select(Person.id, Person.name, Seller.return_reason, Seller.return_field)
        .join(Seller, col(Seller.person_id) == col(Person.id))
        .where(col(Seller.state) == SellerState.RETURNED.value)
        .order_by(col(Seller.created_at))
    )
    return [(id_, name, reason or "", field or "") for id_, name, reason, field in found]


def _write_right(seller: Seller, form: SellerForm) -> None:
    licensed = form.kind != SellerKind.OWN_PRODUCE
    seller.licence_no = (form.licence_no or None) if licensed else None
    seller.cooperative = (form.cooperative or None) if form.kind == SellerKind.COOPERATIVE else None


def _give_consent(
    s: WriteSession, person_id: str, purpose: str, form: SellerForm, before: Mapping[str, Consent]
) -> None:
    version = rule_pack(clock.today()).consents[purpose].version
    replaces = before[purpose].id if purpose in before else None
    yes = Consent(person_id=person_id, purpose=purpose, wording_version=version, way=str(form.way), replaces=replaces)
    new_row(s, yes)


def _write_land_and_account(s: WriteSession, person_id: str, form: SellerForm, *, known: bool = True) -> None:
    """``known`` False: the person is new in this action, so nothing is there yet and nothing is asked for."""
    if form.crops:
        plots = _plots(s, person_id) if known else []
        if plots:
            plots[0].crops, plots[0].area = form.crops, form.area
        else:
            new_row(s, Plot(person_id=person_id, crops=form.crops, area=form.area))
    if form.payout:
        kind, bank, number = read_payout(form.payout)
        account = _account(s, person_id) if known else None
        if account is None:
            new_row(s, PayoutAccount(person_id=person_id, kind=kind, bank=bank or None, number=number))
        else:
            account.kind, account.bank, account.number = str(kind), bank or None, number


def _keep_photos(s: WriteSession, files: FileStore | None, person_id: str, taken: Iterable[tuple[str, str]]) -> None:
    for kind, sha256 in taken:
        if files is not None:
            photos.attach(s.connection(), files, sha256, kind)
            s.touch("blob")
        new_row(s, PersonPhoto(person_id=person_id, kind=kind, sha256=sha256))


def _forget_draft(s: WriteSession, draft_key: str) -> None:
    if draft_key:
        clear_draft(s.connection(), "seller", draft_key)
        s.touch("draft")


def _seller_of(s: Session, person_id: str) -> Seller | None:
    return s.exec(select(Seller).where(col(Seller.person_id) == person_id).order_by(col(Seller.created_at))).first()


def _consents(s: Session, person_id: str) -> list[Consent]:
    """What holds now, if it is a yes; in the order in which it was said."""
    holds = [word for word in standing_consents(_words(s, person_id)).values() if word.given]
    return sorted(holds, key=lambda word: (word.created_at, word.id))


def _words(s: Session, person_id: str) -> Sequence[Consent]:
    return s.exec(select(Consent).where(col(Consent.person_id) == person_id)).all()


def _plots(s: Session, person_id: str) -> Sequence[Plot]:
    return s.exec(select(Plot).where(col(Plot.person_id) == person_id).order_by(col(Plot.created_at))).all()


def _account(s: Session, person_id: str) -> PayoutAccount | None:
    newest = select(PayoutAccount).where(col(PayoutAccount.person_id) == person_id)
    return s.exec(newest.order_by(col(PayoutAccount.created_at).desc())).first()


def _photos(s: Session, person_id: str) -> list[tuple[str, str]]:
    """The newest photo of each kind."""
    rows = s.exec(
        select(PersonPhoto).where(col(PersonPhoto.person_id) == person_id).order_by(col(PersonPhoto.created_at))
    ).all()
    return list({row.kind: (row.kind, row.sha256) for row in rows}.values())
