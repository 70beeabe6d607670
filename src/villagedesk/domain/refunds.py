"""How a refund lies on the lines of its order: by what each cost, and on none more than was paid for it."""

from collections.abc import Mapping

from villagedesk.domain.values import shares


def spread(fen: int, asked: Mapping[str, int], left: Mapping[str, int]) -> dict[str, int]:
    """Lay a refund on the lines that it is for.

    Args:
        fen: the refund, zero or more.
        asked: what the pieces that it is for cost, by line, in fen.
        left: what of the price of each line was not given back yet, in fen.

    Returns:
        Fen by line: in proportion to ``asked``, but never more than is left of a line; what does not fit goes to the
        next line with room. What fits nowhere is left out.
    """
    if not asked or sum(asked.values()) <= 0:
        return {}
    laid: dict[str, int] = {}
    for line, share in zip(asked, shares(fen, list(asked.values())), strict=True):
        laid[line] = min(share, max(0, left.get(line, 0)))
    rest = fen - sum(laid.values())
    for line in asked:
        more = min(rest, max(0, left.get(line, 0)) - laid[line])
        laid[line] += more
        rest -= more
    return laid
