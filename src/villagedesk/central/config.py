"""Central's configuration: nothing is read or opened on import."""

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class CentralConfig:
    """Where central keeps things and what it accepts."""

    # A folder for files and, by default, for the SQLite database.
    home: Path
    # "" for SQLite in ``home``; or postgresql://user:password@host/database
    database_url: str = ""
    # How long an enrolment code is good for.
    code_hours: int = 72
    # Feed bytes in one reply; a slow line gets its pages in pieces.
    page_bytes: int = 64 * 1024
    max_request_bytes: int = 1 << 20
    # Refuse plain HTTP from anywhere but this machine.
    loopback_only: bool = True
    language: str = "zh_CN"
    extra: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_environment(cls) -> "CentralConfig":
        """Read VILLAGEDESK_CENTRAL_HOME and VILLAGEDESK_CENTRAL_DB."""
        home = os.environ.get("VILLAGEDESK_CENTRAL_HOME")
        return cls(
            home=Path(home) if home else Path.home() / ".local/share/villagedesk-central",
            database_url=os.environ.get("VILLAGEDESK_CENTRAL_DB", ""),
        )
