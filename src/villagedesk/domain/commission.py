"""What the room earns: accrued for each order when the villager has it, taken back by a refund, paid month by month.

The rules, as platforms of village centres are reported to use them: what was bought earns a share that depends on the
kind of goods and leaves out freight; it counts in the month in which the villager got his goods; money that is given
back takes its share back in the month of the refund. ``commission_for`` says from the facts of an order what has to
stand in the statement, and ``missing_shares`` what is still to be written, whoever asks: the PC that hands over the
last parcel, central when it refunds or when two PCs wrote the same, and the page that recomputes a month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from sqlmodel import Field, Index

from villagedesk.domain.entity import Entity
from villagedesk.domain.rules import CommissionRules, RulePack, rule_pack, shipped_book
from villagedesk.domain.values import shares

RATE_WHOLE = 10_000
_LAST_MS = 253_402_214_400_000  # the last day that has a name: a claimed time may be anything


class Commission(Entity, table=True):
    """One line of the statement, never changed: ``fen`` is below zero where a refund takes some of it back.

    ``month`` (``2026-11``) is the month it counts in, by the platform's calendar: of the hand-over, or of the refund.
    ``rate`` is in hundredths of a percent of ``base_fen``; ``rules`` names the pack that set it.
    """

    __table_args__ = (
        # A month's sum and a day's earnings are read from the index alone.
        Index("ix_commission_sums", "month", "created_at", "created_by", "fen"),
    )

    guarded: ClassVar = frozenset({"fen"})

    order_id: str = Field(index=True)
    month: str
    base_fen: int
    rate: int
    fen: int
    rules: str
    refund_id: str = ""


class CommissionPayout(Entity, table=True):
    """What the platform paid for a month; central makes the row."""

    month: str = Field(index=True)
    fen: int
    paid_on: str
    reference: str = ""


@dataclass(frozen=True)
class SoldLine:
    """One line of an order that was not dropped; ``fen`` is its price times its quantity, without any freight."""

    category: str
    fen: int
    id: str = ""


@dataclass(frozen=True)
class GivenBack:
    """One refund; ``lines`` are (line id, fen at its price) of what went back with it, where that is known."""

    id: str
    at: int
    fen: int
    lines: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class OrderFacts:
    """What a commission follows from. ``collected_at``: when the villager had all of it, None before that."""

    order_id: str
    collected_at: int | None
    lines: tuple[SoldLine, ...]
    refunds: tuple[GivenBack, ...] = ()


@dataclass(frozen=True)
class Share:
    """What has to stand in a month's statement for one order at one rate; ``refund_id`` for what is taken back."""

    order_id: str
    month: str
    rate: int
    refund_id: str
    base_fen: int
    fen: int
    rules: str = field(default="", compare=False)


def commission_of(base_fen: int, rate: int) -> int:
    """The commission on an amount, in fen, rounded half up; ``rate`` in hundredths of a percent."""
    return (base_fen * rate + RATE_WHOLE // 2) // RATE_WHOLE


def rate_text(rates: Sequence[int]) -> str:
    """Rates as one reads them: ``2%, 4.5%``; they are in hundredths of a percent."""
    return ", ".join(f"{rate // 100}.{rate % 100:02d}".rstrip("0").rstrip(".") + "%" for rate in rates)


def month_of(ms: int, rules: CommissionRules) -> str:
    """The month (``2026-11``) of a time in ms UTC by the platform's calendar, whatever zone a computer is set to."""
    return _day(ms, rules)[:7]


def pack_of(facts: OrderFacts, recorded: Iterable[Share] = ()) -> RulePack:
    """The rules an order is reckoned by: those its first line names, else those in force when it was collected."""
    for share in recorded:
        known = shipped_book().version(share.rules) if share.rules else None
        if known is not None:
            return known
    at = facts.collected_at or 0
    return rule_pack(_day(at, rule_pack("").commission))


def commission_for(facts: OrderFacts, pack: RulePack) -> list[Share]:
    """Everything that has to stand in the statements for one order; nothing before it was collected.

    Money given back before the goods were handed over never earns; given back later it takes its share back in the
    month of the refund. The sum is always the commission on what the villager kept, to the fen.
    """
    if facts.collected_at is None:
        return []
    rules = pack.commission
    rate_of = {line.id: rules.rate_for(line.category) for line in facts.lines}
    left: dict[int, int] = {}
    for line in facts.lines:
        rate = rules.rate_for(line.category)
        left[rate] = left.get(rate, 0) + line.fen
    refunds = sorted(facts.refunds, key=lambda refund: (refund.at, refund.id))
    early = [refund for refund in refunds if refund.at <= facts.collected_at]
    for refund in early:
        _take(left, refund, rate_of)
    month = month_of(facts.collected_at, rules)
    found = [
        Share(facts.order_id, month, rate, "", base, commission_of(base, rate), pack.version)
        for rate, base in sorted(left.items())
        if base
    ]
    for refund in refunds[len(early) :]:
        month = month_of(refund.at, rules)
        for rate, gone in sorted(_take(left, refund, rate_of).items()):
            fen = commission_of(left[rate], rate) - commission_of(left[rate] + gone, rate)
            found.append(Share(facts.order_id, month, rate, refund.id, -gone, fen, pack.version))
    return found


def missing_shares(wanted: Sequence[Share], recorded: Sequence[Share]) -> list[Share]:
    """What has to be added so that the statement says what it should; nothing when it does.

    A line that stands there twice, because two PCs handed the same goods over, is taken back in its own month.
    """
    sums: dict[tuple[str, str, int, str], list[int]] = {}
    rules = next((share.rules for share in (*wanted, *recorded) if share.rules), "")
    for sign, some in ((1, wanted), (-1, recorded)):
        for share in some:
            key = (share.order_id, share.month, share.rate, share.refund_id)
            both = sums.setdefault(key, [0, 0])
            both[0] += sign * share.base_fen
            both[1] += sign * share.fen
    return [Share(*key, base, fen, rules) for key, (base, fen) in sorted(sums.items()) if base or fen]


def as_share(row: Commission) -> Share:
    """A row of the statement as a share."""
    return Share(row.order_id, row.month, row.rate, row.refund_id, row.base_fen, row.fen, row.rules)


def as_row(share: Share) -> Commission:
    """A new row of the statement."""
    return Commission(
        order_id=share.order_id,
        month=share.month,
        base_fen=share.base_fen,
        rate=share.rate,
        fen=share.fen,
        rules=share.rules,
        refund_id=share.refund_id,
    )


def _take(left: dict[int, int], refund: GivenBack, rate_of: dict[str, int]) -> dict[int, int]:
    """Take a refund off what is left at each rate; returns how much at which. What went back bears it first."""
    gone: dict[int, int] = {}
    back: dict[int, int] = {}
    for line_id, fen in refund.lines:
        if line_id in rate_of:
            back[rate_of[line_id]] = back.get(rate_of[line_id], 0) + fen
    rest = refund.fen
    for first in (True, False):
        # What the lines that went back cannot bear is shared by what is left of the others.
        bears = {rate: min(back.get(rate, 0), fen) if first else fen for rate, fen in left.items()}
        weights = {rate: fen for rate, fen in bears.items() if fen > 0}
        part = min(rest, sum(weights.values()))
        if part <= 0:
            continue
        for rate, fen in zip(weights, shares(part, list(weights.values())), strict=True):
            left[rate] -= fen
            gone[rate] = gone.get(rate, 0) + fen
        rest -= part
    return {rate: fen for rate, fen in gone.items() if fen}


def _day(ms: int, rules: CommissionRules) -> str:
    local = min(max(0, ms + rules.utc_offset_minutes * 60_000), _LAST_MS)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=local)).date().isoformat()
