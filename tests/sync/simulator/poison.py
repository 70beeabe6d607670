"""One event that central cannot take, somewhere in a piece of 500: all others are applied in the same round."""

import secrets

from tests.central.raw_device import body, operator
from tests.sync.simulator.district import District
from villagedesk import clock
from villagedesk.central import rounds
from villagedesk.central.callers import caller
from villagedesk.store.events import FIRST_LINK
from villagedesk.sync.codec import WireEvent, encode_events
from villagedesk.sync.cursors import cursors_digest
from villagedesk.sync.messages import Round

SIZE = 500
# The event, the scope it names, and what has to be said of it.
POISON = {
    "what cannot be read": (b"\xff\x00", "centre", "malformed"),
    "a value of another kind": (body([operator(active=1)]), "centre", "malformed"),
    "an unknown thing": (body([["future_thing", 0, {"colour": "green"}]]), "centre", "deferred"),
    "a row that is not there": (body([["operator", "ab" * 16, {"name": ["甲", "乙"]}]]), "centre", "row_unknown"),
    "somebody else's feed": (body([operator()]), "platform", "wrong_scope"),
}


class _Undo(Exception):
    """Nothing of a try is kept."""


def others_applied(district: District, place: int, kind: str) -> int:
    """How many of the other events were applied in one round; -1 when the poison was not named as it should be."""
    text, scope, result = POISON[kind]
    central, pc = district.central, district.centres[0].pcs["one"]
    sent = [
        WireEvent(bytes.fromhex(clock.new_event_id()), body([operator(f"操作员{n}")]), "centre") for n in range(SIZE)
    ]
    sent[place] = WireEvent(sent[place].id, text, scope)
    found: list[str] = []
    try:
        with central.database.write() as connection:
            who = caller(connection, pc.device())
            log, none = secrets.token_bytes(16), cursors_digest([])
            request = Round(who.nonce, log, 1, FIRST_LINK, encode_events(sent), none, cursors=[])
            reply = rounds.take_round(connection, who, request, rounds.opened(request), 1 << 20)
            page = next(page for page in reply.pages if page.scope == "centre")
            found = [run.result for run in page.runs for _ in range(run.count) if page.logs[run.log] == log]
            raise _Undo
    except _Undo:
        pass
    return found.count("") if len(found) == SIZE and found[place] == result else -1
