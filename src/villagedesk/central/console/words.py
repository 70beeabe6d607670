"""The console's words for states, fields, kinds and troubles, in the language of the request."""

from villagedesk.domain import (
    cash_day,
    certificates,
    crops,
    evidence,
    fakes,
    listings,
    orders,
    parcels,
    returns,
    sales,
    sellers,
    setting_up,
    tickets,
    training_results,
)
from villagedesk.errors import AppError, NotFound, sentence
from villagedesk.i18n import N_, _

# By the entity, which is also the name of its state machine.
STATES: dict[str, dict[str, str]] = {
    "order": orders.STATE_WORDS,
    "parcel": parcels.STATE_WORDS,
    # What the desk sees from its side reads the other way round here.
    "seller": sellers.STATE_WORDS | {"submitted": N_("to be checked"), "returned": N_("sent back")},
    "listing": listings.STATE_WORDS | {"queued": N_("to be checked")},
    "crop_order": sales.STATE_WORDS,
    "return": returns.STATE_WORDS | {"open": N_("to be answered")},
    "cash_day": cash_day.STATE_WORDS | {"to_check": N_("to be looked at"), "checked": N_("looked at")},
    "deposit": cash_day.DEPOSIT_WORDS,
    "certificate": certificates.STATE_WORDS,
    "training_certificate": training_results.STATE_WORDS,
    "crop_allocation": sales.allocations.STATE_WORDS,
    "crop_claim": sales.claims.STATE_WORDS
    | {"open": N_("with the centre"), "objected": N_("to be decided"), "agreed": N_("the centre agrees")},
    "grade_dispute": sales.allocations.DISPUTE_WORDS | {"open": N_("to be decided")},
    "crop_payout": sales.payouts.STATE_WORDS | {"asked": N_("to be transferred")},
    "ticket": tickets.STATE_WORDS | {"open": N_("to be looked at"), "done": N_("repaired, not signed off yet")},
    "centre_setup": setting_up.STATE_WORDS | {"applied": N_("waits for a decision")},
    "centre_contract": setting_up.CONTRACT_WORDS,
    "fake_report": fakes.STATE_WORDS | {"taken": N_("to be passed on")},
}

# How a state looks: the kind of its pill.
PILLS: dict[str, str] = {
    "queued": "wait",
    "needs_decision": "wait",
    "submitted": "wait",
    "received": "wait",
    "announced": "wait",
    "missing": "act",
    "lost": "act",
    "refused": "act",
    "frozen": "act",
    "returned": "act",
    "approved": "good",
    "live": "good",
    "placed": "good",
    "shipped": "good",
    "accepted": "good",
    "arrived": "good",
    "collected": "good",
    "open": "wait",
    "handed_to_courier": "wait",
    "refunded": "good",
    "paid_out": "good",
    "taken": "wait",
    "with_seller": "wait",
    "answered": "good",
    "escalated": "act",
    "to_check": "wait",
    "closed": "good",
    "checked": "good",
    "packed": "wait",
    "banked": "good",
    "valid": "good",
    "revoked": "act",
    "claimed": "wait",
    "confirmed": "good",
    "settled": "good",
    "handed_over": "wait",
    "delivered": "wait",
    "objected": "wait",
    "agreed": "good",
    "decided": "good",
    "asked": "wait",
    "failed": "act",
    "seen": "wait",
    "visit_booked": "wait",
    "done": "good",
    "signed_off": "good",
    "self_helped": "good",
    "applied": "wait",
    "contracted": "wait",
    "working": "good",
    "signed": "good",
}

FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "resident_id": N_("ID card number"),
    "phone": N_("Phone"),
    "village_group": N_("Village group"),
    "village_code": N_("Village"),
    "nickname": N_("Nickname"),
    "address": N_("House"),
    "relation": N_("In the household"),
    "land_contract": N_("Number of the land contract"),
    "crops": N_("Crops"),
    "area": N_("Land"),
    "plots": N_("Plots"),
    "payout": N_("Payout account"),
    "payout_holder": N_("Name on the account"),
    "kind": N_("Right to sell"),
    "declared": N_("Declaration that he sells his own"),
    "licence_no": N_("Licence number"),
    "licence_scope": N_("What the licence allows"),
    "licence_until": N_("Licence valid until"),
    "cooperative": N_("Name of the cooperative"),
    "consents": N_("Consents"),
    "witness": N_("Witness"),
    "signature": N_("Signature"),
    "photos": N_("Photos"),
}

PHOTOS: dict[str, str] = {
    "id_front": N_("ID card, front"),
    "id_back": N_("ID card, back"),
    "licence": N_("Business licence"),
    "village_proof": N_("Village proof"),
    "portrait": N_("Portrait"),
    "plot": N_("Sketch of a plot"),
    **crops.PHOTO_WORDS,
    **evidence.KIND_WORDS,
}

# What a page says after an act; the address carries only the key.
DONE: dict[str, str] = {
    "approve": N_("Approved. The centre sees it with its next connection."),
    "return": N_("Sent back. The centre sees the reason with its next connection."),
    "approve-listing": N_("On sale now."),
    "refuse-listing": N_("Sent back. The centre sees the reason with its next connection."),
    "take-down": N_("Taken down."),
    "revoke-training-certificate": N_("Revoked. Every centre hears of it with its next connection."),
    "revoke-certificate": N_("Revoked. Every centre hears of it with its next connection."),
    "protect-name": N_("Protected. Every centre checks its offers for it from its next connection on."),
    "unprotect-name": N_("Taken off the list. Every centre hears of it with its next connection."),
    "allow-name": N_("Allowed. The centre hears of it with its next connection."),
    "forbid-name": N_("The leave is taken away. The centre hears of it with its next connection."),
    "fail-lot": N_("Noted. The certificates of this lot are revoked."),
    "clear-lot": N_("Noted. A new certificate is possible."),
    "buy-lot": N_("Ordered. The centre is asked with its next connection."),
    "withdraw": N_("Withdrawn."),
    "buy-produce": N_("Ordered. The centre is asked with its next connection."),
    "deliver-crop": N_("Arrived. The buyer's time for a claim runs."),
    "confirm-crop": N_("Confirmed. The centre can settle it."),
    "claim-crop": N_("Claimed. The centre answers before the deadline."),
    "decide-claim": N_("Decided. The centre sees it with its next connection."),
    "withdraw-claim": N_("The claim is withdrawn."),
    "claim-photo": N_("Added. The centre sees it beside the claim."),
    "decide-grade": N_("Decided. The centre sees it with its next connection."),
    "confirm-transfer": N_("Noted. The centre sees the reference with its next connection."),
    "public-address": N_("Every centre prints it with its next connection."),
    "publish-price": N_("Every centre sees it with its next connection."),
    "fail-transfer": N_("Noted. The farmer can be paid again."),
    "placed": N_("Placed."),
    "payer-paid": N_("Paid. It is placed at the next look."),
    "pay": N_("Paid. Thank you; the village is told."),
    "seller-frozen": N_("The villager is asked what to do without these goods."),
    "price-changed": N_("The villager is asked about the new price."),
    "out-of-stock": N_("The villager is asked what to do without these goods."),
    "refuse": N_("Refused. The villager gets his money back."),
    "ship": N_("On the van. The parcels are announced at the centre."),
    "refund": N_("Given back. The centre pays it out to the villager."),
    "answer-returns": N_("The marketplace was asked about every return that waits."),
    "approve-return": N_("It may go back. The centre sees it with its next connection."),
    "refuse-return": N_("Refused. The centre sees the reason with its next connection."),
    "goods-back": N_("The seller has the goods. His days for the refund begin."),
    "refund-return": N_("Given back. The centre pays it out to the villager."),
    "award": N_("Damages noted. The centre pays them out to the villager."),
    "pass-on-fake": N_("Passed on. The centre sees it with its next connection."),
    "answer-fake": N_("The answer goes to the centre with its next connection."),
    "refund-fake": N_("Given back. What the centre has advanced is settled with it."),
    "lose-parcel": N_("Lost. The villager's money for it goes back."),
    "send-texts": N_("Every text that waited was sent."),
    "see-ticket": N_("Noted. The centre sees it with its next connection."),
    "book-visit": N_("Booked. The centre sees the day with its next connection."),
    "finish-ticket": N_("Noted. The operator signs that it works."),
    "refuse-ticket": N_("Refused. The centre sees the reason with its next connection."),
    "check-day": N_("Noted. The centre sees it with its next connection."),
    "announce": N_("Announced at the centre."),
    "revoke": N_("Revoked. This computer gets in no more."),
    "freeze": N_("Stopped. Nothing of this seller goes on sale."),
    "lift": N_("This seller may go on."),
    "apply-centre": N_("The application is on file. The county decides."),
    "approve-application": N_("Approved. Look at the room with the checklist; it works on a phone."),
    "return-application": N_("Sent back. Whoever applied completes it on a page of his own."),
    "file-papers": N_("The papers are in the file."),
    "complete-application": N_("The application is whole again, and waits for a decision."),
    "refuse-application": N_("Refused. The reason stays in the file."),
    "look-again": N_("The checklist is open again."),
    "take-on-file": N_("The file is open. Write the contract down; then a code can be made."),
    "answer-point": N_("Saved."),
    "accept-centre": N_("The room is fit to open. Write the contract down."),
    "give-thing": N_("It is in the room's register. Write its number on the thing."),
    "sign-contract": N_("The contract is on file. A code for the computer can be made."),
    "end-contract": N_("The contract has ended. No more codes are made for this centre."),
    "publish-course": N_("Every centre has the course with its next connection."),
    "withdraw-course": N_("Withdrawn. No new class is planned with it, from each centre's next connection on."),
    "withdraw-pack": N_("Withdrawn. Nobody fetches these materials any more."),
    "publish-pack": N_("The materials are signed. Centres can fetch them from their next connection on."),
    "set-up-centre": N_("The centre is set up. Make a code for its first computer."),
    "place": N_("The marketplace was asked for every waiting order."),
}


def state_word(entity: str, state: object) -> str:
    """A state in words; a state of a newer version as it is."""
    return _(STATES[entity].get(str(state), str(state)))


def left_out(why: str) -> str:
    """Why a line of an order was left out."""
    return _(orders.LEFT_OUT_WORDS.get(why, orders.LEFT_OUT_WORDS[""]))


def pill(state: object) -> str:
    """The kind of pill a state is shown with."""
    return PILLS.get(str(state), "plain")


def told(error: AppError) -> str:
    """What went wrong and what to do, in the language of the request."""
    if isinstance(error, NotFound):
        return _("This is not here any more. Go back to the list.")
    if error.code == "move_not_allowed":
        words = STATES.get(str(error.params.get("machine")), {})
        now = str(error.params.get("state"))
        return sentence(AppError(error.code, now=_(words.get(now, now))))
    return sentence(error)
