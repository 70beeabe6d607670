"""Certificates of courses in the form that other programs read: Open Badges 3.0, which is a verifiable credential.

The form is that of 1EdTech's Open Badges 3.0 (a W3C Verifiable Credential, data model 2.0). The proof is a data
integrity proof of the suite ``eddsa-jcs-2022`` with this computer's own Ed25519 key, named as ``did:key``; who reads it
needs nothing of ours to check it. There are only texts, whole numbers and lists in it, so the canonical form of RFC 8785
is sorted, compact JSON.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519 = b"\xed\x01"  # multicodec of an Ed25519 public key


@dataclass(frozen=True)
class BadgeFacts:
    """What a badge says. ``home`` is the platform's address, without a slash at its end; days are ISO dates."""

    id: str
    number: str
    person: str
    course: str
    title: str
    about: str
    criteria: str
    minutes: int
    issued_on: str
    expires_on: str
    centre: str
    home: str


def open_badge(facts: BadgeFacts, key: Ed25519PrivateKey, created: str) -> dict[str, Any]:
    """The signed credential as JSON data.

    Args:
        facts: what it says.
        key: whose proof it carries.
        created: when the proof is made, like ``2026-11-28T08:00:00Z``.
    """
    issuer = did_key(key.public_key())
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": facts.person, "identityType": "name"},
        ],
        "licenseNumber": facts.number,
        "achievement": {
            "id": f"{facts.home}/courses/{facts.course}",
            "type": ["Achievement"],
            "achievementType": "Course",
            "humanCode": facts.course,
            "name": facts.title,
            "description": facts.about,
            "criteria": {"narrative": facts.criteria},
        },
    }
    badge: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{name_uuid(facts.id)}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.title,
        "issuer": {"id": issuer, "type": ["Profile"], "name": facts.centre},
        "validFrom": f"{facts.issued_on}T00:00:00+08:00",
        "validUntil": f"{facts.expires_on}T23:59:59+08:00",
        "credentialSubject": subject,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return badge | {"proof": [_proof(badge, key, issuer, created)]}


def did_key(key: Ed25519PublicKey) -> str:
    """A public key as a name of its own: ``did:key:z6Mk…``."""
    return f"did:key:z{_base58(_ED25519 + key.public_bytes_raw())}"


def name_uuid(name: str) -> UUID:
    """A UUID that follows from a name; the ids of rows are none themselves."""
    return uuid5(NAMESPACE_URL, f"villagedesk:{name}")


def _proof(badge: dict[str, Any], key: Ed25519PrivateKey, issuer: str, created: str) -> dict[str, Any]:
    options = {
        "@context": list(CONTEXTS),
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": created,
        "verificationMethod": f"{issuer}#{issuer.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
    }
    return options | {"proofValue": f"z{_base58(key.sign(_hashes(badge, options)))}"}


def _hashes(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    return sha256(_canonical(options)).digest() + sha256(_canonical(document)).digest()


def _canonical(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _base58(data: bytes) -> str:
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _ALPHABET[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits
