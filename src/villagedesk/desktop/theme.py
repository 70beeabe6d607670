"""The look: colours, type sizes times the text size of the settings, the fonts we ship, and the one style sheet."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from villagedesk import paths

FAMILY = "Noto Sans SC"
FONT_FILES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_600SemiBold.ttf")

COLOURS: dict[str, str] = {
    "paper": "#f5f3ee",
    "card": "#ffffff",
    "hover": "#faf9f6",
    "hairline": "#dedacf",
    "edge": "#bdb8aa",
    "ink": "#1d2a23",
    "muted": "#55605a",
    "green": "#1e6b47",
    "green_dark": "#185839",
    "good_soft": "#e4f0e8",
    "tile": "#eef4f0",
    "wait": "#8a5200",
    "wait_soft": "#fbf0da",
    "act": "#a8321f",
    "act_soft": "#fae6e2",
    "info": "#24527c",
    "info_soft": "#e5eef6",
    "plain": "#4d5750",
    "plain_soft": "#ece9e1",
    "rail": "#17382a",
    "rail_selected": "#2a5b45",
    "rail_text": "#dce9e1",
    "avatar_green": "#3e7a5b",
    "avatar_brown": "#9b5b3b",
    "avatar_blue": "#3c6484",
    "avatar_plum": "#7d4f74",
    "avatar_grey": "#66756c",
}

# Text and the ground it stands on; a test asks for at least 4.5 to 1 in each.
PAIRS: list[tuple[str, str]] = [
    ("ink", "paper"), ("ink", "card"), ("ink", "good_soft"), ("ink", "hover"), ("muted", "paper"), ("muted", "card"),
    ("muted", "good_soft"), ("green", "card"), ("green", "good_soft"), ("green", "tile"), ("green", "paper"),
    ("card", "green"), ("card", "green_dark"), ("wait", "wait_soft"), ("wait", "card"), ("wait", "paper"),
    ("act", "act_soft"), ("act", "card"), ("act", "paper"), ("info", "info_soft"), ("info", "card"),
    ("plain", "plain_soft"), ("ink", "act_soft"), ("ink", "wait_soft"), ("muted", "act_soft"), ("muted", "wait_soft"),
    ("rail_text", "rail"), ("rail_text", "rail_selected"), ("card", "rail"), ("card", "rail_selected"),
    ("card", "avatar_green"), ("card", "avatar_brown"), ("card", "avatar_blue"), ("card", "avatar_plum"),
    ("card", "avatar_grey"),
]  # fmt: skip

SIZES = {"title": 28, "amount": 32, "total": 44, "card": 20, "figure": 20, "body": 17, "small": 15, "tiny": 13}

# What a pill, a tile or a chip of this kind looks like: (text, ground).
KINDS: dict[str, tuple[str, str]] = {
    "plain": ("plain", "plain_soft"),
    "good": ("green", "good_soft"),
    "wait": ("wait", "wait_soft"),
    "act": ("act", "act_soft"),
    "info": ("info", "info_soft"),
    "tile": ("green", "tile"),
    "solid": ("card", "green"),
    "solid_wait": ("card", "wait"),
    "solid_act": ("card", "act"),
    "solid_plain": ("card", "plain"),
}


@dataclass
class _State:
    percent: int = 100
    fonts_loaded: bool = False


_state = _State()


def percent() -> int:
    """The text size in use, 100 to 200."""
    return _state.percent


def px(size: int) -> int:
    """Pixels at 100 % as pixels at the text size in use; for type and for what must grow with it."""
    return (size * _state.percent + 50) // 100


def half(size: int) -> int:
    """Pixels that grow half as fast as the text: heights of buttons and fields, tiles, avatars."""
    return (size + px(size)) // 2


def colour(name: str) -> QColor:
    """A colour of the palette by its name in COLOURS."""
    return QColor(COLOURS[name])


def font(role: str = "body", *, strong: bool = False) -> QFont:
    """A font for painting by hand; ``role`` is a name in SIZES."""
    made = QFont(FAMILY)
    made.setPixelSize(px(SIZES[role]))
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def apply(app: QApplication, text_percent: int = 100) -> None:
    """Dress the whole program; call it again when the text size changes, and draw the windows again."""
    _state.percent = min(200, max(100, text_percent))
    if not _state.fonts_loaded:
        for name in FONT_FILES:
            QFontDatabase.addApplicationFont(str(paths.resource(f"fonts/{name}")))
        _state.fonts_loaded = True
        # Characters that look different in Japan or Taiwan are drawn as on the mainland, whatever the system says.
        QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        app.setStyle("Fusion")
        app.setPalette(_palette())
    app.setFont(font("body"))
    app.setStyleSheet(style_sheet())


def style_sheet() -> str:
    """``resources/style.qss`` with colours and text-scaled sizes put in."""
    text = paths.resource("style.qss").read_text(encoding="utf-8")
    text = re.sub(r"@([a-z_]+)", lambda found: COLOURS[found[1]], text)
    text = re.sub(r"\b(\d+)t\b", lambda found: f"{px(int(found[1]))}px", text)
    return re.sub(r"\b(\d+)h\b", lambda found: f"{half(int(found[1]))}px", text)


def _palette() -> QPalette:
    """Qt's own dialogs are not in the style sheet; this keeps them in the same colours."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "paper"), (roles.Base, "card"), (roles.AlternateBase, "paper"), (roles.Button, "card"),
        (roles.Text, "ink"), (roles.WindowText, "ink"), (roles.ButtonText, "ink"), (roles.Highlight, "green"),
        (roles.HighlightedText, "card"), (roles.PlaceholderText, "muted"), (roles.Link, "green"),
        (roles.ToolTipBase, "ink"), (roles.ToolTipText, "card"),
    ):  # fmt: skip
        made.setColor(role, colour(name))
    return made
