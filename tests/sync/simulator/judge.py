"""What nobody may ever see when all the bad luck is over and the line was good for three syncs."""

import json
from collections import Counter
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from tests.sync.simulator.district import Centre, Pc
from tests.sync.two_desks import check_chain, confirmed_rows, desk_rows, rows_of
from villagedesk.central.checks import device_scope
from villagedesk.domain.registry import by_name
from villagedesk.store import events
from villagedesk.sync.outbox import sync_status

REFUSED = "result NOT IN ('applied', 'deferred')"


def judge(centre: Centre) -> list[str]:
    """Compare central and every computer of a centre; returns what is wrong, in words."""
    problems = _at_central(centre) + _feeds_are_right(centre)
    if centre.resets and not centre.district.was_set_back:
        problems.append("a feed had to be fetched again, though central was never set back")
    copies = {}
    for pc in centre.pcs.values():
        problems += _on_one(pc, followed(pc))
        copies[pc.name] = pc.read(rows_of)
    first = copies.pop("one")
    problems += [
        f"one and {name} differ in {table}"
        for name, copy in copies.items()
        for table in first
        if copy[table] != first[table]
    ]
    for laptop in centre.laptops.values():
        problems += _on_a_laptop(laptop)
    return [f"{centre.id[:6]}: {said}" for said in problems]


def followed(pc: Pc) -> set[str]:
    """The feeds that a computer reads besides the platform's: a PC all of its centre's, a laptop its classes."""
    with pc.centre.central().database.read() as connection:
        run = connection.exec_driver_sql
        if pc.name not in pc.centre.laptops:
            return set(run("SELECT scope FROM scope WHERE centre = ?", (pc.centre.id,)).scalars())
        device = pc.device()
        given = run("SELECT scope FROM class_device WHERE device = ?", (device,)).scalars()
        return {f"class:{device}", *given} & set(run("SELECT scope FROM scope").scalars())


def _on_one(pc: Pc, scopes: set[str]) -> list[str]:
    """What is wrong on one computer."""
    confirmed = confirmed_rows(pc.centre.central(), pc.centre.id, scopes)
    fen = sum(int(row.get("amount_fen", 0)) for (entity, _), row in confirmed.items() if entity == "cash_entry")
    ids = set(pc.centre.district.central_ids(pc.centre.id, scopes))
    said = [*pc.read(lambda c: _look(c, ids, confirmed, fen)), *chip_is_honest(pc)]
    return [f"{pc.name}: {wrong}" for wrong in said]


def _on_a_laptop(laptop: Pc) -> list[str]:
    """As on a PC, unless something is rightly kept aside: then it waits here, and nothing of it may be lost."""
    rightly = rightly_aside(laptop.centre)
    mine = {id_ for (device, _), ids in rightly.items() if device == laptop.device() for id_ in ids}
    if not mine:
        return _on_one(laptop, followed(laptop))
    here = set(laptop.read(lambda c: list(c.exec_driver_sql("SELECT id FROM event").scalars())))
    lost = mine - here - laptop.centre.gone
    return [f"{laptop.name}: {len(lost)} events that central keeps aside are not here"] if lost else []


def rightly_aside(centre: Centre) -> dict[tuple[str, str], list[str]]:
    """What central keeps aside for classes that nobody alive ever gave to the laptop: whoever did is gone."""
    found = {}
    with centre.central().database.read() as connection:
        for (device, scope), ids in centre.district.aside(centre.id).items():
            bodies = connection.exec_driver_sql("SELECT body FROM event WHERE scope = ?", (scope,)).scalars()
            if not any(b'"laptop"' in bytes(body) and device.encode() in bytes(body) for body in bodies):
                found[device, scope] = ids
    return found


def chip_is_honest(pc: Pc) -> list[str]:
    """Of a PC whose last sync agreed: central has the same number of rows and the same digest of each feed.

    What the chip says stands in the answer: only a green one is a lie.
    """
    ours, theirs = at_desk(pc), at_central(pc)
    wrong = [scope for scope in theirs if ours.get(scope) != theirs[scope]]
    wrong += [scope for scope in ours if scope not in theirs and ours[scope][0]]
    said = [f"{scope} differs from central" for scope in wrong]
    if pc.read(lambda c: events.waiting(c))[0]:
        said.append("something waits")
    if not said:
        return []
    chip = pc.read(sync_status).chip
    return [f"the chip says {chip}, and yet {one}" for one in said]


def at_desk(pc: Pc) -> dict[str, tuple[Any, ...]]:
    """Where a computer stands in each feed: position, rows, digest."""
    return {row[0]: tuple(row[1:]) for row in pc.read(_cursors)}


def at_central(pc: Pc) -> dict[str, tuple[Any, ...]]:
    """The same of central, of the feeds that the computer reads and that have anything in them."""
    scopes = followed(pc) | {"platform"}
    with pc.centre.central().database.read() as connection:
        rows = connection.exec_driver_sql("SELECT scope, position, row_count, digest FROM scope").fetchall()
    return {device_scope(scope): tuple(rest) for scope, *rest in rows if scope in scopes and rest[0]}


def _feeds_are_right(centre: Centre) -> list[str]:
    """Fold each feed anew, written down a second time and as simply as possible, and compare with what central has."""
    said = []
    with centre.central().database.read() as connection:
        run = connection.exec_driver_sql
        for scope, position, hash_, count, digest in run(
            "SELECT scope, position, hash, row_count, digest FROM scope WHERE centre = ?", (centre.id,)
        ).fetchall():
            fold = Fold()
            for row in run(
                "SELECT position, id, body, result, kept FROM event WHERE scope = ? ORDER BY position", (scope,)
            ):
                fold.take(*row)
            if (fold.position, fold.hash) != (position, bytes(hash_)):
                said.append(f"the running hash of {scope} is wrong")
            if (len(fold.rows), fold.digest()) != (count, digest):
                said.append(f"the digest of {scope} is wrong")
            said += [f"{scope}: {wrong}" for wrong in fold.wrong]
    return said


class Fold:
    """The rows that a feed makes, by PROTOCOL.md and nothing else."""

    def __init__(self) -> None:
        self.position, self.hash = 0, bytes(32)
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.wrong: list[str] = []

    def take(self, position: int, id_: str, body: bytes, result: str, kept_text: str | None) -> None:
        """The next entry."""
        kept = [tuple(pair) for pair in json.loads(kept_text or "[]")]
        if position != self.position + 1:
            self.wrong.append(f"position {position} follows {self.position}")
        decided = json.dumps([result, [list(pair) for pair in kept]], separators=(",", ":")).encode()
        self.position = position
        self.hash = sha256(self.hash + bytes.fromhex(id_) + sha256(bytes(body)).digest() + decided).digest()
        if result != "applied":
            return
        for index, (entity, row, fields) in enumerate(json.loads(body)["c"]):
            self._change(id_, entity, row, fields, {name for n, name in kept if n == index})

    def _change(self, id_: str, entity: str, row: int | str, fields: dict[str, Any] | None, kept: set[str]) -> None:
        if isinstance(row, int):
            key = entity, sha256(bytes.fromhex(id_) + row.to_bytes(4, "big")).hexdigest()[:32]
            self.rows[key] = dict(fields or {})
        elif fields is None:
            self.rows.pop((entity, row), None)
        elif (entity, row) in self.rows:
            here = self.rows[entity, row]
            guarded = by_name()[entity].guarded - {"state"}  # of a state its table of moves decides
            for name, (base, new) in fields.items():
                if name in guarded and here.get(name) not in (base, new) and name not in kept:
                    self.wrong.append(f"{entity}.{name} was overwritten, though somebody had changed it")
                if name not in kept:
                    here[name] = new

    def digest(self) -> str:
        """As central writes it down."""
        total = 0
        for (entity, id_), row in self.rows.items():
            full = {name: value for name, value in row.items() if value}
            text = json.dumps(full, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            total += int.from_bytes(sha256(f"{entity}\0{id_}\0{text}".encode()).digest()[:16], "big")
        return f"{total % 2**128:032x}"


def _cursors(connection: Connection) -> list[Any]:
    return list(connection.exec_driver_sql("SELECT scope, position, count, digest FROM cursor").fetchall())


def _at_central(centre: Centre) -> list[str]:
    ids = centre.district.central_ids(centre.id)
    problems = [f"event {id_} is in the feed {count} times" for id_, count in Counter(ids).items() if count > 1]
    rightly = rightly_aside(centre)
    kept = centre.district.aside(centre.id)
    problems += [
        f"{len(ids)} events are kept aside, though their class was given"
        for key, ids in kept.items()
        if key not in rightly
    ]
    lost = centre.acknowledged - centre.gone - set(ids) - {id_ for ids in rightly.values() for id_ in ids}
    if lost:
        problems.append(f"{len(lost)} acknowledged events did not arrive at central")
    if not centre.gone:
        # Without a replaced disk every event finds what it builds on, and whoever gave a class is there.
        query = f"SELECT count(*) FROM event WHERE scope IN (SELECT scope FROM scope WHERE centre = ?) AND {REFUSED}"
        with centre.central().database.read() as connection:
            refused = connection.exec_driver_sql(query, (centre.id,)).scalar_one()
        if refused:
            problems.append(f"{refused} events were refused, though nothing that they need was gone")
        if rightly:
            problems.append("events are kept aside, though nobody who gave the class is gone")
    return problems


def _look(c: Connection, ids: set[str], confirmed: dict[tuple[str, str], dict[str, Any]], fen: int) -> list[str]:
    said = []
    here = [row[0] for row in c.exec_driver_sql("SELECT id FROM event WHERE scope <> 'platform'")]
    if set(here) != ids:
        said.append("does not have the events that central has")
    rows = desk_rows(c, list(confirmed))
    if rows != confirmed:
        said.append(f"{sum(rows.get(key) != confirmed[key] for key in confirmed)} rows differ from central")
    count = sum(len(found) for name, found in rows_of(c).items() if name not in ("person_key", "owed", "went_back"))
    if count != len(confirmed):
        said.append(f"has {count} rows, central {len(confirmed)}")
    if (own := c.exec_driver_sql("SELECT coalesce(sum(amount_fen), 0) FROM cash_entry").scalar_one()) != fen:
        said.append(f"has {own} fen in cash entries, central {fen}")
    for table in ("shadow", "reset", "arriving"):
        known = c.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = ?", (table,)).scalar_one()
        if known and c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one():
            said.append(f"something is left in {table}")
    if events.get_meta(c, "sync_trouble"):
        said.append(f"the last sync ended with {events.get_meta(c, 'sync_trouble')}")
    said += _untold(c)
    try:
        check_chain(c)
    except (AssertionError, ValueError) as error:
        said.append(f"the log's chain is broken: {error}")
    return said


def _untold(c: Connection) -> list[str]:
    """An own event that central refused or did not take whole has to be in the inbox, unless it only meant something."""
    query = f"""SELECT body, kept FROM event WHERE link IS NOT NULL AND ({REFUSED} OR kept IS NOT NULL)
                AND id NOT IN (SELECT event_id FROM inbox)"""
    rows = c.exec_driver_sql(query).fetchall()
    count = sum(not (kept and _only_meant(json.loads(body)["c"], json.loads(kept))) for body, kept in rows)
    return [f"{count} decisions were not told"] if count else []


def _only_meant(changes: list[Any], kept: list[Any]) -> bool:
    """Whether all that was kept is a state that only says what was meant to happen, see ``Entity.passing``."""
    return all(
        name == "state" and changes[index][2][name][1] in by_name()[changes[index][0]].passing for index, name in kept
    )
