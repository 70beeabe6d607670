"""The marketplace answers returns by itself where it can; the staff answers the rest by hand."""

import logging
from collections.abc import Iterator

from villagedesk.central import acts
from villagedesk.central.database import Database
from villagedesk.central.found import Found, rows
from villagedesk.central.marketplace import Marketplace
from villagedesk.central.returns.facts import return_facts
from villagedesk.central.returns.verbs import approve_return, goods_back, refund_return, refuse_return
from villagedesk.domain.returns import ReturnState
from villagedesk.errors import AppError, Invalid, sentence

_log = logging.getLogger(__name__)


def answer_returns(database: Database, marketplace: Marketplace, *, by: str = acts.CENTRAL) -> dict[str, int]:
    """Ask the marketplace about every return that waits for it; how many were approved, refused and refunded.

    Called again, it does nothing twice: each answer is written only while the return still waits for it.
    """
    counts: dict[str, int] = {}
    for state in (ReturnState.OPEN, ReturnState.HANDED_TO_COURIER):
        for back in _waiting(database, state):
            try:
                done = _answer(database, marketplace, back.id, by)
            except AppError as error:
                _log.warning("the marketplace's answer to return %s could not be taken: %s", back.id, error.code)
                continue
            counts[done] = counts.get(done, 0) + 1
    return counts


def _waiting(database: Database, state: str) -> Iterator[Found]:
    """All returns in a state, page by page: many are on their way for weeks, and those behind them must not wait."""
    last = (-1, "")
    while True:
        with database.read() as connection:
            page = rows(connection, "return", state=state, after=last)
        if not page:
            return
        yield from page
        last = (page[-1].changed_at, page[-1].id)


def _answer(database: Database, marketplace: Marketplace, return_id: str, by: str) -> str:
    with database.read() as connection:
        facts = return_facts(connection, return_id)
    if facts.back.data.get("state") == ReturnState.OPEN:
        goods = [str(line.get("goods_id") or "") for line, _count in facts.pieces]
        # As the law stands on central's clock: the room's may have been wrong.
        refusal = marketplace.answer_return(return_id, goods, goodwill=bool(facts.back.data.get("goodwill")))
        with database.write() as connection:
            if refusal:
                refuse_return(connection, return_id, refusal, by=by)
            else:
                approve_return(connection, return_id, by=by)
        return "refused" if refusal else "approved"
    if not marketplace.has_returned(return_id, facts.back.text("waybill")):
        return "on its way"
    with database.write() as connection:
        if not facts.may_refund_fen:  # for instance as a fake: the goods were paid once
            refuse_return(connection, return_id, sentence(Invalid("fen", "refund_came_already")), by=by)
            return "refused"
        if not facts.back.data.get("back_at"):
            goods_back(connection, return_id, by=by)
        refund_return(connection, return_id, by=by)
    return "refunded"
