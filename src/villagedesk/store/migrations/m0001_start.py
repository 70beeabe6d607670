"""The tables of the first version."""

from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from villagedesk.domain.registry import ENTITIES
from villagedesk.store.tables import local


def run(connection: Any) -> None:
    """Create every table and index."""
    dialect = sqlite.dialect()
    synced = [entity.__table__ for entity in ENTITIES]  # type: ignore[attr-defined]
    for table in [*synced, *local.sorted_tables]:
        connection.execute(str(CreateTable(table).compile(dialect=dialect)))
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
