"""Drafts survive a restart and go when the form is saved."""

from pathlib import Path

from tests.conftest import KEY
from villagedesk.store import Store, open_store
from villagedesk.store.drafts import clear_draft, drafts, load_draft, save_draft


def test_a_draft_survives_a_restart_and_can_be_cleared(store: Store, home: Path) -> None:
    save_draft(store, "seller", "new", {"name": "张建国", "phone": "139"})
    saved = save_draft(store, "seller", "new", {"name": "张建国", "phone": "13900006722"})
    store.close()
    again = open_store(home, KEY)
    with again.read() as s:
        assert load_draft(s.connection(), "seller", "new") == {"name": "张建国", "phone": "13900006722"}
        assert drafts(s.connection(), "seller")[0][2] == saved
    with again.transaction() as connection:
        clear_draft(connection, "seller", "new")
        assert load_draft(connection, "seller", "new") is None
    again.close()
