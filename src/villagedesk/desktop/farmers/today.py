"""What Today shows of farmers: dossiers that came back, and forms that were not finished."""

from typing import Any

from villagedesk.desktop.farmers.unfinished import unfinished_forms
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.i18n import _, ngettext
from villagedesk.store.sellers import returned_dossiers

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
