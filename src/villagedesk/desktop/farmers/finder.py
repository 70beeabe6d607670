"""What the one field finds of villagers: everything people are asked for by. Scanned cards are answered elsewhere."""

from typing import Any

from villagedesk.desktop.farmers.words import where
from villagedesk.desktop.finders import Hit
from villagedesk.domain.labels import is_label
from villagedesk.store.people import find_people

_MOST = 6


def find(session: Any, text: str) -> list[Hit]:
    """Villagers whom a typed text fits."""
    if is_label(text):
        return []
    return [
        Hit("person", person.name, where(person), "farmer", {"person_id": person.id})
        for person in find_people(session, text, limit=_MOST)
    ]
