"""What Today shows of farmers: dossiers that came back, and forms that were not finished."""

from typing import Any

from villagedesk.desktop.farmers.unfinished import unfinished_forms
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.i18n import _, ngettext
from villagedesk.store.sellers import due_visits, returned_dossiers

_NAMED = 4


def cards(session: Any) -> list[TodayCard]:
    """At most one card of each kind."""
    found = []
    returned = returned_dossiers(session)
    if returned:
        person_id, name, reason, _field = returned[0]
        words = ngettext("{count} dossier came back", "{count} dossiers came back", len(returned))
        found.append(
            TodayCard(
                danger=70,
                icon="person",
                kind="act",
                title=words.format(count=len(returned)),
                detail=f"{name}  {reason}",
                button=_("Mend"),
                place="seller_form",
                params={"person_id": person_id},
            )
        )
    due = due_visits(session)
    if due:
        late = sum(one.days < 0 for one in due)
        words = ngettext("{count} seller to look at again", "{count} sellers to look at again", len(due))
        overdue = ngettext("{count} past the day: offers nothing", "{count} past the day: offer nothing", late)
        named = _(", ").join(one.name for one in due[:_NAMED])
        found.append(
            TodayCard(
                danger=60 if late else 20,
                icon="calendar",
                kind="act" if late else "wait",
                title=words.format(count=len(due)),
                detail="  ".join(part for part in (overdue.format(count=late) if late else "", named) if part),
                button=_("Look again"),
                place="visits",
            )
        )
    unfinished = unfinished_forms(session)
    if unfinished:
        names = [one.name or _("Without a name") for one in unfinished]
        words = ngettext("{count} form not finished", "{count} forms not finished", len(names))
        found.append(
            TodayCard(
                danger=15,
                icon="edit",
                kind="plain",
                title=words.format(count=len(names)),
                detail=_(", ").join(names[:_NAMED]),
                button=_("Go on filling in"),
                place=unfinished[0].place if len(unfinished) == 1 else "farmers",
                params={"draft": unfinished[0].key} if len(unfinished) == 1 else {},
            )
        )
    return found
