"""The demo's farmer, beside the rows of the form: a second plot, his household, a village by initials, his mark."""

from typing import Any

from villagedesk.demo.hands import Hands
from villagedesk.demo.van import sign

# Any village of the shipped lists; the demo's own is invented.
_COUNTY = "临安"


def fill_cards(hands: Hands, form: Any) -> None:
    """Open each card beside the form, fill it in, and put it away."""
    side = form.side
    hands.press("F7")
    plots = side.plots
    hands.fill(plots.editor.name, "屋后")
    hands.click(plots.more)
    hands.fill(plots.editor.name, "河边")
    hands.fill(plots.editor.crops, "水稻、油菜")
    hands.fill(plots.editor.area, "1.2")
    hands.fill(plots.editor.place, "30.1234, 119.5678")
    hands.click(plots.editor.tenure.button("rented"))
    sign(plots.editor.sketch.field)
    hands.picture("plots")
    hands.press("Esc")
    hands.press("F8")
    hands.fill(side.home.nickname, "老方")
    hands.click(side.home.relation.button("head"))
    hands.picture("household")
    hands.press("Esc")
    hands.press("F9")
    hands.fill(side.village.search, f"{_COUNTY} bn")
    hands.wait("villages", lambda: side.village.list.rows())
    hands.picture("village by initials")
    hands.press("Esc")
    hands.click(form.selling.read_aloud)
    hands.picture("reading aloud")
    for _ in range(4):
        hands.click(form.reading.yes)
    mark = form.reading.mark
    hands.click(mark.way.button("signed"))
    sign(mark.pad.field)
    hands.picture("how he agrees")
    hands.click(mark.finish)
