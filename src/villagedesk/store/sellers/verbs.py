"""Taking on a farmer as a seller, and correcting a dossier that came back or in which something has changed."""

from collections.abc import Iterable

from villagedesk import clock
from villagedesk.domain.dossiers import SellerForm, check_seller
from villagedesk.domain.people import Person, PersonPhoto, Plot
from villagedesk.domain.sellers import EXEMPT, NAMED, SELLER, Seller, SellerState
from villagedesk.errors import NotFound, Refused
from villagedesk.store import photos
from villagedesk.store.drafts import clear_draft
from villagedesk.store.files import FileStore
from villagedesk.store.household import join_household
from villagedesk.store.likely import refuse_likely_same
from villagedesk.store.people import person_from, write_person
from villagedesk.store.plots import new_plot, worked, write_plot
from villagedesk.store.proxies import write_proxy
from villagedesk.store.same_person import kept_of
from villagedesk.store.sellers.accounts import keep_account
from villagedesk.store.sellers.consents import give_consents, refuse_consents, standing_of
from villagedesk.store.sellers.page import newest_photos
from villagedesk.store.sellers.rights import seller_of
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.told_apart import keep_apart


@action
def take_on_seller(
    s: WriteSession, form: SellerForm, files: FileStore | None = None, *, check_same: bool = True, draft_key: str = ""
) -> str:
    """Put a farmer's dossier on file and send it in; person, seller, consents, plots and account are one event.

    Args:
        form: what was typed. With ``person_id`` ("that is him") what is missing there is added to that person.
        files: where the photos, sketches and the signature of the form are; not needed without any.
        check_same: False takes over people who were told apart elsewhere, for instance from a list.
        draft_key: the draft this dossier was, which is forgotten with it.

    Returns:
        The person's id.

    Raises:
        Invalid: something typed is not right.
        Refused: ``maybe_on_file`` (see ``people.refuse_likely_same``), or ``seller_already`` for a second dossier.
    """
    form = check_seller(form, clock.today())
    known = bool(form.person_id)
    if known:
        person = get(s, Person, kept_of(s, form.person_id))
        if seller_of(s, person.id) is not None:
            raise Refused("seller_already", name=person.name)
    if check_same:
        refuse_likely_same(s, form)
    if known:
        write_person(person, form)
    else:
        person = new_row(s, person_from(form))
    seller = new_row(s, Seller(person_id=person.id, kind=form.kind))
    _write_right(seller, form)
    before = standing_of(s, person.id) if known else {}
    give_consents(
        s,
        person.id,
        form.consents,
        str(form.way),
        before,
        witness=form.witness,
        signed=form.signed,
        files=files,
        name=person.name,
    )
    join_household(s, person, form.lives_with)
    keep_apart(s, person.id, form.distinct_from)
    for proxy in form.proxies:
        write_proxy(s, person, proxy, form.proxies_signed, files)
    _write_plots(s, person.id, form, files, known=known)
    if form.payout:
        keep_account(s, person.id, form.payout, form.payout_holder, known=known)
    _keep_photos(s, files, person.id, form.photos)
    _forget_draft(s, draft_key)
    return person.id


@action
def correct_seller(
    s: WriteSession, person_id: str, form: SellerForm, files: FileStore | None = None, *, draft_key: str = ""
) -> None:
    """Mend a dossier that came back, or in which something has changed, and send it in again.

    Raises:
        Invalid: something typed is not right.
        NotFound: there is no dossier.
        Refused: it is not here to be mended (any more).
    """
    form = check_seller(form, clock.today())
    seller = seller_of(s, person_id)
    if seller is None:
        raise NotFound("seller", person_id)
    SELLER.check(seller.state, SellerState.SUBMITTED)
    person = get(s, Person, kept_of(s, person_id))
    write_person(person, form)
    seller.kind = str(form.kind)
    _write_right(seller, form)
    seller.state = SellerState.SUBMITTED.value
    seller.return_reason = seller.return_field = None
    _write_consents(s, person, form, files)
    join_household(s, person, form.lives_with)
    keep_apart(s, person.id, form.distinct_from)
    for proxy in form.proxies:
        write_proxy(s, person, proxy, form.proxies_signed, files)
    _write_plots(s, person.id, form, files)
    if form.payout:
        keep_account(s, person.id, form.payout, form.payout_holder, known=True)
    known = {sha256 for _, sha256 in newest_photos(s, person.id)}
    _keep_photos(s, files, person.id, [photo for photo in form.photos if photo[1] not in known])
    _forget_draft(s, draft_key)


def _write_right(seller: Seller, form: SellerForm) -> None:
    licensed = form.kind not in EXEMPT
    seller.licence_no = (form.licence_no or None) if licensed else None
    seller.licence_scope = (form.licence_scope or None) if licensed else None
    seller.licence_until = (form.licence_until or None) if licensed else None
    seller.cooperative = (form.cooperative or None) if form.kind in NAMED else None
    if licensed or not form.declared:
        seller.declared_on = None
    elif not seller.declared_on:
        seller.declared_on = clock.today()


def _write_consents(s: WriteSession, person: Person, form: SellerForm, files: FileStore | None) -> None:
    before = standing_of(s, person.id)
    given = {purpose for purpose, word in before.items() if word.given}
    added = [purpose for purpose in form.consents if purpose not in given]
    give_consents(
        s,
        person.id,
        added,
        str(form.way),
        before,
        witness=form.witness,
        signed=form.signed,
        files=files,
        name=person.name,
    )
    refuse_consents(s, person.id, sorted(given - set(form.consents)), str(form.way), before)


def _write_plots(
    s: WriteSession, person_id: str, form: SellerForm, files: FileStore | None, *, known: bool = True
) -> None:
    """``known`` False: the person is new in this action, so nothing is there yet and nothing is asked for."""
    there = {row.id: row for row in worked(s, person_id)} if known else {}
    if known and not form.plots and there:
        _write_first(s, next(iter(there.values())), form, files)
        return
    for plot in form.all_plots():
        if plot.plot_id in there:
            write_plot(s, there.pop(plot.plot_id), plot, files)
        elif plot.crops:
            new_plot(s, person_id, plot, files)
    if form.plots:
        for row in there.values():
            row.given_up_on = clock.today()


def _write_first(s: WriteSession, row: Plot, form: SellerForm, files: FileStore | None) -> None:
    """A form that tells only crops and area (from a list, from an older program) changes only these."""
    if form.crops:
        row.crops, row.area = form.crops, form.area


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
