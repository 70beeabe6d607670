"""Short texts as people type them: one space between words, nothing invisible, and not too long for where they stand."""

from villagedesk.errors import Invalid


def tidy(text: str) -> str:
    """One space between words, none at the ends, no characters that cannot be seen."""
    seen = "".join(character for character in text if character.isprintable() or character.isspace())
    return " ".join(seen.split())


def check_text(field: str, text: str, limit: int, *, required: bool = False) -> str:
    """A short text as it is kept.

    Args:
        field: what the sentence is shown under.
        text: as typed.
        limit: the most characters it may have.
        required: whether it must not be empty.

    Raises:
        Invalid: ``field_required`` or ``too_long``.
    """
    kept = tidy(text)
    if required and not kept:
        raise Invalid(field, "field_required")
    if len(kept) > limit:
        raise Invalid(field, "too_long", limit=limit)
    return kept
