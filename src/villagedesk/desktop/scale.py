"""The scale on a serial port: opened while somebody weighs, read in the window's own thread, closed when it goes away."""

from PySide6.QtCore import QIODeviceBase, QObject, QTimer, Signal
from PySide6.QtSerialPort import QSerialPort

from villagedesk.domain.scale import ScaleLine
from villagedesk.settings import Settings

_TRY_AGAIN_MS = 5_000


class Scale(QObject):
    """Signals: ``weighed(grams, name)``: goods have come to rest on it."""

    weighed = Signal(int, str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._line = ScaleLine()
        self._port: QSerialPort | None = None
        self._last = 0
        self._again = QTimer(self)
        self._again.setInterval(_TRY_AGAIN_MS)
        self._again.timeout.connect(self.open)

    def open(self) -> bool:
        """Listen to the port that is set; False when there is none, or it does not answer. It is tried again meanwhile."""
        name = self._settings.scale
        if self._port is not None and self._port.isOpen() and self._port.portName() in (name, name.rpartition("/")[2]):
            return True
        self.close()
        if not name:
            return False
        port = QSerialPort(self)
        port.setPortName(name)
        port.setBaudRate(QSerialPort.BaudRate.Baud9600)
        self._port, self._line = port, ScaleLine()
        port.readyRead.connect(self._read)
        port.errorOccurred.connect(self._on_error)
        self._again.start()
        return bool(port.open(QIODeviceBase.OpenModeFlag.ReadOnly))

    def close(self) -> None:
        """Nobody weighs any more."""
        self._again.stop()
        if self._port is not None:
            port, self._port = self._port, None
            port.blockSignals(True)
            port.close()
            port.deleteLater()

    def name_of(self, grams: int | None) -> str:
        """The scale's name where it sent this very weight; "" for one that was typed."""
        return self._settings.scale if grams and grams == self._last else ""

    def _read(self) -> None:
        if self._port is None:
            return
        for grams in self._line.feed(bytes(self._port.readAll().data())):
            self._last = grams
            self.weighed.emit(grams, self._settings.scale)

    def _on_error(self, error: QSerialPort.SerialPortError) -> None:
        if error != QSerialPort.SerialPortError.NoError and self._port is not None and self._port.isOpen():
            self._port.close()  # pulled out: it is opened again when it is back
