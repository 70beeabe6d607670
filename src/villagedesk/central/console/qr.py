"""A QR code as one SVG path, so that the page needs no picture from anywhere."""

from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

_BORDER = 4  # modules of white around it, ISO/IEC 18004


def square(text: str) -> Markup:
    """The code for a text."""
    made = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    made.add_data(text)
    made.make(fit=True)
    rows = made.get_matrix()
    side = len(rows) + 2 * _BORDER
    dark = "".join(
        f"M{x + _BORDER} {y + _BORDER}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    )
    return Markup(
        '<svg class="square" viewBox="0 0 {side} {side}" role="img" aria-label="{text}" shape-rendering="crispEdges">'
        '<rect width="{side}" height="{side}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    ).format(side=side, text=text, dark=dark)
