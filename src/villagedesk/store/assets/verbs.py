"""What is done with the equipment: put on file, changed, moved to another state, and its tag printed."""

from typing import Any

from villagedesk import clock
from villagedesk.domain.assets import (
    ASSET,
    NAME_LENGTH,
    NOTE_LENGTH,
    PLACE_LENGTH,
    SERIAL_LENGTH,
    TITLE_LENGTH,
    Asset,
    AssetForm,
    AssetKind,
    AssetState,
)
from villagedesk.domain.room_papers import AssetTag
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.store import photos, print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.drafts import clear_draft
from villagedesk.store.files import FileStore
from villagedesk.store.numbers import ASSETS, next_number
from villagedesk.store.session import WriteSession, action, get, new_row

FORM = "asset"


@action
def add_asset(s: WriteSession, form: AssetForm, files: FileStore, draft_key: str = "") -> str:
    """Put a thing on file with a number of its own; its tag is printed. Returns the row's id.

    Args:
        form: what is known of it.
        files: where its photo is, ``desk_files(store)``.
        draft_key: the half-filled form it comes from, which is over with this.

    Raises:
        Invalid: no kind, no name, or days that cannot be.
    """
    asset = new_row(s, Asset(number=next_number(s, ASSETS), **_checked(form)))
    _keep_photo(s, files, asset.photo)
    if draft_key:
        clear_draft(s.connection(), FORM, draft_key)
        s.touch("draft")
    _print_tag(s, asset)
    return asset.id


@action
def change_asset(s: WriteSession, asset_id: str, form: AssetForm, files: FileStore, draft_key: str = "") -> str:
    """Write down what is different now; returns the row's id.

    Raises:
        Invalid: see ``add_asset``. NotFound: it is not on this computer.
    """
    asset = get(s, Asset, asset_id)
    fresh = form.photo and form.photo != asset.photo
    for name, value in _checked(form).items():
        if getattr(asset, name) != value:
            setattr(asset, name, value)
    if fresh:
        _keep_photo(s, files, form.photo)
    if draft_key:
        clear_draft(s.connection(), FORM, draft_key)
        s.touch("draft")
    return asset.id


@action
def move_asset(s: WriteSession, asset_id: str, state: str, note: str = "") -> None:
    """A thing goes to be repaired, comes back, is lost, or is written off.

    Raises:
        Invalid: on ``note``: nobody can say later why it was lost or written off.
        Refused: the state does not allow it.
    """
    asset = get(s, Asset, asset_id)
    ASSET.check(asset.state, state)
    why = check_text("note", note, NOTE_LENGTH)
    if state in (AssetState.LOST, AssetState.WRITTEN_OFF) and not why:
        raise Invalid("note", "asset_reason_missing")
    asset.state = AssetState(state).value
    asset.state_note = why


@action
def print_tag(s: WriteSession, asset_id: str) -> None:
    """Print the tag again: the old one came off or cannot be read.

    Raises:
        NotFound: the thing is not on this computer.
    """
    _print_tag(s, get(s, Asset, asset_id))


def _checked(form: AssetForm) -> dict[str, Any]:
    if form.kind not in set(AssetKind):
        raise Invalid("kind", "asset_kind_missing")
    if form.bought_on and form.bought_on > clock.today():
        raise Invalid("bought_on", "date_in_future")
    if form.bought_on and form.warranty_until and form.warranty_until < form.bought_on:
        raise Invalid("warranty_until", "warranty_before_bought")
    return {
        "kind": AssetKind(form.kind).value,
        "title": check_text("title", form.title, TITLE_LENGTH, required=True),
        "serial": check_text("serial", form.serial, SERIAL_LENGTH),
        "bought_on": form.bought_on,
        "warranty_until": form.warranty_until,
        "place": check_text("place", form.place, PLACE_LENGTH),
        "keeper": check_text("keeper", form.keeper, NAME_LENGTH),
        "funder": check_text("funder", form.funder, TITLE_LENGTH),
        "note": check_text("note", form.note, NOTE_LENGTH),
        "photo": form.photo,
    }


def _keep_photo(s: WriteSession, files: FileStore, sha256: str) -> None:
    if sha256:
        photos.attach(s.connection(), files, sha256, "asset")
        s.touch("blob")


def _print_tag(s: WriteSession, asset: Asset) -> None:
    paper = AssetTag(
        number=asset.number, title=asset.title, kind=asset.kind, centre=centre_name(s), funder=asset.funder
    )
    print_queue.add_job(s, paper, title=f"{asset.number} {asset.title}", about=asset.id)
