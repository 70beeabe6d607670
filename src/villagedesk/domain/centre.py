"""The centre itself and the keys that labels are checked with; central makes these rows, centres read them."""

from typing import ClassVar

from villagedesk.domain.entity import PLATFORM_SCOPE, Entity


class Centre(Entity, table=True):
    """One village room. Its row is made by central when the centre is set up."""

    name: str
    village_name: str
    village_code: str = ""
    county: str = ""


class SigningKey(Entity, table=True):
    """The public key of a device that signs labels; known everywhere, so that labels are checked offline."""

    scope_field: ClassVar[str | None] = PLATFORM_SCOPE

    device: str
    public_key: str  # 32 bytes as hex (RFC 8032)
    issuer: str  # the centre's name as a checker should see it
    revoked_on: str | None = None
