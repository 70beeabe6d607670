"""What the form of a class reads: its draft with what is known here, and what stands against the plan, in words."""

from collections.abc import Sequence
from typing import Any

from villagedesk import i18n
from villagedesk.desktop.training.class_people import busy_words
from villagedesk.desktop.training.words import clock_text
from villagedesk.desktop.training_results.words import hours_text
from villagedesk.desktop.widgets import MoneyEdit
from villagedesk.i18n import _


def load_form(s: Any, form: str, class_id: str) -> tuple[dict[str, Any] | None, Any]:
    """The draft of a form, None for none, and what is known here."""
    from villagedesk.desktop.training.known import known_of  # lazy: the store loads behind the PIN screen
    from villagedesk.store.drafts import load_draft

    return load_draft(s.connection(), form, class_id or "new"), known_of(s, class_id)


def form_texts(form: Any) -> dict[str, Any]:
    """A class that is to be changed, as its fields show it."""
    from villagedesk.desktop.training.known import texts_of  # lazy, see load_form

    return texts_of(form)


def by_id(texts: Sequence[str]) -> dict[str, str]:
    """What a draft keeps of people: the id and, after a blank, a name or a reason."""
    return {id_: text for id_, _blank, text in (one.partition(" ") for one in texts)}


def read_fen(field: MoneyEdit) -> int:
    """The fen in a field; an empty one is 0.

    Raises:
        Invalid: it is no sum.
    """
    return int(field.read()) if field.text().strip() else 0


def read_ahead(s: Any, code: str, plans: Sequence[Any], people: Sequence[str], **asked: str) -> Any:
    """What stands against a plan; see ``look_ahead``."""
    from villagedesk.store.training.look_ahead import look_ahead  # lazy, see load_form

    return look_ahead(s, code, plans, people, **asked)


def ahead_words(found: Any) -> str:
    """Which rooms, trainers and enrolled people have another class at these hours, and too few hours; a line each."""
    words = [_("The room is taken by “{title}”, {when}").format(**_said(one)) for _room, one in found.rooms]
    words += [
        _("{name} teaches “{title}” then, {when}").format(name=name, **_said(one)) for name, one in found.trainers
    ]
    if found.short:
        planned, course = found.short
        words.append(
            _(
                "The course takes {course} h, the sittings have {planned}. A certificate says how long it really was."
            ).format(course=hours_text(course), planned=hours_text(planned))
        )
    names = [name for id_, name in found.names.items() if id_ in found.busy]
    return "\n".join((*words, busy_words(names)) if names else words)


def _said(clash: Any) -> dict[str, str]:
    return {"title": clash.title, "when": f"{i18n.short_day(clash.held_on)} {clock_text(clash.begins)}"}
