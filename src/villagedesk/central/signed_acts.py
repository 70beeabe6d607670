"""Acts that come signed by a staff member's key: each is done once, and the same one again gets the same answer."""

import hashlib
import json
import re
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import tables, verbs
from villagedesk.central.database import insert_missing
from villagedesk.central.deps import Central
from villagedesk.central.staff import public_key_of
from villagedesk.domain.cose import open1
from villagedesk.errors import Refused, Rejected

# Bound into the signature, so that an act can never be taken for anything else (RFC 9052, external_aad).
ACT_CONTEXT = b"villagedesk act 1"
_ID = re.compile(r"[0-9a-f]{32}")


class SignedAct(msgspec.Struct, forbid_unknown_fields=True):
    """What is signed, as JSON. ``id``: 32 hex digits that the sender makes up, new for every act."""

    id: str
    act: str
    given: dict[str, Any] = msgspec.field(name="with", default_factory=dict)


def act_signed(central: Central, envelope: bytes) -> dict[str, Any]:
    """Carry out a signed act; returns its answer as plain data.

    Args:
        envelope: COSE_Sign1 of the JSON of a SignedAct; the kid is the staff member's id.

    Raises:
        AppError: the envelope is broken, the key not known, the signature wrong, or what the act itself raises.
        Refused: ``act_id_used``: another act had this id.
    """
    with central.database.read() as connection:
        kid, payload = open1(envelope, lambda kid: _key(connection, kid), context=ACT_CONTEXT)
    staff, asked, digest = kid.hex(), _read(payload), hashlib.sha256(payload).digest()
    verb = verbs.find_verb(asked.act)
    given = verbs.read_given(verb, asked.given)
    known = _claim(central, staff, asked.id, digest)
    if known is not None:
        return known
    if verb.whole:
        # It commits step by step and can be asked for again; what it gives is kept afterwards.
        done = verbs.do_whole(central, verb, given, staff)
        with central.database.write() as connection:
            return _kept(connection, staff, asked, digest, done)
    with central.database.write() as connection:
        return _once(connection, staff, asked, digest, verb, given)


def _once(
    connection: Connection, staff: str, asked: SignedAct, digest: bytes, verb: verbs.Verb, given: msgspec.Struct
) -> dict[str, Any]:
    row = {"staff": staff, "id": asked.id, "hash": digest, "at": clock.now_ms(), "answer": ""}
    insert_missing(connection, tables.signed_act, **row)
    # Whoever sent the same act in the same moment waits here for the other one's answer.
    found = _find(connection, staff, asked.id, lock=True)
    if found is not None and found.answer:
        return _same(found, digest)
    return _kept(connection, staff, asked, digest, verbs.do(connection, verb, given, staff))


def _kept(connection: Connection, staff: str, asked: SignedAct, digest: bytes, done: verbs.Done) -> dict[str, Any]:
    answer = {"act": asked.act, "id": asked.id, **done}
    secret = verbs.VERBS[asked.act].secret
    text = json.dumps(answer | dict.fromkeys(done) if secret else answer, ensure_ascii=False)
    row = {"staff": staff, "id": asked.id, "hash": digest, "at": clock.now_ms(), "answer": text}
    insert_missing(connection, tables.signed_act, **row)
    mine = (tables.signed_act.c.staff == staff) & (tables.signed_act.c.id == asked.id)
    connection.execute(tables.signed_act.update().where(mine).values(answer=text))
    return answer


def _claim(central: Central, staff: str, id_: str, digest: bytes) -> dict[str, Any] | None:
    with central.database.read() as connection:
        found = _find(connection, staff, id_)
    return None if found is None or not found.answer else _same(found, digest)


def _same(found: Any, digest: bytes) -> dict[str, Any]:
    if bytes(found.hash) != digest:
        raise Refused("act_id_used")
    answer: dict[str, Any] = json.loads(found.answer)
    return answer


def _find(connection: Connection, staff: str, id_: str, *, lock: bool = False) -> Any:
    act = tables.signed_act
    query = select(act).where(act.c.staff == staff, act.c.id == id_)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def _read(payload: bytes) -> SignedAct:
    try:
        asked = msgspec.json.decode(payload, type=SignedAct)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Rejected("malformed") from None
    if not _ID.fullmatch(asked.id):
        raise Rejected("malformed")
    return asked


def _key(connection: Connection, kid: bytes) -> Ed25519PublicKey | None:
    return public_key_of(connection, kid.hex()) if len(kid) == 16 else None
