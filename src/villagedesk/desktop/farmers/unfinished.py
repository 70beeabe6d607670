"""Forms about people that were begun and not saved."""

from dataclasses import dataclass
from typing import Any

from villagedesk.store.drafts import drafts

# The forms as ``store.drafts`` names them.
SELLER = "seller"
PERSON = "person"


@dataclass(frozen=True)
class Unfinished:
    """One of them: the page that goes on with it, its form and key, and whom it is about as far as that was typed."""

    place: str
    form: str
    key: str
    name: str


def unfinished_forms(s: Any) -> list[Unfinished]:
    """All of them, dossiers first."""
    forms = (("seller_form", SELLER), ("person_form", PERSON))
    return [
        Unfinished(place, form, key, str(fields.get("name") or ""))
        for place, form in forms
        for key, fields, _at in drafts(s.connection(), form)
    ]
