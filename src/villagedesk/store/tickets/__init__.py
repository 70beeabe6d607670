"""Reports of what does not work in the room, from the self-help card to the signature that it works again."""

from villagedesk.store.tickets.lists import (
    TicketPage,
    TicketRow,
    newest_tickets,
    ticket_page,
    tickets,
)
from villagedesk.store.tickets.verbs import (
    add_photo,
    helped_oneself,
    report_trouble,
    sign_off,
    still_broken,
    works_again,
)

__all__ = [
    "TicketPage",
    "TicketRow",
    "add_photo",
    "helped_oneself",
    "newest_tickets",
    "report_trouble",
    "sign_off",
    "still_broken",
    "ticket_page",
    "tickets",
    "works_again",
]
