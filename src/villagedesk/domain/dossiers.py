"""A farmer's whole dossier as it is typed, and every check of it, in the order of the form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from villagedesk.domain.consents import MARKED, PURPOSE_WORDS, WITNESS_LENGTH, ConsentWay, Purpose
from villagedesk.domain.evidence import UNSIGNED, Signed
from villagedesk.domain.identity import age_on, check_credit_code, check_name, check_phone, check_resident_id
from villagedesk.domain.payouts import read_payout
from villagedesk.domain.people import (
    GROUP_LENGTH,
    PersonForm,
    PhotoKind,
    check_person,
    found_problems,
    person_problems,
)
from villagedesk.domain.plots import CROPS_LENGTH, MOST_PLOTS, PlotForm, check_plot, plot_problems
from villagedesk.domain.proxies import ProxyForm, check_proxy
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import EXEMPT, NAMED, SellerKind
from villagedesk.domain.texts import check_text, tidy
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _


@dataclass(frozen=True)
class SellerForm(PersonForm):
    """What is known when a farmer is taken on. ``area`` is in thousandths of a mu, ``payout`` one line as typed.

    ``crops`` and ``area`` are those of the first plot; the rest about it is ``plots[0]``, and further plots follow it
    there. ``payout_holder`` is the name on the account where it is not his own. ``licence_until`` is a date as typed,
    or ``LICENCE_FOR_GOOD``. ``declared``: he signed that he sells his own. ``photos`` are (kind, SHA-256).
    ``proxies`` may collect for him from now on, to which he put his name: ``proxies_signed``.
    """

    crops: str = ""
    area: int | None = None
    plots: tuple[PlotForm, ...] = ()
    payout: str = ""
    payout_holder: str = ""
    kind: str = SellerKind.OWN_PRODUCE
    licence_no: str = ""
    licence_scope: str = ""
    licence_until: str = ""
    cooperative: str = ""
    declared: bool = False
    consents: tuple[str, ...] = ()
    way: str = ConsentWay.READ_HIMSELF
    witness: str = ""
    signed: Signed = UNSIGNED
    photos: tuple[tuple[str, str], ...] = ()
    proxies: tuple[ProxyForm, ...] = ()
    proxies_signed: Signed = UNSIGNED

    def all_plots(self) -> tuple[PlotForm, ...]:
        """Every plot, the first one with the crops and area of the form; none where nothing grows."""
        first = replace(self.plots[0] if self.plots else PlotForm(), crops=self.crops, area=self.area)
        return tuple(plot for plot in (first, *self.plots[1:]) if plot.crops.strip() or plot.plot_id)


# The inputs in the order of the form; central names one of them when it returns a dossier.
FORM_FIELDS = (
    "name",
    "resident_id",
    "phone",
    "village_group",
    "village_code",
    "nickname",
    "address",
    "relation",
    "land_contract",
    "crops",
    "area",
    "plots",
    "payout",
    "payout_holder",
    "kind",
    "declared",
    "licence_no",
    "licence_scope",
    "licence_until",
    "cooperative",
    "consents",
    "witness",
    "signature",
    "photos",
    "proxies",
)

COOPERATIVE_LENGTH = 40
SCOPE_LENGTH = 120


def check_seller(form: SellerForm, today: str) -> SellerForm:
    """The form as it is kept.

    Raises:
        Invalid: the first input that is not right.
    """
    problems = seller_problems(form, today)
    if problems:
        raise next(iter(problems.values()))
    licensed = form.kind not in EXEMPT
    plots = tuple(check_plot(plot) for plot in form.all_plots())
    return replace(
        check_person(form, today),
        crops=plots[0].crops if plots else "",
        plots=plots if form.plots else (),
        payout=tidy(form.payout),
        payout_holder=tidy(form.payout_holder),
        licence_no=check_credit_code(form.licence_no).number if licensed else "",
        licence_scope=tidy(form.licence_scope) if licensed else "",
        licence_until=form.licence_until if licensed else "",
        cooperative=tidy(form.cooperative) if form.kind in NAMED else "",
        declared=form.declared and not licensed,
        proxies=tuple(check_proxy(proxy, today) for proxy in form.proxies),
        witness=tidy(form.witness),
    )


def seller_problems(form: SellerForm, today: str) -> dict[str, Invalid]:
    """What is not right or missing, by field, in the order of the form."""
    found = found_problems(
        lambda: check_name(form.name),
        lambda: _check_age(form.resident_id, today),
        lambda: check_phone(form.phone),
        lambda: check_text("village_group", form.village_group, GROUP_LENGTH, required=True),
        lambda: _check_crops(form),
        lambda: _check_more_plots(form),
        lambda: read_payout(form.payout) if form.payout.strip() else None,
        lambda: check_name(form.payout_holder, field="payout_holder") if form.payout_holder.strip() else None,
        lambda: _check_right(form),
        lambda: check_text("licence_scope", form.licence_scope, SCOPE_LENGTH, required=form.kind not in EXEMPT),
        lambda: _check_until(form, today),
        lambda: check_text("cooperative", form.cooperative, COOPERATIVE_LENGTH, required=form.kind in NAMED),
        lambda: _check_consents(form, today),
        lambda: _check_mark(form),
        lambda: _check_licence_photo(form),
        lambda: _check_proxies(form, today),
    )
    found |= {field: error for field, error in person_problems(form, today).items() if field not in found}
    return {field: found[field] for field in sorted(found, key=_place)}


def _place(field: str) -> int:
    return FORM_FIELDS.index(field) if field in FORM_FIELDS else len(FORM_FIELDS)


def _check_right(form: SellerForm) -> None:
    if form.kind not in set(SellerKind):
        raise Invalid("kind", "field_required")
    if form.kind not in EXEMPT:
        check_credit_code(form.licence_no)
    elif not form.declared and PhotoKind.VILLAGE_PROOF not in dict(form.photos):
        raise Invalid("declared", "declaration_missing")


def _check_until(form: SellerForm, today: str) -> None:
    if form.kind in EXEMPT:
        return
    if not form.licence_until:
        raise Invalid("licence_until", "field_required")
    try:
        date.fromisoformat(form.licence_until)
    except ValueError:
        raise Invalid("licence_until", "not_a_date") from None
    if form.licence_until < today:
        raise Invalid("licence_until", "licence_over")


def _check_licence_photo(form: SellerForm) -> None:
    """A code that fails its check is known to be issued now and then; then central has to see the licence."""
    if form.kind in EXEMPT or PhotoKind.LICENCE in dict(form.photos):
        return
    try:
        doubt = check_credit_code(form.licence_no).doubt
    except Invalid:
        return
    if doubt:
        raise Invalid("photos", "licence_photo_missing")


def _check_crops(form: SellerForm) -> None:
    # Without land and crops of his own nobody sells his own produce (E-commerce Law art. 10).
    check_text("crops", form.crops, CROPS_LENGTH, required=form.kind == SellerKind.OWN_PRODUCE)
    if form.crops.strip() and form.plots:
        _check_plots(form.all_plots()[:1])


def _check_more_plots(form: SellerForm) -> None:
    if len(form.plots) > MOST_PLOTS:
        raise Invalid("plots", "plots_too_many", limit=MOST_PLOTS)
    _check_plots(form.all_plots()[1:])


def _check_plots(plots: Iterable[PlotForm]) -> None:
    for plot in plots:
        for error in plot_problems(plot).values():
            raise Invalid("plots", "plot_wrong", plot=plot.name or plot.crops or "?", reason=sentence(error))


def _check_proxies(form: SellerForm, today: str) -> None:
    for proxy in form.proxies:
        try:
            check_proxy(proxy, today)
        except Invalid as error:
            raise Invalid("proxies", "proxy_wrong", name=proxy.name.strip() or "?", reason=sentence(error)) from None
    if form.proxies and not form.proxies_signed:
        raise Invalid("proxies_signed", "signature_missing")


def _check_age(resident_id: str, today: str) -> None:
    least = rule_pack(today).sellers.minimum_age
    if age_on(check_resident_id(resident_id, today).born, today) < least:
        raise Invalid("resident_id", "seller_too_young", least=least)


def _check_mark(form: SellerForm) -> None:
    if form.way == ConsentWay.THUMB and not form.witness.strip():
        raise Invalid("witness", "witness_missing")
    check_text("witness", form.witness, WITNESS_LENGTH)
    if form.way in MARKED and not form.signed:
        raise Invalid("signature", "signature_missing")


def _check_consents(form: SellerForm, today: str) -> None:
    wordings = rule_pack(today).consents
    if any(purpose not in wordings for purpose in form.consents):
        raise Invalid("consents", "consent_unknown")
    needed = [purpose for purpose, wording in wordings.items() if wording.needed_to_sell]
    if needed_now := [purpose for purpose in needed if purpose not in form.consents]:
        raise Invalid("consents", "consent_needed_to_sell", purpose=_(PURPOSE_WORDS.get(needed_now[0], needed_now[0])))
    if form.payout.strip() and Purpose.BANK_ACCOUNT not in form.consents:
        raise Invalid("consents", "consent_missing_bank_account")
    if PhotoKind.PORTRAIT in dict(form.photos) and Purpose.PORTRAIT not in form.consents:
        raise Invalid("consents", "consent_missing_portrait")
