"""Base45 (RFC 9285): bytes as the 45 characters a QR code packs most tightly."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Two bytes become three characters, a last single byte becomes two."""
    text = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            text.append(ALPHABET[digit])
    return "".join(text)


def decode(text: str) -> bytes:
    """The bytes of a Base45 text.

    Raises:
        ValueError: a character or a group that no encoder makes.
    """
    data = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        size = len(group) - 1
        if size == 0 or not _VALUES.keys() >= set(group):
            raise ValueError("not Base45")
        number = sum(_VALUES[character] * 45**place for place, character in enumerate(group))
        if number >= 256**size:
            raise ValueError("not Base45")
        data += number.to_bytes(size, "big")
    return bytes(data)
