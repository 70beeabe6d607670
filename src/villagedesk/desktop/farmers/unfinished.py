"""Forms about people that were begun and not saved."""

from dataclasses import dataclass
from typing import Any

from villagedesk.desktop.farmers import person_form, seller_form
from villagedesk.store.drafts import drafts


@dataclass(frozen=True)
class Unfinished:
    """One of them: the page that goes on with it, its key, and whom it is about as far as that was typed."""

    place: str
    key: str
    name: str


def unfinished_forms(s: Any) -> list[Unfinished]:
    """All of them, dossiers first."""
    forms = (("seller_form", seller_form.FORM), ("person_form", person_form.FORM))
    return [
        Unfinished(place, key, str(fields.get("name") or ""))
        for place, form in forms
        for key, fields, _at in drafts(s.connection(), form)
    ]
