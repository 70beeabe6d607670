"""What Today shows of farmers: dossiers that came back, and forms that were not finished."""

from typing import Any

from villagedesk.desktop.farmers.seller_form import FORM
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.i18n import _, ngettext
from villagedesk.store.drafts import drafts
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
    unfinished = drafts(session.connection(), FORM)
    if unfinished:
        names = [str(fields.get("name") or "") or _("Without a name") for _key, fields, _at in unfinished]
        words = ngettext("{count} farmer not finished", "{count} farmers not finished", len(names))
        found.append(
            TodayCard(
                danger=15,
                icon="edit",
                kind="plain",
                title=words.format(count=len(names)),
                detail=", ".join(names[:_NAMED]),
                button=_("Go on"),
                place="seller_form" if len(unfinished) == 1 else "farmers",
                params={"draft": unfinished[0][0]} if len(unfinished) == 1 else {},
            )
        )
    return found
