"""What was handed out in a class: booklets, kits, seed; to one person, or to everybody on the list of those who came.

A row is a fact. What was written down wrongly is taken back by a second row that names the first one.
"""

from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid

THING_LENGTH = 40
MOST_EACH = 1000
DEAREST_FEN = 1_000_000  # ¥10,000 for one piece: more is a slip of the finger


class Handout(Entity, table=True):
    """So many pieces of one thing for one person, ``fen`` each (0: costs the class nothing, or is not known).

    ``takes_back`` is the row that this one cancels.
    """

    scope_field: ClassVar[str | None] = "class_id"

    class_id: str = Field(index=True)
    enrolment_id: str = Field(index=True)
    thing: str
    pieces: int = 1
    fen: int = 0
    takes_back: str = ""


def check_handout(thing: str, pieces: int, fen: int) -> str:
    """The name of what is handed out, as it is kept.

    Raises:
        Invalid: on ``thing``, ``pieces`` or ``fen``.
    """
    if not 1 <= pieces <= MOST_EACH:
        raise Invalid("pieces", "number_out_of_range", lowest=1, highest=MOST_EACH)
    if not 0 <= fen <= DEAREST_FEN:
        raise Invalid("fen", "amount_out_of_range")
    return check_text("thing", thing, THING_LENGTH, required=True)
