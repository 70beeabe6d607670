"""Contracts between county and operator, and the codes that exist only where one counts."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts, devices
from villagedesk.central.found import Found, by_ids, check_centre, one, rows
from villagedesk.domain.assets import COUNTED
from villagedesk.domain.contract_papers import ContractSheet, ContractThing, editions, newest_terms
from villagedesk.domain.entity import Value, row_id
from villagedesk.domain.setting_up import (
    CONTRACT_NUMBER_LENGTH,
    MAX_SCANS,
    PERSON_LENGTH,
    TO_SIGN,
    CentreContract,
    ContractState,
    SetupState,
)
from villagedesk.errors import Invalid, NotFound, Refused

MAX_DEPOSIT_FEN = 100_000_000


def sign_contract(
    connection: Connection,
    setup_id: str,
    number: str,
    party_a: str,
    party_b: str,
    from_on: str,
    until_on: str,
    scans: list[str],
    *,
    things: list[str] | None = None,
    deposit_fen: int = 0,
    terms: str = "",
    by: str = acts.CENTRAL,
) -> str:
    """A contract was signed, the first one or the one that follows; returns its id.

    Args:
        number: as it stands on the paper.
        party_a, party_b: county and operator.
        from_on, until_on: the first and last day on which it counts, ISO dates.
        scans: SHA-256 of the signed pages, which are at central already.
        things: ids of assets that are handed over with it.
        deposit_fen: what the operator deposits, in fen.
        terms: the edition of our printed form that was signed; "" for another form.

    Raises:
        Invalid: on the field that is missing or cannot be. NotFound: no such file, or a thing that is not the room's.
        Refused: the room was not looked at yet, or its file is closed.
    """
    setup = acts.locked(connection, "centre_setup", setup_id)
    if setup.text("state") not in TO_SIGN:
        raise Refused("contract_not_now")
    row = _row(connection, setup, number, party_a, party_b, (from_on, until_on), deposit_fen, things or [])
    _check_scans(scans)
    if terms and terms not in editions():
        raise Invalid("terms", "choice_unknown")
    row.scans, row.terms = " ".join(scans), terms
    event, changes = clock.new_event_id(), [["centre_contract", 0, acts.values_of(row)]]
    if setup.text("state") == SetupState.ACCEPTED:
        fields: dict[str, Value] = {"state": SetupState.CONTRACTED.value}
        place = (setup.scope, setup.centre, "sign_contract", "centre_setup", setup_id)
        acts.change(connection, *place, fields, also=changes, by=by, event_id=event)
    else:
        acts.write(connection, setup.scope, setup.centre, "sign_contract", changes, by=by, event_id=event)
    return row_id(event, 0)


def _days(from_on: str, until_on: str) -> tuple[str, str]:
    first, last = (
        acts.checked_day(field, day, required=True) for field, day in (("from_on", from_on), ("until_on", until_on))
    )
    if last < max(first, clock.today()):
        raise Invalid("until_on", "contract_days_wrong")
    return first, last


def _row(
    connection: Connection,
    setup: Found,
    number: str,
    party_a: str,
    party_b: str,
    days: tuple[str, str],
    deposit_fen: int,
    things: Sequence[str],
) -> CentreContract:
    """What a contract says, checked; its signed pages are added by who has them."""
    first, last = _days(*days)
    if not 0 <= deposit_fen <= MAX_DEPOSIT_FEN:
        raise Invalid("deposit", "too_large" if deposit_fen > 0 else "negative")
    return CentreContract(
        setup_id=setup.id,
        number=acts.checked_text("number", number, CONTRACT_NUMBER_LENGTH),
        party_a=acts.checked_text("party_a", party_a, PERSON_LENGTH),
        party_b=acts.checked_text("party_b", party_b, PERSON_LENGTH),
        from_on=first,
        until_on=last,
        deposit_fen=deposit_fen,
        things=" ".join(_things(connection, setup, things)),
    )


def draft_contract(
    connection: Connection,
    setup_id: str,
    number: str,
    party_a: str,
    party_b: str,
    from_on: str,
    until_on: str,
    *,
    things: Sequence[str] = (),
    deposit_fen: int = 0,
) -> ContractSheet:
    """The paper of a contract that is still to be signed; nothing is put on file.

    Raises:
        Invalid, NotFound, Refused: see ``sign_contract``.
    """
    setup = one(connection, "centre_setup", setup_id)
    if setup.text("state") not in TO_SIGN:
        raise Refused("contract_not_now")
    row = _row(connection, setup, number, party_a, party_b, (from_on, until_on), deposit_fen, things)
    row.terms = newest_terms()
    return _sheet(connection, setup, acts.values_of(row))


def contract_sheet(connection: Connection, contract_id: str) -> ContractSheet:
    """The paper of a contract that is on file.

    Raises:
        NotFound: there is none.
    """
    contract = one(connection, "centre_contract", contract_id)
    return _sheet(connection, one(connection, "centre_setup", contract.text("setup_id")), contract.data)


def _sheet(connection: Connection, setup: Found, contract: Mapping[str, Value]) -> ContractSheet:
    ids = str(contract.get("things") or "").split()
    found = by_ids(connection, setup.scope, "asset", ids)
    things = sorted(found.values(), key=lambda thing: str(thing.get("number")))
    texts = {name: str(contract.get(name) or "") for name in ("number", "party_a", "party_b", "from_on", "until_on")}
    return ContractSheet(
        **texts,
        centre=setup.text("name"),
        village=setup.text("county") + setup.text("village_name"),
        premises=setup.text("premises"),
        hours=setup.text("hours"),
        deposit_fen=int(contract.get("deposit_fen") or 0),
        things=tuple(
            ContractThing(
                number=str(one.get("number") or ""),
                title=str(one.get("title") or ""),
                serial=str(one.get("serial") or ""),
            )
            for one in things
        ),
        terms=str(contract.get("terms") or ""),
    )


def _check_scans(scans: Sequence[str]) -> None:
    if not scans:
        raise Invalid("photo", "contract_scan_missing")
    if len(scans) > MAX_SCANS:
        raise Invalid("photo", "contract_scans_many", limit=MAX_SCANS)


def end_contract(connection: Connection, contract_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """A contract ends early. Where no other one counts, the centre's file is closed; what is on its PC goes on syncing.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    contract = acts.locked(connection, "centre_contract", contract_id)
    setup = one(connection, "centre_setup", contract.text("setup_id"))
    why = acts.checked_reason(reason)
    fields: dict[str, Value] = {"state": ContractState.ENDED.value, "end_reason": why, "ended_on": clock.today()}
    place = (contract.scope, contract.centre, "end_contract")
    acts.change(connection, *place, "centre_contract", contract_id, fields, by=by)
    if contract_of(connection, contract.centre) is None:
        ended: dict[str, Value] = {"state": SetupState.ENDED.value, "decision": why, "decided_on": clock.today()}
        acts.change(connection, *place, "centre_setup", setup.id, ended, by=by)


def contracts_of(connection: Connection, centre: str) -> list[Found]:
    """Every contract of a centre, the one that lasts longest first."""
    found = rows(connection, "centre_contract", centre=centre)
    return sorted(found, key=lambda one: (one.text("until_on"), one.text("from_on")), reverse=True)


def contract_of(connection: Connection, centre: str) -> Found | None:
    """The contract of a centre that counts now, or will begin; the one that lasts longest. None without one."""
    today = clock.today()
    counting = [
        one
        for one in contracts_of(connection, centre)
        if one.text("state") == ContractState.SIGNED and one.text("until_on") >= today
    ]
    return counting[0] if counting else None


def check_contract(connection: Connection, centre: str) -> None:
    """Let pass a centre with a contract that has not run out; it may be signed for a first day to come.

    Raises:
        NotFound: no such centre.
        Refused: ``contract_missing``, or ``contract_over`` where the last one has run out or was ended.
    """
    check_centre(connection, centre)
    if contract_of(connection, centre) is None:
        raise Refused("contract_over" if contracts_of(connection, centre) else "contract_missing")


def make_code(connection: Connection, centre: str, *, by: str = acts.CENTRAL) -> str:
    """A one-time code for one computer of a centre that has a contract. Computers that are enrolled never need another.

    Raises:
        NotFound, Refused: see ``check_contract``.
    """
    check_contract(connection, centre)
    return devices.make_code(connection, centre)


def _things(connection: Connection, setup: Found, ids: Sequence[str]) -> list[str]:
    held = {one.id for one in things_of(connection, setup.centre)}
    for id_ in ids:
        if id_ not in held:
            raise NotFound("asset", id_)
    return list(dict.fromkeys(ids))


def things_of(connection: Connection, centre: str) -> list[Found]:
    """What the room has by its asset register, by number."""
    found = rows(connection, "asset", centre=centre, limit=5000)
    counted = [one for one in found if one.text("state") in COUNTED]
    return sorted(counted, key=lambda one: one.text("number"))
