"""A real browser, the Chromium inside Qt WebEngine, in a process of its own: pages with scripts, kept data, and PDF.

It lives in a process of its own because it has to be started before any window, and so that it can be killed like a
telephone whose battery is empty. What it keeps lies in a folder, and is there again when the next one starts.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


class RealBrowser:
    """One browser with one page. Every call waits for its answer; nothing waits for ever."""

    def __init__(self, profile: Path, *, width: int = 412, height: int = 900) -> None:
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            # As root there is no sandbox; what is opened are our own pages.
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu --disable-background-networking",
        }
        words = [sys.executable, "-m", "tests.central.real_browser", str(profile), str(width), str(height)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(words, env=environment, text=True, **pipes)
        first = self._line()
        if "missing" in first:
            self._process.wait(10)
            pytest.skip(f"no browser here: {first['missing']}")

    def open(self, url: str) -> bool:
        """Go to an address; returns whether a page came."""
        return bool(self._ask(open=url))

    def js(self, code: str) -> Any:
        """What an expression comes to on this page."""
        return self._ask(js=code)

    def wait_for(self, code: str, seconds: float = 20) -> Any:
        """Wait until an expression is true on this page, and return it.

        Raises:
            AssertionError: it never was.
        """
        found = self._ask(wait=code, seconds=seconds)
        assert found, f"never true: {code}; the page says: {self.js('document.body.innerText')}"
        return found

    def settle(self, code: str) -> Any:
        """What the promise of an expression comes to."""
        # Lists do not come through the bridge, texts do.
        self.js(
            f"window.vdSettled = ''; ({code}).then((v) => {{ window.vdSettled = JSON.stringify([v]); }},"
            " (e) => { window.vdSettled = JSON.stringify(['trouble: ' + e]); }); 0"
        )
        return json.loads(self.wait_for("window.vdSettled"))[0]

    def pdf(self, path: Path) -> bytes:
        """This page as it is printed on A4."""
        assert self._ask(pdf=str(path))
        return path.read_bytes()

    def kill(self) -> None:
        """The battery is empty."""
        self._process.kill()
        self._process.wait(10)

    def close(self) -> None:
        """End it in good order."""
        if self._process.poll() is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def _ask(self, **words: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return self._line().get("said")

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the browser has ended"
        found: dict[str, Any] = json.loads(line)
        return found


def _main(profile: Path, width: int, height: int) -> int:
    try:
        import shiboken6
        from PySide6.QtCore import QSocketNotifier, QTimer, QUrl
        from PySide6.QtGui import QPageLayout, QPageSize
        from PySide6.QtWebEngineCore import QWebEngineProfile
        from PySide6.QtWebEngineWidgets import QWebEngineView
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        _say(missing=str(error))
        return 0
    app = QApplication([])
    kept = QWebEngineProfile("phone")
    kept.setPersistentStoragePath(str(profile / "kept"))
    kept.setCachePath(str(profile / "cache"))
    view = QWebEngineView(kept)
    view.resize(width, height)
    view.show()
    page = view.page()
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, _no_margins())

    under_way: list[bool] = []
    page.loadStarted.connect(lambda: under_way.append(True))
    page.loadFinished.connect(lambda _ok: under_way.clear())

    def once(signal: Any, done: Any) -> None:
        def told(*given: Any) -> None:
            signal.disconnect(told)
            _say(said=done(*given))

        signal.connect(told)

    def until(code: str, left_ms: int) -> None:
        def found(value: Any) -> None:
            if value or left_ms <= 0:
                _say(said=value)
            else:
                QTimer.singleShot(50, lambda: until(code, left_ms - 50))

        page.runJavaScript(code, 0, found)

    def carry_out(words: dict[str, Any]) -> None:
        if "open" in words and under_way:
            # Somebody pressed a button, and its page has not come whole yet: its end would be taken for this one's.
            QTimer.singleShot(20, lambda: carry_out(words))
        elif "open" in words:
            once(page.loadFinished, lambda ok: ok)
            page.load(QUrl(words["open"]))
        elif "js" in words:
            page.runJavaScript(words["js"], 0, lambda value: _say(said=value))
        elif "wait" in words:
            until(words["wait"], int(words["seconds"] * 1000))
        else:
            once(page.pdfPrintingFinished, lambda _path, ok: ok)
            page.printToPdf(words["pdf"], layout)

    rest = b""

    def read() -> None:
        nonlocal rest
        data = os.read(0, 1 << 16)
        if not data:
            app.quit()
            return
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            carry_out(json.loads(line))

    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
    notifier.activated.connect(read)
    _say(ready=True)
    app.exec()
    # The page goes before what it is kept in; that is written down while it goes.
    shiboken6.delete(view)
    shiboken6.delete(kept)
    return 0


def _no_margins() -> Any:
    from PySide6.QtCore import QMarginsF

    return QMarginsF(0, 0, 0, 0)


def _say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
