"""Complaints about fakes, at central: passed on to the seller, and what he answers."""

from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk.central import acts
from villagedesk.central.found import Found, by_ids, centre_names, children, one, rows
from villagedesk.central.returns import photos_about
from villagedesk.domain.entity import Row, Value
from villagedesk.domain.fakes import FakeState
from villagedesk.domain.returns import RefundKind


@dataclass(frozen=True)
class FakeFacts:
    """A complaint with all that belongs to it. ``given``: what was given back for it so far, (kind, fen) each."""

    report: Found
    centre_name: str
    person: Row
    order: Row
    photos: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, int], ...]

    @property
    def given_fen(self) -> int:
        """How much of the price came back."""
        return sum(fen for kind, fen in self.given if kind == RefundKind.PRICE)


def pass_on_fake(connection: Connection, report_id: str, *, by: str = acts.CENTRAL) -> None:
    """The seller has been told and has to answer by the day that the villager was told.

    Raises:
        NotFound, Refused: see ``acts.change``.
    """
    _change(connection, report_id, "pass_on_fake", {"state": FakeState.WITH_SELLER.value}, by)


def answer_fake(connection: Connection, report_id: str, answer: str, *, by: str = acts.CENTRAL) -> None:
    """What the seller answers; it is shown as it is.

    Raises:
        Invalid: no answer. NotFound, Refused: see ``acts.change``.
    """
    fields: dict[str, Value] = {"state": FakeState.ANSWERED.value, "answer": acts.checked_reason(answer)}
    _change(connection, report_id, "answer_fake", fields, by)


def fakes_in(
    connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 50
) -> list[FakeFacts]:
    """Complaints in one state over all centres, the one that has waited longest first."""
    found = rows(connection, "fake_report", state=state, after=after, limit=limit)
    return [_facts(connection, report) for report in found]


def fake_facts(connection: Connection, report_id: str) -> FakeFacts:
    """One complaint.

    Raises:
        NotFound: there is none.
    """
    return _facts(connection, one(connection, "fake_report", report_id))


def _facts(connection: Connection, report: Found) -> FakeFacts:
    person_id, order_id = report.text("person_id"), report.text("order_id")
    refunds = children(connection, report.scope, "refund", "report_id", report.id)
    return FakeFacts(
        report,
        centre_names(connection, [report.centre]).get(report.centre, ""),
        by_ids(connection, report.scope, "person", [person_id]).get(person_id, {}),
        by_ids(connection, report.scope, "order", [order_id]).get(order_id, {}) if order_id else {},
        photos_about(connection, report),
        tuple((refund.text("kind") or RefundKind.PRICE.value, refund.number("fen")) for refund in refunds),
    )


def _change(connection: Connection, report_id: str, action: str, fields: dict[str, Value], by: str) -> None:
    report = one(connection, "fake_report", report_id)
    acts.change(connection, report.scope, report.centre, action, "fake_report", report_id, fields, by=by)
