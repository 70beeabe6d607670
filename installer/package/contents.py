"""What goes into the packaged program and what stays out: data files, and the parts of libraries nobody asks for."""

import re
from pathlib import Path

# Whole libraries that something mentions and nothing here needs.
EXCLUDED = [
    *("tkinter", "test", "unittest.mock", "pydoc_data", "lib2to3", "idlelib", "ensurepip", "distutils", "setuptools"),
    *("readline", "curses", "_dbm", "_gdbm"),
    *(
        "pip",
        "pkg_resources",
        "numpy",
        "pandas",
        "PIL",
        "IPython",
        "pytest",
        "_pytest",
        "py",
        "hypothesis",
        "mypy",
        "rich",
        "pygments",
    ),
    *("psycopg", "psycopg_binary", "psycopg_pool", "pypinyin", "escpos", "email_validator", "dotenv", "yaml"),
    # The server tells of itself in a tool of its own; a room's practice day does not.
    *("httpx", "httpx2", "watchfiles", "websockets", "wsproto", "uvloop", "orjson", "ujson"),
    *(f"sqlalchemy.dialects.{name}" for name in ("mssql", "mysql", "oracle")),
    *(
        f"PySide6.Qt{name}"
        for name in (
            *("Qml", "Quick", "QuickWidgets", "QuickControls2", "Quick3D", "WebEngineCore", "WebEngineWidgets"),
            *("WebEngineQuick", "WebChannel", "WebSockets", "Sql", "Charts", "DataVisualization", "Graphs", "Pdf"),
            *("PdfWidgets", "OpenGL", "OpenGLWidgets", "Designer", "UiTools", "Help", "Xml", "Bluetooth", "Nfc"),
            *("Positioning", "Location", "Sensors", "RemoteObjects", "Scxml", "StateMachine", "SpatialAudio"),
            *("MultimediaWidgets", "HttpServer", "Concurrent", "3DCore", "3DRender", "NetworkAuth", "SvgWidgets"),
        )
    ),
]

# Imported by name at run time, where PyInstaller cannot see it.
MADE_LATER = [
    *("uvicorn.logging", "uvicorn.loops.auto", "uvicorn.loops.asyncio", "uvicorn.protocols.http.auto"),
    *("uvicorn.protocols.http.httptools_impl", "uvicorn.lifespan.on", "uvicorn.protocols.websockets.auto"),
    *("phonenumbers.data", "phonenumbers.data.region_CN", "sqlalchemy.dialects.sqlite.pysqlite", "multipart"),
    *("keyring.backends.SecretService", "keyring.backends.Windows", "keyring.backends.kwallet"),
    "PySide6.QtTest",  # the practice day's hands
    *("opentelemetry.context.contextvars_context", "opentelemetry.trace", "opentelemetry.metrics"),  # FastAPI's
]

# Beginnings of paths that libraries bring along and the program never opens.
_UNWANTED = (
    "PySide6/Qt/qml",
    "PySide6/Qt/translations/qtwebengine",
    *(
        f"PySide6/Qt/plugins/{name}"
        for name in (
            *("qmltooling", "sqldrivers", "position", "sensors", "webview", "designer", "egldeviceintegrations"),
            *("wayland", "platforms/libqeglfs", "platforms/libqlinuxfb", "platforms/libqminimalegl"),
            *("platforms/libqvkkhrdisplay", "platforms/libqvnc", "platforms/libqwayland", "platforms/libqminimal"),
            *("platformthemes/libqgtk3", "generic", "imageformats/libqtiff", "imageformats/libqpdf"),
            *("imageformats/libqtga", "imageformats/libqwbmp", "imageformats/libqicns", "imageformats/libqwebp"),
            *("platforminputcontexts/libqtvirtualkeyboard", "networkinformation", "tls/"),
        )
    ),
    *(
        f"PySide6/Qt/lib/libQt6{name}"
        for name in (
            *("Qml", "Quick", "WebEngine", "Pdf", "VirtualKeyboard", "WaylandClient", "WaylandEglClient", "EglFS"),
            *("WlShell", "EglFsKmsSupport"),
        )
    ),
)
# Of the many languages only those that the program speaks; "root" is what they stand on.
_BABEL, _QT_WORDS = "babel/locale-data/", "PySide6/Qt/translations/"
_LANGUAGES = ("root", "zh", "en")

# Libraries of the system are taken from the system, which keeps them mended; the package names what it needs. Only
# what Python itself was made with comes along, and what stands in Qt's own wheels.
_SYSTEM = re.compile(r"lib[^/]+\.so(\.\d+)*")
_OURS = re.compile(
    r"lib(python3|sqlite3|crypto|ssl|ffi|bz2|lzma|z\.|expat|uuid|icu|av(codec|format|util)|sw(scale|resample)|pyside6|shiboken6)"
    r"|libQt6(Core|DBus|Gui|Widgets|Network|Multimedia|OpenGL|PrintSupport|SerialPort|Svg|Test|TextToSpeech|XcbQpa|FFmpegStub)"
)


def is_wanted(name: str) -> bool:
    """Whether a collected file belongs into the folder; ``name`` is its path in there."""
    path = name.replace("\\", "/")
    if path.startswith(_BABEL):
        stem = path.removeprefix(_BABEL).removesuffix(".dat")
        return stem in _LANGUAGES or stem.startswith(("zh_Hans", "en_US", "zh_Hans_CN")) or stem == "en_001"
    if path.startswith(_QT_WORDS):
        return path.endswith(("qtbase_zh_CN.qm", "qtbase_en.qm"))
    if _SYSTEM.fullmatch(path):
        return bool(_OURS.match(path))
    return not path.startswith(_UNWANTED)


def data_files(root: Path) -> list[tuple[str, str]]:
    """(file, folder in the program) of everything of ours that is not Python."""
    found = []
    for file in sorted((root / "resources").rglob("*")):
        inside = file.relative_to(root)
        if file.is_file() and file.suffix not in (".py", ".pyc") and inside.parts[1] != "readme":
            found.append((str(file), str(inside.parent)))
    for file in sorted((root / "translations").glob("*/LC_MESSAGES/*.mo")):
        found.append((str(file), str(file.relative_to(root).parent)))
    for file in sorted((root / "src" / "villagedesk").rglob("*")):
        if file.is_file() and file.suffix not in (".py", ".pyc", ".md") and "__pycache__" not in file.parts:
            found.append((str(file), str(file.relative_to(root / "src").parent)))
    return found
