"""Whose parcels are told of together: the same phone, or one household; one call and one text for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from villagedesk.domain.messages import MessageState, takes_texts
from villagedesk.domain.parcels import Call
from villagedesk.store.parcels.lists import ParcelRow


@dataclass(frozen=True)
class CallGroup:
    """Parcels on the shelf that one call is about, by place; there is always one."""

    rows: tuple[ParcelRow, ...]

    @property
    def key(self) -> str:
        """What names it: its first parcel's id."""
        return self.rows[0].id

    @property
    def ids(self) -> list[str]:
        """The ids of its parcels."""
        return [row.id for row in self.rows]

    @property
    def names(self) -> list[str]:
        """Whose parcels they are, each once."""
        return list(dict.fromkeys(row.name for row in self.rows if row.name))

    @property
    def phones(self) -> list[str]:
        """The phones that may be called, the ones that texts can be sent to first."""
        known = dict.fromkeys(row.phone for row in self.rows if row.phone)
        return sorted(known, key=lambda phone: not takes_texts(phone))

    @property
    def phone(self) -> str:
        """The phone to call, "" when nobody has one."""
        return next(iter(self.phones), "")

    @property
    def call(self) -> str:
        """Whether they know: what was said of the parcel that is known least."""
        told = {Call.NOT_YET: 0, Call.NO_ANSWER: 1, Call.REACHED: 2}
        return min((row.call for row in self.rows), key=lambda call: told[Call(call)])

    @property
    def text(self) -> str:
        """What became of the texts: a failed one before those that arrived; "" when one parcel had none."""
        states = [row.text for row in self.rows]
        if MessageState.FAILED in states:
            return MessageState.FAILED.value
        return "" if "" in states else states[0]

    @property
    def days(self) -> int:
        """How many nights the oldest is here."""
        return max(row.days for row in self.rows)

    @property
    def overdue(self) -> list[ParcelRow]:
        """Those that may be sent back."""
        return [row for row in self.rows if row.overdue]

    @property
    def due_fen(self) -> int:
        """What is to be paid for all of them."""
        return sum(row.due_fen for row in self.rows)


def group_rows(rows: Sequence[ParcelRow]) -> list[CallGroup]:
    """The parcels of a shelf by whom one call reaches, in the order of their first places."""
    found: list[list[ParcelRow]] = []
    by_mark: dict[str, list[ParcelRow]] = {}
    for row in sorted(rows, key=lambda row: row.shelf):
        marks = list(_marks(row))
        known = [by_mark[mark] for mark in marks if mark in by_mark]
        group = known[0] if known else []
        if not known:
            found.append(group)
        for other in known[1:]:
            if other is not group:  # the phone of one household and the name of another meet here
                group += other
                found.remove(other)
        group.append(row)
        for mark in {*marks, *(mark for one in group for mark in _marks(one))}:
            by_mark[mark] = group
    return [CallGroup(tuple(sorted(group, key=lambda row: row.shelf))) for group in found]


def _marks(row: ParcelRow) -> Iterable[str]:
    if row.household:
        yield f"household {row.household}"
    if row.person_id:
        yield f"person {row.person_id}"
    if row.phone:
        yield f"phone {''.join(row.phone.split())}"
    if not (row.household or row.person_id or row.phone):
        yield f"parcel {row.id}"
