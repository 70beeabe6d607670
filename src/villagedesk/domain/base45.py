"""Base45 (RFC 9285): bytes as the 45 characters a QR code packs most tightly; with fewer characters by the same rule."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def encode(data: bytes, alphabet: str = ALPHABET) -> str:
    """Two bytes become three characters, a last single byte becomes two; 41 characters are enough for that."""
    text = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, len(alphabet))
            text.append(alphabet[digit])
    return "".join(text)


def decode(text: str, alphabet: str = ALPHABET) -> bytes:
    """The bytes of such a text.

    Raises:
        ValueError: a character or a group that no encoder makes.
    """
    values = {character: value for value, character in enumerate(alphabet)}
    data = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        size = len(group) - 1
        if size == 0 or not values.keys() >= set(group):
            raise ValueError(f"not Base{len(alphabet)}")
        number = sum(values[character] * len(alphabet) ** place for place, character in enumerate(group))
        if number >= 256**size:
            raise ValueError(f"not Base{len(alphabet)}")
        data += number.to_bytes(size, "big")
    return bytes(data)
