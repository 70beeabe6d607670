"""One event that central cannot take, at each place of a piece of 500, of each kind: all others are applied in that round."""

from typing import Any

from tests.sync.simulator.district import District
from tests.sync.simulator.poison import POISON, SIZE, others_applied


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """The figures."""
    places = range(0, SIZE, 50) if quick else range(SIZE)
    district = District(1)
    try:
        found = [others_applied(district, place, kind) for kind in POISON for place in places]
    finally:
        district.close()
    return {
        "rounds with one poison event": {"value": len(found), "unit": "", "target": ""},
        f"of {SIZE} events, applied at least": {"value": min(found), "unit": "", "target": f">= {SIZE - 1}"},
    }
