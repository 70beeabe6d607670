"""``villagedesk verify``: is this label genuine? Asked of a label's text or of a picture, with no window and no line."""

import sys
from pathlib import Path

from villagedesk import clock
from villagedesk.desktop.verify import words
from villagedesk.domain.labels import Verdict, is_label, read_label
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _
from villagedesk.store.verify import Answer, Seen, answer, looking_into

VALID, NOT_VALID, UNREADABLE = 0, 1, 2

_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")


def run(home: Path, label: str) -> int:
    """Print what is known about a label, or about every label in a picture.

    Args:
        home: the data folder whose keys are asked; without one only "not known here" can be said.
        label: a label's text, or the path of a picture.

    Returns:
        0 when every label is valid, 1 when one is not, 2 when there was nothing to read.
    """
    try:
        answers = _answers(home, _texts(label))
    except AppError as error:
        print(sentence(error), file=sys.stderr)
        return UNREADABLE
    for at, each in enumerate(answers):
        if at:
            print()
        print("\n".join(lines(each)))
    return VALID if all(each.reading.verdict is Verdict.VALID for each in answers) else NOT_VALID


def lines(found: Answer) -> list[str]:
    """An answer, line by line: the word, what to do, what the label says, and what a signature cannot do."""
    reading = found.reading
    said = [words.head(reading.verdict), words.verdict_sentence(reading.verdict, reading.kind)]
    kind = words.kind_word(reading.kind)
    facts = [(_("Paper"), kind)] if kind else []
    said += [_("{name}: {value}").format(name=name, value=value) for name, value in [*facts, *words.facts(found)]]
    if found.thing is not None and found.thing.stopped:
        said.append(words.stopped_words())
    said += [words.seen_words(found), words.lists_words(reading)[0], words.copy_warning(reading.kind)]
    return [line for line in said if line]


def _texts(label: str) -> list[str]:
    path = Path(label)
    if is_label(label.strip()) or not (path.suffix.lower() in _PICTURES or _is_file(path)):
        return [label]
    if not _is_file(path):
        raise AppError("file_missing", name=label)
    from villagedesk.desktop.scan_picture import read_codes  # lazy: a text needs no pictures, and so no Qt

    try:
        found = read_codes(path)
    except OSError as error:
        raise AppError("photo_damaged", detail=str(error)) from error
    return [text for text in found if is_label(text)] or found[:1]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long or impossible as a name: then it is a text
        return False


def _answers(home: Path, texts: list[str]) -> list[Answer]:
    with looking_into(home) as session:
        if session is None:
            return [_without_desk(text) for text in texts]
        return [answer(session, text) for text in texts]


def _without_desk(text: str) -> Answer:
    reading = read_label(text, lambda _kid: None, today=clock.today())
    return Answer(text, reading, issuer="", thing=None, seen=Seen(), at=clock.now_ms())
