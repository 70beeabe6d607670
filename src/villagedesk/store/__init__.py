"""Where things are kept, and what can be done with them."""

# Imported for its index of villagers: whoever writes rows, by hand or by sync, keeps it up to date.
from villagedesk.store import people_index as people_index
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.store import Store, open_store

__all__ = ["Store", "WriteSession", "action", "get", "new_row", "open_store"]
