"""Somebody else answers in central's place: a hotspot's log-in page, a proxy, a machine that is no central."""

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.sync.conftest import Desk, remote_of
from villagedesk.errors import SENTENCES, AppError, Offline
from villagedesk.sync import messages
from villagedesk.sync.attachments import send_photos
from villagedesk.sync.messages import Have, Reply, Trouble
from villagedesk.sync.run import Run, enrol

PAGE = b"<html><title>Welcome! Log in to use the network</title></html>"
ANSWERS = {
    "a log-in page": (200, PAGE),
    "a page elsewhere": (302, PAGE),
    "nothing at all": (200, b""),
    "noise": (200, os.urandom(3000)),
    "other JSON": (200, b'{"status": 5}'),
    "a list": (200, b"[]"),
    "an answer to something else": (200, messages.encode(Have(3))),
    "half an answer": (200, messages.encode(Reply("ok", b"n" * 16, 1))[:-3]),
    "not found": (404, PAGE),
    "a gateway that is tired": (502, PAGE),
    "no rights, says a page": (401, PAGE),
    "no rights, says a gateway": (403, b'{"code":"AUTH_REQUIRED","message":"log in"}'),
}


@pytest.fixture
def stranger() -> Iterator[Callable[[int, bytes], str]]:
    """Somebody on loopback who always answers the same; its address."""
    running: list[ThreadingHTTPServer] = []

    def start(status: int, body: bytes) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Location", "/")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_stranger_is_only_a_line_that_is_down(
    answer: tuple[int, bytes], stranger: Callable[[int, bytes], str], make_desk: Callable[[str], Desk]
) -> None:
    desk = make_desk("a")
    remote = remote_of(desk.store, stranger(*answer))
    report = Run(desk.store, remote, sleep=lambda seconds: None).go()
    assert report.gave_up
    assert report.trouble in SENTENCES
    for ask in (lambda: remote.blob("ab" * 32, 5, 0, b"photo"), lambda: remote.goods(0, 1000)):
        if answer[1] != ANSWERS["an answer to something else"][1]:
            with pytest.raises(Offline):
                ask()
    assert send_photos(desk.store, remote) == 0
    with pytest.raises(AppError) as told:
        enrol(desk.store, remote, "http://127.0.0.1", "ABCD-EFGH", "a")
    assert told.value.code in SENTENCES
    remote.close()
    assert desk.sync().agreed, "and nothing is lost by it"


@pytest.mark.parametrize(("asked", "waits"), [(7, 7), (1 << 62, 120)])
def test_a_full_disk_at_central_is_not_this_computers(
    asked: int, waits: int, stranger: Callable[[int, bytes], str], make_desk: Callable[[str], Desk]
) -> None:
    desk = make_desk("a")
    answer = messages.encode(Trouble("disk_full", retry_after=asked))
    remote = remote_of(desk.store, stranger(507, answer))
    waited: list[float] = []
    report = Run(desk.store, remote, sleep=waited.append).go()
    assert (report.gave_up, report.trouble) == (True, "central_trouble")
    assert all(second <= 1.5 * max(waits, 8) for second in waited), "however long it asks to be left alone"
    assert all(second >= 0.5 * waits for second in waited)
    remote.close()
