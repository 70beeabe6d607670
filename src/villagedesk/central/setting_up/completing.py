"""An application that lacks something goes back, and whoever applied completes it on a page of his own, on his telephone.

The page has no sign-in: nobody has an account before there is a centre. Its address carries a key that only central can
make, and is told by a text, or shown as a square at the county's office.
"""

import hmac
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from villagedesk.central import acts
from villagedesk.central.address import public_address
from villagedesk.central.deps import Central
from villagedesk.central.found import Found
from villagedesk.central.setting_up.applying import checked_facts, decision
from villagedesk.domain.entity import Value
from villagedesk.domain.messages import TextMessage, takes_texts
from villagedesk.domain.setting_up import MAX_PAPERS, MISSING_WORDS, PAPERS, TO_FILE_PAPERS, SetupState
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.i18n import _, speaking

APPLICANT = "applicant"
_KEY_DIGITS = 20


def key_of_application(here: Central, setup_id: str) -> str:
    """The key in the address of an application's own page."""
    secret = here.key.private_bytes_raw()
    return hmac.digest(secret, b"application " + setup_id.encode(), "sha256").hex()[:_KEY_DIGITS]


def check_application_key(here: Central, setup_id: str, key: str) -> None:
    """Let pass who has the key.

    Raises:
        NotFound: it is another one; the same as for an application that there is not.
    """
    if not hmac.compare_digest(key_of_application(here, setup_id).encode(), key.encode("utf-8", "replace")):
        raise NotFound("centre_setup")


def application_path(here: Central, setup_id: str) -> str:
    """The address of an application's own page, without the host."""
    return f"/application/{setup_id}/{key_of_application(here, setup_id)}"


def return_application(
    here: Central, setup_id: str, reason: str, *, missing: list[str] | None = None, by: str = acts.CENTRAL
) -> None:
    """Send an application back for more; whoever applied is told by a text, where central knows its own address.

    Args:
        reason: what is missing, in words.
        missing: the fields that have to be filled in, as in ``MISSING_WORDS``.

    Raises:
        Invalid: no reason, or ``missing`` names something else. NotFound, Refused: see ``acts.change``.
    """
    why, asked = acts.checked_reason(reason), list(dict.fromkeys(missing or []))
    if not set(asked) <= set(MISSING_WORDS):
        raise Invalid("missing", "choice_unknown")
    with here.database.write() as connection:
        setup = acts.locked(connection, "centre_setup", setup_id)
        fields = decision(SetupState.RETURNED, why) | {"missing": " ".join(asked)}
        also = _text(connection, here, setup, why)
        place = (setup.scope, setup.centre, "return_application", "centre_setup", setup_id)
        acts.change(connection, *place, fields, also=also, by=by)


def complete_application(
    connection: Connection,
    setup_id: str,
    *,
    name: str = "",
    village_name: str = "",
    village_code: str = "",
    county: str = "",
    applicant: str = "",
    phone: str = "",
    premises: str = "",
    tenure: str = "",
    area_m2: int = 0,
    line: str = "",
    power: str = "",
    hours: str = "",
    hub: str = "",
    note: str = "",
    papers: list[str] | None = None,
    by: str = acts.CENTRAL,
) -> None:
    """An application that was sent back is whole now, and waits for its decision again.

    What is left empty stays as it was; ``papers`` are SHA-256 of files that are at central already, beside those of before.

    Raises:
        Invalid: on the field that is still missing or cannot be; ``nothing_completed``: nothing is new.
        NotFound: no such file. Refused: it was not sent back.
    """
    given = {
        "name": name, "village_name": village_name, "village_code": village_code, "county": county,
        "applicant": applicant, "phone": phone, "premises": premises, "tenure": tenure, "line": line, "power": power,
        "hours": hours, "hub": hub, "note": note,
    }  # fmt: skip
    setup = acts.locked(connection, "centre_setup", setup_id)
    if setup.text("state") != SetupState.RETURNED:
        raise Refused("setup_not_now")
    kept = {field: text.strip() or setup.text(field) for field, text in given.items()}
    facts = checked_facts(kept, area_m2 or setup.number("area_m2"))
    facts["papers"] = " ".join(_papers(setup, papers or []))
    _check_whole(setup, facts)
    new = {field: value for field, value in facts.items() if value != setup.data.get(field, "")}
    if not new:
        raise Invalid("note", "nothing_completed")
    fields = new | {"state": SetupState.APPLIED.value, "missing": ""}
    acts.change(connection, setup.scope, setup.centre, "complete_application", "centre_setup", setup_id, fields, by=by)


def file_papers(connection: Connection, setup_id: str, papers: list[str], *, by: str = acts.CENTRAL) -> None:
    """Papers that were brought with an application, or after it; ``papers`` are SHA-256 of files that are at central already.

    Raises:
        Invalid: ``papers_many``, or none of them is new. NotFound: no such file.
        Refused: it waits for somebody to complete it, where papers come with the rest; or it is decided for good.
    """
    setup = acts.locked(connection, "centre_setup", setup_id)
    if setup.text("state") not in TO_FILE_PAPERS:
        raise Refused("setup_not_now")
    together = " ".join(_papers(setup, papers))
    if together == setup.text("papers"):
        raise Invalid("photo", "field_required" if not papers else "nothing_completed")
    place = (setup.scope, setup.centre, "file_papers", "centre_setup", setup_id)
    acts.change(connection, *place, {"papers": together}, by=by)


def missing_of(setup: Found) -> tuple[str, ...]:
    """What the county asked for, in the order of the form."""
    asked = set(setup.text("missing").split())
    return tuple(field for field in MISSING_WORDS if field in asked)


def _papers(setup: Found, more: Sequence[str]) -> list[str]:
    papers = list(dict.fromkeys((*setup.text("papers").split(), *more)))
    if len(papers) > MAX_PAPERS:
        raise Invalid(PAPERS, "papers_many", limit=MAX_PAPERS)
    return papers


def _check_whole(setup: Found, facts: Mapping[str, Value]) -> None:
    for field in missing_of(setup):
        # Papers of before were not enough, or could not be read.
        if not facts.get(field) or (field == PAPERS and facts[field] == setup.text(field)):
            raise Invalid(field, "field_required")


def _text(connection: Connection, here: Central, setup: Found, why: str) -> list[list[object]]:
    """The text to whoever applied, as a change beside that of the file; none without a mobile phone or an address."""
    address, phone = public_address(connection), setup.text("phone")
    if not address or not takes_texts(phone):
        return []
    with speaking(here.config.language):
        words = _("Your application for {centre} lacks something: {reason} Complete it here: {address}").format(
            centre=setup.text("name"), reason=f"{why} ", address=f"{address}{application_path(here, setup.id)}"
        )
    row = TextMessage(phone=phone, text=words, about="centre_setup", about_id=setup.id)
    return [["text_message", 0, acts.values_of(row)]]
