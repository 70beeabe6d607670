"""Seed, fertiliser and pesticide are looked at when they are handed over: label, licence number, season, printed date.

Food and the like has a date only: nobody has to look at it, but what is past its date is told and decided about.

A computer cannot see a fake; it sees what no genuine pack shows. Every finding is a reason in words, and the operator
decides. The forms of licence numbers and the seasons are rules (``farm_inputs`` of the rule pack).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from villagedesk.domain.best_before import printed_day
from villagedesk.domain.goods import FarmInput
from villagedesk.domain.parcel_rules import FarmInputRules
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.i18n import N_

LICENCE_LENGTH = 60
LABEL_LENGTH = 600
# The kind of what is no farm input and has a printed date.
DATED = "dated"

KIND_WORDS: dict[str, str] = {
    FarmInput.SEED: N_("Seed"),
    FarmInput.FERTILISER: N_("Fertiliser"),
    FarmInput.PESTICIDE: N_("Pesticide"),
}
# The same for everything that the page of a parcel's packs shows.
PACK_WORDS: dict[str, str] = {**KIND_WORDS, DATED: N_("Has a printed date")}


class Verdict(StrEnum):
    """What came of a look at a pack."""

    FINE = "fine"
    GIVEN = "given"  # something was odd, and the operator handed it over all the same
    KEPT_BACK = "kept_back"
    UNSEEN = "unseen"  # handed over without a look, though the operator was told to look first


VERDICT_WORDS: dict[str, str] = {
    Verdict.FINE: N_("nothing odd"),
    Verdict.GIVEN: N_("odd, handed over all the same"),
    Verdict.KEPT_BACK: N_("odd, kept back"),
    Verdict.UNSEEN: N_("warned, handed over without a look"),
}


# Packs of which the operator is warned when he hands them over: nobody looked, or somebody kept them back.
WARNED_OF = frozenset({"", Verdict.UNSEEN, Verdict.KEPT_BACK})


class Problem(StrEnum):
    """What no genuine pack shows."""

    LICENCE_MISSING = "licence_missing"
    LICENCE_FORM = "licence_form"
    LABEL_MISSING = "label_missing"
    LABEL_LINES = "label_lines"
    LABEL_CODE = "label_code"
    LABEL_ADDRESS = "label_address"
    SEASON = "season"
    TOO_OLD = "too_old"


PROBLEM_WORDS: dict[str, str] = {
    Problem.LICENCE_MISSING: N_("There is no licence number on it."),
    Problem.LICENCE_FORM: N_("Licence numbers of this kind do not look like this."),
    Problem.LABEL_MISSING: N_("There is no square code on the pack."),
    Problem.LABEL_LINES: N_("The square code does not have its four lines: variety, producer, code, address."),
    Problem.LABEL_CODE: N_("The third line of the square code is no pack's code."),
    Problem.LABEL_ADDRESS: N_("The fourth line of the square code is no address to trace it."),
    Problem.SEASON: N_("It is not the season for it. Ask whether the villager really means to keep it so long."),
    Problem.TOO_OLD: N_("It is past its date. Nobody may sell it any more, and the villager can give it back."),
}

_ADDRESS = re.compile(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Pack:
    """What was seen on one pack: the scanned square code, the licence number and the printed date, as typed."""

    kind: str
    title: str
    label_text: str = ""
    licence_no: str = ""
    good_until: str = ""


def check_pack(pack: Pack, today: str) -> list[Problem]:
    """What is odd about a pack by the rules of an ISO date; an empty list when nothing is.

    Raises:
        Invalid: on the field ``licence_no`` or ``label_text``: too long; on ``good_until``: no date.
    """
    last_day = printed_day(pack.good_until)
    old = [Problem.TOO_OLD] if last_day and last_day < today else []
    return old if pack.kind == DATED else [*old, *_farm_problems(pack, today)]


def _farm_problems(pack: Pack, today: str) -> list[Problem]:
    rules = rule_pack(today).farm_inputs
    found = [*_licence_problems(pack, rules)]
    if pack.kind == FarmInput.SEED:
        found += _label_problems(pack.label_text, rules)
    if not in_season(pack.title, int(today[5:7]), rules):
        found.append(Problem.SEASON)
    return found


def licence_problems(kind: str, licence_no: str, today: str) -> list[Problem]:
    """What is odd about the licence number of seed, fertiliser or pesticide, by the rules of an ISO date.

    Raises:
        Invalid: on the field ``licence_no``: too long.
    """
    return _licence_problems(Pack(kind, "", licence_no=licence_no), rule_pack(today).farm_inputs)


def plain_licence(text: str) -> str:
    """A licence number in one form: narrow brackets, no spaces, capital letters.

    Raises:
        Invalid: on the field ``licence_no``: too long.
    """
    plain = unicodedata.normalize("NFKC", text)
    return check_text("licence_no", "".join(plain.split()).upper(), LICENCE_LENGTH)


def plain_label(text: str) -> str:
    """A scanned square code as it is kept, its lines one under the other.

    Raises:
        Invalid: on the field ``label_text``: too long.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    kept = "\n".join(line for line in lines if line)
    if len(kept) > LABEL_LENGTH:
        raise Invalid("label_text", "too_long", limit=LABEL_LENGTH)
    return kept


def in_season(title: str, month: int, rules: FarmInputRules) -> bool:
    """Whether goods with this title are sown or used in a month, or soon; what no rule names always is."""
    named = [season for season in rules.seasons if any(word in title for word in season.words)]
    return not named or any(season.holds(month) for season in named)


def _licence_problems(pack: Pack, rules: FarmInputRules) -> list[Problem]:
    number = plain_licence(pack.licence_no)
    if not number:
        return [Problem.LICENCE_MISSING]
    forms = rules.licences.get(pack.kind, ())
    return [] if any(re.fullmatch(form, number) for form in forms) else [Problem.LICENCE_FORM]


def _label_problems(text: str, rules: FarmInputRules) -> list[Problem]:
    lines = plain_label(text).splitlines()
    if not lines:
        return [Problem.LABEL_MISSING]
    if len(lines) != rules.seed_label_lines:
        return [Problem.LABEL_LINES]
    problems = []
    if not re.fullmatch(rules.seed_unit_code, lines[2].upper()):
        problems.append(Problem.LABEL_CODE)
    if not _ADDRESS.fullmatch(lines[3]):
        problems.append(Problem.LABEL_ADDRESS)
    return problems
