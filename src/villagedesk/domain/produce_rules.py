"""Rules about produce: what a mu can grow, what a certificate says, when a quick test is failed, whose a name is."""

import unicodedata
from collections.abc import Iterable
from typing import Annotated

import msgspec

from villagedesk.domain.rule_kinds import Some, Text, Words

PerMille = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Grams = Annotated[int, msgspec.Meta(ge=1, le=100_000_000)]


class Yield(msgspec.Struct, frozen=True):
    """Crops whose name has one of these words grow at most so many grams on a mu in a season."""

    words: tuple[Words, ...]
    grams: Grams


class CertificateRules(msgspec.Struct, frozen=True):
    """The certificate: its promise, what it may rest on, and the words of goods that need none.

    ``bases`` are in the order of the paper's ticks; of ``tests`` none may be ticked without a test that was passed.
    ``before_sale``: an offer goes on sale only once its lot has one; else its lack is a warning.
    """

    promise: Text | None = None
    bases: dict[str, Text] = {}
    tests: tuple[Words, ...] = ()
    not_covered: tuple[Words, ...] = ()
    before_sale: bool = True


class ProtectedName(msgspec.Struct, frozen=True):
    """A brand, or the name of a place under which goods are known, that not everybody may write into a title.

    ``areas`` are beginnings of village codes of those who live where the name comes from, ``sellers`` those whom its owner
    gave leave; none of them: nobody here may.
    """

    words: tuple[Words, ...]
    areas: tuple[Words, ...] = ()
    sellers: tuple[Words, ...] = ()

    def may(self, village_code: str, seller_id: str) -> bool:
        """Whether a seller of a village may use it."""
        return seller_id in self.sellers or (bool(self.areas) and village_code.startswith(self.areas))


class ProduceRules(msgspec.Struct, frozen=True):
    """``quick_test_fails``: at this inhibition (tenths of a percent) and above a quick test is failed."""

    yields: tuple[Yield, ...] = ()
    certificate: CertificateRules = CertificateRules()
    quick_test_fails: PerMille = 500
    longest_interval_days: Some = 365
    protected: tuple[ProtectedName, ...] = ()

    def grams_per_mu(self, crop: str) -> int | None:
        """What a mu of a crop grows at most in a season, in grams; the longest word that fits decides."""
        fits = [(len(word), one.grams) for one in self.yields for word in one.words if word in crop]
        return max(fits)[1] if fits else None

    def needs_certificate(self, product: str) -> bool:
        """Whether goods of this name go with a certificate; grain and raw milk do not."""
        return not any(word in product for word in self.certificate.not_covered)

    def protected_in(
        self, text: str, village_code: str, seller_id: str = "", more: Iterable[ProtectedName] = ()
    ) -> str:
        """The protected name in a text that somebody of a village may not use; "" where there is none.

        Spaces and signs between the characters hide nothing.

        Args:
            text: a title.
            village_code: where the seller lives.
            seller_id: who he is, for names whose owner gave him leave.
            more: the names that the platform told besides those of the rules.
        """
        plain = letters_of(text)
        for name in (*self.protected, *more):
            found = next((word for word in name.words if letters_of(word) in plain), "")
            if found and not name.may(village_code, seller_id):
                return found
        return ""


def letters_of(text: str) -> str:
    """A text without spaces and signs, wide letters as narrow ones, all small."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
