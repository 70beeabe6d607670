"""A gate on the line to central: what comes is held, in both directions, until it is opened."""

import socket
import threading


class Gate:
    """Listens on loopback and passes on to ``target``. ``knocked`` is set when somebody connects."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._open = threading.Event()
        self.knocked = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def open(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._open.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.knocked.set()
            threading.Thread(target=self._connect, args=[near], daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._open.wait(60)
        far = socket.create_connection(("127.0.0.1", self._target))
        threading.Thread(target=_pass_on, args=[far, near], daemon=True).start()
        _pass_on(near, far)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return
