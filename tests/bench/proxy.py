"""A counting TCP proxy on loopback: bytes each way, connections and HTTP requests, counted outside the program."""

import re
import socket
import threading
from dataclasses import dataclass, field

_REQUEST = re.compile(rb"(?:GET|POST|PUT|HEAD|PATCH|DELETE) /[^\r\n]{0,2000} HTTP/1\.[01]\r\n")


@dataclass
class Counts:
    """What went through since the last reset."""

    up: int = 0
    down: int = 0
    connections: int = 0
    requests: int = 0


@dataclass
class Proxy:
    """Listens on ``port`` and passes everything on to ``target`` until closed."""

    target: int
    counts: Counts = field(default_factory=Counts)

    def __enter__(self) -> "Proxy":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def take(self) -> Counts:
        """The counts since the last call."""
        found, self.counts = self.counts, Counts()
        return found

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.counts.connections += 1
            far = socket.create_connection(("127.0.0.1", self.target))
            for source, sink, up in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._pump, args=(source, sink, up), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, up: bool) -> None:
        try:
            while piece := source.recv(65536):
                if up:
                    self.counts.up += len(piece)
                    self.counts.requests += len(_REQUEST.findall(piece))
                else:
                    self.counts.down += len(piece)
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()
            sink.close()
