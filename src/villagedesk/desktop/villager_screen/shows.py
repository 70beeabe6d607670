"""What can be seen on the villager's screen. Never the operator's other data, and of people only a name with its end hidden."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """Goods: ``icon`` is a drawing of their kind, ``picture`` the SHA-256 of their own picture, where there is one."""

    title: str
    quantity: int
    sum_fen: int
    icon: str = ""
    picture: str = ""


@dataclass(frozen=True)
class OrderShow:
    """An order while it grows, and while it is read back (``asking``).

    ``name`` as ``mask_name_end`` leaves it; ``pays`` in words, once it is read back; ``code_fen`` what the payment code is for.
    """

    name: str
    items: tuple[Item, ...]
    total_fen: int
    asking: bool = False
    pays: str = ""
    code_fen: int = 0


@dataclass(frozen=True)
class TakenShow:
    """The order is taken; so much comes back."""

    change_fen: int


@dataclass(frozen=True)
class PickupShow:
    """A parcel that is handed over; ``name`` as ``mask_name_end`` leaves it."""

    name: str
    place: str
    due_fen: int


@dataclass(frozen=True)
class BillShow:
    """A bill that is being taken: ``what`` in words, the end of its account, the sum with its fee.

    ``by_code``: he pays by scanning, so the payment code is shown.
    """

    what: str
    tail: str
    fen: int
    by_code: bool


@dataclass(frozen=True)
class ChildPaysShow:
    """A child is to pay ``fen``: the page's address as a square (``url``, "" without one), and the code in words."""

    name: str
    fen: int
    code: str
    url: str


Show = OrderShow | TakenShow | PickupShow | BillShow | ChildPaysShow


def mask_name_end(name: str) -> str:
    """``陈桂*``: what others in the room may see of a name that is called there, its last character hidden."""
    return f"{name[:-1]}*" if name else ""
