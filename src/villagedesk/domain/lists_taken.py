"""Lists from a spreadsheet that were taken in: told to every computer of the centre, so that any of them can take one back."""

from sqlmodel import Field

from villagedesk.domain.entity import Entity


class ListTaken(Entity, table=True):
    """One list. ``kind`` is what it holds, ``file`` its name; ``undone_at`` ms UTC once it was taken back."""

    kind: str
    file: str
    undone_at: int | None = None


class ListRow(Entity, table=True):
    """One row of a list, made by the action that took it in: so whatever else that action made belongs to it.

    ``about_id`` is the person or the lot. ``filled`` is what it filled in for a person on file, as JSON:
    (entity, row, field, what stood there, what stands there since); "" for nothing.
    """

    list_id: str = Field(index=True)
    about_id: str = Field(index=True)
    filled: str = ""
