"""Sending bytes to a printer without a driver: over the network (port 9100) or to a device file."""

import errno
import os
import select
import socket
import sys
from pathlib import Path

from villagedesk import clock
from villagedesk.desktop.printing import escpos
from villagedesk.errors import AppError

try:
    import fcntl
    import termios
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PORT = 9100
CONNECT_SECONDS = 5.0
STUCK_SECONDS = 20.0
ANSWER_SECONDS = 0.5
_CHUNK = 4096


class PrintTrouble(AppError):
    """A paper did not come out; ``on_paper`` says whether a part of it may have."""

    def __init__(self, code: str, *, on_paper: bool = False, **params: object) -> None:
        super().__init__(code, **params)
        self.on_paper = on_paper


def is_raw(printer: str) -> bool:
    """Whether the setting names a printer that we talk to ourselves: ``tcp://address`` or a path."""
    return printer.startswith(("tcp://", "/"))


def send(printer: str, data: bytes) -> None:
    """Send a whole job.

    Args:
        printer: ``tcp://address``, ``tcp://address:port``, or the path of a device or file.
        data: what `escpos.job` made.

    Raises:
        PrintTrouble: not there, no answer, out of paper, cover open, or stopped in the middle.
    """
    if printer.startswith("tcp://"):
        _send_tcp(printer, data)
    else:
        _send_device(printer, data)


def address(printer: str) -> tuple[str, int]:
    """Host and port of ``tcp://host[:port]``, also ``tcp://[fe80::1]:9100``.

    Raises:
        PrintTrouble: there is no host, or the port is no number.
    """
    rest = printer.removeprefix("tcp://").rstrip("/")
    host, colon, port = rest.rpartition(":")
    if not colon or rest.endswith("]"):
        host, port = rest, str(PORT)
    host = host.strip("[]")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise PrintTrouble("printer_not_found", printer=printer)
    return host, int(port)


def _send_tcp(printer: str, data: bytes) -> None:
    try:
        line = socket.create_connection(address(printer), timeout=CONNECT_SECONDS)
    except (OSError, UnicodeError) as error:
        raise PrintTrouble("printer_no_answer", printer=printer) from error
    with line:
        code = escpos.trouble(_ask(line, escpos.ASK_COVER), _ask(line, escpos.ASK_PAPER))
        if code:
            raise PrintTrouble(code)
        sent = 0
        try:
            line.settimeout(STUCK_SECONDS)
            while sent < len(data):
                sent += line.send(data[sent : sent + _CHUNK])
            _hang_up(line)
        except OSError as error:
            raise PrintTrouble("printer_stopped", on_paper=True, printer=printer) from error


def _ask(line: socket.socket, question: bytes) -> bytes:
    # Many cheap print servers never answer; that is no trouble.
    try:
        line.settimeout(ANSWER_SECONDS)
        line.sendall(question)
        return line.recv(1)
    except TimeoutError:
        return b""
    except OSError as error:
        raise PrintTrouble("printer_no_answer") from error


def _hang_up(line: socket.socket) -> None:
    # A printer that is cut off too early throws the rest of the job away, so wait until it closes or is quiet.
    line.shutdown(socket.SHUT_WR)
    line.settimeout(CONNECT_SECONDS)
    try:
        while line.recv(_CHUNK):
            pass
    except TimeoutError as quiet:
        # Quiet, and not everything has reached it: somebody pulled the plug.
        if _on_the_way(line):
            raise ConnectionResetError(errno.ECONNRESET, "the printer is gone") from quiet


def _on_the_way(line: socket.socket) -> int:
    """How many bytes the other side has not confirmed; 0 where the system does not tell."""
    if fcntl is None or not hasattr(termios, "TIOCOUTQ"):
        return 0
    try:
        return int.from_bytes(fcntl.ioctl(line, termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        return 0


def _send_device(printer: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(Path(printer), flags)
    except OSError as error:
        code = "printer_no_answer" if error.errno in (errno.ENXIO, errno.EBUSY, errno.EIO) else "printer_not_found"
        raise PrintTrouble(code, printer=printer) from error
    sent = 0
    try:
        while sent < len(data):
            sent += _write_some(handle, data[sent : sent + _CHUNK])
    except OSError as error:
        code = "printer_stopped" if sent else "printer_no_answer"
        raise PrintTrouble(code, on_paper=sent > 0, printer=printer) from error
    finally:
        os.close(handle)


def _write_some(handle: int, data: bytes) -> int:
    # A printer that is switched off or out of paper takes nothing: wait for it, but not for ever.
    end = clock.monotonic() + STUCK_SECONDS
    while True:
        if os.name != "nt":
            select.select([], [handle], [], max(0.0, end - clock.monotonic()))
        try:
            return os.write(handle, data)
        except BlockingIOError:
            if clock.monotonic() >= end:
                raise TimeoutError(errno.ETIMEDOUT, "the printer takes nothing") from None
