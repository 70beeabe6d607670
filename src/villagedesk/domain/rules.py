"""Rules that the law or the platform changes: packs with a date, of which the newest that has begun is in force.

A pack is one JSON file. The program ships some (``resources/rules``); later ones arrive by sync and may be only what
changes: a pack that ``extends`` another is laid over it (RFC 7396: what is named replaces, ``null`` removes). Every
event carries the version of the pack that was in force, so each decision can be explained later.

What a rule rests on stands in ``facts``, by its path; what nobody has checked in the law's own text is marked there
as ``unverified``.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

import msgspec

from villagedesk import paths
from villagedesk.domain.parcel_rules import FarmInputRules, ParcelRules
from villagedesk.domain.produce_rules import ProduceRules
from villagedesk.domain.return_rules import Calendar, FakeRules, ReturnRules
from villagedesk.domain.rule_kinds import Fen, Percent, Some, Text, Words
from villagedesk.domain.sale_rules import SaleRules
from villagedesk.domain.training_rules import TrainingRules
from villagedesk.errors import Invalid

Rate = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class Standing(StrEnum):
    """How near a yearly turnover is to the limit of an exemption."""

    FREE = "free"
    NEAR = "near"
    OVER = "over"


class Exemption(msgspec.Struct, frozen=True):
    """Why somebody may sell without a licence. A limit counts the turnover of a calendar year over all shops."""

    text: Text
    yearly_limit_fen: Fen | None = None
    warn_percent: Percent = 100

    def standing(self, turnover_fen: int) -> Standing:
        """Where this year's turnover stands; without a limit always free. At the limit it is over."""
        if self.yearly_limit_fen is None or turnover_fen * 100 < self.yearly_limit_fen * self.warn_percent:
            return Standing.FREE
        return Standing.OVER if turnover_fen >= self.yearly_limit_fen else Standing.NEAR


class Wording(msgspec.Struct, frozen=True):
    """What is read aloud before somebody agrees; ``version`` changes with the text and is kept with the consent."""

    version: Words
    text: Text
    needed_to_sell: bool = False


class Grade(msgspec.Struct, frozen=True):
    """One grade of produce; the best comes first. ``about`` says by what one tells it."""

    key: Words
    text: Text
    about: Text | None = None


class SellerRules(msgspec.Struct, frozen=True):
    """How often a seller is looked at again, how old he must be, and how long his papers are kept."""

    reverify_months: Some
    minimum_age: Some
    keep_years_after_exit: Some

    def next_verification(self, verified_on: str) -> str:
        """The ISO date by which a seller verified on an ISO date must be verified again."""
        return months_after(verified_on, self.reverify_months)


class OrderRules(msgspec.Struct, frozen=True):
    """How long an order waits for a line or for a child's money, and how far a price may rise without asking again.

    What costs less than ``cheap_percent`` of what it costs in the shops is suspicious: the villager hears so.
    """

    wait_hours: Some
    ceiling_percent: Percent
    payer_wait_hours: Some = 48
    cheap_percent: Percent = 50


class CommissionGroup(msgspec.Struct, frozen=True):
    """Goods that earn another share: every kind whose name ends with one of the words. ``rate`` as below."""

    key: Words
    text: Text
    rate: Rate
    words: tuple[Words, ...]


class CommissionRules(msgspec.Struct, frozen=True):
    """What the room earns of what is bought: ``rate`` in hundredths of a percent, others for some groups of goods.

    ``utc_offset_minutes`` is the platform's calendar: it decides which month a moment belongs to.
    """

    rate: Rate
    groups: tuple[CommissionGroup, ...]
    utc_offset_minutes: Annotated[int, msgspec.Meta(ge=-720, le=840)]

    def group_for(self, category: str) -> CommissionGroup | None:
        """The group a kind of goods belongs to; the longest word that fits decides. None for all the others."""
        fits = [(len(word), group) for group in self.groups for word in group.words if category.endswith(word)]
        return max(fits, key=lambda pair: pair[0])[1] if fits else None

    def rate_for(self, category: str) -> int:
        """The share of a kind of goods, in hundredths of a percent."""
        group = self.group_for(category)
        return group.rate if group else self.rate


class BillRules(msgspec.Struct, frozen=True):
    """What the room takes for paying a bill, in fen (kinds in ``free`` cost nothing), and when it has to be paid in."""

    fee_fen: Fen = 0
    free: tuple[Words, ...] = ()
    pay_in_hours: Some = 24

    def fee(self, kind: str) -> int:
        """The fee for one bill of a kind, in fen."""
        return 0 if kind in self.free else self.fee_fen


class Fact(msgspec.Struct, frozen=True):
    """What a rule rests on. ``unverified``: not yet checked in the law's own text."""

    source: Words
    unverified: bool = False


class RulePack(msgspec.Struct, frozen=True):
    """The rules from an ISO date on. What a newer program would read besides is left alone."""

    version: Words
    valid_from: Words
    exemptions: dict[str, Exemption]
    sellers: SellerRules
    consents: dict[str, Wording]
    grades: tuple[Grade, ...]
    orders: OrderRules
    parcels: ParcelRules
    farm_inputs: FarmInputRules
    training: TrainingRules
    commission: CommissionRules
    returns: ReturnRules
    fakes: FakeRules
    calendar: Calendar
    facts: dict[str, Fact]
    bills: BillRules = BillRules()
    produce: ProduceRules = ProduceRules()
    sales: SaleRules = SaleRules()

    def __post_init__(self) -> None:
        """Raises ValueError where the date is none, which msgspec tells with its place in the pack."""
        if date.fromisoformat(self.valid_from).isoformat() != self.valid_from:
            raise ValueError("valid_from is no date like 2026-02-01")

    def fact(self, path: str) -> Fact:
        """What the rule at a path rests on, for instance ``parcels.overdue_days``; else what its group rests on.

        Raises:
            KeyError: nothing is said about the path or what is above it.
        """
        while path not in self.facts:
            path, dot, _ = path.rpartition(".")
            if not dot:
                raise KeyError(path)
        return self.facts[path]


@dataclass(frozen=True)
class RuleBook:
    """All packs this computer knows. ``refused`` are texts that could not be read; the others stay in force."""

    packs: tuple[RulePack, ...]
    refused: tuple[Invalid, ...] = ()

    def __post_init__(self) -> None:
        if not self.packs:
            raise ValueError("a rule book needs at least one pack")

    @classmethod
    def read(cls, texts: Iterable[bytes]) -> "RuleBook":
        """A book from the texts of packs, in the order they arrived.

        Of two texts with one version the later counts, so a pack that arrives can mend one that was shipped. A pack
        may arrive before the one it extends.

        Raises:
            ValueError: not one pack could be read.
        """
        documents: dict[str, dict[str, Any]] = {}
        refused: list[Invalid] = []
        for text in texts:
            try:
                document = msgspec.json.decode(text, type=dict[str, Any])
                documents[msgspec.convert(document.get("version"), Words)] = document
            except (msgspec.MsgspecError, RecursionError) as error:
                refused.append(_broken("", str(error)))
        packs = []
        for version in documents:
            try:
                packs.append(_pack(version, documents))
            except Invalid as invalid:
                refused.append(invalid)
        return cls(tuple(sorted(packs, key=lambda pack: pack.valid_from)), tuple(refused))

    def on(self, day: str) -> RulePack:
        """The pack in force on an ISO date; before all of them (a clock that was reset) the first."""
        begun = [pack for pack in self.packs if pack.valid_from <= day]
        return begun[-1] if begun else self.packs[0]

    def version(self, version: str) -> RulePack | None:
        """The pack a decision was made by; None when this computer does not know it."""
        return next((pack for pack in self.packs if pack.version == version), None)

    def wording(self, purpose: str, version: str) -> Wording | None:
        """What was read aloud for a consent that names a wording's version or the version of its pack."""
        known = [pack.consents[purpose] for pack in self.packs if purpose in pack.consents]
        pack = self.version(version)
        if pack and purpose in pack.consents:
            return pack.consents[purpose]
        return next((wording for wording in known if wording.version == version), None)


@cache
def shipped_texts() -> tuple[bytes, ...]:
    """The packs that came with the program, oldest first; what arrived by sync is put behind them."""
    return tuple(path.read_bytes() for path in sorted(paths.resource("rules").glob("*.json")))


@cache
def shipped_book() -> RuleBook:
    """The rules that came with the program."""
    return RuleBook.read(shipped_texts())


def rule_pack(on: str) -> RulePack:
    """The shipped pack in force on an ISO date; where packs arrive by sync, ask the book that holds them too."""
    return shipped_book().on(on)


def months_after(day: str, months: int) -> str:
    """The same day so many months later, or the last day of that month where it has no such day; ISO dates."""
    begin = date.fromisoformat(day)
    years, month = divmod(begin.month - 1 + months, 12)
    last = calendar.monthrange(begin.year + years, month + 1)[1]
    return date(begin.year + years, month + 1, min(begin.day, last)).isoformat()


def _pack(version: str, documents: Mapping[str, dict[str, Any]]) -> RulePack:
    try:
        return msgspec.convert(_whole(version, documents, ()), RulePack)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _broken(version, str(error)) from error


def _whole(version: str, documents: Mapping[str, dict[str, Any]], below: tuple[str, ...]) -> dict[str, Any]:
    """A pack's document laid over the one it extends."""
    if version not in documents or version in below:
        raise _broken(below[0], f"extends {version}, which is not here or extends it in turn")
    document = documents[version]
    base = document.get("extends")
    if not isinstance(base, str):
        return document
    merged: dict[str, Any] = _laid_over(_whole(base, documents, (*below, version)), document)
    return merged


def _laid_over(base: Any, patch: Any) -> Any:
    """RFC 7396, without touching either."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(base) if isinstance(base, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _laid_over(merged.get(name), value)
    return merged


def _broken(version: str, reason: str) -> Invalid:
    return Invalid("rule_pack", "rule_pack_broken", version=version or "?", reason=reason)
