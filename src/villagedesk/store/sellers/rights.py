"""With which right a farmer sells today, and what stands in the way: all of it known without a line."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.rules import Standing, rule_pack
from villagedesk.domain.sellers import EXEMPT, Seller, SellerKind, SellerState, dossier_rank
from villagedesk.store.moments import sure_day
from villagedesk.store.same_person import ids_of
from villagedesk.store.sellers.consents import standing_of
from villagedesk.store.sellers.turnover import Turnover, turnover


@dataclass(frozen=True)
class Right:
    """Whether somebody may offer anything now. ``hindrance`` is the code of the sentence that says why not, or "".

    ``warning`` is the code of something to be told that does not stop him yet, or "".
    """

    seller_id: str
    hindrance: str
    warning: str
    turnover: Turnover


def seller_of(s: Session, person_id: str) -> Seller | None:
    """The dossier that counts for a person; of several (rows that were joined) a stopped one before all others."""
    found = s.exec(select(Seller).where(col(Seller.person_id).in_(ids_of(s, person_id)))).all()
    order = sorted(found, key=lambda row: (dossier_rank(row.state), row.created_at, row.id))
    return order[0] if order else None


def right_of(s: Session, person_id: str, *, own_produce: bool = True) -> Right | None:
    """With which right a person may offer something today; None for one who does not sell.

    Args:
        own_produce: what is to be offered is his own; a turnover over the limit stops only what is not.
    """
    seller = seller_of(s, person_id)
    if seller is None:
        return None
    sold = turnover(s, person_id, seller.kind)
    return Right(seller.id, _hindrance(s, seller, sold, own_produce), _warning(seller, sold), sold)


def hindrance_of(s: Session, person_id: str, *, own_produce: bool = True) -> str:
    """The code of what keeps a person from offering anything, "" where nothing does or he has no dossier."""
    right = right_of(s, person_id, own_produce=own_produce)
    return right.hindrance if right else ""


def _hindrance(s: Session, seller: Seller, sold: Turnover, own_produce: bool) -> str:
    today = sure_day(s.connection())
    if seller.state == SellerState.FROZEN:
        return "seller_stopped"
    if seller.state != SellerState.APPROVED:
        return "seller_not_verified"
    if seller.kind not in EXEMPT and seller.licence_until and seller.licence_until < today:
        return "licence_ran_out"
    if _took_back(s, seller.person_id):
        return "consent_taken_back"
    if sold.standing == Standing.OVER and (not own_produce or seller.kind == SellerKind.SMALL_TRADE):
        return "turnover_over"
    return ""


def _warning(seller: Seller, sold: Turnover) -> str:
    if sold.standing == Standing.NEAR:
        return "turnover_near"
    if sold.standing == Standing.OVER:
        return "turnover_over_own_only"
    return ""


def _took_back(s: Session, person_id: str) -> bool:
    """Whether he said no to something without which nobody sells. Who was never asked (old dossiers) said nothing."""
    wordings = rule_pack(clock.today()).consents
    return any(
        not word.given and purpose in wordings and wordings[purpose].needed_to_sell
        for purpose, word in standing_of(s, person_id).items()
    )
