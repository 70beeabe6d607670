"""Rows that belong to another row are found by an index, whatever else their centre has."""

import pytest
from sqlalchemy import text

from villagedesk.central import acts, tables
from villagedesk.central.deps import Central
from villagedesk.central.devices import set_up_centre
from villagedesk.central.found import children
from villagedesk.domain.registry import by_name, synced_fields


def test_every_parent_is_a_field_of_its_entity() -> None:
    for entity, field in tables.PARENTS.items():
        assert entity in by_name()
        assert field in synced_fields(entity)


def test_the_lines_of_an_order_and_no_others(central: Central) -> None:
    with central.database.write() as connection:
        centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村")
        scope = f"centre:{centre}"
        made: dict[str, set[str]] = {"a" * 32: set(), "b" * 32: set()}
        for order, ids in made.items():
            for position in range(3):
                line = {"order_id": order, "position": position, "goods_id": "b" * 32, "title": "洗衣粉"}
                ids.add(acts.insert_row(connection, scope, centre, "add_line", "order_line", line))
    with central.database.read() as connection:
        for order, ids in made.items():
            assert {line.id for line in children(connection, scope, "order_line", "order_id", order)} == ids
        # What has no index is found all the same.
        by_goods = children(connection, scope, "order_line", "goods_id", "b" * 32)
        assert {line.id for line in by_goods} == made["a" * 32] | made["b" * 32]


@pytest.mark.parametrize("central", ["sqlite"], indirect=True)
def test_the_index_is_used(central: Central) -> None:
    ask = text("EXPLAIN QUERY PLAN SELECT id FROM row WHERE scope = 's' AND entity = 'order_line' AND parent = 'p'")
    with central.database.read() as connection:
        plan = " ".join(str(row) for row in connection.execute(ask))
    assert "row_by_parent" in plan
