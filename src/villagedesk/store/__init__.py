"""Where things are kept, and what can be done with them."""

# Imported for what they register: whoever writes rows, by hand or by sync, keeps the index of villagers up to date and
# notices when two of them have one ID number; whoever writes orders, parcels or cash keeps up to date what villagers get back;
# whoever prints asks whether a certificate may still be printed;
# what two computers did to one class is noticed.
from villagedesk.store import owed as owed
from villagedesk.store import people_doubles as people_doubles
from villagedesk.store import people_index as people_index
from villagedesk.store import went_back as went_back
from villagedesk.store.certificates import printing as printing
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.store import Store, open_store, open_to_look
from villagedesk.store.training import doubts as doubts
from villagedesk.store.training import same_hour as same_hour

__all__ = ["Store", "WriteSession", "action", "get", "new_row", "open_store", "open_to_look"]
