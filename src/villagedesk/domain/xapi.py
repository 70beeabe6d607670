"""Results of assessments as statements of the Experience API (xAPI 1.0.3), for a learning record store.

One statement an attempt (passed or failed), one for each thing that was shown or answered in it, one for the hours. The
ids follow from the rows, so that the same results sent twice are the same statements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from villagedesk.domain.open_badges import name_uuid

_VERBS = "http://adlnet.gov/expapi/verbs"
_KINDS = "http://adlnet.gov/expapi/activities"
_DISPLAY = {
    "passed": {"en": "passed", "zh-CN": "合格"},
    "failed": {"en": "failed", "zh-CN": "不合格"},
    "answered": {"en": "answered", "zh-CN": "回答"},
    "performed": {"en": "performed", "zh-CN": "动手做"},
    "attended": {"en": "attended", "zh-CN": "参加"},
}


@dataclass(frozen=True)
class Learner:
    """Who: the shown name, and an account ``key`` that means the same person every time."""

    key: str
    name: str


@dataclass(frozen=True)
class Held:
    """One attempt. ``at`` is like ``2026-11-28T08:00:00Z``; texts of items are by language, as xAPI writes languages."""

    id: str
    class_id: str
    course: str
    title: Mapping[str, str]
    at: str
    assessor: str
    practical: Mapping[str, bool]
    oral: Mapping[str, bool]
    texts: Mapping[str, Mapping[str, str]]
    passed: bool


def attempt_statements(home: str, who: Learner, held: Held) -> list[dict[str, Any]]:
    """The statements of one attempt, the whole first.

    Args:
        home: the platform's address, without a slash at its end.
        who: the learner.
        held: the attempt.
    """
    course_id = f"{home}/courses/{held.course}"
    good = sum(held.practical.values()) + sum(held.oral.values())
    score = {"raw": good, "min": 0, "max": len(held.practical) + len(held.oral)}
    whole = _statement(home, who, "passed" if held.passed else "failed", held.id, held)
    whole["object"] = _activity(course_id, held.title, "course")
    whole["result"] = {"score": score, "success": held.passed, "completion": True}
    found = [whole]
    marks = [*(("performed", *mark) for mark in held.practical.items())]
    marks += [("answered", *mark) for mark in held.oral.items()]
    for verb, key, right in marks:
        one = _statement(home, who, verb, f"{held.id}/{key}", held)
        kind = "question" if verb == "answered" else "performance"
        one["object"] = _activity(f"{course_id}/{key}", held.texts.get(key, {"und": key}), kind)
        one["result"] = {"success": right}
        one["context"]["contextActivities"] = {"parent": [{"id": course_id, "objectType": "Activity"}]}
        found.append(one)
    return found


def attended_statement(home: str, who: Learner, held: Held, minutes: int) -> dict[str, Any]:
    """That somebody was there for so many minutes."""
    one = _statement(home, who, "attended", f"{held.id}/attended", held)
    one["object"] = _activity(f"{home}/courses/{held.course}", held.title, "course")
    one["result"] = {"duration": f"PT{minutes // 60}H{minutes % 60}M"}
    return one


def _statement(home: str, who: Learner, verb: str, name: str, held: Held) -> dict[str, Any]:
    about: dict[str, Any] = {"registration": str(name_uuid(held.class_id)), "platform": "Village Desk"}
    if held.assessor:
        about["instructor"] = _agent(home, f"trainer:{held.assessor}", held.assessor)
    return {
        "id": str(name_uuid(name)),
        "actor": _agent(home, who.key, who.name),
        "verb": {"id": f"{_VERBS}/{verb}", "display": _DISPLAY[verb]},
        "timestamp": held.at,
        "version": "1.0.3",
        "context": about,
    }


def _agent(home: str, key: str, name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "name": name, "account": {"homePage": home, "name": key}}


def _activity(id_: str, name: Mapping[str, str], kind: str) -> dict[str, Any]:
    definition = {"name": dict(name), "type": f"{_KINDS}/{kind}"}
    return {"id": id_, "objectType": "Activity", "definition": definition}
