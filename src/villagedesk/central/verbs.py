"""Every act by its name, with what it needs: the signed staff API and ``villagedesk central act`` are drawn from here.

A verb's parameters are those of its function. To add one, write the function in its area and a line in ``_VERBS``.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec
from sqlalchemy import Connection

from villagedesk.central import (
    address,
    cash,
    certificates,
    commission,
    courses,
    devices,
    dossiers,
    fakes,
    listings,
    names,
    orders,
    returns,
    sales,
    setting_up,
    texts,
    tickets,
    training,
)
from villagedesk.central.checks import fits
from villagedesk.central.deps import Central
from villagedesk.central.follows import TRAINER
from villagedesk.central.marketplace import Answer, Outcome, Substitute
from villagedesk.central.orders import Shipped
from villagedesk.central.parcels.losing import lose_parcel
from villagedesk.errors import Invalid, NotFound

Done = dict[str, Any]
_MAX_NUMBER = 1 << 53


@dataclass(frozen=True)
class SentInstead:
    """What the staff sends in place of a line of an order: the line's goods, what comes, fen a piece."""

    goods: str
    title: str
    price_fen: int


@dataclass(frozen=True)
class Verb:
    """One act: its name, what it does, the form of its parameters, and the function behind it."""

    name: str
    help: str
    form: type[msgspec.Struct]
    function: Callable[..., Any]
    # What the function returns, by the name it has in an answer.
    gives: str = ""
    # Needs the whole of central, for it opens transactions of its own.
    whole: bool = False

    @property
    def secret(self) -> bool:
        """What it gives is told once and kept nowhere."""
        return self.gives == "code"


def do(connection: Connection, verb: Verb, given: msgspec.Struct, by: str) -> Done:
    """Carry out a verb inside a transaction; returns what it gives.

    Raises:
        AppError: see the verb's function.
    """
    return _given(verb, verb.function(connection, **msgspec.structs.asdict(given), by=by))


def do_whole(central: Central, verb: Verb, given: msgspec.Struct, by: str) -> Done:
    """Carry out a verb in transactions of its own; returns what it gives.

    Raises:
        AppError: see the verb's function.
    """
    if verb.whole:
        return _given(verb, verb.function(central, **msgspec.structs.asdict(given), by=by))
    with central.database.write() as connection:
        return do(connection, verb, given, by)


def find_verb(name: str) -> Verb:
    """A verb by name.

    Raises:
        NotFound: there is none.
    """
    verb = VERBS.get(name)
    if verb is None:
        raise NotFound("act", name)
    return verb


def read_given(verb: Verb, given: object) -> msgspec.Struct:
    """The parameters from plain data, checked.

    Raises:
        Invalid: on the field ``with``: one is missing, unknown, or of another kind. What was sent is not repeated.
    """
    try:
        if not _fit(given):
            raise msgspec.ValidationError
        return msgspec.convert(given, verb.form)
    except (msgspec.ValidationError, RecursionError):
        raise Invalid("with", "act_parameters", known=", ".join(verb.form.__struct_fields__)) from None


def _fit(value: object) -> bool:
    """Whether every text and number inside can be kept in any database."""
    if isinstance(value, dict):
        return all(_fit(key) and _fit(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_fit, value))
    if isinstance(value, str):
        return fits(value)
    return not isinstance(value, int) or abs(value) < _MAX_NUMBER


def _given(verb: Verb, result: Any) -> Done:
    if not verb.gives:
        return {}
    return {verb.gives: result}


def _make_trainer_code(connection: Connection, centre: str, *, by: str) -> str:
    return devices.make_code(connection, centre, role=TRAINER)


def _place(central: Central, *, by: str) -> dict[str, int]:
    orders.settle_payments(central.database, central.payments)
    return orders.place_waiting(central.database, central.marketplace, by=by)


def _placed(
    connection: Connection,
    order_id: str,
    number: str,
    *,
    prices: dict[str, int] | None = None,
    instead: list[SentInstead] | None = None,
    by: str,
) -> str:
    others = {one.goods: Substitute("", one.title, one.price_fen) for one in instead or []}
    answer = Answer(Outcome.PLACED, number, prices or {}, others)
    return orders.answer_order(connection, order_id, answer, by=by)


def _price_changed(connection: Connection, order_id: str, prices: dict[str, int], *, by: str) -> str:
    return orders.answer_order(connection, order_id, Answer(Outcome.PRICE_CHANGED, prices=prices), by=by)


def _out_of_stock(connection: Connection, order_id: str, goods: list[str], *, by: str) -> str:
    return orders.answer_order(connection, order_id, Answer(Outcome.OUT_OF_STOCK, missing=frozenset(goods)), by=by)


def _seller_frozen(connection: Connection, order_id: str, goods: list[str], reason: str, *, by: str) -> str:
    answer = Answer(Outcome.SELLER_FROZEN, missing=frozenset(goods), reason=reason)
    return orders.answer_order(connection, order_id, answer, by=by)


def _ship(connection: Connection, order_id: str, parcels: list[Shipped], *, van_at: int | None = None, by: str) -> None:
    orders.ship_order(connection, order_id, parcels, van_at, by=by)


def _send_texts(central: Central, *, by: str) -> dict[str, int]:
    return texts.send_texts(central.database, central.texts, by=by)


def _answer_returns(central: Central, *, by: str) -> dict[str, int]:
    return returns.answer_returns(central.database, central.marketplace, by=by)


def _set_up_centre(
    connection: Connection, name: str, village_name: str, *, village_code: str = "", county: str = "", by: str
) -> str:
    facts: Mapping[str, str] = {"name": name, "village_name": village_name}
    return devices.set_up_centre(connection, **facts, village_code=village_code, county=county, by=by)


_VERBS: Sequence[tuple[str, Callable[..., Any], str, str]] = (
    ("set-up-centre", _set_up_centre, "set up a centre", "centre"),
    *setting_up.VERBS,
    *courses.VERBS,
    ("make-trainer-code", _make_trainer_code, "make a one-time code for a trainer's own laptop", "code"),
    ("revoke", devices.revoke, "let a computer in no more", ""),
    ("approve", dossiers.approve_dossier, "approve a seller's dossier", ""),
    ("return", dossiers.return_dossier, "send a dossier back with a reason and the field to mend", ""),
    ("freeze", dossiers.freeze_seller, "stop an approved seller", ""),
    ("lift", dossiers.lift_freeze, "let a stopped seller go on", ""),
    ("approve-listing", listings.approve_listing, "put a listing on sale", ""),
    ("refuse-listing", listings.refuse_listing, "send a listing back with a reason", ""),
    ("take-down", listings.take_down_listing, "take a listing off sale with a reason", ""),
    ("revoke-certificate", certificates.revoke_certificate, "take a certificate back, everywhere, with a reason", ""),
    (
        "revoke-training-certificate",
        training.revoke_training_certificate,
        "take the certificate of a course back, everywhere, with a reason",
        "",
    ),
    ("fail-lot", certificates.fail_lot, "a test of a lot failed: its certificates are revoked", "test"),
    ("clear-lot", certificates.clear_lot, "a laboratory found a lot good whose test had failed", "test"),
    ("buy-lot", listings.buy_lot, "make a buyer's order from a listing (grams or pieces, ISO date)", "crop_order"),
    ("withdraw", listings.withdraw_crop_order, "take a buyer's order back with a reason", ""),
    (
        "buy-produce",
        sales.buy_produce,
        "make a buyer's order for a kind of produce (grams or pieces, fen)",
        "crop_order",
    ),
    ("deliver-crop", sales.deliver_crop_order, "a buyer has his goods; his time for a claim begins", ""),
    ("confirm-crop", sales.confirm_crop_order, "a buyer is content, the order can be settled", ""),
    (
        "claim-crop",
        sales.claim_crop_order,
        "a buyer wants so many fen back (rot, short, grade, damage, other)",
        "claim",
    ),
    ("decide-claim", sales.decide_claim, "what a buyer's claim comes to, in fen", ""),
    ("withdraw-claim", sales.withdraw_claim, "a buyer wants nothing after all", ""),
    ("decide-grade", sales.decide_grade, "which grade counts where farmer and centre did not agree", ""),
    ("confirm-transfer", sales.confirm_transfer, "a farmer's money was transferred under this reference", ""),
    ("fail-transfer", sales.fail_transfer, "a farmer's transfer was not taken, with a reason", ""),
    (
        "public-address",
        address.set_public_address,
        "where buyers' phones reach central; every centre prints it on its labels",
        "",
    ),
    (
        "protect-name",
        names.protect_name,
        "put a brand or a place of origin on the list of names that not everybody may sell under",
        "name",
    ),
    ("unprotect-name", names.unprotect_name, "take a name off that list", ""),
    ("allow-name", names.allow_name, "the owner of a protected name gave a seller leave to use it", ""),
    ("forbid-name", names.forbid_name, "a seller has that leave no more", ""),
    ("publish-price", sales.publish_price, "tell every centre what a market paid (ISO date, fen for a jin)", "price"),
    ("place", _place, "place every waiting order at the marketplace", "counts"),
    ("payer-paid", orders.payer_paid, "the money that an order waited for is there", ""),
    ("placed", _placed, "an order was placed by hand under this number (prices in fen a piece)", "state"),
    ("price-changed", _price_changed, "ask the villager about new prices (fen a piece)", "state"),
    ("out-of-stock", _out_of_stock, "say which goods of an order are not to be had", "state"),
    (
        "seller-frozen",
        _seller_frozen,
        "say which goods of an order cannot be bought from their seller, and why",
        "state",
    ),
    ("refuse", orders.refuse_order, "an order will not come, with a reason", ""),
    ("ship", _ship, "put a placed order on the van and announce its parcels", ""),
    ("refund", orders.refund_order, "the platform gave so many fen back", ""),
    ("pay-commission", commission.pay_commission, "the platform paid a centre for a month (2026-11, fen)", "payout"),
    ("answer-returns", _answer_returns, "ask the marketplace about every return that waits for it", "counts"),
    ("approve-return", returns.approve_return, "goods may go back", ""),
    ("refuse-return", returns.refuse_return, "goods may not go back, with a reason", ""),
    ("goods-back", returns.goods_back, "the seller has the goods again", ""),
    ("refund-return", returns.refund_return, "the platform gave the price of a return back (fen; none: as agreed)", ""),
    ("award", returns.award, "the seller pays so many fen of damages for an order", "refund"),
    ("pass-on-fake", fakes.pass_on_fake, "the seller was told of a complaint about a fake", ""),
    ("answer-fake", fakes.answer_fake, "what the seller answers to a complaint about a fake", ""),
    ("refund-fake", returns.refund_fake, "the platform gave so many fen back for a fake", ""),
    ("see-ticket", tickets.see_ticket, "somebody looks at what a centre reported, with an answer", ""),
    ("book-visit", tickets.book_visit, "somebody comes to repair it on a day (ISO date)", ""),
    ("finish-ticket", tickets.finish_ticket, "it was repaired: what was done, and parts", ""),
    ("refuse-ticket", tickets.refuse_ticket, "it is not repaired, with a reason", ""),
    ("check-day", cash.check_day, "a drawer's day was looked at, with a note", ""),
    ("day-code", cash.give_day_code, "the eight digits for a count read out by phone (ISO date, fen)", "code"),
    ("announce", orders.announce_parcel, "announce a parcel that belongs to no order", "parcel"),
    ("lose-parcel", lose_parcel, "a missing parcel is lost; so many fen go back (none: what was due for it)", ""),
    ("send-texts", _send_texts, "send every text that waits", "counts"),
)


def _verb(name: str, function: Callable[..., Any], help_: str, gives: str) -> Verb:
    hints = get_type_hints(function)
    first, *others = inspect.signature(function).parameters.values()
    fields: list[Any] = [
        (p.name, hints[p.name]) if p.default is p.empty else (p.name, hints[p.name], p.default)
        for p in others
        if p.name != "by"
    ]
    form = msgspec.defstruct(f"{name}-form", fields, kw_only=True, forbid_unknown_fields=True)
    return Verb(name, help_, form, function, gives, whole=hints[first.name] is Central)


VERBS: dict[str, Verb] = {line[0]: _verb(*line) for line in _VERBS}
