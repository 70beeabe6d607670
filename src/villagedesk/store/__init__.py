"""Where things are kept, and what can be done with them."""

from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.store import Store, open_store

__all__ = ["Store", "WriteSession", "action", "get", "new_row", "open_store"]
