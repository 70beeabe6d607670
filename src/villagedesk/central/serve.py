"""Run central's web face: in the foreground for real, or in a thread for the demo and the tests."""

import gc
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

import uvicorn

from villagedesk.central.app import create_app
from villagedesk.central.deps import Central
from villagedesk.errors import Refused


class Server:
    """A running central on loopback; a context manager that stops it.

    Raises:
        RuntimeError: on entering, when it could not start.
    """

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
        if not self._server.started:
            raise RuntimeError("central did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


def serve(central: Central, host: str, port: int, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until interrupted; ``ready`` is called when the port is ours.

    Raises:
        Refused: plain HTTP to other machines, a certificate that cannot be used, or a port that is taken.
    """
    central.config.check_host(host)
    config = _config(central, host=host, port=port)
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise Refused("tls_wrong") from error
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        raise Refused("port_in_use", host=host, port=port) from error
    keep_what_is_here()
    # uvicorn ends in good order and then raises Ctrl+C again.
    with listening, suppress(KeyboardInterrupt):
        ready()
        uvicorn.Server(config).run([listening])


def keep_what_is_here() -> None:
    """What was imported and set up stays for good: looking through it again took a quarter of a large push."""
    gc.collect()
    gc.freeze()


def _config(central: Central, host: str = "127.0.0.1", port: int = 0) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(central.config, central),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        # Headers that nobody reads cost bytes on every round.
        proxy_headers=False,
        ssl_certfile=str(central.config.tls_cert) if central.config.tls_cert else None,
        ssl_keyfile=str(central.config.tls_key) if central.config.tls_key else None,
        server_header=False,
        date_header=False,
        timeout_keep_alive=60,
    )
