"""What the contract of a centre says on paper: the facts of this one, and clauses that are the same for all of an edition.

The clauses are a model of ours, no law's; the county's own lawyer looks at them first. An edition that was signed never
changes: other words are a new edition (``resources/contract.json``).
"""

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import msgspec

from villagedesk import paths
from villagedesk.domain.paper import Printed
from villagedesk.domain.rule_kinds import Text
from villagedesk.i18n import N_, _, date_text, money


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One clause."""

    title: Text
    text: Text


@dataclass(frozen=True, kw_only=True)
class ContractThing:
    """A thing that is handed over: the number of its tag, what it is, and its serial number."""

    number: str
    title: str
    serial: str = ""


@dataclass(frozen=True, kw_only=True)
class ContractSheet(Printed):
    """A4. Days are ISO dates; ``terms`` is the edition of the clauses, "" for a contract that was signed on another form."""

    name: ClassVar[str] = N_("Contract")

    number: str
    party_a: str
    party_b: str
    centre: str
    village: str
    premises: str
    hours: str
    from_on: str
    until_on: str
    deposit_fen: int = 0
    things: tuple[ContractThing, ...] = ()
    terms: str = ""


@cache
def editions() -> dict[str, tuple[Clause, ...]]:
    """The clauses of every edition, the oldest first."""
    text = paths.resource("contract.json").read_bytes()
    return dict(sorted(msgspec.json.decode(text, type=dict[str, tuple[Clause, ...]]).items()))


def newest_terms() -> str:
    """The edition that contracts are printed with now."""
    return list(editions())[-1]


def clauses_of(paper: ContractSheet) -> tuple[Clause, ...]:
    """The clauses of a contract; none where it was signed on another form, or on an edition of a newer program."""
    return editions().get(paper.terms, ())


def contract_facts(paper: ContractSheet) -> list[tuple[str, str]]:
    """What stands at the head of the paper, label and value; what is empty is left out."""
    days = _("{first} to {last}").format(first=date_text(paper.from_on), last=date_text(paper.until_on))
    facts = [
        (_("Party A, the county"), paper.party_a),
        (_("Party B, the operator"), paper.party_b),
        (_("Centre"), paper.centre),
        (_("Village"), paper.village),
        (_("Where the room is"), paper.premises),
        (_("Opening hours"), paper.hours),
        (_("From and until"), days),
        (_("Deposit"), money(paper.deposit_fen) if paper.deposit_fen else _("no deposit")),
    ]
    return [(label, value) for label, value in facts if value]
