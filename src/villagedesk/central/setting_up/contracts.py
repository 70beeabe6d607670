"""Contracts between county and operator, and the codes that exist only where one counts."""

from collections.abc import Sequence

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts, devices
from villagedesk.central.found import Found, check_centre, one, rows
from villagedesk.domain.assets import COUNTED
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

    Raises:
        Invalid: on the field that is missing or cannot be. NotFound: no such file, or a thing that is not the room's.
        Refused: the room was not looked at yet, or its file is closed.
    """
    setup = acts.locked(connection, "centre_setup", setup_id)
    if setup.text("state") not in TO_SIGN:
        raise Refused("contract_not_now")
    first, last = _days(from_on, until_on)
    _check_paper(scans, deposit_fen)
    row = CentreContract(
        setup_id=setup_id,
        number=acts.checked_text("number", number, CONTRACT_NUMBER_LENGTH),
        party_a=acts.checked_text("party_a", party_a, PERSON_LENGTH),
        party_b=acts.checked_text("party_b", party_b, PERSON_LENGTH),
        from_on=first,
        until_on=last,
        deposit_fen=deposit_fen,
        things=" ".join(_things(connection, setup, things or [])),
        scans=" ".join(scans),
    )
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


def _check_paper(scans: Sequence[str], deposit_fen: int) -> None:
    if not scans:
        raise Invalid("photo", "contract_scan_missing")
    if len(scans) > MAX_SCANS:
        raise Invalid("photo", "contract_scans_many", limit=MAX_SCANS)
    if not 0 <= deposit_fen <= MAX_DEPOSIT_FEN:
        raise Invalid("deposit", "too_large" if deposit_fen > 0 else "negative")


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
