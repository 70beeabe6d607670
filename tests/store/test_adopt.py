"""A migration that learns an entity or a field takes over what newer versions had sent before."""

import json
import shutil
from pathlib import Path

from tests.conftest import KEY
from tests.store.test_migrations import DATABASES
from villagedesk import paths
from villagedesk.domain.entity import row_digest, row_id
from villagedesk.store import open_store
from villagedesk.store.engine import connect
from villagedesk.store.rows import read_row

EVENT = "0199" + "ab" * 14


def test_rows_and_fields_that_came_too_early_get_their_place(home: Path) -> None:
    home.mkdir()
    shutil.copy(DATABASES / "v0001.db", paths.desk_db(home))
    old = connect(paths.desk_db(home), KEY)
    bill = {"account": "13900001234", "fen": 5000, "kind": "phone", "later": "kept"}
    order_id = old.execute('SELECT id FROM "order"').fetchone()[0]
    body = json.dumps({"a": "take_bill", "at": 77, "by": "wang", "c": [["bill", 3, bill]]})
    old.execute(
        "INSERT INTO event(id, log, seq, scope, at, body, position) VALUES (?, 'log', 1, 'centre', 77, ?, 9)",
        (EVENT, body.encode()),
    )
    bill_id = row_id(EVENT, 3)
    old.execute("INSERT INTO unknown_row VALUES ('bill', ?, ?)", (bill_id, json.dumps(bill)))
    old.execute("INSERT INTO unknown_row VALUES ('martian', 'x', '{}')")
    extra = json.dumps({"substitute": True, "later": 1})
    old.execute('UPDATE "order" SET extra = ? WHERE id = ?', (extra, order_id))
    old.close()

    store = open_store(home, KEY)
    with store.read() as s:
        connection = s.connection()
        found = read_row(connection, "bill", bill_id)
        assert found is not None
        assert row_digest("bill", bill_id, found) == row_digest("bill", bill_id, bill)
        made = connection.exec_driver_sql("SELECT created_at, created_by, extra FROM bill").one()
        assert tuple(made) == (77, "wang", '{"later":"kept"}')
        order = connection.exec_driver_sql('SELECT substitute, extra FROM "order" WHERE id = ?', (order_id,)).one()
        assert tuple(order) == (1, '{"later":1}')
        assert [row[0] for row in connection.exec_driver_sql("SELECT entity FROM unknown_row")] == ["martian"]
    store.close()
