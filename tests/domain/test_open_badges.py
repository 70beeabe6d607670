"""Badges and statements for other programs: their form, restated from the specifications, and a proof that holds.

The published JSON schema of 1EdTech (``ob_v3p0_achievementcredential_schema.json``, draft 2019-09) is not in this repository:
it carries no licence that lets it be passed on. The badge below was checked against it on 2026-11-28 with ``jsonschema``, its
formats too: no error, and one at least for each required part left out (SHA-256 of that text 859e405b592d93c3…).
Whoever has the file and ``jsonschema`` checks again with ``VILLAGEDESK_OB_SCHEMA=FILE pytest tests/domain/test_open_badges.py``.
For xAPI 1.0.3 there is no normative schema: its text (xAPI-Data, part two) is what is restated here.
"""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.domain.badges import badge_holds
from villagedesk.domain.open_badges import BadgeFacts, did_key, open_badge
from villagedesk.domain.xapi import Held, Learner, attempt_statements, attended_statement

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FACTS = BadgeFacts(
    id="9f3c52a1b7e84d06af1129c05be6d478",
    number="T20261118-101",
    person="阿依古丽·买买提",
    course="K03",
    title="拍照和写介绍",
    about="三张照片、一句实话的标题。",
    criteria="拍出清楚的整体照",
    minutes=240,
    issued_on="2026-11-18",
    expires_on="2028-11-18",
    centre="白鹭村服务站",
    home="https://desk.qingxi.example",
)
Url = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s]+$")]
Uri = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9+.-]*:[^\s]+$")]
Moment = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$")
]
UuidText = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing else may stand in it."""


class Identity(Strict):
    type: Literal["IdentityObject"]
    hashed: bool
    identityHash: str
    identityType: Literal["name"]


class Criteria(Strict):
    narrative: str


class Achievement(Strict):
    id: Uri
    type: list[Literal["Achievement"]]
    criteria: Criteria
    description: str
    name: str
    achievementType: Literal["Course"]
    humanCode: str


class Subject(Strict):
    type: list[Literal["AchievementSubject"]]
    identifier: Annotated[list[Identity], msgspec.Meta(min_length=1)]
    achievement: Achievement
    licenseNumber: str


class Profile(Strict):
    id: Uri
    type: list[Literal["Profile"]]
    name: str


class Proof(Strict):
    type: Literal["DataIntegrityProof"]
    cryptosuite: Literal["eddsa-jcs-2022"]
    created: Moment
    verificationMethod: Uri
    proofPurpose: Literal["assertionMethod"]
    proofValue: Annotated[str, msgspec.Meta(pattern=r"^z[1-9A-HJ-NP-Za-km-z]{80,90}$")]
    context: list[str] = msgspec.field(name="@context")


class SchemaRef(Strict):
    id: Url
    type: Literal["1EdTechJsonSchemaValidator2019"]


class Badge(Strict):
    """What Open Badges 3.0 requires of an OpenBadgeCredential, and what we add; the contexts are fixed, in their order."""

    id: Uri
    type: list[Literal["VerifiableCredential", "OpenBadgeCredential"]]
    name: str
    issuer: Profile
    validFrom: Moment
    validUntil: Moment
    credentialSubject: Subject
    credentialSchema: list[SchemaRef]
    proof: Annotated[list[Proof], msgspec.Meta(min_length=1)]
    context: Annotated[list[str], msgspec.Meta(min_length=2)] = msgspec.field(name="@context")


def badge() -> dict[str, Any]:
    return open_badge(FACTS, KEY, "2026-11-18T08:00:00Z")


def test_a_badge_has_the_form_of_open_badges_3() -> None:
    read = msgspec.convert(badge(), Badge)
    assert read.context[0] == "https://www.w3.org/ns/credentials/v2"
    assert re.fullmatch(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json", read.context[1])
    assert set(read.type) == {"VerifiableCredential", "OpenBadgeCredential"}
    assert datetime.fromisoformat(read.validFrom) < datetime.fromisoformat(read.validUntil)
    assert read.credentialSubject.licenseNumber == "T20261118-101"


@pytest.mark.skipif("VILLAGEDESK_OB_SCHEMA" not in os.environ, reason="the published schema may not be passed on")
def test_the_published_schema_takes_it_and_misses_what_is_left_out() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(os.environ["VILLAGEDESK_OB_SCHEMA"]).read_text(encoding="utf-8"))
    check = jsonschema.Draft201909Validator(schema, format_checker=jsonschema.FormatChecker())
    assert list(check.iter_errors(badge())) == []
    for part in ("@context", "issuer", "validFrom", "credentialSubject"):
        assert list(check.iter_errors({name: value for name, value in badge().items() if name != part})), part


def test_a_key_is_named_as_the_specification_does() -> None:
    # The vector of the did:key method: the key made of 32 zero bytes.
    zero = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    assert did_key(zero) == "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"


def test_the_proof_holds_and_nothing_can_be_changed() -> None:
    assert badge_holds(badge())
    assert open_badge(FACTS, KEY, "2026-11-18T08:00:00Z") == badge()
    for change in ({"name": "别的课程"}, {"validUntil": "2099-01-01T00:00:00Z"}, {"proof": []}):
        assert not badge_holds(badge() | change)
    other = open_badge(FACTS, Ed25519PrivateKey.from_private_bytes(bytes(32)), "2026-11-18T08:00:00Z")
    assert not badge_holds(badge() | {"proof": other["proof"]})  # somebody else's key under our name
    assert not badge_holds({})


# --- xAPI


class Account(Strict):
    homePage: Url
    name: str


class Agent(Strict):
    objectType: Literal["Agent"]
    name: str
    account: Account


class Verb(Strict):
    id: Url
    display: dict[str, str]


class Definition(Strict):
    name: dict[str, str]
    type: Url


class Activity(Strict):
    id: Uri
    objectType: Literal["Activity"]
    definition: Definition


class ActivityRef(Strict):
    id: Uri
    objectType: Literal["Activity"]


class Parents(Strict):
    parent: list[ActivityRef]


class Context(Strict):
    registration: UuidText
    platform: str
    instructor: Agent | None = None
    contextActivities: Parents | None = None


class Score(Strict):
    raw: int
    min: int
    max: int


class Result(Strict):
    score: Score | None = None
    success: bool | None = None
    completion: bool | None = None
    duration: Annotated[str, msgspec.Meta(pattern=r"^PT[0-9]+H[0-9]+M$")] | None = None


class Statement(Strict):
    """What the Experience API 1.0.3 requires of a statement, and what we say in one."""

    id: UuidText
    actor: Agent
    verb: Verb
    object: Activity
    result: Result
    context: Context
    timestamp: Moment
    version: Literal["1.0.3"]


HELD = Held(
    id="e1/1",
    class_id="c1",
    course="K03",
    title={"zh-CN": "拍照和写介绍", "en": "Photos and description"},
    at="2026-11-18T08:00:00Z",
    assessor="刘芳",
    practical={"p1": True, "p2": False},
    oral={"q3": True},
    texts={"p1": {"en": "A clear photo"}},
    passed=True,
)
WHO = Learner("person 1", "张建国")


def test_statements_have_the_form_of_xapi() -> None:
    found = attempt_statements(FACTS.home, WHO, HELD)
    read = [msgspec.convert(one, Statement) for one in [*found, attended_statement(FACTS.home, WHO, HELD, 235)]]
    assert [one.verb.id.rpartition("/")[2] for one in read] == [
        "passed",
        "performed",
        "performed",
        "answered",
        "attended",
    ]
    whole = read[0]
    assert whole.result.score is not None
    assert (whole.result.score.raw, whole.result.score.max, whole.result.success) == (2, 3, True)
    assert read[2].result.success is False
    assert read[-1].result.duration == "PT3H55M"
    assert len({one.id for one in read}) == len(read)


def test_the_same_results_are_the_same_statements() -> None:
    assert attempt_statements(FACTS.home, WHO, HELD) == attempt_statements(FACTS.home, WHO, HELD)


@pytest.mark.parametrize("field", ["actor", "verb", "object", "timestamp"])
def test_the_form_refuses_what_lacks_a_part(field: str) -> None:
    one = attempt_statements(FACTS.home, WHO, HELD)[0]
    del one[field]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(one, Statement)
