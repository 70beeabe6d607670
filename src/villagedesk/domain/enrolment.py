"""The square that enrols a computer: central's address and the one-time code, so that neither has to be typed."""

from villagedesk.domain.label_address import narrow


def enrolment_square(address: str, code: str) -> str:
    """What stands in the square: an address, so that a phone that reads it shows something sensible."""
    return f"{address.rstrip('/')}#{code}"


def read_enrolment_square(text: str) -> tuple[str, str]:
    """What a scanner sent, also with Caps Lock on.

    Returns:
        Central's address and the code; the address is "" where somebody made a square of the code alone.
    """
    address, _mark, code = narrow(text).strip().rpartition("#")
    return address.lower(), code.upper()
