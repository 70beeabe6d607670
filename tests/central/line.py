"""A line to central that can be cut, or that swallows what central answers; its address stays the same."""

import socket
import threading

UP, DOWN, DEAF = "up", "down", "deaf"


class Line:
    """Passes on to a port of this machine. ``DOWN``: nothing gets through; ``DEAF``: central hears, nobody hears it."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._state = UP
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, state: str) -> None:
        """From now on; what is under way is cut."""
        self._state = state
        for end in self._open:
            _end(end)
        self._open.clear()

    def close(self) -> None:
        """End it."""
        self.set(DOWN)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._state == DOWN:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            self._open += [near, far]
            threading.Thread(target=self._pass_on, args=[near, far], daemon=True).start()
            threading.Thread(target=self._pass_on, args=[far, near], kwargs={"back": True}, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, *, back: bool = False) -> None:
        try:
            while data := source.recv(65536):
                if back and self._state == DEAF:
                    break
                target.sendall(data)
        except OSError:
            pass
        _end(source)
        _end(target)


def _end(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()
