"""Reading labels with a camera: a small picture of what it sees, and the square as soon as one is sharp in it.

Imported late: QtMultimedia takes a while to load, and most rooms have no camera.
"""

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices, QVideoFrame, QVideoSink
from PySide6.QtWidgets import QLabel, QWidget

from villagedesk import clock
from villagedesk.desktop import theme
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.desktop.widgets import Text, column
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _

# Looking takes some 20 ms; more often than this only warms the computer.
_BETWEEN_SECONDS = 0.2
_WIDEST = 1280


class CameraEye(QObject):
    """Signals: ``seen(text)`` a square was read; ``frame(QImage)`` what the camera sees; ``failed()`` it stopped by itself."""

    seen = Signal(str)
    frame = Signal(QImage)
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self.on_frame)
        self._session: QMediaCaptureSession | None = None
        self._camera: QCamera | None = None
        self._last = 0.0

    def start(self) -> None:
        """Open the first camera.

        Raises:
            AppError: ``camera_missing``: there is none.
        """
        devices = QMediaDevices.videoInputs()
        if not devices:
            raise AppError("camera_missing")
        self._camera, self._session = QCamera(devices[0], self), QMediaCaptureSession(self)
        self._camera.errorOccurred.connect(lambda *_error: self.failed.emit())
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self.sink)
        self._camera.start()

    def stop(self) -> None:
        """Close it; its light goes out."""
        if self._camera is not None:
            self._camera.stop()
        self._camera = self._session = None

    def on_frame(self, frame: QVideoFrame) -> None:
        """Show a frame, and look for a square in some of them."""
        image = frame.toImage()
        if image.isNull():
            return
        self.frame.emit(image)
        now = clock.monotonic()
        if now - self._last < _BETWEEN_SECONDS:
            return
        self._last = now
        if image.width() > _WIDEST:
            image = image.scaledToWidth(_WIDEST, Qt.TransformationMode.SmoothTransformation)
        try:
            texts = read_codes(image)
        except AppError:
            return  # nothing sharp yet
        self.seen.emit(texts[0])


class CameraView(QWidget):
    """The picture and a line beneath. Signals: ``seen(text)``."""

    seen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.eye = CameraEye(self)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(QSize(theme.px(320), theme.px(200)))
        self.line = Text("", "small", tone="muted", wrap=True)
        self.setLayout(column(self.picture, self.line, spacing=6))
        self.eye.seen.connect(self._on_seen)
        self.eye.frame.connect(self._show)
        self.eye.failed.connect(self._on_failed)
        self.retranslate()

    def start(self) -> None:
        """Open the camera.

        Raises:
            AppError: there is none.
        """
        self.retranslate()
        self.eye.start()

    def stop(self) -> None:
        """Close it."""
        self.eye.stop()
        self.picture.clear()

    def retranslate(self) -> None:
        """The words in the language of the moment."""
        self.picture.setAccessibleName(_("What the camera sees"))
        self.line.setText(_("Hold the square flat in front of the camera, as large as it fits."))
        self.line.set_tone("muted")

    def _show(self, image: QImage) -> None:
        room = self.picture.size().boundedTo(QSize(theme.px(480), theme.px(300)))
        self.picture.setPixmap(QPixmap.fromImage(image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)))

    def _on_seen(self, text: str) -> None:
        self.stop()
        self.seen.emit(text)

    def _on_failed(self) -> None:
        self.stop()
        self.line.setText(sentence(AppError("camera_failed")))
        self.line.set_tone("act")
