"""The two ways a signed message stands in a square: as our own text, or as an address that any phone can open.

    VD1:<Base45>                                       read by our programs only
    HTTPS://<host>/V/<Base41>                          a page of central; without a bought number of goods
    HTTPS://<host>/01/<GTIN>/10/<lot>?S=<Base41>       the same as a GS1 Digital Link

GS1 Digital Link (URI Syntax 1.2) begins with a primary key, for goods a GTIN (01), followed by its qualifiers, for a
lot 10; other keys of the query must not be all digits, and ``S`` is one. Only who has bought a number has a primary
key, and AI 8200 (an address on a pack) is none; so a square without a GTIN does not pretend to be one and has a path
of our own.

Base41 is Base45 without the four characters that an address cannot carry (space, %) or that a path or a query changes
(/ and +); three characters still hold two bytes. All of it but ``?S=`` is in the alphanumeric set of QR codes. The last
character is never one that programs drop at the end of an address (. and :).

Everything before the message is signed with it (`labels.make_label`), so that no part of an address can be changed.
"""

import re
from dataclasses import dataclass
from functools import partial

from villagedesk.domain import base45

TEXT_PREFIX = "VD1:"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-$*:."
encode41 = partial(base45.encode, alphabet=ALPHABET)
decode41 = partial(base45.decode, alphabet=ALPHABET)

_ADDRESS = re.compile(
    r"(HTTPS?://[A-Z0-9][A-Z0-9.-]{0,80}(?::\d{1,5})?/(?:V/|01/\d{14}/10/[0-9A-Z-]{1,20}\?S=))([0-9A-Z\-$*:.]+)"
)
_BASE = re.compile(r"HTTPS?://[A-Z0-9][A-Z0-9.-]{0,80}(?::\d{1,5})?")
# What a Chinese input method makes of the signs that a scanner types.
_TYPED = str.maketrans(
    {
        "：": ":",
        "￥": "$",
        "¥": "$",
        "。": ".",
        "．": ".",
        "×": "*",
        "＊": "*",
        "－": "-",
        "—": "-",
        "／": "/",
        "、": "/",
    }
    | {"％": "%", "＋": "+", "　": " ", "？": "?", "＝": "=", "＄": "$"}
    | {chr(0xFF01 + at): chr(0x21 + at) for at in range(94) if chr(0x21 + at).isalnum()}
)


@dataclass(frozen=True)
class Carried:
    """A signed message taken out of its text. ``prefix`` is everything before it, "" for our own form."""

    prefix: str
    body: str

    def message(self) -> bytes:
        """The bytes of the message.

        Raises:
            ValueError: no encoder makes this.
        """
        return decode41(self.body) if self.prefix else base45.decode(self.body)

    @property
    def host(self) -> str:
        """Where the address leads, in lower case; "" for our own form."""
        return self.prefix.partition("://")[2].partition("/")[0].lower()


def split(text: str) -> Carried | None:
    """A scanned text as prefix and message; None when it is no label of ours. Nothing is judged yet."""
    text = plain(text)
    if text.startswith(TEXT_PREFIX):
        return Carried("", text.removeprefix(TEXT_PREFIX))
    found = _ADDRESS.fullmatch(text)
    return Carried(found[1], found[2]) if found else None


def plain(text: str) -> str:
    """A scanned text as it was printed, when it is one of our labels; anything else only without spaces around it.

    Caps Lock turns capitals into small letters, a browser the name of the host; a Chinese input method writes wide
    signs. A text in which only some letters are small was changed by somebody else and stays as it is.
    """
    text = text.strip()
    head = narrow(text[:8]).upper()
    if not head.startswith((TEXT_PREFIX, "HTTP://", "HTTPS://")):
        return text
    sent = narrow(text)
    if sent.startswith(TEXT_PREFIX) or _ADDRESS.fullmatch(sent):
        return sent
    body_at = len(TEXT_PREFIX) if head.startswith(TEXT_PREFIX) else max(sent.find("/", 8), 0)
    body = sent[body_at:]
    if body == body.lower() or body == body.upper():
        capital = sent.upper()
        if capital.startswith(TEXT_PREFIX) or _ADDRESS.fullmatch(capital):
            return capital
    return text


def narrow(text: str) -> str:
    """Wide letters and Chinese signs as the scanner sent them."""
    return text.translate(_TYPED)


def address_prefix(central: str, *, gtin: str = "", lot: str = "") -> str:
    """What stands before the message in a square that leads to a page of central.

    Args:
        central: central's public address; one with a path of its own cannot be written in capitals.
        gtin: the goods' number, 14 digits, where somebody has bought one.
        lot: the lot's code, for a GTIN.

    Returns:
        The prefix, or "" where there is no such address: the label is in our own form then.
    """
    base = central.strip().rstrip("/").upper()
    if not _BASE.fullmatch(base):
        return ""
    return f"{base}/01/{gtin}/10/{lot}?S=" if gtin and lot else f"{base}/V/"
