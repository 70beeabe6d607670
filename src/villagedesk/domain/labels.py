"""What the square on a paper says: a few facts, signed, short enough to be scanned from a small label.

The text is ``VD1:`` + Base45, or an address of central + Base41 (see `label_address`), of a COSE_Sign1 message (see
`cose`) whose payload is a CBOR map with the integer keys of `KEYS`. None of its characters is lower case, and it never
ends in a space. A signature stops forging, not copying.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from villagedesk.domain import base45, cose
from villagedesk.domain.label_address import TEXT_PREFIX, encode41, plain, split
from villagedesk.i18n import N_

PREFIX = TEXT_PREFIX
CONTEXT = b"villagedesk/label/1"
MAX_TEXT = 600  # characters; our longest label has 395, and nothing larger is looked at
# What a QR code of version 10 holds: alphanumeric at correction L (ISO/IEC 18004 table 7), and what is left of it where
# ``?S=`` stands between two such parts.
LONGEST_LABEL, LONGEST_LINK = 395, 383
# The same at correction M, which still reads a square of which a tenth is stained.
MEDIUM_LABEL, MEDIUM_LINK = 311, 299
_CUT_STEP, _SHORTEST_TEXT = 3, 9


class Kind(IntEnum):
    """What a label is about. The numbers are printed on paper: never give one a new meaning."""

    LOT = 1
    PERSON = 2
    PARCEL = 3
    ORDER = 4
    RETURN = 5
    FAKE = 6  # a complaint about a fake, on its sealed sample
    PASSBOOK = 7  # both sides of a household's passbook; the id is the villager's
    PACK = 10  # a box of a lot that was packed for a buyer; the id is the pack's
    PAYOUT = 11  # a farmer's statement; the id is the payout's
    CERTIFICATE = 8  # a conformity certificate; its number follows from the issue date and the id
    STATEMENT = 13  # a farmer's statement over a time; the id is the seller's
    TRAINING = 12  # the certificate of a course; the id is the certificate's


# Keys of the payload. They are printed on paper: never give one a new meaning.
KEYS: dict[str, int] = {
    "kind": 1,  # a Kind
    "id": 2,  # 16 bytes: id of the lot, person, parcel, order, return or complaint
    "issued_on": 3,  # days since 1970-01-01
    "expires_on": 4,  # days since 1970-01-01, the last good day
    "centre": 5,  # code of the centre that issued it, at most 8 bytes
    "product": 6,  # text, at most 42 bytes
    "grade": 7,  # text, at most 12 bytes
    "grams": 8,  # weight of the lot
    "pieces": 9,  # or its count
    "farmer": 10,  # name, at most 33 bytes
    "village": 11,  # text, at most 30 bytes
    "harvested_on": 12,  # days since 1970-01-01; of a statement the last day it is about
    "total_fen": 13,  # sum of an order
    "owes_fen": 14,  # what a household owes the room
    "owed_fen": 15,  # what the room owes it
    "number": 16,  # what is printed as its number, at most 20 bytes
    "course": 17,  # title of a course, at most 42 bytes
    "learner": 18,  # name of who took it, at most 33 bytes
    "minutes": 19,  # how long he was there
    "box": 20,  # the how-manieth box of a pack
}
_NAMES = {number: name for name, number in KEYS.items()}
_DATES = {"issued_on", "expires_on", "harvested_on"}
_NUMBERS = {"grams", "pieces", "total_fen", "owes_fen", "owed_fen", "minutes", "box"}
# So chosen that a lot with every text at its limit still fits a QR code of version 10.
_TEXT_BYTES = {
    "centre": 8,
    "product": 42,
    "grade": 12,
    "farmer": 33,
    "village": 30,
    "number": 20,
    "course": 42,
    "learner": 33,
}
_EPOCH = date(1970, 1, 1)


class Verdict(StrEnum):
    """The answer to a scan."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WRONG_SIGNATURE = "wrong_signature"
    UNKNOWN_KEY = "unknown_key"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_OURS = "not_ours"


# Said with every answer.
COPY_WARNING = N_("A signature stops forging, not copying: look whether the goods match.")
SENTENCES: dict[Verdict, str] = {
    Verdict.VALID: N_("A centre signed it, and nothing in it was changed."),
    Verdict.EXPIRED: N_("Genuine, but too old. Ask for a new label."),
    Verdict.REVOKED: N_("This label was withdrawn. Do not sell or hand over the goods."),
    Verdict.WRONG_SIGNATURE: N_("The signature is wrong: this label is forged or was changed."),
    Verdict.UNKNOWN_KEY: N_("Signed by a computer that is not known here. Sync once, then scan again."),
    Verdict.OUT_OF_SCOPE: N_("The computer that signed this label is not allowed to. Call the county office."),
    Verdict.NOT_OURS: N_("No centre of ours made this, so nothing can be said about it."),
}


@dataclass(frozen=True)
class LabelKey:
    """A key that may sign labels, and how far it may.

    ``centre`` is the only centre it speaks for (empty: any). ``from_on`` and ``until_on`` bound the issue date.
    """

    public: Ed25519PublicKey
    centre: str = ""
    kinds: frozenset[Kind] = frozenset(Kind)
    from_on: str = ""
    until_on: str = ""


@dataclass(frozen=True)
class Reading:
    """What a scan gave. ``fields`` (names of `KEYS`, dates ISO, id hex) is empty unless the signature is right.

    ``lists_age`` is how many days old the lists of withdrawn labels are; None when there are none yet.
    """

    verdict: Verdict
    kind: Kind | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    kid: str = ""
    fingerprint: str = ""
    lists_age: int | None = None
    host: str = ""  # where the square's address leads; "" where it has none

    @property
    def id(self) -> str:
        """Id of what the label is about; empty when the signature is not right."""
        return str(self.fields.get("id", ""))


def make_label(
    private_key: Ed25519PrivateKey,
    kind: Kind,
    id_: str,
    *,
    issued_on: str,
    at: str = "",
    **facts: str | int | None,
) -> str:
    """The signed text of a label, cut where needed so that it fits a QR code of version 10.

    Args:
        private_key: this computer's key.
        kind: what the label is about.
        id_: id of the lot, person, parcel, order, return or complaint, 32 hex digits.
        issued_on: ISO date.
        at: what `label_address.address_prefix` gave, for a square that leads to a page; "" for our own form.
        **facts: further names of `KEYS`: dates ISO, weights in grams, money in fen. None and "" are left out; a text
            longer than its limit is cut.

    Raises:
        KeyError: a fact that labels do not know.
    """
    payload: dict[int, Any] = {KEYS["kind"]: int(kind), KEYS["id"]: bytes.fromhex(id_)}
    for name, value in {"issued_on": issued_on, **facts}.items():
        if value is not None and value != "":
            payload[KEYS[name]] = _packed(name, value)
    medium, longest = (MEDIUM_LINK, LONGEST_LINK) if "?" in at else (MEDIUM_LABEL, LONGEST_LABEL)
    text = _signed(private_key, payload, at)
    # Where it comes from stands on the paper and on the page too: rather that is cut than the square hard to read.
    while at and len(text) > medium and KEYS["village"] in payload:
        if not _cut(payload, KEYS["village"]):
            del payload[KEYS["village"]]
        text = _signed(private_key, payload, at)
    while len(text) > longest and _cut_longest(payload):
        text = _signed(private_key, payload, at)
    return text


def _signed(private_key: Ed25519PrivateKey, payload: Mapping[int, Any], at: str) -> str:
    kid = cose.key_id(private_key.public_key())
    message = cose.sign1(private_key, cose.dumps(dict(payload)), kid, context=_context(at))
    return at + encode41(message) if at else PREFIX + base45.encode(message)


def _context(at: str) -> bytes:
    # The address is signed with the message, though it does not travel in it: nobody can make a label lead elsewhere.
    return CONTEXT + b" " + at.encode() if at else CONTEXT


def _cut_longest(payload: dict[int, Any]) -> bool:
    """Take a character or more from the longest text; False when all are short."""
    texts = {number: len(value.encode()) for number, value in payload.items() if isinstance(value, str)}
    return bool(texts) and _cut(payload, max(texts, key=lambda number: texts[number]))


def _cut(payload: dict[int, Any], number: int) -> bool:
    """Take a character or more from a text; False when there is none, or it is short already."""
    text = str(payload.get(number, "")).encode()
    if len(text) <= _SHORTEST_TEXT:
        return False
    payload[number] = text[:-_CUT_STEP].decode(errors="ignore").strip()
    return True


def read_label(
    text: str,
    key_for: Callable[[bytes], LabelKey | None],
    *,
    today: str,
    revoked: Container[str] = (),
    lists_on: str | None = None,
) -> Reading:
    """Judge a scanned text; never raises, whatever was scanned.

    Args:
        text: as scanned, line ends allowed around it.
        key_for: the key of a kid, None when it is not known here.
        today: local ISO date.
        revoked: withdrawn ids, fingerprints and kids, all hex.
        lists_on: ISO date of the newest list of withdrawn labels on this computer.
    """
    carried = split(text) if len(text) <= 2 * MAX_TEXT else None
    if carried is None or len(carried.prefix) + len(carried.body) > MAX_TEXT:
        return Reading(Verdict.NOT_OURS)
    keys: list[LabelKey] = []

    def public_key_for(kid: bytes) -> Ed25519PublicKey | None:
        key = key_for(kid)
        keys.extend([key] if key else [])
        return key.public if key else None

    try:
        message = carried.message()
        kid, payload = cose.open1(message, public_key_for, context=_context(carried.prefix), max_bytes=MAX_TEXT)
        fields = _unpacked(cose.loads(payload))
    except cose.UnknownKey as error:
        return Reading(Verdict.UNKNOWN_KEY, kid=str(error.params["kid"]))
    except cose.WrongSignature:
        return Reading(Verdict.WRONG_SIGNATURE)
    except (cose.Broken, ValueError):
        return Reading(Verdict.NOT_OURS)
    kind = Kind(fields["kind"]) if fields["kind"] in list(Kind) else None
    print_ = fingerprint(text)
    verdict = _verdict(fields, kind, keys[0], today, any(mark in revoked for mark in (fields["id"], print_, kid.hex())))
    return Reading(verdict, kind, fields, kid.hex(), print_, _days_between(lists_on, today), carried.host)


def is_label(text: str) -> bool:
    """Whether a scanned text claims to be one of our labels."""
    return len(text) <= 2 * MAX_TEXT and split(text) is not None


def fingerprint(text: str) -> str:
    """The name of one label (16 hex digits), by which a lost card is withdrawn without its owner."""
    return sha256(plain(text).encode()).hexdigest()[:16]


def _verdict(fields: Mapping[str, Any], kind: Kind | None, key: LabelKey, today: str, withdrawn: bool) -> Verdict:
    issued = fields["issued_on"]
    foreign = key.centre != "" and fields.get("centre", key.centre) != key.centre
    if kind not in key.kinds or foreign or issued < key.from_on or (key.until_on and issued > key.until_on):
        return Verdict.OUT_OF_SCOPE
    if withdrawn:
        return Verdict.REVOKED
    if fields.get("expires_on", today) < today:
        return Verdict.EXPIRED
    return Verdict.VALID


def _packed(name: str, value: str | int) -> str | int:
    if name in _DATES:
        return (date.fromisoformat(str(value)) - _EPOCH).days
    if name in _NUMBERS:
        return int(value)
    return str(value).encode()[: _TEXT_BYTES[name]].decode(errors="ignore")


def _unpacked(payload: Any) -> dict[str, Any]:
    # The signature was right, but a newer or careless program may have signed anything: ValueError means not ours.
    if not isinstance(payload, dict):
        raise ValueError("no map")
    fields = {_NAMES[number]: value for number, value in payload.items() if number in _NAMES}
    if type(fields.get("id")) is not bytes or len(fields["id"]) != 16:
        raise ValueError("no id")
    fields["id"] = fields["id"].hex()
    for name, value in fields.items():
        if type(value) is not (int if name in _DATES | _NUMBERS | {"kind"} else str):
            raise ValueError(name)
    for name in _DATES & fields.keys():
        if not 0 <= fields[name] < 100_000:
            raise ValueError(name)
        fields[name] = (_EPOCH + timedelta(days=fields[name])).isoformat()
    if not {"kind", "issued_on"} <= fields.keys():
        raise ValueError("no kind")
    return fields


def _days_between(earlier: str | None, later: str) -> int | None:
    return None if earlier is None else max(0, (date.fromisoformat(later) - date.fromisoformat(earlier)).days)
