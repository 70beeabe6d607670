"""Call an ASGI application without a socket."""

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answered:
    """What came back. ``raised``: what the application let out besides, as its server would have logged it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    raised: Exception | None = None


class Caller:
    """One application and the loop that it runs in."""

    def __init__(self, app: Any) -> None:
        self._app, self._runner = app, asyncio.Runner()

    def post(self, path: str, body: bytes, kind: str = "", method: str = "POST") -> Answered:
        """Send a request and wait for the answer."""
        return self._runner.run(self._call(method, path, body, kind))

    async def _call(self, method: str, path: str, body: bytes, kind: str) -> Answered:
        answered, pieces = Answered(), [{"type": "http.request", "body": body, "more_body": False}]
        headers = [(b"host", b"central"), (b"content-length", str(len(body)).encode())]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": method,
            "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
            "headers": [*headers, (b"content-type", kind.encode())] if kind else headers,
            "client": ("127.0.0.1", 1), "server": ("central", 80),
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return pieces.pop(0) if pieces else {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answered.status = message["status"]
                answered.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            else:
                answered.body += message.get("body", b"")

        try:
            await self._app(scope, receive, send)
        except Exception as error:  # the framework sends 500 and lets it out, for the server's log
            answered.raised = error
        return answered

    def close(self) -> None:
        """End the loop."""
        self._runner.close()
