"""A village applies for a centre, and the county decides. The centre's feed exists from the application on."""

import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert

from villagedesk import clock
from villagedesk.central import acts, tables
from villagedesk.central.found import check_centre, one, rows
from villagedesk.domain.entity import Value, row_id
from villagedesk.domain.identity import check_phone, check_village_code
from villagedesk.domain.setting_up import (
    MAX_AREA_M2,
    NAME_LENGTH,
    NOTE_LENGTH,
    PERSON_LENGTH,
    CentreSetup,
    LineKind,
    PowerKind,
    Premises,
    SetupState,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused


def apply_centre(
    connection: Connection,
    name: str,
    village_name: str,
    applicant: str,
    phone: str,
    premises: str,
    *,
    village_code: str = "",
    county: str = "",
    tenure: str = "",
    area_m2: int = 0,
    line: str = "",
    power: str = "",
    hours: str = "",
    hub: str = "",
    note: str = "",
    by: str = acts.CENTRAL,
) -> str:
    """Somebody applies for a centre in a village; returns the id of its file.

    Args:
        name: of the centre to be.
        applicant: who would work there.
        premises: where the room is.
        tenure: a ``Premises``; "" where nobody knows yet, as with ``line`` (``LineKind``) and ``power`` (``PowerKind``).
        area_m2: of the room, in square metres.
        hours: when it would be open.
        hub: the county operation centre whose van comes.

    Raises:
        Invalid: on the field that is missing or cannot be.
    """
    given = {
        "name": name,
        "village_name": village_name,
        "village_code": village_code,
        "county": county,
        "applicant": applicant,
        "phone": phone,
        "premises": premises,
        "tenure": tenure,
        "line": line,
        "power": power,
        "hours": hours,
        "hub": hub,
        "note": note,
    }
    facts = checked_facts(given, area_m2)
    return _open_file(connection, secrets.token_hex(16), facts, SetupState.APPLIED, by)


def take_on_file(
    connection: Connection, centre: str, applicant: str, phone: str, premises: str, *, by: str = acts.CENTRAL
) -> str:
    """Open the file of a centre that was set up before there were files; it only lacks its contract. Returns its id.

    Raises:
        Invalid: as ``apply_centre``. NotFound: no such centre. Refused: it has a file.
    """
    check_centre(connection, centre)
    if rows(connection, "centre_setup", centre=centre, limit=1):
        raise Refused("centre_has_file")
    (known,) = rows(connection, "centre", centre=centre, limit=1)
    facts = {field: known.text(field) for field in ("name", "village_name", "village_code", "county")}
    checked = _checked({**facts, "applicant": applicant, "phone": phone, "premises": premises})
    return _open_file(connection, centre, checked, SetupState.ACCEPTED, by)


def approve_application(connection: Connection, setup_id: str, note: str = "", *, by: str = acts.CENTRAL) -> str:
    """The county wants this centre: from now on it is in the list of centres; returns the centre's id.

    Raises:
        Invalid: the note is too long. NotFound, Refused: see ``acts.change``.
    """
    setup = acts.locked(connection, "centre_setup", setup_id)
    facts = {field: setup.text(field) for field in ("name", "village_name", "village_code", "county")}
    change = decision(SetupState.APPROVED, check_text("note", note, NOTE_LENGTH))
    made: list[list[object]] = [["centre", 0, dict(facts)]]
    acts.change(
        connection,
        setup.scope,
        setup.centre,
        "approve_application",
        "centre_setup",
        setup_id,
        change,
        also=made,
        by=by,
    )
    connection.execute(insert(tables.centre).values(id=setup.centre, created_at=clock.now_ms(), **facts))
    return setup.centre


def refuse_application(connection: Connection, setup_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """The county does not want this centre, or not so.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    fields = decision(SetupState.REFUSED, acts.checked_reason(reason))
    _change(connection, setup_id, "refuse_application", fields, by)


def look_again(connection: Connection, setup_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """The room has to be looked at again before a contract, or somebody else takes over a room whose contract ended.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    fields = decision(SetupState.APPROVED, acts.checked_reason(reason)) | {"accepted_on": ""}
    _change(connection, setup_id, "look_again", fields, by)


def _open_file(connection: Connection, centre: str, facts: dict[str, Value], state: SetupState, by: str) -> str:
    given: dict[str, Any] = dict(facts)
    file = CentreSetup(**given, state=state.value, applied_on=clock.today())
    changes = [["centre_setup", 0, acts.values_of(file)]]
    action = "apply_centre" if state == SetupState.APPLIED else "take_on_file"
    return row_id(acts.write(connection, f"centre:{centre}", centre, action, changes, by=by), 0)


# The longest each text may be, and whether it has to be there.
_TEXTS = {
    "name": (NAME_LENGTH, True),
    "village_name": (NAME_LENGTH, True),
    "county": (NAME_LENGTH, False),
    "applicant": (PERSON_LENGTH, True),
    "premises": (NOTE_LENGTH, True),
    "hours": (NAME_LENGTH, False),
    "hub": (NAME_LENGTH, False),
    "note": (NOTE_LENGTH, False),
}
_CHOICES: dict[str, type[StrEnum]] = {"tenure": Premises, "line": LineKind, "power": PowerKind}


# What an application says in words; the area of the room stands beside them as a number.
FACTS = (*_TEXTS, "village_code", "phone", *_CHOICES)


def checked_facts(given: Mapping[str, str], area_m2: int) -> dict[str, Value]:
    """What an application says, checked: each of ``FACTS``, and ``area_m2`` in square metres.

    Raises:
        Invalid: on the field that is missing or cannot be.
    """
    chosen = {field: given[field] for field in _CHOICES}
    return {**_checked(given), **_checked_choices(chosen), "area_m2": _checked_area(area_m2)}


def _checked(texts: Mapping[str, str]) -> dict[str, Value]:
    kept: dict[str, Value] = {
        field: check_text(field, texts.get(field, ""), limit, required=required)
        for field, (limit, required) in _TEXTS.items()
    }
    code = texts.get("village_code", "").strip()
    return kept | {"village_code": check_village_code(code) if code else "", "phone": check_phone(texts["phone"])}


def _checked_choices(chosen: Mapping[str, str]) -> dict[str, Value]:
    for field, value in chosen.items():
        if value and value not in {one.value for one in _CHOICES[field]}:
            raise Invalid(field, "choice_unknown")
    return dict(chosen)


def _checked_area(area_m2: int) -> int:
    if not 0 <= area_m2 <= MAX_AREA_M2:
        raise Invalid("area_m2", "negative" if area_m2 < 0 else "too_large")
    return area_m2


def decision(state: SetupState, words: str) -> dict[str, Value]:
    """The fields of a file about which the county decided something today."""
    return {"state": state.value, "decision": words, "decided_on": clock.today()}


def _change(connection: Connection, setup_id: str, action: str, fields: dict[str, Value], by: str) -> None:
    setup = one(connection, "centre_setup", setup_id)
    acts.change(connection, setup.scope, setup.centre, action, "centre_setup", setup_id, fields, by=by)
