"""Baskets that are not orders yet: parked while somebody else is served, kept through a power cut."""

import dataclasses
import json
from dataclasses import asdict, dataclass, field

from sqlalchemy import Connection

from villagedesk.domain.orders import BasketLine, Pay, basket_total
from villagedesk.store.drafts import Fields, clear_draft, drafts, load_draft, save_draft
from villagedesk.store.store import Store

FORM = "order"


@dataclass
class Basket:
    """One basket. ``key`` names the draft; the last fields are what was typed, so that nothing is lost."""

    key: str
    person_id: str = ""
    name: str = ""
    lines: list[BasketLine] = field(default_factory=list)
    pay: str = Pay.CASH
    given: str = ""
    ceiling_fen: int | None = None
    search: str = ""
    substitute: bool = False
    payer_phone: str = ""
    collector_id: str = ""
    collector_name: str = ""  # of the moment it is read back; never kept

    @property
    def total_fen(self) -> int:
        """What it costs."""
        return basket_total(self.lines)

    @property
    def empty(self) -> bool:
        """Whether there is nothing worth keeping."""
        return not self.lines and not self.person_id


def save_basket(store: Store, basket: Basket) -> None:
    """Keep a basket as it stands now."""
    save_draft(store, FORM, basket.key, _fields(basket))


def load_basket(connection: Connection, key: str) -> Basket | None:
    """A basket that was kept, or None."""
    fields = load_draft(connection, FORM, key)
    return None if fields is None else _basket(key, fields)


def baskets(connection: Connection) -> list[Basket]:
    """Every basket that is not an order yet, the last touched first."""
    return [_basket(key, fields) for key, fields, _ in drafts(connection, FORM)]


def drop_basket(store: Store, key: str) -> None:
    """Forget a basket that nobody wants."""
    with store.transaction() as connection:
        clear_draft(connection, FORM, key)


_NEWEST = frozenset({"until"})
_NAMES = frozenset(one.name for one in dataclasses.fields(BasketLine))


def _kept(line: BasketLine) -> str:
    """A line as a draft keeps it. A version that was gone back to stumbles over new fields, so empty ones are left out."""
    said = {name: value for name, value in asdict(line).items() if value or name not in _NEWEST}
    return json.dumps(said, ensure_ascii=False)


def _line(kept: str) -> BasketLine:
    """The reverse; what only a newer version knows is passed over."""
    return BasketLine(**{name: value for name, value in json.loads(kept).items() if name in _NAMES})


def _fields(basket: Basket) -> Fields:
    return {
        "person_id": basket.person_id,
        "name": basket.name,
        "lines": [_kept(line) for line in basket.lines],
        "pay": str(basket.pay),
        "given": basket.given,
        "ceiling_fen": basket.ceiling_fen,
        "search": basket.search,
        "substitute": basket.substitute,
        "payer_phone": basket.payer_phone,
        "collector_id": basket.collector_id,
    }


def _basket(key: str, fields: Fields) -> Basket:
    lines, ceiling = fields.get("lines"), fields.get("ceiling_fen")
    return Basket(
        key=key,
        person_id=str(fields.get("person_id") or ""),
        name=str(fields.get("name") or ""),
        lines=[_line(str(line)) for line in lines] if isinstance(lines, list) else [],
        pay=str(fields.get("pay") or Pay.CASH),
        given=str(fields.get("given") or ""),
        ceiling_fen=ceiling if isinstance(ceiling, int) else None,
        search=str(fields.get("search") or ""),
        substitute=bool(fields.get("substitute")),
        payer_phone=str(fields.get("payer_phone") or ""),
        collector_id=str(fields.get("collector_id") or ""),
    )
