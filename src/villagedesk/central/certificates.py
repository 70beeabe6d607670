"""What the platform does about lots and their certificates: take one back, say that a test failed, and tell every centre.

A certificate that a centre has taken back itself is put on the platform's list too, so that other centres hear of it.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, TextClause, select, text

from villagedesk import clock
from villagedesk.central import acts, tables
from villagedesk.central.database import Database, insert_missing
from villagedesk.central.found import Found, children, is_id, ranged, rows
from villagedesk.central.offers import pause_offers
from villagedesk.domain.certificates import REASON_LENGTH, CertificateState, Revocation
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.domain.listings import PauseWhy
from villagedesk.domain.lot_tests import NOTE_LENGTH, TESTER_LENGTH, LotTest, TestKind
from villagedesk.domain.short_code import LENGTH, id_range, short_code
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, NotFound, Refused

# Up to where each kind of certificate has been looked through, by the name of its fact.
_PUBLISHED = {"certificate": "certificates published", "training_certificate": "training certificates published"}
_MOST = 200
_MOST_PARTS = 500
# Written out and not bound, so that the small index over lots, or over boxes, is taken.
LOTS = text("row.entity = 'harvest_lot'")
PACKS = text("row.entity = 'crop_pack'")


def revoke_certificate(connection: Connection, certificate_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """Take a certificate back; every centre hears of it.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    said = check_text("reason", reason, REASON_LENGTH, required=True)
    certificate = acts.locked(connection, "certificate", certificate_id)
    _revoke(connection, certificate, said, by)
    where = (connection, certificate.scope, certificate.centre, [certificate.text("lot_id")])
    pause_offers(*where, PauseWhy.CERTIFICATE, by=by)


def fail_lot(connection: Connection, lot_id: str, tested_by: str, note: str = "", *, by: str = acts.CENTRAL) -> str:
    """A test of a lot failed: it gets no certificate any more, and those of it and of its parts are revoked.

    Args:
        lot_id: the lot.
        tested_by: who tested it.
        note: what was found, in a few words.

    Returns:
        The id of the test, which ``clear-lot`` names.

    Raises:
        Invalid: ``tested_by`` is missing, or too long. NotFound: there is no such lot.
    """
    lot = lot_of(connection, lot_id)
    said = check_text("note", note, NOTE_LENGTH)
    test_id = _add_test(connection, lot, tested_by, said, passed=False, clears="", by=by)
    for part in parts_of(connection, lot):
        pause_offers(connection, lot.scope, lot.centre, [part], PauseWhy.TEST, by=by)
        for one in children(connection, lot.scope, "certificate", "lot_id", part):
            if one.data.get("state") != CertificateState.REVOKED:
                _revoke(connection, one, said[:REASON_LENGTH] or check_text("tested_by", tested_by, REASON_LENGTH), by)
    return test_id


def clear_lot(connection: Connection, lot_id: str, test_id: str, tested_by: str, *, by: str = acts.CENTRAL) -> str:
    """A laboratory found a lot good whose test had failed; new certificates are possible. Returns the test's id.

    Raises:
        Invalid: ``tested_by`` is missing. NotFound: there is no such lot. Refused: the test is not one of this lot.
    """
    lot = lot_of(connection, lot_id)
    if test_id not in {test.id for test in children(connection, lot.scope, "lot_test", "lot_id", lot.id)}:
        raise Refused("act_does_not_fit", action="clear_lot", result=test_id)
    return _add_test(connection, lot, tested_by, "", passed=True, clears=test_id, by=by)


def publish_revocations(database: Database) -> int:
    """Put certificates that centres took back on the platform's list, those of courses too; how many were new."""
    with database.write() as connection:
        return sum(_publish(connection, entity, key) for entity, key in _PUBLISHED.items())


def _publish(connection: Connection, entity: str, key: str) -> int:
    fact = tables.fact
    insert_missing(connection, fact, key=key, value="-1 ")
    kept = connection.execute(select(fact.c.value).where(fact.c.key == key).with_for_update()).scalar_one()
    at, _, last = str(kept).partition(" ")
    found = rows(connection, entity, state=CertificateState.REVOKED, after=(int(at), last), limit=_MOST)
    new = [one for one in found if not is_revoked(connection, one.id)]
    for one in new:
        list_revoked(connection, one.id, one.text("reason"), acts.CENTRAL)
    if found:
        newest = f"{found[-1].changed_at} {found[-1].id}"
        connection.execute(fact.update().where(fact.c.key == key).values(value=newest))
    return len(new)


def with_number(connection: Connection, typed: str) -> list[Found]:
    """The certificates of any centre with this number, or this short code: one, or none.

    Args:
        typed: as it stands on the paper; case, spaces and hyphens do not matter.
    """
    bare = "".join(typed.upper().split()).replace("-", "").replace("\0", "")
    try:
        found = ranged(connection, "certificate", *id_range(bare[-LENGTH:]), limit=2)
    except Invalid:
        return []
    return [one for one in found if bare in (one.text("number").replace("-", ""), short_code(one.id))]


def uncleared(tests: Sequence[Found]) -> list[Found]:
    """The failed tests of a lot that no laboratory has cleared."""
    cleared = {test.text("clears") for test in tests if test.data.get("passed")}
    return [test for test in tests if not test.data.get("passed") and test.id not in cleared]


def is_revoked(connection: Connection, mark: str) -> bool:
    """Whether the platform's list names a row's id, or a label's fingerprint."""
    return bool(children(connection, PLATFORM_SCOPE, "revocation", "mark", mark))


def lot_of(connection: Connection, lot_id: str) -> Found:
    """A lot of any centre.

    Raises:
        NotFound: there is none.
    """
    return _stateless(connection, "harvest_lot", LOTS, lot_id)


def pack_of(connection: Connection, pack_id: str) -> Found:
    """A box of any centre.

    Raises:
        NotFound: there is none.
    """
    return _stateless(connection, "crop_pack", PACKS, pack_id)


def _stateless(connection: Connection, entity: str, only: TextClause, id_: str) -> Found:
    row, scope = tables.row, tables.scope
    if is_id(id_):
        found = connection.execute(
            select(scope.c.centre, row.c.scope)
            .where(row.c.scope == scope.c.scope, only, row.c.id == id_, row.c.data.is_not(None))
            .limit(1)
        ).one_or_none()
        if found is not None:
            return Found(found.centre, found.scope, id_, 0, acts.find(connection, found.scope, entity, id_))
    raise NotFound(entity, id_)


def parts_of(connection: Connection, lot: Found) -> Iterator[str]:
    """The lot and every lot that something of it went into."""
    seen, waiting = {lot.id}, [lot.id]
    while waiting and len(seen) < _MOST_PARTS:
        here = waiting.pop()
        yield here
        for move in children(connection, lot.scope, "lot_move", "from_lot", here):
            to = move.text("to_lot")
            if to and to not in seen:
                seen.add(to)
                waiting.append(to)


def _add_test(
    connection: Connection, lot: Found, tested_by: str, note: str, *, passed: bool, clears: str, by: str
) -> str:
    test = LotTest(
        lot_id=lot.id,
        kind=TestKind.LABORATORY,
        tested_on=clock.today(),
        passed=passed,
        tested_by=check_text("tested_by", tested_by, TESTER_LENGTH, required=True),
        clears=clears,
        note=note,
    )
    verb = "clear_lot" if passed else "fail_lot"
    return acts.insert_row(connection, lot.scope, lot.centre, verb, "lot_test", acts.values_of(test), by=by)


def _revoke(connection: Connection, certificate: Found, reason: str, by: str) -> None:
    fields = {"state": CertificateState.REVOKED.value, "reason": reason}
    acts.change(
        connection,
        certificate.scope,
        certificate.centre,
        "revoke_certificate",
        "certificate",
        certificate.id,
        fields,
        by=by,
    )
    list_revoked(connection, certificate.id, reason, by)


def list_revoked(connection: Connection, mark: str, reason: str, by: str) -> None:
    """Put a row's id on the platform's list of what is withdrawn; nothing happens where it is there."""
    if not is_revoked(connection, mark):
        values = acts.values_of(Revocation(mark=mark, reason=reason, revoked_on=clock.today()))
        acts.insert_row(connection, PLATFORM_SCOPE, "", "revoke_label", "revocation", values, by=by)
