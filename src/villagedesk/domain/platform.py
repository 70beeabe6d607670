"""What the platform tells every centre about itself: the address at which buyers' phones find it."""

from typing import ClassVar
from urllib.parse import urlsplit

from villagedesk.domain.entity import PLATFORM_SCOPE, Entity
from villagedesk.domain.label_address import address_prefix
from villagedesk.errors import Invalid


class PlatformAddress(Entity, table=True):
    """Where the squares of labels lead, when that is another address than the one desks sync with; "" when it is not.

    There is one row; the newest counts where two were ever made.
    """

    scope_field: ClassVar[str | None] = PLATFORM_SCOPE

    url: str = ""


def check_address(url: str) -> str:
    """An address as squares can carry it; "" for none.

    Raises:
        Invalid: on ``url``: no such address, or one that a square cannot carry.
    """
    url = url.strip().rstrip("/")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.path
    except ValueError:
        fits = False
    if not fits or not address_prefix(url):
        raise Invalid("url", "public_address_wrong")
    return url
