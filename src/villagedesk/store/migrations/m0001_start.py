"""The tables of the first version."""

from typing import Any

from villagedesk.store.migrations.script import run_script


def run(connection: Any) -> None:
    """Create every table and index."""
    run_script(connection, "m0001_start.sql")
