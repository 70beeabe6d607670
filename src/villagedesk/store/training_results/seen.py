"""What the program itself sees of people after a class: a shop opened, offers, sales, money; of one, and of a whole year."""

from dataclasses import dataclass

from sqlmodel import Session

from villagedesk import clock
from villagedesk.store.same_person import ids_of, kept_rows_of

# Somebody was there: a mark that no other one replaces and that somebody else did not sign for him.
WAS_THERE = (
    "EXISTS (SELECT 1 FROM attendance a WHERE a.enrolment_id = e.id AND a.mark IN ('present', 'late') AND NOT EXISTS"
    " (SELECT 1 FROM attendance r WHERE r.enrolment_id = e.id AND instr(r.replaces, a.id) > 0))"
)


@dataclass(frozen=True)
class Facts:
    """What the program saw in a span: taken on as a seller, offers put up, sales settled with their sum, what was paid; in fen."""

    listings: int = 0
    sales: int = 0
    sold_fen: int = 0
    paid_fen: int = 0
    opened: bool = False

    @property
    def any(self) -> bool:
        """Whether anything was seen at all."""
        return bool(self.opened or self.listings or self.sales or self.paid_fen)


@dataclass(frozen=True)
class Funnel:
    """Of so many people who came in a year: how many have a certificate, and after the class listed, sold, were paid.

    ``opened``: were taken on as sellers after it.
    """

    came: int = 0
    trained: int = 0
    opened: int = 0
    listed: int = 0
    sold: int = 0
    paid: int = 0


def seen_facts(s: Session, person_id: str, since: str, until: str) -> Facts:
    """What a person listed, sold and was paid from one ISO day to another, both counted."""
    (begin, day_over), end = clock.day_span(since), clock.day_span(until)[1]
    ids = ids_of(s, person_id)
    marks = ", ".join("?" * len(ids))
    sellers = f"(SELECT id FROM seller WHERE person_id IN ({marks}))"
    connection = s.connection()
    # Who was taken on at the class itself had come for that; a shop counts from the day after.
    opened = connection.exec_driver_sql(
        f"SELECT 1 FROM seller WHERE person_id IN ({marks}) AND created_at >= ? AND created_at < ? LIMIT 1",
        (*ids, day_over, end),
    ).first()
    listings = connection.exec_driver_sql(
        "SELECT count(*) FROM listing l JOIN harvest_lot h ON h.id = l.lot_id"
        f" WHERE h.seller_id IN {sellers} AND l.created_at >= ? AND l.created_at < ?",
        (*ids, begin, end),
    ).scalar()
    sales = connection.exec_driver_sql(
        "SELECT count(*), coalesce(sum(gross_fen), 0) FROM crop_allocation"
        f" WHERE seller_id IN {sellers} AND settled_at >= ? AND settled_at < ?",
        (*ids, begin, end),
    ).one()
    paid = connection.exec_driver_sql(
        f"SELECT coalesce(sum(fen), 0) FROM crop_payout WHERE person_id IN ({marks}) AND paid_at >= ? AND paid_at < ?",
        (*ids, begin, end),
    ).scalar()
    return Facts(int(listings or 0), int(sales[0]), int(sales[1]), int(paid or 0), opened is not None)


def funnel(s: Session, year: str) -> Funnel:
    """What became of the people who came to a class in a year (``2026``), up to today.

    Counted in a few statements for all of them together: a year has thousands of rows.
    """
    kept = kept_rows_of(s)
    first: dict[str, tuple[int, int]] = {}
    nameless = 0
    for person_id, day in s.connection().exec_driver_sql(
        "SELECT e.person_id, c.day FROM enrolment e JOIN (SELECT class_id, min(held_on) AS day FROM training_session"
        f" WHERE held_on BETWEEN ? AND ? GROUP BY class_id) c ON c.class_id = e.class_id WHERE {WAS_THERE}"
        " ORDER BY c.day",
        (f"{year}-01-01", f"{year}-12-31"),
    ):
        if person_id:
            first.setdefault(kept.get(person_id, person_id), clock.day_span(day))
        else:
            nameless += 1
    since = clock.day_span(f"{year}-01-01")[0]
    newest = {name: _newest(s, query, since, kept) for name, query in _NEWEST.items()}
    counts = {
        name: sum(person in first and at >= first[person][name == "opened"] for person, at in found.items())
        for name, found in newest.items()
    }
    return Funnel(came=len(first) + nameless, trained=_trained(s, year, kept), **counts)


def _trained(s: Session, year: str, kept: dict[str, str]) -> int:
    found = s.connection().exec_driver_sql(
        "SELECT person_id, enrolment_id FROM training_certificate WHERE issued_on BETWEEN ? AND ?",
        (f"{year}-01-01", f"{year}-12-31"),
    )
    return len({kept.get(person_id, person_id) if person_id else enrolment for person_id, enrolment in found})


# When each person did it last, since a moment.
_NEWEST = {
    "opened": "SELECT person_id, max(created_at) FROM seller WHERE created_at >= ? GROUP BY person_id",
    "listed": (
        "SELECT s.person_id, max(l.created_at) FROM listing l JOIN harvest_lot h ON h.id = l.lot_id"
        " JOIN seller s ON s.id = h.seller_id WHERE l.created_at >= ? GROUP BY s.person_id"
    ),
    "sold": (
        "SELECT s.person_id, max(a.settled_at) FROM crop_allocation a JOIN seller s ON s.id = a.seller_id"
        " WHERE a.settled_at >= ? GROUP BY s.person_id"
    ),
    "paid": "SELECT person_id, max(paid_at) FROM crop_payout WHERE paid_at >= ? GROUP BY person_id",
}


def _newest(s: Session, query: str, since: int, kept: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for person_id, at in s.connection().exec_driver_sql(query, (since,)):
        person = kept.get(person_id, person_id)
        found[person] = max(found.get(person, 0), int(at))
    return found
