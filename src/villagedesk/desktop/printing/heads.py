"""What a receipt printer can do: the width of its roll, the dots of its print head, whether it cuts.

Widths by the makers' manuals: 48 mm at 203 dpi on a 58 mm roll; 72 mm at 203 dpi, or at 180 dpi, on an 80 mm roll.
"""

from dataclasses import dataclass, replace

from villagedesk.settings import Settings


@dataclass(frozen=True)
class Head:
    """A kind of printer. ``dots``: how many it can print beside each other."""

    roll_mm: int
    dots: int
    cuts: bool = True


# By the value of the setting.
HEADS: dict[str, Head] = {"80": Head(80, 576), "80-512": Head(80, 512), "58": Head(58, 384)}
USUAL = HEADS["80"]


def head_of(settings: Settings) -> Head:
    """The receipt printer of this computer."""
    return replace(HEADS[settings.print_head], cuts=settings.cuts)
