"""What the roles on this computer are called."""

from villagedesk.i18n import N_, _

_WORDS = {
    "operator": N_("Operator"),
    "trainer": N_("Trainer"),
    "manager": N_("Manager"),
    "auditor": N_("Auditor"),
}


def role_values() -> list[str]:
    """Every role, in the order shown; the same as ``domain.operators.Role``, which loads later than the PIN screen."""
    return list(_WORDS)


def role_words(role: str) -> str:
    """A role in the language of the moment."""
    return _(_WORDS.get(role, N_("Operator")))
