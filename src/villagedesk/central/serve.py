"""Run central's web face: in the foreground for real, or in a thread for the demo and the tests."""

import socket
import threading
from types import TracebackType

import uvicorn

from villagedesk.central.app import create_app
from villagedesk.central.deps import Central


class Server:
    """A running central on loopback; a context manager that stops it."""

    def __init__(self, central: Central, port: int = 0) -> None:
        self.central = central
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = uvicorn.Server(_config(central))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            threading.Event().wait(0.005)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


def serve(central: Central, host: str, port: int) -> None:
    """Serve until interrupted."""
    uvicorn.Server(_config(central, host=host, port=port)).run()


def _config(central: Central, host: str = "127.0.0.1", port: int = 0) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(central.config, central),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        # Headers that nobody reads cost bytes on every round.
        server_header=False,
        date_header=False,
        timeout_keep_alive=60,
    )
