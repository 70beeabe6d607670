"""Who works at the counter. PINs never leave the PC: they are kept beside, in a local table."""

from enum import StrEnum

from villagedesk.domain.entity import Entity


class Role(StrEnum):
    """What somebody at this PC may do."""

    OPERATOR = "operator"
    TRAINER = "trainer"
    MANAGER = "manager"
    AUDITOR = "auditor"


class Operator(Entity, table=True):
    """Someone who can log in with a PIN; every event names one of them."""

    name: str
    role: str = Role.OPERATOR
    active: bool = True
