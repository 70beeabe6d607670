"""Run a file of SQL statements inside the migration's transaction."""

from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def run_script(connection: Any, name: str) -> None:
    """Run the statements of a file beside this one; each ends with a semicolon at the end of its line.

    Not ``executescript``: that would commit what the transaction has done so far.
    """
    for statement in (_FOLDER / name).read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.execute(statement)
