"""The passbook of a villager and those he lives with."""

from villagedesk.store.household import live_alone, live_together
from villagedesk.store.passbook.read import Member, Move, Passbook, passbook
from villagedesk.store.passbook.slip import print_passbook

__all__ = ["Member", "Move", "Passbook", "live_alone", "live_together", "passbook", "print_passbook"]
