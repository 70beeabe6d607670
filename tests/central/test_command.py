"""``villagedesk central act``, ``list``, ``staff`` and ``goods`` beside a running central, in both languages."""

import io
import json
import re
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.central.raw_device import RawDevice
from tests.central.village import PICTURE, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.__main__ import main
from villagedesk.central.deps import Central
from villagedesk.central.goods import newest_position
from villagedesk.central.photos import keep_photo
from villagedesk.central.serve import Server
from villagedesk.central.staff import find_staff, sign_in
from villagedesk.domain.goods import Goods
from villagedesk.errors import Refused
from villagedesk.paths import settings_file
from villagedesk.settings import Settings
from villagedesk.store.catalogue import write_file

NOBODY = "0" * 32


@dataclass
class Terminal:
    """A shell on central's computer."""

    home: Path
    database: str
    user: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Run ``villagedesk central ...``; returns status, output and what was said as trouble."""
        where = ["--home", str(self.home), *(["--db", self.database] if self.database else [])]
        try:
            status = main(["central", *words, *where])
        except SystemExit as end:
            status = int(end.code or 0)
        said = self.capsys.readouterr()
        return status, said.out.strip(), said.err.strip()

    def speak(self, language: str) -> None:
        """The language of what is said from now on."""
        self.user.mkdir(exist_ok=True)
        Settings(language=language).save(settings_file(self.user))


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A central of its own that nobody serves."""
    monkeypatch.setenv("VILLAGEDESK_HOME", str(tmp_path / "user"))
    terminal = Terminal(tmp_path / "central", "", tmp_path / "user", capsys)
    terminal.speak("en")
    return terminal


@pytest.fixture
def terminal(shell: Terminal, central: Central) -> Terminal:
    """On both databases, beside a central that is open."""
    shell.home, shell.database = central.config.home, central.config.database_url
    return shell


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


def password_file(folder: Path, text: str = "four words are better") -> str:
    file = folder / "password"
    file.write_text(text + "\n", encoding="utf-8")
    return str(file)


def state(village: Village, entity: str, id_: str) -> str:
    return next(row.text("state") for row in village.rows(entity) if row.id == id_)


# --- act


def test_a_centre_and_its_first_computer(terminal: Terminal, server: Server) -> None:
    status, centre_id, _ = terminal("act", "set-up-centre", "青石村服务站", "青石村", "--county", "青溪县")
    assert (status, len(centre_id)) == (0, 32)
    device = RawDevice(server, centre_id)
    assert terminal("act", "revoke", device.id)[:2] == (0, "Revoked. This computer gets in no more.")
    status, said, trouble = terminal("act", "revoke", device.id)
    assert (status, said, trouble) == (1, "", "This computer was revoked already.")
    terminal.speak("zh_CN")
    assert terminal("act", "revoke", device.id)[2] == "这台电脑已经停用了。"
    status, _said, trouble = terminal("act", "make-code", centre_id)
    assert (status, trouble[:7]) == (1, "这个站还没有合")
    photo = keep_photo(server.central.database, server.central.files, centre_id, PICTURE)
    given = (centre_id, "周小芹", "13900001357", "村委会一楼")
    setup = terminal("act", "take-on-file", *given)[1]
    days = ("2026-01-01", "2099-01-01")
    signed = terminal("act", "sign-contract", setup, "7", "商务局", "周小芹", *days, "--scan", photo)
    assert (signed[0], len(signed[1])) == (0, 32)
    status, said, _ = terminal("act", "make-code", centre_id, "--json")
    assert (status, list(json.loads(said))) == (0, ["code"])


def test_a_dossier_comes_back_and_is_approved(terminal: Terminal, village: Village) -> None:
    seller = village.seller()
    assert terminal("act", "return", seller, "  ")[0] == 1
    assert state(village, "seller", seller) == "submitted"
    assert terminal("act", "return", seller, "照片看不清", "--field", "nonsense")[0] == 1
    assert terminal("act", "return", seller, "照片看不清", "--field", "resident_id") == (
        0,
        "Sent back. The centre sees the reason with its next connection.",
        "",
    )
    assert state(village, "seller", seller) == "returned"
    status, _, trouble = terminal("act", "approve", seller)
    assert (status, "sent back" in trouble) == (1, True), "the state is named in words"
    terminal.speak("zh_CN")
    status, _, trouble = terminal("act", "approve", seller)
    assert (status, "已退回" in trouble or "退回" in trouble) == (1, True)


def test_acts_name_who_did_them(terminal: Terminal, village: Village, tmp_path: Path) -> None:
    assert terminal("staff", "add", "周敏", "--password-file", password_file(tmp_path))[0] == 0
    seller = village.seller()
    assert terminal("act", "approve", seller, "--by", "没有这个人")[0] == 1
    assert state(village, "seller", seller) == "submitted"
    assert terminal("act", "approve", seller, "--by", "周敏")[0] == 0
    assert state(village, "seller", seller) == "approved"


def test_an_order_by_hand_and_by_the_marketplace(terminal: Terminal, village: Village) -> None:
    by_hand, asked, gone = village.order(), village.order(), village.order()
    assert terminal("act", "placed", by_hand, "M-77", "--price", "g1=2991", "--price", "g2=3500", "--json") == (
        0,
        json.dumps({"state": "placed"}),
        "",
    )
    assert terminal("act", "price-changed", asked, "--price", "g1=9900")[:2] == (0, "needs_decision")
    assert terminal("act", "out-of-stock", gone, "--goods", "g2")[:2] == (0, "needs_decision")
    waits = village.order()
    assert terminal("act", "place") == (0, "placed: 1", "")
    assert terminal("act", "place") == (0, "0", "")
    assert state(village, "order", waits) == "placed"
    assert terminal(
        "act", "ship", waits, "--parcel", "YT8831:900", "--parcel", "YT8832", "--van-at", "2026-11-24T10:00"
    )[:2] == (0, "On the van. The parcels are announced at the centre.")
    assert state(village, "order", waits) == "shipped"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["act"],
        ["act", "fly"],
        ["act", "approve"],
        ["act", "approve", NOBODY, "more"],
        ["act", "price-changed", NOBODY, "--price", "g1"],
        ["act", "price-changed", NOBODY, "--price", "g1=-5"],
        ["act", "ship", NOBODY, "--parcel", "YT1:heavy"],
        ["act", "ship", NOBODY, "--parcel", "YT1:9", "--van-at", "soon"],
        ["act", "refund", NOBODY, "1.50"],
        ["list", "dragons"],
        ["list", "orders", "--limit", "many"],
        ["staff"],
        ["serve", "--port", "web"],
    ],
)
def test_wrong_words(shell: Terminal, words: list[str]) -> None:
    status, said, trouble = shell(*words)
    assert (status, said) == (2, "")
    assert trouble.startswith("usage: villagedesk central")


@pytest.mark.parametrize("id_", [NOBODY, "x", "Ω" * 40, "\udcff", "'; DROP TABLE staff; --"], ids=range(5))
def test_ids_that_are_not_there(terminal: Terminal, id_: str) -> None:
    for words in (["approve", id_], ["make-code", id_], ["revoke", id_], ["refund", id_, "100"], ["placed", id_, "M1"]):
        status, said, trouble = terminal("act", *words)
        assert (status, said) == (1, ""), words
        if "\udcff" not in id_:
            assert trouble == "This is not here any more. Go back to the list.", words
        else:
            assert trouble.startswith("Something is missing or not as it should be. This act takes: "), words


# --- list


def test_what_waits_is_listed(terminal: Terminal, village: Village) -> None:
    listing, order = village.listing(), village.order()
    seller = village.seller()
    for what, id_, words in (("sellers", seller, ""), ("listings", listing, "猕猴桃"), ("orders", order, "")):
        status, said, _ = terminal("list", what, "--json")
        (row,) = [json.loads(line) for line in said.splitlines()]
        assert (status, row["id"]) == (0, id_)
        assert words in said
        assert terminal("list", what)[1].startswith(id_ + "\t"), what
    assert [json.loads(line)["name"] for line in terminal("list", "centres", "--json")[1].splitlines()] == [
        "白鹭村服务站"
    ]
    assert json.loads(terminal("list", "computers", "--json")[1])["name"] == "one"
    assert re.search(r"\t20\d\d-\d\d-\d\d \d\d:\d\d\t0\t", terminal("list", "centres")[1]), "a moment, no number"
    assert len(terminal("list", "sellers", "--state", "approved")[1].splitlines()) == 1
    assert terminal("list", "orders", "--state", "no-such-state") == (0, "", "")
    assert terminal("list", "sellers", "--limit", "0") == (0, "", "")
    bought = (
        "act",
        "buy-produce",
        village.rows("seller")[0].centre,
        "城里果行",
        "猕猴桃",
        "5000",
        "420",
        clock.today(),
    )
    status, made, _ = terminal(*bought)
    assert status == 0
    assert terminal("list", "sales", "--state", "received")[1].startswith(made.strip() + "\t")
    for what in ("sales", "claims", "disputes", "transfers"):
        assert terminal("list", what) == (0, "", "")


# --- staff


def test_the_staff(terminal: Terminal, central: Central, tmp_path: Path) -> None:
    assert terminal("staff", "list") == (0, "Nobody yet.", "")
    file = password_file(tmp_path)
    assert terminal("staff", "add", "周敏", "--password-file", file) == (0, "周敏 can sign in now.", "")
    assert sign_in(central.database, "周敏", "four words are better", "127.0.0.1")
    status, _, trouble = terminal("staff", "add", "周敏", "--password-file", file)
    assert (status, trouble) == (1, "Somebody has this name already. Please add a letter or a word to it.")
    assert terminal("staff", "add", "短", "--password-file", password_file(tmp_path, "short"))[2] == (
        "A password has at least 10 characters."
    )
    assert terminal("staff", "add", "无", "--password-file", str(tmp_path / "nothing"))[0] == 1
    assert terminal("staff", "close", "周敏")[:2] == (0, "周敏 can sign in no more.")
    with pytest.raises(Refused):
        sign_in(central.database, "周敏", "four words are better", "127.0.0.1")
    assert "closed" in terminal("staff", "list")[1]
    assert terminal("staff", "open", "周敏")[:2] == (0, "周敏 can sign in now.")
    assert sign_in(central.database, "周敏", "four words are better", "127.0.0.1")
    terminal.speak("zh_CN")
    assert terminal("staff", "close", "没有这个人")[0] == 1
    assert "周敏" in terminal("staff", "close", "周敏")[1]


def test_a_password_from_the_input(terminal: Terminal, central: Central, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a first long password\n"))
    assert terminal("staff", "add", "周敏")[0] == 0
    assert sign_in(central.database, "周敏", "a first long password", "127.0.0.1")
    monkeypatch.setattr(sys, "stdin", io.StringIO("another long password\n"))
    status, said, _ = terminal("staff", "password", "周敏")
    assert (status, said) == (0, "The new password of 周敏 counts from now on.")
    assert sign_in(central.database, "周敏", "another long password", "127.0.0.1")
    with pytest.raises(Refused):
        sign_in(central.database, "周敏", "a first long password", "127.0.0.1")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert terminal("staff", "password", "周敏")[2] == "A password has at least 10 characters."


def test_a_key_is_written_once_and_for_the_owner_alone(terminal: Terminal, central: Central, tmp_path: Path) -> None:
    terminal("staff", "add", "周敏", "--password-file", password_file(tmp_path))
    out = tmp_path / "key.json"
    assert terminal("staff", "key", "周敏", "--out", str(out))[0] == 0
    kept = json.loads(out.read_text())
    with central.database.read() as connection:
        member = find_staff(connection, "周敏")
    assert (kept["staff"], member.has_key, stat.S_IMODE(out.stat().st_mode)) == (member.id, True, 0o600)
    status, _, trouble = terminal("staff", "key", "周敏", "--out", str(out))
    assert (status, trouble) == (1, f"{out} is there already. Name another file; nothing was written.")
    assert json.loads(out.read_text()) == kept
    assert terminal("staff", "key", "周敏", "--out", str(tmp_path / "no" / "folder"))[0] == 1
    unknown = tmp_path / "unknown.json"
    assert terminal("staff", "key", "没有这个人", "--out", str(unknown))[0] == 1
    assert not unknown.exists(), "no empty file is left behind"


# --- goods


def goods(count: int) -> list[Goods]:
    return [Goods(id=f"g{n}", title=f"洗衣粉 {n} 号", price_fen=100 + n) for n in range(count)]


def test_goods_are_published_whole_or_not_at_all(terminal: Terminal, central: Central, tmp_path: Path) -> None:
    file = tmp_path / "goods.ndjson.gz"
    write_file(file, goods(1200))
    assert terminal("goods", str(file)) == (0, "The catalogue has 1,200 kinds of goods now, at place 1,200.", "")
    assert "at place 1,200." in terminal("goods", str(file))[1], "what is as it was keeps its place"
    terminal.speak("zh_CN")
    assert "1,200" in terminal("goods", str(file))[1]

    broken = tmp_path / "broken.ndjson"
    write_file(broken, [*goods(1500)[1200:], Goods(id="bad", title="x", price_fen=-5)])
    cut = tmp_path / "cut.ndjson"
    write_file(cut, goods(1500))
    cut.write_bytes(cut.read_bytes()[:-900])
    no_goods = tmp_path / "picture.csv"
    no_goods.write_bytes(b"\x89PNG\r\n\x1a\n" * 50)
    for language in ("zh_CN", "en"):
        terminal.speak(language)
        for bad in (broken, cut, no_goods, tmp_path / "missing.ndjson", tmp_path):
            status, said, trouble = terminal("goods", str(bad), "--complete")
            assert (status, said) == (1, ""), bad
            assert trouble, bad
            with central.database.read() as connection:
                assert newest_position(connection) == 1200, bad
    assert "how many goods the file has, is missing" in terminal("goods", str(cut))[2]


def test_a_table_of_ones_own_is_published_when_somebody_says_that_it_is_whole(
    terminal: Terminal, tmp_path: Path
) -> None:
    table = tmp_path / "county.csv"
    table.write_text("id,title,price_fen\ng1,洗衣粉,2990\ng2,雨靴,3500\n", encoding="utf-8-sig")
    status, said, trouble = terminal("goods", str(table))
    assert (status, said) == (1, "")
    assert "--whole" in trouble
    assert terminal("goods", str(table), "--whole") == (0, "The catalogue has 2 kinds of goods now, at place 2.", "")
    table.write_text("id,title,price_fen\ng3,毛巾,900\ng4,洗衣粉,cheap\n", encoding="utf-8")
    assert terminal("goods", str(table), "--whole")[0] == 1, "all of it can be read, or nothing is published"
    write_file(table, goods(3))
    table.write_bytes(table.read_bytes().replace(b"101", b"199"))
    assert terminal("goods", str(table), "--whole")[0] == 1, "a last line that is there has to fit"


def test_a_complete_file_takes_the_others_out(terminal: Terminal, tmp_path: Path) -> None:
    many, few = tmp_path / "many.csv", tmp_path / "few.ndjson.zst"
    write_file(many, goods(30))
    write_file(few, goods(10))
    assert terminal("goods", str(many))[1] == "The catalogue has 30 kinds of goods now, at place 30."
    assert terminal("goods", str(few))[1] == "The catalogue has 30 kinds of goods now, at place 30."
    assert terminal("goods", str(few), "--complete")[1] == "The catalogue has 10 kinds of goods now, at place 50."
    assert terminal("goods", str(few), "--complete")[1] == "The catalogue has 10 kinds of goods now, at place 50."
