"""PROTOCOL.md is what another team would write a central from: it names every field, context and path of the wire."""

import re
from pathlib import Path

import msgspec
import pytest

from villagedesk.sync import messages, parts, sealed, stick
from villagedesk.sync.feed import DEFERRED, MALFORMED
from villagedesk.sync.messages import (
    Computer,
    Cursor,
    Enrolled,
    Enrolment,
    Found,
    FoundEntry,
    GoodsAsked,
    GoodsColumns,
    GoodsPage,
    Have,
    Page,
    PhotoAsked,
    PhotoPiece,
    Reply,
    Round,
    Run,
    Trouble,
)
from villagedesk.sync.updates import release

TEXT = (Path(messages.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", TEXT))
CONTEXTS = [
    messages.ROUND_CONTEXT,
    messages.BLOB_CONTEXT,
    messages.PHOTO_CONTEXT,
    messages.FEED_CONTEXT,
    messages.ENROL_CONTEXT,
    messages.GOODS_CONTEXT,
    parts.PARTS_CONTEXT,
    release.CONTEXT,
    *stick.CONTEXTS.values(),
]
STRUCTS = (
    Round,
    Cursor,
    Reply,
    Computer,
    Page,
    Run,
    Trouble,
    Enrolment,
    Enrolled,
    Have,
    GoodsAsked,
    parts.PieceAsked,
    PhotoAsked,
    PhotoPiece,
    Found,
    FoundEntry,
    GoodsColumns,
    GoodsPage,
    parts.Part,
    parts.Parts,
    release.Release,
    messages.Answer,
)


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_every_field_is_named(struct: type[msgspec.Struct]) -> None:
    assert [name for name in struct.__struct_fields__ if name not in NAMED and f"`{name} " not in TEXT] == []


@pytest.mark.parametrize("context", CONTEXTS, ids=bytes.decode)
def test_every_context_is_named(context: bytes) -> None:
    assert context.decode() in NAMED


@pytest.mark.parametrize(
    ("struct", "heading"),
    [
        (Round, "## 5."),
        (Reply, "## 6."),
        (Page, "## 7."),
        (GoodsPage, "## 14."),
        (release.Release, "What is signed is this array"),
        (messages.Answer, "An answer is a map"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_the_fields_of_an_array_stand_in_their_order(struct: type[msgspec.Struct], heading: str) -> None:
    table = TEXT[TEXT.index(heading) :].split("|---|---|")[1].split("\n\n")[0]
    rows = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in table.strip().splitlines()]
    assert [name for row in rows for name in row] == list(struct.__struct_fields__)


def test_the_columns_of_goods_stand_in_their_order() -> None:
    listed = TEXT[TEXT.index("The columns: ") :].split("\n\n")[0]
    names = GoodsColumns.__struct_fields__
    assert [name for name in re.findall(r"`(\w+)`", listed) if name in names] == list(names)


def test_no_message_is_left_out() -> None:
    """Every struct of the modules that both ends read is in the list above."""
    found = {
        value
        for module in (messages, parts, release, stick)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct)
    }
    # An event and a kind of goods are no messages: they travel in columns.
    assert {one.__name__ for one in found - set(STRUCTS)} <= {"WireEvent", "Goods", "Struct"}


def test_every_path_and_result_is_named() -> None:
    from villagedesk.central.routes import sync

    for path in sorted({route.path for route in sync.router.routes}):  # type: ignore[attr-defined]
        assert f"POST {path}" in TEXT, path
    for result in (DEFERRED, MALFORMED, "row_exists", "row_unknown", "wrong_scope"):
        assert result in NAMED


def test_the_numbers_are_those_of_the_code() -> None:
    from villagedesk.central import checks
    from villagedesk.store import durable
    from villagedesk.sync import attachments, engine, guard

    assert messages.MAX_MESSAGE == 4 << 20
    assert (engine.FIRST_PIECE, engine.SMALLEST_PIECE, engine.LARGEST_PIECE) == (16 << 10, 2 << 10, 64 << 10)
    assert engine.MAX_FAILURES == 4
    assert attachments.PIECE == 32 << 10
    assert (guard.MANY_ROWS, guard.SHARE, guard.PLACES) == (50, 5, 1000)
    assert (sealed.MAX_FILE, sealed.MAX_FRAMES, sealed._MAX_FRAME) == (256 << 20, 100_000, 2 << 20)
    assert (stick.MOST_WANTED, stick.LARGEST_PHOTO) == (200, 900 << 10)
    assert (parts.MAX_PART, release.EACH, release._MAX_PARTS) == (1 << 20, 1 << 20, 5000)
    assert (checks._MAX_CHANGES, checks._MAX_HEADER, checks._MAX_TEXT, checks._MAX_NUMBER) == (
        2000,
        60,
        20_000,
        1 << 63,
    )
    assert f"newest {durable.WHOLE_EVENTS:,} places" in TEXT
