"""How the last try to put a copy back went, in words."""

from typing import TYPE_CHECKING

from villagedesk import i18n
from villagedesk.i18n import _, ngettext

if TYPE_CHECKING:
    from villagedesk.sync.drill import Drill


def drill_words(done: "Drill | None") -> str:
    """One or two sentences."""
    if done is None:
        return _("Whether a copy can be put back is tried once a week, while nobody is at the counter.")
    if not done.code:
        words = ngettext(
            "Putting a copy back was tried {time}: {count} action, all there and right.",
            "Putting a copy back was tried {time}: {count} actions, all there and right.",
            done.actions,
        )
        return words.format(time=i18n.ago(done.at), count=i18n.number(done.actions))
    what = {
        "drill_lost": _("An action was missing."),
        "drill_differs": _("Its rows were not what was counted."),
        "backup_damaged": _("The copy is damaged."),
    }.get(done.code, _("There was trouble with the disk."))
    words = _("Putting the copy of {time} back was tried, and it was not right.").format(time=i18n.ago(done.copy_at))
    return f"{words} {what} {_('Write a stick, and call the county office.')}"
