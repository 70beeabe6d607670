"""How texts and papers of crop sales write a quantity."""

from villagedesk import i18n
from villagedesk.domain.crops import UNIT_WORDS
from villagedesk.domain.values import GRAMS, plain_quantity
from villagedesk.i18n import _


def amount(quantity: int, sale_unit: str) -> str:
    """``620 斤``, ``90 个``."""
    if sale_unit in GRAMS:
        return i18n.weight(quantity, sale_unit)
    return f"{plain_quantity(quantity, sale_unit)} {_(UNIT_WORDS[sale_unit]) if sale_unit in UNIT_WORDS else sale_unit}"
