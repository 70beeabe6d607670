"""``villagedesk manual``: the operator's manual as PDF, made from the help pages, with pictures of the screens."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)
from PySide6.QtWidgets import QApplication

from villagedesk import i18n, paths
from villagedesk.demo.about import class_to_come, what_to_show
from villagedesk.demo.practice_world import OPERATOR, make_world
from villagedesk.desktop import navigation, theme
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.main_window import MainWindow
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.errors import StorageTrouble
from villagedesk.i18n import _
from villagedesk.settings import Settings
from villagedesk.store import open_store

# A4 at 96 dots an inch, as the letters of the window are measured.
_DPI, _WIDTH, _HEIGHT, _MARGIN, _FOOT = 96, 794, 1123, 64, 40
_FIRST = ("first_start", "pin", "shell", "today")
_PICTURE = QSizeF(600, 337)
# Places that show nothing before something has come from a buyer.
_EMPTY = frozenset({"weigh_in"})


@dataclass(frozen=True)
class Section:
    """One help page: its name, its title, and its Markdown."""

    name: str
    title: str
    text: str


def write_manual(app: QApplication, target: Path, language: str, *, pictures: bool = True) -> int:
    """Write the manual; returns how many pages it has.

    Args:
        app: Qt's application; it may be one without a display.
        language: a key of ``i18n.LANGUAGES``.
        pictures: also draw the screens, which takes some seconds.

    Raises:
        StorageTrouble: the file cannot be written.
    """
    theme.apply(app, 100)
    Languages(app).use(language)
    found = sections(language)
    drawn = screens(app, language) if pictures else {}
    documents = _documents(found, drawn)
    try:
        target.touch()
    except OSError as error:
        raise StorageTrouble("manual_not_written", file=target.name) from error
    return _print(documents, target)


def sections(language: str) -> list[Section]:
    """Every help page of a language: what one begins with first, then as the places stand in the window."""
    files = {path.stem: path for path in paths.resource(f"help/{language}").glob("*.md")}
    names = [*_FIRST, *(place.name for place in navigation.SCREENS)]
    order = {name: number for number, name in reversed(list(enumerate(names)))}
    made = []
    for name in sorted(files, key=lambda name: (order.get(name, len(order)), name)):
        text = files[name].read_text(encoding="utf-8")
        made.append(Section(name, text.partition("\n")[0].lstrip("# ").strip(), text))
    return made


def screens(app: QApplication, language: str) -> dict[str, QImage]:
    """A picture of a page for each help page that has one in the window, with invented data."""
    drawn: dict[str, QImage] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "desk"
        operator = make_world(home, language=language)
        store = open_store(home)
        desk = Desk(Settings(language=language), home, inline=True)
        desk.tasks.set_store(store)
        desk.log_in(LoggedIn(operator, OPERATOR, "manager"))
        window = MainWindow(desk)
        window.resize(1366, 768)
        window.show()
        try:
            about = what_to_show(store) | class_to_come(store)
            for place in navigation.SCREENS:
                if place.name in drawn or place.name in _EMPTY or about.get(place.name, True) == {}:
                    continue
                window.go_by_hand(place.name, **about.get(place.name, {}))
                page = window.page()
                for _turn in range(3):
                    app.processEvents()
                if page is not None and page.help_page not in drawn:
                    drawn[page.help_page] = window.grab().toImage()
        finally:
            window.close()
            desk.close()
            store.close()
    return drawn


def _documents(found: list[Section], drawn: dict[str, QImage]) -> list[QTextDocument]:
    """The contents, then a document for each section, which so begins on a page of its own."""
    made = [_section(one, drawn.get(one.name)) for one in found]
    behind = _contents(found, [0] * len(found)).pageCount()
    pages = []
    for document in made:
        pages.append(behind + 1)
        behind += document.pageCount()
    return [_contents(found, pages), *made]


def _empty() -> QTextDocument:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(theme.font("body"))
    document.setPageSize(QSizeF(_WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN - _FOOT))
    return document


def _contents(found: list[Section], pages: list[int]) -> QTextDocument:
    document = _empty()
    cursor = QTextCursor(document)
    # Apart from each other: Babel sees no text within an f-string.
    program, manual, contents = _("Village Desk"), _("The operator's manual"), _("Contents")
    cursor.insertMarkdown(f"# {program}\n\n{manual}\n\n## {contents}\n")
    rows = "".join(
        f"<tr><td>{escape(one.title)}</td><td align='right'>&nbsp;&nbsp;{page:03d}</td></tr>"
        for one, page in zip(found, pages, strict=True)
    )
    cursor.insertBlock(QTextBlockFormat())
    cursor.insertHtml(f"<table width='100%' cellspacing='0' cellpadding='1'>{rows}</table>")
    return document


def _section(one: Section, picture: QImage | None) -> QTextDocument:
    document = _empty()
    cursor = QTextCursor(document)
    if picture is not None:
        name = f"screen:{one.name}"
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture)
        image = QTextImageFormat()
        image.setName(name)
        image.setWidth(_PICTURE.width())
        image.setHeight(_PICTURE.height())
        cursor.insertImage(image)
        cursor.insertBlock(QTextBlockFormat())
    cursor.insertMarkdown(one.text)
    cursor.select(QTextCursor.SelectionType.Document)
    air = QTextBlockFormat()
    air.setBottomMargin(6)
    cursor.mergeBlockFormat(air)
    return document


def _print(documents: list[QTextDocument], target: Path) -> int:
    writer = QPdfWriter(str(target))
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(_("The operator's manual"))
    writer.setCreator("Village Desk")
    painter = QPainter(writer)
    count, number = sum(document.pageCount() for document in documents), 0
    for document in documents:
        size = document.pageSize()
        for page in range(document.pageCount()):
            if number:
                writer.newPage()
            number += 1
            painter.save()
            painter.translate(_MARGIN, _MARGIN - page * size.height())
            document.drawContents(painter, QRectF(0, page * size.height(), size.width(), size.height()))
            painter.restore()
            painter.setFont(theme.font("small"))
            foot = QRectF(_MARGIN, _HEIGHT - _MARGIN, _WIDTH - 2 * _MARGIN, _FOOT)
            painter.drawText(foot, f"{number} / {count}")
    painter.end()
    return count


def run(target: Path, language: str, say: Callable[[str], None]) -> int:
    """The command; returns the exit status."""
    import os  # lazy: the platform is chosen before Qt is asked

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["villagedesk"])
    assert isinstance(app, QApplication)
    i18n.set_language(language)
    count = write_manual(app, target, language)
    say(_("{file}: {count} pages").format(file=target, count=count))
    return 0
