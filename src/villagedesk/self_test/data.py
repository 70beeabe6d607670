"""The steps without a window: the program's files, the database, labels, tables, and what a sync stands on."""

import gettext
import ssl
import sys
from importlib import import_module

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from villagedesk import clock, i18n, paths
from villagedesk.domain import divisions, kinds, pinyin
from villagedesk.domain.labels import Kind, LabelKey, Verdict, make_label, read_label
from villagedesk.domain.people import PersonForm
from villagedesk.domain.rules import shipped_book
from villagedesk.errors import StorageTrouble
from villagedesk.self_test.checks import FailedError, check
from villagedesk.self_test.scratch import KEY, Scratch
from villagedesk.store import operators
from villagedesk.store.backup import take_backup
from villagedesk.store.catalogue import import_goods, search
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.store.engine import connect, trouble_told
from villagedesk.store.migrations import MIGRATIONS
from villagedesk.store.people import add_person, find_people
from villagedesk.sync.codec import packing

# Loaded by name when somebody needs them; a package that lost one would fail only then.
LATE = ("keyring", "requests", "xlsxwriter", "python_calamine", "villagedesk.sync.http", "villagedesk.sync.stick")
# The package brings a practice day, which has a central of its own.
PRACTICE = (
    "villagedesk.demo.command",
    "villagedesk.demo.world",
    "villagedesk.demo.headless",
    "villagedesk.central.serve",
)
PIN = "258014"


def program_files(_scratch: Scratch) -> None:
    """Languages, help, rules, places, words, sounds and the voice are there."""
    for language in i18n.LANGUAGES:
        found = gettext.translation(i18n.DOMAIN, paths.translations(), languages=[language], fallback=True)
        check(language == "en" or found.gettext("Today") != "Today", f"the texts in {language}")
        check(list(paths.resource(f"help/{language}").glob("*.md")), f"the help pages in {language}")
        check(paths.resource(f"voice/{language}/clips.tsv").is_file(), f"the recorded voice in {language}")
    check(shipped_book().on(clock.today()).version, "the rule packs")
    check(divisions.find("青溪", 1) or divisions.within(""), "the counties and streets")
    check(pinyin.initials("村服务台"), "the table of pinyin")
    check(kinds.kind_of("洗衣液"), "the kinds of goods")
    check(list(paths.resource("sounds").glob("*.wav")), "the sounds")
    check(packing.unpack(packing.pack(b"a" * 100), 1000) == b"a" * 100, "the dictionary of the wire")


def libraries(_scratch: Scratch) -> None:
    """What is imported only when somebody needs it."""
    for name in (*LATE, *(PRACTICE if getattr(sys, "frozen", False) else ())):
        import_module(name)
    context = ssl.create_default_context()
    check(context.check_hostname, "certificates would not be checked")


def database(scratch: Scratch) -> None:
    """A fresh data folder goes through every migration, and is encrypted."""
    scratch.open()
    path = paths.desk_db(scratch.home)
    connection = connect(path, KEY)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    check(version == len(MIGRATIONS), f"the database is of version {version}")
    check(not path.read_bytes().startswith(b"SQLite format"), "the database is not encrypted")


def write_and_read(scratch: Scratch) -> None:
    """A villager, a PIN and goods are kept across closing, and a copy can be taken."""
    with scratch.store.write() as s:
        person = add_person(s, PersonForm(name="试机员", phone="13900000000"))
        who = operators.add_operator(s, "试机员", "operator", PIN)
    import_goods(scratch.store.catalogue, sample_goods(200))
    take_backup(scratch.store)
    scratch.close()
    scratch.open()
    with scratch.store.read() as s:
        check([row.id for row in find_people(s, "shijiyuan")] == [person], "the villager is not found again")
    check(operators.check_pin(scratch.store, who.id, PIN).id == who.id, "the PIN")
    check(search(scratch.store.catalogue, "洗衣").goods, "no goods are found")
    try:
        with trouble_told():
            connect(paths.desk_db(scratch.home), bytes(32)).execute("SELECT * FROM sqlite_master").fetchall()
    except StorageTrouble:
        return
    raise FailedError("a wrong key opens the database")


def signed_label(_scratch: Scratch) -> None:
    """A label of a key that is known is valid; one letter changed, it is not."""
    key = Ed25519PrivateKey.generate()
    text = make_label(key, Kind.ORDER, "ab" * 16, issued_on=clock.today(), total_fen=26_280)
    known = LabelKey(key.public_key())
    check(read_label(text, lambda _kid: known, today=clock.today()).verdict is Verdict.VALID, "a good label")
    for at in range(len(text) // 2, len(text), 7):
        forged = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        check(
            read_label(forged, lambda _kid: known, today=clock.today()).verdict is not Verdict.VALID, "a forged label"
        )
