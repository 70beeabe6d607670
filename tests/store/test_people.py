"""Finding villagers, and noticing that somebody is on file."""

import pytest

from tests.store.people_of_a_village import VILLAGE, resident_id
from villagedesk.domain.people import PersonForm
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, derived, print_queue
from villagedesk.store.inbox import decisions
from villagedesk.store.likely import likely_same
from villagedesk.store.people import add_person, correct_person, find_people, newest_people, print_card, seller_counts
from villagedesk.store.people_index import keys_of, terms
from villagedesk.store.rows import delete_row, write_row


def add(store: Store, operator: str, name: str, **facts: object) -> str:
    with store.write(by=operator) as s:
        return add_person(s, PersonForm(name=name, **facts), check_same=False)  # type: ignore[arg-type]


def names(store: Store, text: str) -> list[str]:
    with store.read() as s:
        return [row.name for row in find_people(s, text)]


@pytest.fixture
def village(store: Store, operator: str) -> dict[str, str]:
    facts: dict[str, dict[str, object]] = {
        "张建国": {"phone": "13900006722", "village_group": "三组", "resident_id": resident_id(351, "19660203")},
        "张建国庆": {"phone": "13900001234", "village_group": "12组"},
        "阿依古丽·买买提": {"phone": "13900008888", "village_group": "一组"},
        "单桂花": {"phone": "057188880000", "nickname": "单婶"},
        "欧阳建华": {"phone": "13900005678", "village_group": "十二组"},
    }
    return {name: add(store, operator, name, village_code=VILLAGE, **rest) for name, rest in facts.items()}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张建国", "张建国"),
        ("建国", "张建国"),
        ("zhang", "张建国"),
        ("zjg", "张建国"),
        ("ZhangJianGuo", "张建国"),
        ("jianguo", "张建国"),
        ("6722", "张建国"),
        ("13900006", "张建国"),
        ("zhang 6722", "张建国"),
        ("张6722", "张建国"),
        ("三组 张", "张建国"),
        ("3组张", "张建国"),
        ("买买提", "阿依古丽·买买提"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("aygl", "阿依古丽·买买提"),
        ("mmt", "阿依古丽·买买提"),
        ("shangui", "单桂花"),
        ("单婶", "单桂花"),
        ("12组 ou", "欧阳建华"),
        ("jianhua", "欧阳建华"),
    ],
)
def test_a_villager_is_found_by_what_people_type(store: Store, village: dict[str, str], typed: str, found: str) -> None:
    assert names(store, typed)[0] == found


def test_the_tail_of_an_id_number_finds_with_and_without_its_x(store: Store, operator: str) -> None:
    add(store, operator, "李秀英", resident_id="11010519491231002X")
    assert names(store, "002X") == names(store, "002x") == names(store, "1231002x") == ["李秀英"]
    assert names(store, "002") == []


def test_what_does_not_fit_finds_nothing(store: Store, village: dict[str, str]) -> None:
    assert names(store, "") == names(store, "  ·") == names(store, "wang") == names(store, "zhang 8888") == []


def test_the_shortest_fitting_name_comes_first(store: Store, village: dict[str, str]) -> None:
    assert names(store, "张建") == ["张建国", "张建国庆"]


def test_the_index_follows_a_correction_and_rows_from_elsewhere(store: Store, village: dict[str, str]) -> None:
    with store.write() as s:
        correct_person(s, village["张建国"], PersonForm(name="张建军", phone="13900006722"))
    assert names(store, "zhangjianjun") == ["张建军"]
    assert "张建军" not in names(store, "zhangjianguo")
    with store.transaction() as connection:
        write_row(connection, "person", "f" * 32, {"name": "远方来"}, at=1, by="")
        delete_row(connection, "person", village["单桂花"])
        derived.refresh(connection, {"person": ["f" * 32, village["单桂花"]]})
    assert names(store, "yfl") == ["远方来"]
    assert names(store, "单婶") == []


def test_a_person_seen_by_nobody_yet_waits(store: Store, village: dict[str, str]) -> None:
    with store.read() as s:
        assert all(row.waiting for row in newest_people(s))
        assert seller_counts(s) == {"": 5}


def test_bad_input_is_named_by_its_field(store: Store, operator: str) -> None:
    for field, facts in {
        "name": {"name": " "},
        "resident_id": {"name": "张三", "resident_id": "110105194912310021"},
        "phone": {"name": "张三", "phone": "12900000000"},
        "village_group": {"name": "张三", "village_group": "组" * 21},
    }.items():
        with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
            add_person(s, PersonForm(**facts))
        assert caught.value.field == field


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"name": "别名", "resident_id": resident_id(351, "19660203")}, "resident_id"),
        ({"name": "别名", "phone": "13900006722"}, "phone"),
        ({"name": "章建国", "village_code": VILLAGE}, "name"),
        ({"name": "张建国"}, "name"),
    ],
)
def test_somebody_on_file_is_noticed(store: Store, village: dict[str, str], facts: dict, reason: str) -> None:
    with store.read() as s:
        (found,) = likely_same(s, PersonForm(**facts))
    assert (found.row.name, found.reason) == ("张建国", reason)


def test_others_are_not_mistaken(store: Store, village: dict[str, str]) -> None:
    with store.read() as s:
        assert likely_same(s, PersonForm(name="建国", village_code=VILLAGE)) == []
        assert likely_same(s, PersonForm(name="张建国", village_code="990185001202")) == []
        assert likely_same(s, PersonForm(name="张建国", person_id=village["张建国"])) == []


def test_a_double_is_refused_until_it_was_told_apart(store: Store, operator: str, village: dict[str, str]) -> None:
    form = PersonForm(name="张建国", village_code=VILLAGE)
    with pytest.raises(Refused, match="maybe_on_file"), store.write(by=operator) as s:
        add_person(s, form)
    with store.write(by=operator) as s:
        add_person(s, PersonForm(name="张建国", village_code=VILLAGE, distinct_from=(village["张建国"],)))


def test_two_people_cannot_have_one_id_number(store: Store, operator: str, village: dict[str, str]) -> None:
    form = PersonForm(name="张建国", resident_id=resident_id(351, "19660203"), distinct_from=(village["张建国"],))
    with pytest.raises(Invalid, match="id_on_file"), store.write(by=operator) as s:
        add_person(s, form)


def test_the_card_goes_into_the_print_queue_with_its_square(store: Store, village: dict[str, str]) -> None:
    with store.write() as s:
        print_card(s, village["张建国"])
    assert s.event is None
    assert s.changed == {"print_job"}
    with store.transaction() as connection:
        job, paper = print_queue.next_job(connection)
    assert paper.person == "张建国"
    assert paper.qr.startswith("VD1:")
    assert job.about == village["张建国"]


def test_terms_and_keys() -> None:
    assert terms("三组 张6722") == ["3组", "张", "6722"]
    assert terms("002X") == ["002x"]
    assert keys_of("张建国", None, "13900006722", None, "三 组") >= {"张建国", "建国", "zjg", "~22760000931", "3组"}
    assert "国" not in keys_of("张建国", None, None, None, None)


def test_one_id_number_on_two_people_is_put_to_the_operator_once(store: Store, village: dict[str, str]) -> None:
    twin = {"name": "张建国", "resident_id": resident_id(351, "19660203")}
    with store.transaction() as connection:
        write_row(connection, "person", "f" * 32, dict(twin), at=1, by="")
        for _ in range(2):
            derived.refresh(connection, {"person": ["f" * 32, village["张建国"], village["单桂花"]]})
    with store.read() as s:
        found = [(one.row_id, one.code) for one in decisions(s)]
    assert len(found) == 1
    assert found[0][1] == "id_twice"
    assert found[0][0] in ("f" * 32, village["张建国"])
