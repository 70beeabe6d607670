"""Central's configuration: nothing is read or opened on import."""

import os
from dataclasses import dataclass
from pathlib import Path

from villagedesk.errors import Refused

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class CentralConfig:
    """Where central keeps things and what it accepts."""

    # A folder for files and, by default, for the SQLite database.
    home: Path
    # "" for SQLite in ``home``; or postgresql://user:password@host/database
    database_url: str = ""
    # Feed bytes in one reply; a slow line gets its pages in pieces.
    page_bytes: int = 64 * 1024
    max_request_bytes: int = 1 << 20
    # Certificate and key; without them plain HTTP is served, and only on this machine.
    tls_cert: Path | None = None
    tls_key: Path | None = None
    # What the console speaks before somebody chooses.
    language: str = "zh_CN"
    # Where buyers' phones reach it, when that is another address than the one desks sync with (a proxy, a short domain).
    public_url: str = ""
    # Seconds between two looks for orders that wait to be placed; 0: only when somebody asks for it.
    place_every: int = 0

    @classmethod
    def from_environment(cls) -> "CentralConfig":
        """Read VILLAGEDESK_CENTRAL_HOME, VILLAGEDESK_CENTRAL_DB and VILLAGEDESK_CENTRAL_URL."""
        home = os.environ.get("VILLAGEDESK_CENTRAL_HOME")
        return cls(
            home=Path(home) if home else Path.home() / ".local/share/villagedesk-central",
            database_url=os.environ.get("VILLAGEDESK_CENTRAL_DB", ""),
            public_url=os.environ.get("VILLAGEDESK_CENTRAL_URL", ""),
        )

    @property
    def tls(self) -> bool:
        """Whether HTTPS is spoken."""
        return self.tls_cert is not None

    def check_host(self, host: str) -> None:
        """Refuse to speak plain HTTP to other machines: what is sent would be readable on the way.

        Raises:
            Refused: ``tls_needed``.
        """
        if not self.tls and host not in _LOOPBACK:
            raise Refused("tls_needed", host=host)
