"""The sentences of goods that go back, money that goes back, and complaints about fakes."""

from villagedesk.i18n import N_

RETURNS: dict[str, str] = {
    "advance_out_of_range": N_("The rules do not allow this advance. Type a smaller amount."),
    "already_sealed": N_("This sample is sealed already, with the number {seal}."),
    "fake_nothing_named": N_("Please say what it is that was bought."),
    "fake_without_order": N_("This complaint belongs to no order of the platform, so nothing can be given back here."),
    "nothing_to_take": N_("Nothing is to be paid for this order any more."),
    "nothing_to_return": N_("Nothing of this order is here that could go back."),
    "photo_missing": N_("Please take at least one photo of the goods. Without a picture nobody can judge it."),
    "refund_above_goods": N_(
        "For these goods {left} can still be given back; the rest of their price came back already. Type that or less."
    ),
    "refund_came_already": N_("The price of these goods came back already. Nothing more of it can be given back."),
    "refunded_as_sent_back": N_(
        "The platform gave {money} back because these goods went back. Call the county office: it has to say which is true."
    ),
    "return_lines_missing": N_("Please say what goes back: at least one piece."),
    "return_photo_missing": N_(
        "Please take a photo of it. Where that is not possible, write down why: the villager's right stays."
    ),
    "return_too_many": N_("Only {left} of this can still go back."),
    "return_not_on_its_way": N_("These goods are not on their way to the seller. Look at the return again."),
    "seal_missing": N_("Seal the sample first and write down the number of the seal."),
    "too_many_photos": N_("Please take at most {limit} photos."),
}
