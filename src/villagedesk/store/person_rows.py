"""One villager as every list shows him: of rows that were joined only the kept one, with the dossier that counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk.domain.sellers import dossier_rank
from villagedesk.store import shadow


@dataclass(frozen=True)
class PersonRow:
    """One villager in a list. ``seller`` is a SellerState, "" for somebody who does not sell.

    ``waiting``: central has not seen the newest state yet.
    """

    id: str
    name: str
    nickname: str
    phone: str
    group: str
    id_tail: str
    seller: str
    seller_kind: str
    waiting: bool


ROW = """
SELECT p.id, p.name, p.nickname, p.phone, p.village_group, p.resident_id, s.state, s.kind
FROM person p LEFT JOIN seller s ON s.person_id = p.id
"""
SELLERS = """
SELECT p.id, p.name, p.nickname, p.phone, p.village_group, p.resident_id, s.state, s.kind FROM seller s
JOIN person p ON p.id = coalesce((SELECT a.kept_id FROM person_alias a WHERE a.person_id = s.person_id), s.person_id)
"""
# Rows that were joined to another one are seen as that one.
KEPT_ONLY = "NOT EXISTS (SELECT 1 FROM person_alias a WHERE a.person_id = p.id)"


def rows_of(s: Session, ids: Sequence[str]) -> list[PersonRow]:
    """These villagers, in this order; those that are not on this computer are left out."""
    if not ids:
        return []
    marks = ",".join("?" * len(ids))
    found = s.connection().exec_driver_sql(f"{ROW} WHERE p.id IN ({marks})", tuple(ids)).fetchall()
    by_id = {row.id: row for row in as_rows(s.connection(), found)}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def as_rows(connection: Connection, found: Sequence[Any]) -> list[PersonRow]:
    """What ``ROW`` found."""
    ids = [row[0] for row in found]
    waiting = shadow.waiting_ids(connection, "person", ids)
    rows = [
        PersonRow(
            id=id_,
            name=name,
            nickname=nickname or "",
            phone=phone or "",
            group=group or "",
            id_tail=(resident_id or "")[-4:],
            seller=state or "",
            seller_kind=kind or "",
            waiting=id_ in waiting,
        )
        for id_, name, nickname, phone, group, resident_id, state, kind in found
    ]
    return _with_joined_dossiers(connection, rows)


def _with_joined_dossiers(connection: Connection, rows: list[PersonRow]) -> list[PersonRow]:
    """The same, where a dossier stands at a row that was joined: of several the one that counts."""
    marks = ",".join("?" * len(rows))
    found = connection.exec_driver_sql(
        "SELECT a.kept_id, s.state, s.kind FROM person_alias a JOIN seller s ON s.person_id = a.person_id"
        f" WHERE a.kept_id IN ({marks})",
        tuple(row.id for row in rows),
    ).fetchall()
    others: dict[str, list[tuple[str, str]]] = {}
    for kept, state, kind in found:
        others.setdefault(kept, []).append((state, kind))
    return [_counting(row, others[row.id]) if row.id in others else row for row in rows]


def _counting(row: PersonRow, others: list[tuple[str, str]]) -> PersonRow:
    known = [(row.seller, row.seller_kind), *others] if row.seller else others
    state, kind = min(known, key=lambda one: dossier_rank(one[0]))
    return replace(row, seller=state, seller_kind=kind)
