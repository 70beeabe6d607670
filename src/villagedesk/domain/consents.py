"""What a villager agrees to, purpose by purpose: his yes, his later no, and which of his words holds now.

What is read to him stands in the rule pack with its version; a consent names the version that was read.
"""

from collections.abc import Iterable
from enum import StrEnum

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.people import PhotoKind
from villagedesk.i18n import N_


class Purpose(StrEnum):
    """What a villager agrees to; each is asked for by itself (PIPL art. 29: sensitive data)."""

    ID_IMAGE = "id_image"
    BANK_ACCOUNT = "bank_account"
    PORTRAIT = "portrait"
    AUTHORITIES = "authorities"


PURPOSE_WORDS: dict[str, str] = {
    Purpose.ID_IMAGE: N_("ID card photo"),
    Purpose.BANK_ACCOUNT: N_("Bank account"),
    Purpose.PORTRAIT: N_("Portrait"),
    Purpose.AUTHORITIES: N_("Sharing with authorities"),
}


class ConsentWay(StrEnum):
    """How somebody agreed."""

    SIGNED = "signed"
    THUMB = "thumb"
    READ_ALOUD = "read_aloud"
    READ_HIMSELF = "read_himself"


WAY_WORDS: dict[str, str] = {
    ConsentWay.SIGNED: N_("Signed"),
    ConsentWay.THUMB: N_("Thumb print"),
    ConsentWay.READ_ALOUD: N_("Said yes aloud"),
    ConsentWay.READ_HIMSELF: N_("Read it himself"),
}
# How somebody agreed who leaves a mark of his hand: a drawn picture, or a mark on the printed paper.
MARKED = frozenset({ConsentWay.SIGNED, ConsentWay.THUMB})

# What follows from a no, as the villager is told.
REFUSED_WORDS: dict[str, str] = {
    Purpose.ID_IMAGE: N_(
        "The photos of the card are not shown or sent any more. Without them nothing new is sold here."
    ),
    Purpose.BANK_ACCOUNT: N_("The account is not used any more. Money is paid out in cash here."),
    Purpose.PORTRAIT: N_("The portrait is not shown or sent any more."),
    Purpose.AUTHORITIES: N_("Nothing is given to the authorities any more but what the law orders."),
}
# Which photos are only shown and sent while he agrees to this.
PHOTO_PURPOSE: dict[str, str] = {
    PhotoKind.ID_FRONT: Purpose.ID_IMAGE,
    PhotoKind.ID_BACK: Purpose.ID_IMAGE,
    PhotoKind.PORTRAIT: Purpose.PORTRAIT,
}
WITNESS_LENGTH = 20


class Consent(Entity, table=True):
    """A villager's yes, or his later no (``given`` false): a fact, never edited. ``replaces`` is the word it changes."""

    person_id: str = Field(index=True)
    purpose: str
    wording_version: str
    way: str
    witness: str | None = None
    given: bool = True
    replaces: str | None = None


def standing_consents(words: Iterable[Consent]) -> dict[str, Consent]:
    """The word that holds for each purpose: one that no other replaces. No clock decides, for one may be years off.

    Two PCs may have asked without knowing of each other; then a no holds, and among equals the row with the smaller
    id, so that every copy says the same.
    """
    found = list(words)
    replaced = {word.replaces for word in found if word.replaces}
    standing: dict[str, Consent] = {}
    for word in sorted((w for w in found if w.id not in replaced), key=lambda w: (w.given, w.id)):
        standing.setdefault(word.purpose, word)
    return standing


def agreed(words: Iterable[Consent]) -> frozenset[str]:
    """The purposes he agrees to now."""
    return frozenset(purpose for purpose, word in standing_consents(words).items() if word.given)
