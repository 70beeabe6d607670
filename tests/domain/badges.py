"""A badge as whoever gets one checks it; the program only makes them."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from villagedesk.domain.open_badges import _ALPHABET, _ED25519, _hashes


def badge_holds(badge: dict[str, Any]) -> bool:
    """Whether the proof of a badge fits what it says, by the key it names itself."""
    document = {name: value for name, value in badge.items() if name != "proof"}
    try:
        (proof,) = badge["proof"]
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        raw = _base58_decoded(proof["verificationMethod"].removeprefix("did:key:z").partition("#")[0])
        key = Ed25519PublicKey.from_public_bytes(raw.removeprefix(_ED25519))
        key.verify(_base58_decoded(proof["proofValue"][1:]), _hashes(document, options))
    except Exception:  # whatever is wrong with it: it does not hold
        return False
    named: str = proof["verificationMethod"].partition("#")[0]
    return str(document["issuer"]["id"]) == named


def _base58_decoded(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + _ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
