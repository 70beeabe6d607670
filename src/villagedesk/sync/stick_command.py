"""``villagedesk stick``: write what waits here onto a stick, or read central's answer from one."""

from collections.abc import Callable
from pathlib import Path

from villagedesk.errors import sentence
from villagedesk.i18n import _, ngettext, number
from villagedesk.store import open_store
from villagedesk.sync.stick import Received, Written, read_stick, write_stick


def run(home: Path, what: str, place: Path, say: Callable[[str], None]) -> int:
    """Do it and say how it went; returns the exit status: 1 when the stick has to be written again.

    Args:
        home: the data folder.
        what: write or read.
        place: the stick's folder, or a file on it.
        say: shows a line.

    Raises:
        AppError: known trouble; nothing was changed.
    """
    store = open_store(home)
    try:
        if what == "write":
            say(written_words(write_stick(store, place)))
            return 0
        received = read_stick(store, place)
        say(received_words(received))
        return 1 if received.write_again else 0
    finally:
        store.close()


def written_words(done: Written) -> str:
    """What was written, in one sentence, or two where that is no stick."""
    words = _("{actions} actions and {photos} photos are in {file}.").format(
        actions=number(done.actions), photos=number(done.photos), file=done.file.name
    )
    if done.on_own_disk:
        words += " " + _(
            "It lies on this computer's own disk: copy it onto a stick. Here it does not count as taken away."
        )
    return words


def received_words(done: Received) -> str:
    """What a stick brought, in a few sentences."""
    if done.write_again:
        return _("Central asks for a new stick: write one and give it to the driver again.")
    words = [_("{count} entries taken from the stick.").format(count=number(done.entries))]
    if done.brought:
        words.append(
            ngettext("{count} photo came.", "{count} photos came.", done.brought).format(count=number(done.brought))
        )
    if done.trouble:
        words.append(sentence(done.trouble))
    if done.agreed:
        words.append(_("Both sides are equal now."))
    return " ".join(words)
