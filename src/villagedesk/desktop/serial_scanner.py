"""A scanner on a serial port: it sends the text and a line end, and never touches the keyboard.

It stays open while the program is; pulled out, it is opened again when it is back.
"""

from PySide6.QtCore import QIODeviceBase, QObject, QTimer
from PySide6.QtSerialPort import QSerialPort

from villagedesk.desktop.bus import Bus
from villagedesk.domain.label_address import plain

_TRY_AGAIN_MS = 3_000
# Some scanners send no line end: what came is taken when nothing follows for so long.
_SILENCE_MS = 150
_LONGEST = 4_096


class SerialScanner(QObject):
    """Tells ``bus.scanned(text)``, as the scanner that types does."""

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._name = ""
        self._port: QSerialPort | None = None
        self._kept = b""
        self._silence, self._again = QTimer(self), QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_SILENCE_MS)
        self._silence.timeout.connect(self._take_rest)
        self._again.setInterval(_TRY_AGAIN_MS)
        self._again.timeout.connect(self._open)

    @property
    def ready(self) -> bool:
        """Whether a port is open."""
        return self._port is not None and self._port.isOpen()

    def use(self, name: str) -> bool:
        """Listen to this port from now on, to none where the name is empty; False when it does not answer.

        A port that does not answer is tried again until it does.
        """
        if name == self._name and (self.ready or not name):
            return self.ready or not name
        self.close()
        self._name = name
        if not name:
            return True
        self._again.start()
        return self._open()

    def close(self) -> None:
        """Listen no more."""
        self._again.stop()
        self._silence.stop()
        self._kept, self._name = b"", ""
        self._drop()

    def _open(self) -> bool:
        if self.ready:
            return True
        self._drop()
        port = QSerialPort(self)
        port.setPortName(self._name)
        port.setBaudRate(QSerialPort.BaudRate.Baud9600)
        port.readyRead.connect(self._read)
        port.errorOccurred.connect(self._on_error)
        self._port = port
        return bool(port.open(QIODeviceBase.OpenModeFlag.ReadOnly))

    def _drop(self) -> None:
        if self._port is not None:
            port, self._port = self._port, None
            port.blockSignals(True)
            port.close()
            port.deleteLater()

    def _read(self) -> None:
        if self._port is None:
            return
        self._kept += bytes(self._port.readAll().data())
        lines = self._kept.replace(b"\r", b"\n").split(b"\n")
        self._kept = lines.pop()[-_LONGEST:]
        for line in lines:
            self._tell(line)
        if self._kept:
            self._silence.start()

    def _take_rest(self) -> None:
        kept, self._kept = self._kept, b""
        self._tell(kept)

    def _tell(self, line: bytes) -> None:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("gb18030", "replace")
        text = plain("".join(letter for letter in text if letter.isprintable()))
        if text:
            self._bus.scanned.emit(text)

    def _on_error(self, error: QSerialPort.SerialPortError) -> None:
        if error != QSerialPort.SerialPortError.NoError and self.ready:
            self._drop()  # pulled out: it is opened again when it is back
