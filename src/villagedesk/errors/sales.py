"""Sentences about selling crops: filling a buyer's order, the scale, claims, settlements, paying farmers."""

from villagedesk.i18n import N_

SALES: dict[str, str] = {
    "account_missing": N_(
        "No account of this farmer is on file. Pay in cash, or write the account into the dossier first."
    ),
    "account_no_consent": N_(
        "The farmer has not agreed that his account is used. Read the text aloud to him first, or pay in cash."
    ),
    "allocation_missing": N_("No lot is on this order yet. Choose the lots first."),
    "box_label_wrong": N_("This is no genuine label of a box. Scan the square on the box, or type how many there are."),
    "box_of_other_order": N_("This box belongs to another order, or its lot was packed again. Put it aside and look."),
    "box_without_number": N_("This label carries no number, so it cannot be counted by scanning. Type how many boxes."),
    "boxes_missing": N_(
        "{packed} boxes were packed, {counted} counted: {difference} missing. Look for them and count again, or write "
        "beneath why fewer go."
    ),
    "boxes_not_counted": N_(
        "Count the boxes that the driver takes: {packed} were packed. Scan their labels, or type it."
    ),
    "boxes_too_many": N_(
        "{packed} boxes were packed, {counted} counted: {difference} too many. Look whose they are and count again, or "
        "write beneath why more go."
    ),
    "boxes_out_of_range": N_("Please type how many boxes, from 1 to {limit}."),
    "claim_too_large": N_("The claim is more than its lots are worth. Ask the county office to look at it again."),
    "claim_too_late": N_("The buyer's time for a claim is over."),
    "claim_undecided": N_("A claim of the buyer is not decided yet. The order is settled after that."),
    "crop_order_stopped": N_(
        "{farmer} was stopped by the county office. Take his lot off the order, then go on with the others."
    ),
    "sale_lot_failed": N_(
        "A test of lot {lot} failed. Take the lot off the order and keep it apart for the laboratory."
    ),
    "sale_lot_too_early": N_(
        "Lot {lot} was harvested on {harvested_on}, before {day}, the first lawful day after spraying. It must not be sold:"
        " take it off the order."
    ),
    "file_no_table": N_("{file} is no table. Save it as CSV or as an Excel file (.xlsx), then take it in again."),
    "file_too_many_rows": N_(
        "This file has more than {limit} rows, or more in it than a table has. Split it, then try again."
    ),
    "gross_too_large": N_("This is more than the scale carries. Please look at the digits once more."),
    "less_than_ordered": N_("Buyers have ordered more than that of this offer. Offer at least what they ordered."),
    "lot_not_in_order": N_("This lot is not in the order. Type its code as it stands on the box."),
    "lot_not_packed": N_("The lot of {farmer} is not packed yet. Pack it, or take it off the order."),
    "lot_too_small_weighed": N_(
        "The scale says more than is left in this lot. Bring less to the scale, or record the rest as a lot of its own."
    ),
    "lot_not_weighed": N_("{farmer} has not been weighed in yet. Weigh the lot in, or take it off the order."),
    "lot_on_order_already": N_("This lot is on the order already."),
    "moisture_out_of_range": N_("Moisture is between 0 and 100 percent."),
    "not_gross": N_(
        "Nothing is left after the empty weight. Please weigh again: goods and container, then the container."
    ),
    "nothing_to_pay": N_("There is nothing to pay out to this farmer (any more)."),
    "order_full": N_("The buyer does not want that much. Take less, or take another lot off first."),
    "pack_too_large": N_("One box cannot hold more than all that is offered."),
    "least_too_large": N_("A buyer cannot have to take more than all that is offered."),
    "under_least": N_("This seller sends no less than {least}. Order more, or all that is left."),
    "payout_held": N_("The county office has stopped this seller, and his money waits until it has decided."),
    "price_columns": N_(
        "The first row has to name the columns: product, date and price (品名, 发布日期, 平均价). Look at the file."
    ),
    "price_missing": N_("No price stands in this row."),
    "price_unit": N_("This unit is not known. Use jin, kg or piece."),
    "price_above_order": N_("The price may be lower than the buyer's for a lower grade, not higher."),
    "sample_missing": N_(
        "Please type the number of the seal and who was there, and take a photo of the sealed sample."
    ),
    "statement_empty": N_("Nothing was sold, paid or due in this time. Choose another one."),
    "cost_reason_missing": N_(
        "Freight or packing is not what the rules come to. Please say why; it stands on the sheet that the farmers see."
    ),
    "settlement_empty": N_("Nothing was weighed in for this order, so there is nothing to settle."),
    "settlement_negative": N_(
        "{farmer} would get less than nothing. Lower the freight, the packing or the other deduction."
    ),
    "settlement_paid": N_("A farmer was paid already, so the settlement stays as it is."),
    "transfer_not_due": N_("The lots of this transfer are paid another way. Fail it with a reason instead."),
    "too_much_weighed": N_("That is much more than was promised. Weigh again, or take the lot off and put it on anew."),
}
