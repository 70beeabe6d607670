"""How the pages of crop sales speak of orders, their lots and claims."""

from villagedesk import clock, i18n
from villagedesk.desktop.produce.words import amount, order_pill, price
from villagedesk.domain.crops import grade_text
from villagedesk.domain.parcels import CALL_WORDS, Call
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import AllocationState, ClaimState, CropClaim
from villagedesk.domain.sales.allocations import STATE_WORDS as PART_WORDS
from villagedesk.domain.sales.claims import KIND_WORDS as CLAIM_KINDS
from villagedesk.domain.sales.claims import STATE_WORDS as CLAIM_WORDS
from villagedesk.domain.values import GRAMS
from villagedesk.i18n import _, ngettext
from villagedesk.store.sales import Candidate, DueToFarmer, PartRow, SaleRow

_PART_KINDS = {
    AllocationState.PLANNED: "wait",
    AllocationState.CALLED: "info",
    AllocationState.DISPUTED: "act",
    AllocationState.WEIGHED: "good",
    AllocationState.PACKED: "good",
    AllocationState.SETTLED: "wait",
    AllocationState.PAID: "good",
    AllocationState.TRANSFERRING: "info",
    AllocationState.TRANSFERRED: "good",
    AllocationState.DROPPED: "plain",
}
_CLAIM_KINDS = {ClaimState.OPEN: "act", ClaimState.OBJECTED: "wait"}


def sale_pill(row: SaleRow) -> tuple[str, str]:
    """Where an order stands; that central has not heard of it stands with the facts."""
    return order_pill(row.state, waiting=False)


def sale_detail(row: SaleRow) -> str:
    """How much of what is wanted is there, and by when it leaves."""
    facts = [
        f"{row.product}  {grade_text(row.grade)}".strip(),
        _("{filled} of {wanted}").format(
            filled=amount(row.weighed or row.filled, row.sale_unit), wanted=amount(row.quantity, row.sale_unit)
        ),
        price(row.price_fen, row.sale_unit),
        _("to be sent by {date}").format(date=i18n.short_day(row.ship_by_on)),
    ]
    if row.waiting:
        facts.append(_("Here, waiting to be sent"))
    if row.lots:
        facts.insert(2, ngettext("{count} lot", "{count} lots", row.lots).format(count=i18n.number(row.lots)))
    return "  ".join(facts)


def part_pill(part: PartRow) -> tuple[str, str]:
    """Where a lot's part stands."""
    if part.kept:
        return _("must not be sold"), "act"
    if part.stopped:
        return _("seller stopped"), "act"
    known = part.state in set(AllocationState)
    return (_(PART_WORDS[part.state]), _PART_KINDS[AllocationState(part.state)]) if known else (part.state, "plain")


def part_detail(part: PartRow, unit: str) -> str:
    """The lot, what was promised of it and what the scale said, who was called."""
    facts = [part.lot]
    if part.weighed:
        weighed = _("{weighed} weighed in, {promised} promised")
        facts.append(weighed.format(weighed=amount(part.weighed, unit), promised=amount(part.quantity, unit)))
    else:
        facts.append(amount(part.quantity, unit))
        facts.append("  ".join(one for one in (part.phone, _(CALL_WORDS[Call(part.call)])) if one))
    if part.wet:
        wet = _("moisture {percent}%, {counts} count")
        facts.append(wet.format(percent=f"{part.moisture / 10:g}", counts=amount(part.weighed - part.wet, unit)))
    facts.append(grade_text(part.grade))
    if part.boxes:
        facts.append(_("{count} boxes").format(count=i18n.number(part.boxes)))
    if part.bare:
        facts.append(_("no conformity certificate yet"))
    if part.seal:
        facts.append(_("seal {seal}").format(seal=part.seal))
    if part.waiting:
        facts.append(_("Here, waiting to be sent"))
    if part.net_fen:
        facts.append(_("in hand {money}").format(money=i18n.money(part.net_fen)))
    return "  ".join(fact for fact in facts if fact)


def moisture_words(product: str, moisture: int, grams: int, unit: str) -> str:
    """What a moisture takes off a net weight, with the arithmetic; "" where there is no rule for the product.

    Args:
        product: what is weighed.
        moisture: tenths of a percent, 0 where nobody measured.
        grams: the net weight.
        unit: in what it is said.
    """
    rule = rule_pack(clock.today()).sales.moisture_rule(product) if unit in GRAMS else None
    if rule is None or rule.base >= 1000:
        return ""
    base = _("Standard {base}%").format(base=f"{rule.base / 10:g}")
    off = rule.off(moisture, grams)
    if not off:
        return base
    words = _("{base}, {over} points over: {net} less {rate}% is {off} off, {counts} count")
    return words.format(
        base=base,
        over=f"{(moisture - rule.base) / 10:g}",
        net=amount(grams, unit),
        rate=f"{rule.off_rate(moisture) / 100:g}",
        off=amount(off, unit),
        counts=amount(grams - off, unit),
    )


def candidate_words(one: Candidate) -> str:
    """A lot that could be taken: whose, which, how good, how old, how much."""
    facts = [
        one.code,
        grade_text(one.grade),
        _("harvested {date}").format(date=i18n.short_day(one.harvested_on)),
        _("{amount} there").format(amount=amount(one.free, one.sale_unit)),
    ]
    if not one.grade_fits:
        facts.append(_("not the buyer's grade"))
    return "  ".join(fact for fact in facts if fact)


def claim_pill(claim: CropClaim) -> tuple[str, str]:
    """Where a claim stands."""
    words = _(CLAIM_WORDS[claim.state]) if claim.state in CLAIM_WORDS else claim.state
    return words, _CLAIM_KINDS.get(ClaimState(claim.state), "good") if claim.state in set(ClaimState) else "plain"


def claim_words(claim: CropClaim) -> str:
    """What the buyer says, and what he wants."""
    kind = _(CLAIM_KINDS.get(claim.kind, claim.kind))
    return _("{kind}: {money}").format(kind=kind, money=i18n.money(claim.asked_fen))


def due_detail(due: DueToFarmer) -> str:
    """For how many lots, since when, and whether it waits for the county office."""
    lots = ngettext("{count} lot", "{count} lots", due.lots).format(count=i18n.number(due.lots))
    held = _("stopped by the county office: his money waits") if due.held else ""
    return "  ".join(one for one in (lots, _("settled {time}").format(time=i18n.ago(due.since)), held) if one)
