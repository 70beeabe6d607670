"""The answers about a label in plain words. No Qt here: the command line says the same."""

from typing import Any

from villagedesk import i18n
from villagedesk.domain.certificates import certificate_number
from villagedesk.domain.labels import COPY_WARNING, SENTENCES, Kind, Reading, Verdict
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import N_, _, ngettext

# The large word of an answer, the colour it stands in, and its sign.
HEADS: dict[Verdict, tuple[str, str, str]] = {
    Verdict.VALID: (N_("Genuine"), "good", "check"),
    Verdict.EXPIRED: (N_("Too old"), "wait", "clock"),
    Verdict.REVOKED: (N_("Withdrawn"), "act", "cross"),
    Verdict.WRONG_SIGNATURE: (N_("Forged or changed"), "act", "cross"),
    Verdict.UNKNOWN_KEY: (N_("Cannot be told yet"), "wait", "help"),
    Verdict.OUT_OF_SCOPE: (N_("Signed without permission"), "act", "warning"),
    Verdict.NOT_OURS: (N_("Not one of our labels"), "plain", "cross"),
}
KIND_WORDS: dict[Kind, str] = {
    Kind.LOT: N_("Lot label"),
    Kind.PERSON: N_("Card"),
    Kind.PARCEL: N_("Pickup label"),
    Kind.ORDER: N_("Order slip"),
    Kind.RETURN: N_("Return slip"),
    Kind.FAKE: N_("Seal label"),
    Kind.PASSBOOK: N_("Passbook slip"),
    Kind.PACK: N_("Box label"),
    Kind.PAYOUT: N_("Farmer's statement"),
    Kind.STATEMENT: N_("Statement over a time"),
    Kind.CERTIFICATE: N_("Conformity certificate"),
    Kind.TRAINING: N_("Course certificate"),
}
THING_WORDS: dict[Kind, str] = {
    Kind.LOT: N_("Lot"),
    Kind.PERSON: N_("Villager"),
    Kind.PARCEL: N_("Parcel"),
    Kind.ORDER: N_("Order"),
    Kind.RETURN: N_("Return"),
    Kind.FAKE: N_("Complaint"),
    Kind.PASSBOOK: N_("Villager"),
    Kind.PACK: N_("Box of a lot"),
    Kind.PAYOUT: N_("Farmer's money"),
    Kind.STATEMENT: N_("Farmer's money"),
    Kind.CERTIFICATE: N_("Conformity certificate"),
    Kind.TRAINING: N_("Course certificate"),
}
KIND_ICONS: dict[Kind, str] = {
    Kind.LOT: "sprout",
    Kind.PERSON: "person",
    Kind.PARCEL: "box",
    Kind.ORDER: "bag",
    Kind.RETURN: "back",
    Kind.FAKE: "warning",
    Kind.PASSBOOK: "person",
    Kind.PACK: "box",
    Kind.PAYOUT: "cash",
    Kind.STATEMENT: "cash",
    Kind.CERTIFICATE: "paper",
    Kind.TRAINING: "star",
}
# Said of a course's certificate instead: it is about a person, not about goods.
_OF_TRAINING: dict[Verdict, str] = {
    Verdict.EXPIRED: N_("Genuine, but it has run out. The course has to be taken again."),
    Verdict.REVOKED: N_("This certificate was taken back. It opens nothing any more."),
}


def head(verdict: Verdict) -> str:
    """The answer in a word or two."""
    return _(HEADS[verdict][0])


def verdict_sentence(verdict: Verdict, kind: Kind | None = None) -> str:
    """The answer, and what to do; ``kind`` is what the label is about, where that is known."""
    own = _OF_TRAINING.get(verdict) if kind is Kind.TRAINING else None
    return _(own or SENTENCES[verdict])


def copy_warning(kind: Kind | None = None) -> str:
    """What a signature cannot do, said with every answer."""
    return (
        _("A signature stops forging, not copying: look whether it is the same person.")
        if (kind is Kind.TRAINING)
        else _(COPY_WARNING)
    )


def kind_word(kind: Kind | None) -> str:
    """What sort of paper it is; "" when that is not known."""
    return _(KIND_WORDS[kind]) if kind is not None else ""


def thing_line(thing: Any) -> str:
    """What sort of thing it is, and a detail that tells it from others."""
    return "  ".join(part for part in (_(THING_WORDS[thing.kind]), thing.detail) if part)


def facts(answer: Any) -> list[tuple[str, str]]:
    """What the label says, line by line: (name, value). Nothing at all unless the signature is right."""
    reading: Reading = answer.reading
    if not reading.id:
        return []
    said = reading.fields
    on_file = answer.thing.title + (f"  {answer.thing.detail}" if answer.thing.detail else "") if answer.thing else ""
    lines = [
        (_("Signed by"), answer.issuer),
        (_("Number"), certificate_number(said["issued_on"], reading.id) if reading.kind is Kind.CERTIFICATE else ""),
        (_("Number"), said.get("number", "")),
        (_("Course"), said.get("course", "")),
        (_("Who took it"), said.get("learner", "")),
        (_("Hours"), _hours(said)),
        (_("Product"), said.get("product", "")),
        (_("Grade"), said.get("grade", "")),
        (_("Quantity"), _quantity(said)),
        (_("Farmer"), said.get("farmer", "")),
        (_("Village"), said.get("village", "")),
        (_("Until") if reading.kind is Kind.STATEMENT else _("Harvested"), _day(said, "harvested_on")),
        (_("Total"), i18n.money(said["total_fen"]) if "total_fen" in said else ""),
        (_("Pays the centre"), i18n.money(said["owes_fen"]) if "owes_fen" in said else ""),
        (_("Gets from the centre"), i18n.money(said["owed_fen"]) if "owed_fen" in said else ""),
        (_("Label made"), _day(said, "issued_on")),
        (_("Good until"), _day(said, "expires_on")),
        (_("Leads to"), reading.host),
        (_("On file here"), on_file),
    ]
    return [(name, value) for name, value in lines if value]


def seen_words(answer: Any) -> str:
    """How often the label was scanned here; "" when it was not counted."""
    seen = answer.seen
    if seen.ever == 0:
        return ""
    if seen.ever == 1 and seen.today == 1:
        return _("Seen here for the first time")
    words = ngettext("Seen here {count} time today", "Seen here {count} times today", seen.today).format(
        count=i18n.number(seen.today)
    )
    if seen.ever == seen.today:
        return words
    return _("{today}, {ever} times in all, first on {day}").format(
        today=words, ever=i18n.number(seen.ever), day=i18n.short_day(seen.first_on)
    )


def lists_words(reading: Reading) -> tuple[str, str]:
    """How old the lists are that the answer rests on, and the colour to say it in; empty when it rests on none."""
    if not reading.id:
        return "", ""
    if reading.lists_age is None:
        return _("The lists of known computers have not come yet. Sync once, then scan again."), "wait"
    if reading.lists_age == 0:
        return _("The lists are of today"), "muted"
    words = ngettext("The lists are {count} day old", "The lists are {count} days old", reading.lists_age)
    return words.format(count=i18n.number(reading.lists_age)), "wait"


def stopped_words() -> str:
    """What to say when the seller is stopped, however genuine the label is."""
    return sentence(AppError("seller_stopped"))


def _day(said: Any, name: str) -> str:
    return i18n.short_day(said[name]) if name in said else ""


def _hours(said: Any) -> str:
    minutes = int(said.get("minutes", 0))
    return i18n.number(minutes // 60) + (f":{minutes % 60:02d}" if minutes % 60 else "") if minutes else ""


def _quantity(said: Any) -> str:
    if "grams" in said:
        return "  ".join(i18n.weight(said["grams"], unit) for unit in ("jin", "kg"))
    if "pieces" in said:
        return ngettext("{count} item", "{count} items", said["pieces"]).format(count=i18n.number(said["pieces"]))
    return ""
