"""Who may take a parcel away: pickup codes, how somebody proves himself, what was seen when it was opened."""

import secrets
from collections.abc import Collection
from enum import StrEnum

from villagedesk.errors import Refused
from villagedesk.i18n import N_

CODE_DIGITS = 5


class Proof(StrEnum):
    """How somebody proved that a parcel may be given to him."""

    CODE = "code"
    PHONE = "phone"
    PROXY = "proxy"


PROOF_WORDS: dict[str, str] = {
    Proof.CODE: N_("pickup code"),
    Proof.PHONE: N_("end of the phone number"),
    Proof.PROXY: N_("end of the proxy's phone number"),
}


class Inspected(StrEnum):
    """What was seen when the parcel was opened at the counter."""

    NOT_OPENED = ""
    FINE = "fine"
    DAMAGED = "damaged"


INSPECTED_WORDS: dict[str, str] = {
    Inspected.NOT_OPENED: N_("not opened"),
    Inspected.FINE: N_("opened, all is well"),
    Inspected.DAMAGED: N_("opened, something is damaged"),
}


def make_pickup_code(device: int, taken: Collection[str]) -> str:
    """A code nobody can guess: the computer's digit and five random ones, not in use on the shelf.

    Args:
        device: the digit of this computer inside the centre, 1 to 9, so that two computers never clash.
        taken: the codes on the shelf.

    Raises:
        Refused: every code of this computer is in use.
    """
    room = 10**CODE_DIGITS
    if sum(code.startswith(str(device)) for code in taken) >= room:
        raise Refused("shelf_full")
    while True:
        code = f"{device}{secrets.randbelow(room):0{CODE_DIGITS}d}"
        if code not in taken:
            return code


def check_pickup_proof(typed: str, code: str, phone: str, *, proxy: bool = False, proxy_phone: str = "") -> Proof:
    """How somebody proved that the parcel may be given to him.

    Args:
        typed: what he said: the pickup code, or the last four digits of a phone number.
        code: the parcel's pickup code.
        phone: the villager's phone.
        proxy: whether a named person came in his place.
        proxy_phone: that person's phone; "" where there is none.

    Raises:
        Refused: ``pickup_code_wrong``.
    """
    digits = "".join(typed.split()).replace("-", "")
    if code and digits == code:
        return Proof.CODE
    if len(phone) >= 4 and digits == phone[-4:]:
        return Proof.PHONE
    if proxy and len(proxy_phone) >= 4 and digits == proxy_phone[-4:]:
        return Proof.PROXY
    raise Refused("pickup_code_wrong")


def check_stand_in(proof: Proof, name: str, *, named: bool) -> None:
    """Who comes for somebody else and is not one of his named persons has to bring the pickup code.

    Args:
        proof: what he proved himself with.
        name: who came; "" for the villager himself.
        named: whether he stands among the villager's proxies, or is of his household.

    Raises:
        Refused: ``stand_in_needs_code``.
    """
    if name and not named and proof is not Proof.CODE:
        raise Refused("stand_in_needs_code", name=name)


def signature_needed(*, stand_in: bool, damaged: bool) -> bool:
    """Whether a hand-over has to be signed for: somebody else came, or something was not right."""
    return stand_in or damaged


def shown_code(code: str) -> str:
    """The code in pairs, as it is printed and read aloud: ``48 20 73``."""
    return " ".join(code[i : i + 2] for i in range(0, len(code), 2))
