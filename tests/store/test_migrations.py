"""Databases of every earlier version open, complete and able to work; a new one has the tables that the code declares."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from tests.conftest import KEY, set_up_operator
from tests.store.orders_room import ordered, villager
from villagedesk import paths
from villagedesk.domain.registry import ENTITIES
from villagedesk.store import events, open_store
from villagedesk.store.engine import connect
from villagedesk.store.migrate import migrate
from villagedesk.store.migrations import MIGRATIONS
from villagedesk.store.orders import orders_of
from villagedesk.store.tables import local

DATABASES = Path(__file__).parents[1] / "data" / "databases"

Shape = dict[str, tuple[set[tuple[str, str, bool, bool]], set[tuple[str, tuple[str, ...], bool]]]]


def shape(connection: Any) -> Shape:
    """Each table's columns (name, type, not null, key) and indexes (name, columns, unique), without their order."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    found: Shape = {}
    for table in tables:
        columns = {
            (c[1], c[2], bool(c[3]), bool(c[5])) for c in connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        }
        indexes = set()
        for index in connection.execute(f'PRAGMA index_list("{table}")').fetchall():
            parts = connection.execute(f'PRAGMA index_info("{index[1]}")').fetchall()
            indexes.add((index[1], tuple(part[2] for part in parts), bool(index[2])))
        found[table] = columns, indexes
    return found


def test_the_migrations_make_the_tables_that_the_code_declares(tmp_path: Path) -> None:
    """Red after a change of an entity or of store/tables.py? Add the next numbered migration that makes it."""
    migrated = connect(tmp_path / "migrated.db", KEY)
    migrate(migrated, tmp_path / "migrated.db", tmp_path)
    declared = connect(tmp_path / "declared.db", KEY)
    engine = create_engine("sqlite://", creator=lambda: declared)
    SQLModel.metadata.create_all(engine, [entity.__table__ for entity in ENTITIES])  # type: ignore[attr-defined]
    local.create_all(engine)
    assert shape(migrated) == shape(declared)
    migrated.close()
    engine.dispose()


def test_there_is_a_database_of_every_version() -> None:
    """Red after a new migration? ``python -m tests.store.test_migrations`` keeps a database of the new version."""
    assert sorted(path.name for path in DATABASES.glob("*.db")) == [
        f"v{n:04d}.db" for n in range(1, len(MIGRATIONS) + 1)
    ]


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_a_database_of_an_earlier_version_opens_and_goes_on(version: int, home: Path) -> None:
    home.mkdir()
    shutil.copy(DATABASES / f"v{version:04d}.db", paths.desk_db(home))
    store = open_store(home, KEY)
    with store.read() as s:
        log = events.current_log(s.connection())[0]
        assert events.verify_chain(s.connection(), log) == 3
        operator, name = s.connection().exec_driver_sql("SELECT id, name FROM operator").one()
        chen = str(s.connection().exec_driver_sql("SELECT id FROM person").scalar_one())
        assert name == "王秀兰"
        assert len(orders_of(s, chen)) == 1
    ordered(store, operator, chen)
    with store.read() as s:
        assert len(orders_of(s, chen)) == 2
        assert events.verify_chain(s.connection(), log) == 4
    store.close()
    copies = list(paths.backups_dir(home).glob("before-*.db"))
    assert bool(copies) == (version < len(MIGRATIONS))


def keep_database(home: Path) -> Path:
    """Make a small centre with this version of the program and keep its database for all later versions."""
    store = open_store(home, KEY)
    with store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    ordered(store, operator, villager(store, operator))
    store.close()
    target = DATABASES / f"v{len(MIGRATIONS):04d}.db"
    shutil.copy(paths.desk_db(home), target)
    return target


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        print(keep_database(Path(folder) / "home"))
