"""The county looks at the room: the checklist point by point with photos, and what is handed over, with tags."""

from typing import Any

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.found import Found, children, rows
from villagedesk.domain.assets import SERIAL_LENGTH, TITLE_LENGTH, Asset, AssetKind, asset_number
from villagedesk.domain.entity import Value
from villagedesk.domain.setting_up import (
    PERSON_LENGTH,
    REMARK_LENGTH,
    TO_ACCEPT,
    TO_SIGN,
    AcceptanceItem,
    Answer,
    SetupState,
    check_points,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, NotFound, Refused

# The digit of the county in numbers of tags: no computer of a room has it.
COUNTY_DIGIT = 0


def answer_point(
    connection: Connection,
    setup_id: str,
    item: str,
    answer: str,
    *,
    remark: str = "",
    photo: str = "",
    by: str = acts.CENTRAL,
) -> str:
    """Write down what was found at one point; a second answer replaces the first, its photo stays if none comes.

    Args:
        item: the point's id.
        answer: an ``Answer``.
        photo: the SHA-256 of a picture that is at central already.

    Raises:
        Invalid: on ``answer`` or ``remark``: nothing was chosen, or a "no" without a word about it.
        NotFound: no such file or point. Refused: the room is not to be looked at now.
    """
    setup = acts.locked(connection, "centre_setup", setup_id)
    _check_open(setup)
    if item not in check_points():
        raise NotFound("check_point", item)
    if answer not in set(Answer):
        raise Invalid("answer", "answer_missing")
    kept = check_text("remark", remark, REMARK_LENGTH, required=answer == Answer.NO)
    fields: dict[str, Any] = {"answer": answer, "remark": kept, "answered_at": clock.now_ms()}
    if photo:
        fields["photo"] = photo
    before = answers_of(connection, setup).get(item)
    if before is not None:
        place = (setup.scope, setup.centre, "answer_point", "acceptance_item", before.id)
        acts.change(connection, *place, fields, by=by)
        return before.id
    row = AcceptanceItem(**{"setup_id": setup_id, "item": item, **fields})
    values = acts.values_of(row)
    return acts.insert_row(connection, setup.scope, setup.centre, "answer_point", "acceptance_item", values, by=by)


def answers_of(connection: Connection, setup: Found) -> dict[str, Found]:
    """What was found so far, by point."""
    found = children(connection, setup.scope, "acceptance_item", "setup_id", setup.id)
    return {answer.text("item"): answer for answer in found}


def lacking(answers: dict[str, Found]) -> list[str]:
    """The points that stand between a room and its contract: without an answer, a needed "yes", or a photo."""
    lacks = []
    for point in check_points().values():
        found = answers.get(point.id)
        refused = found is not None and point.must and found.text("answer") != Answer.YES
        bare = found is not None and point.photo and found.text("answer") == Answer.YES and not found.text("photo")
        if found is None or refused or bare:
            lacks.append(point.id)
    return lacks


def accept_centre(connection: Connection, setup_id: str, inspector: str, *, by: str = acts.CENTRAL) -> None:
    """The room is fit to open; the contract comes next.

    Raises:
        Invalid: on ``inspector``: nobody is named.
        Refused: ``acceptance_lacks``: points are open; or see ``acts.change``.
    """
    setup = acts.locked(connection, "centre_setup", setup_id)
    who = acts.checked_text("inspector", inspector, PERSON_LENGTH)
    lacks = lacking(answers_of(connection, setup))
    if lacks:
        raise Refused("acceptance_lacks", count=len(lacks))
    fields: dict[str, Value] = {
        "state": SetupState.ACCEPTED.value,
        "inspector": who,
        "accepted_on": clock.today(),
    }
    acts.change(connection, setup.scope, setup.centre, "accept_centre", "centre_setup", setup_id, fields, by=by)


def give_thing(
    connection: Connection,
    setup_id: str,
    kind: str,
    title: str,
    *,
    serial: str = "",
    bought_on: str = "",
    warranty_until: str = "",
    funder: str = "",
    by: str = acts.CENTRAL,
) -> str:
    """Put a thing that the room is given into its asset register, before its PC is there; returns the number of its tag.

    Args:
        kind: an ``AssetKind``.
        bought_on, warranty_until: ISO dates, "" where nobody knows.

    Raises:
        Invalid: on the field that is missing or cannot be. NotFound: no such file. Refused: the room is not to be equipped.
    """
    setup = acts.locked(connection, "centre_setup", setup_id)
    if setup.text("state") not in (*TO_ACCEPT, *TO_SIGN):
        raise Refused("setup_not_now")
    if kind not in set(AssetKind):
        raise Invalid("kind", "asset_kind_missing")
    days: dict[str, Any] = {
        field: acts.checked_day(field, day)
        for field, day in (("bought_on", bought_on), ("warranty_until", warranty_until))
    }
    if days["bought_on"] and "" < days["warranty_until"] < days["bought_on"]:
        raise Invalid("warranty_until", "warranty_before_bought")
    asset = Asset(
        number=asset_number("", COUNTY_DIGIT, _next(connection, setup)),
        kind=AssetKind(kind).value,
        title=check_text("title", title, TITLE_LENGTH, required=True),
        serial=check_text("serial", serial, SERIAL_LENGTH),
        funder=check_text("funder", funder, TITLE_LENGTH),
        **days,
    )
    acts.insert_row(connection, setup.scope, setup.centre, "give_thing", "asset", acts.values_of(asset), by=by)
    return asset.number


def _check_open(setup: Found) -> None:
    if setup.text("state") not in TO_ACCEPT:
        raise Refused("setup_not_now")


def _next(connection: Connection, setup: Found) -> int:
    """The how-manieth tag of the county's in this room; no number is given twice, what was written off keeps its own."""
    head = f"ZC{COUNTY_DIGIT}-"
    mine = [asset.text("number") for asset in rows(connection, "asset", centre=setup.centre, limit=5000)]
    counts = [int(number.removeprefix(head)) for number in mine if number.startswith(head)]
    return max(counts, default=0) + 1
