"""Settling a buyer's order: what each farmer gets, line by line, written down once; taken back while nobody is paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import (
    ALLOCATION,
    CROP_ORDER,
    AllocationState,
    CropAllocation,
    CropOrder,
    CropOrderState,
)
from villagedesk.domain.sales.settlement import Costs, Line, Part, Settlement, settle, shared_out
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.store.sales.claims import counted, undecided
from villagedesk.store.sales.parts import farmer_name, parts_of, settled_rows, shares_of
from villagedesk.store.sales.slips import print_settlement
from villagedesk.store.session import WriteSession, action, get

MAX_COST_FEN = 10_000_000
REASON_LENGTH = 40


@dataclass(frozen=True)
class SettleForm:
    """What was really paid for an order, in fen; ``others`` are a farmer's own deductions: part's id to (fen, reason).

    ``cost_reason`` says why freight or packing are not what the rules come to; needed where they are not.
    """

    freight_fen: int = 0
    packing_fen: int = 0
    others: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    cost_reason: str = ""


def usual_costs(s: Session, order_id: str) -> SettleForm:
    """What freight and packing of an order come to by the rules, for the order and for its weight: where the form begins."""
    order = get(s, CropOrder, order_id)
    rules = rule_pack(clock.today()).sales
    quantity = sum(part.weighed for part in parts_of(s, order_id))
    unit = order.sale_unit
    return SettleForm(rules.usual_freight_fen(quantity, unit), rules.usual_packing_fen(quantity, unit), others={})


def settlement_of(s: Session, order_id: str, form: SettleForm) -> Settlement:
    """What an order would come to now; nothing is written.

    Raises:
        Invalid: a cost cannot be. NotFound: it is not on this computer. Refused: see ``domain.sales.settlement``.
    """
    order, parts = get(s, CropOrder, order_id), parts_of(s, order_id)
    rules = rule_pack(clock.today()).sales
    for name, fen in (("freight", form.freight_fen), ("packing", form.packing_fen)):
        if not 0 <= fen <= MAX_COST_FEN:
            raise Invalid(name, "negative" if fen < 0 else "too_large")
    if any(not 0 <= fen <= MAX_COST_FEN for fen, _reason in form.others.values()):
        raise Invalid("other", "too_large")
    costs = Costs(rules.platform_rate, rules.service_rate, form.freight_fen, form.packing_fen)
    settled = settle(
        [
            Part(
                part.id, part.weighed - part.wet_grams, part.price_fen, part.boxes, form.others.get(part.id, (0, ""))[0]
            )
            for part in parts
            if part.weighed
        ],
        order.sale_unit,
        costs,
        counted(s, order_id, [part.id for part in parts if part.weighed]),
    )
    return Settlement(tuple(_by_farmer(settled, shares_of(s, order_id), form)))


def _by_farmer(settled: Settlement, shares: Mapping[str, Sequence[CropAllocation]], form: SettleForm) -> Iterator[Line]:
    """The lines with those of mixed lots shared out among their farmers."""
    for line in settled.lines:
        mine = shares.get(line.id, ())
        if mine:
            owners = [(share.id, share.quantity, form.others.get(share.id, (0, ""))[0]) for share in mine]
            yield from shared_out(line, owners)
        else:
            yield line


@action
def settle_order(s: WriteSession, order_id: str, form: SettleForm) -> Settlement:
    """Write down what each farmer gets; the settlement sheet is printed.

    Raises:
        Invalid: a cost cannot be, or a deduction, or a cost that is not the rules', has no reason.
        Refused: the buyer has not confirmed, a claim is open, or somebody would get less than nothing.
    """
    order = get(s, CropOrder, order_id)
    CROP_ORDER.check(order.state, CropOrderState.SETTLED)
    if undecided(s, order_id):
        raise Refused("claim_undecided")
    settled = settlement_of(s, order_id, form)
    parts = {part.id: part for part in settled_rows(s, order_id)}
    for line in settled.short:
        raise Refused("settlement_negative", farmer=farmer_name(s, parts[line.id].seller_id))
    usual = usual_costs(s, order_id)
    as_usual = (form.freight_fen, form.packing_fen) == (usual.freight_fen, usual.packing_fen)
    if not (as_usual or form.cost_reason.strip()):
        raise Invalid("cost_reason", "cost_reason_missing")
    order.cost_reason = "" if as_usual else check_text("cost_reason", form.cost_reason, REASON_LENGTH)
    reasons = {
        id_: check_text("other", reason, REASON_LENGTH, required=bool(fen))
        for id_, (fen, reason) in form.others.items()
    }
    for line in settled.lines:
        part = parts[line.id]
        ALLOCATION.check(part.state, AllocationState.SETTLED)
        if part.share_of:
            part.weighed, part.price_fen = line.quantity, line.price_fen
        part.gross_fen, part.net_fen = line.gross_fen, line.net_fen
        part.platform_fen, part.service_fen = line.platform_fen, line.service_fen
        part.freight_fen, part.packing_fen = line.freight_fen, line.packing_fen
        part.claim_fen, part.other_fen = line.claim_fen, line.other_fen
        part.other_reason = reasons.get(part.id, "")
        part.settled_at, part.state = s.now, AllocationState.SETTLED.value
    _write_order(s, order, settled, form)
    s.flush()
    print_settlement(s, order_id)
    return settled


@action
def take_back_settlement(s: WriteSession, order_id: str) -> None:
    """Something in the settlement is wrong: it is taken back, and the order can be settled again.

    Raises:
        Refused: it is not settled, or a farmer has been paid.
    """
    order, parts = get(s, CropOrder, order_id), settled_rows(s, order_id)
    CROP_ORDER.check(order.state, CropOrderState.CONFIRMED)
    if order.state != CropOrderState.SETTLED:
        raise CROP_ORDER.refusal(order.state, CropOrderState.CONFIRMED)
    if any(
        part.state not in (AllocationState.SETTLED, AllocationState.PACKED, AllocationState.SHARE) for part in parts
    ):
        raise Refused("settlement_paid")
    for part in parts:
        if part.state == AllocationState.SETTLED:
            back = AllocationState.SHARE if part.share_of else AllocationState.PACKED
            part.state, part.settled_at = back.value, None
    order.state, order.settled_at = CropOrderState.CONFIRMED.value, None


def _write_order(s: WriteSession, order: CropOrder, settled: Settlement, form: SettleForm) -> None:
    pack = rule_pack(clock.today())
    order.gross_fen, order.net_fen, order.claim_fen = settled.gross_fen, settled.net_fen, settled.claim_fen
    order.freight_fen, order.packing_fen = form.freight_fen, form.packing_fen
    order.platform_rate, order.service_rate = pack.sales.platform_rate, pack.sales.service_rate
    order.settled_at, order.rules = s.now, pack.version
    order.state = CropOrderState.SETTLED.value
