"""The code under the square, for hands instead of scanners: eight characters that name a row and check themselves.

Seven characters of Crockford's Base32 (no I, L, O, U; https://www.crockford.com/base32.html) are the first 35 bits
of the row's id. The eighth makes the weighted sum over GF(32) zero, so that every single wrong character and every
swap of two neighbours is noticed; Crockford's own check character would need five signs that nobody types well.
"""

from villagedesk.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_BITS = 5 * (LENGTH - 1)


def short_code(id_: str) -> str:
    """The code of a row, from its id of 32 hex digits."""
    number = int(id_, 16) >> (128 - _BITS)
    digits = [(number >> shift) & 31 for shift in range(_BITS - 5, -1, -5)]
    return "".join(ALPHABET[digit] for digit in [*digits, _check(digits)])


def shown(code: str) -> str:
    """The code as it is printed, ``8F2K 9QTX``; one that is so already stays."""
    code = code.replace(" ", "")
    return f"{code[:4]} {code[4:]}"


def looks_like_code(text: str) -> bool:
    """Whether a typed text could be such a code: eight characters of the right kind and a right check character."""
    try:
        id_range(text)
    except Invalid:
        return False
    return True


def id_range(text: str) -> tuple[str, str]:
    """The smallest and the largest id that a typed code can mean; case, spaces and hyphens do not matter.

    Raises:
        Invalid: ``short_code_wrong`` on the field ``code``.
    """
    typed = text.upper().replace(" ", "").replace("-", "")
    if len(typed) != LENGTH or not _VALUES.keys() >= set(typed):
        raise Invalid("code", "short_code_wrong")
    *digits, check = (_VALUES[character] for character in typed)
    if _check(digits) != check:
        raise Invalid("code", "short_code_wrong")
    number = 0
    for digit in digits:
        number = number << 5 | digit
    low = number << (128 - _BITS)
    return f"{low:032x}", f"{low + (1 << (128 - _BITS)) - 1:032x}"


def _check(digits: list[int]) -> int:
    total = 0
    for digit in digits:
        total = _double(total ^ digit)
    return total


def _double(value: int) -> int:
    # Times x in GF(32) with x^5 + x^2 + 1, the smallest primitive polynomial of that degree.
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
