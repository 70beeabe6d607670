"""The sentences about villagers, sellers, and what they bring: numbers, dossiers, lots and listings."""

from villagedesk.i18n import N_

PEOPLE: dict[str, str] = {
    # --- numbers that say who somebody is
    "bank_card_check": N_(
        "One digit of the card number is wrong. Please look at the card. If it is a passbook, choose passbook."
    ),
    "bank_card_digits": N_("An account number has only digits. Please look at the card."),
    "bank_card_length": N_("A card number has 16 to 19 digits; here are {count}. Please look at the card."),
    "credit_code_doubt": N_(
        "The last character does not fit the others. Please compare with the licence and take a photo of it; "
        "the county office will look at it."
    ),
    "credit_code_length": N_("The code on a licence has 18 characters; here are {count}. Please look at the licence."),
    "credit_code_letters": N_("“{letter}” never stands in this code. Please look at the licence."),
    "id_born_in_future": N_("This birthday has not come yet. Please look at digits 7 to 14 on the card."),
    "id_born_too_early": N_("This birthday is too long ago. Please look at digits 7 to 14 on the card."),
    "id_check_digit": N_("The last digit should be {expected}. Please look at the card."),
    "id_letters": N_("An ID number has only digits, and at the end perhaps an X. Please look at the card."),
    "id_no_such_day": N_("There is no such birthday. Please look at digits 7 to 14 on the card."),
    "id_old_number": N_("This is an old number with 15 digits. Please take the 18 characters of the present card."),
    "id_too_long": N_("An ID number has 18 characters; here are {count}. Please look at the card."),
    "id_too_short": N_("An ID number has 18 characters; {missing} are missing. Please look at the card."),
    "landline_wrong": N_("This is no phone number with its area code, like 010 6552 9988. Please ask again."),
    "licence_old_number": N_(
        "This is the number of a licence from before October 2015. Please take a photo of the licence; "
        "the county office will look at it."
    ),
    "mobile_length": N_("A mobile number has 11 digits; here are {count}. Please ask again."),
    "mobile_start": N_("A mobile number begins with 13 to 19, not with {start}. Please ask again."),
    "name_digits": N_("A name has no digits. Please look at the card."),
    "name_signs": N_("“{sign}” never stands in a name. Please look at the card."),
    "passbook_length": N_("An account number has 8 to 30 digits; here are {count}. Please look at the passbook."),
    "phone_letters": N_("A phone number has only digits. Please ask again."),
    "village_code_digits": N_("A village code has only digits."),
    "village_code_length": N_("A village code has 12 digits; here are {count}."),
    "village_code_of_street": N_("This is the code of the township. The last three digits name the village."),
    # --- people, sellers, lots, listings
    "consent_missing_bank_account": N_(
        "An account may only be kept with a yes to “Bank account”. Ask, or empty the account."
    ),
    "consent_needed_to_sell": N_("Without a yes to “{purpose}” nobody can sell here. Read it aloud and ask again."),
    "consent_not_given": N_("He did not agree to this (any more). There is nothing to take back."),
    "consent_taken_back": N_("The seller took back what is needed to sell here. Read it aloud and ask again."),
    "consent_missing_portrait": N_("A portrait may only be kept with a yes to “Portrait”. Ask, or take another photo."),
    "consent_unknown": N_("This consent is not in the rules any more. Please choose again."),
    "copies_out_of_range": N_("Please print 1 to {limit} labels at a time."),
    "declaration_missing": N_(
        "Without a licence he has to sign that he sells his own, or bring the village committee's proof as a photo."
    ),
    "harvest_in_future": N_("This day has not come yet: today is {today}. Please ask when it was picked."),
    "harvest_too_old": N_("This is more than a year ago. Please ask when it was picked."),
    "holder_other": N_(
        "{name} is neither the farmer nor on file as living with him. Take an account in the farmer's own name."
    ),
    "id_on_file": N_(
        "{name} is on file with this very number. Please compare both cards; one of them was typed wrong."
    ),
    "id_twice": N_("Two people are on file with this ID number. Compare both cards and correct the one that is wrong."),
    "licence_over": N_("This licence has run out. Ask for the new one."),
    "licence_photo_missing": N_("The code of the licence does not fit. Take a photo of the licence (F4)."),
    "licence_ran_out": N_("The seller's licence has run out. Ask for the new one and correct the dossier."),
    "listing_not_ready": N_(
        "It cannot go up yet: {count} points of the check are open. Look at the list at the right."
    ),
    "look_here": N_("The county office says: {reason}"),
    "lot_too_small": N_("The lot has not that much left. Decline the order, or ask the buyer to take less."),
    "maybe_on_file": N_("{name} looks like this person and is on file. Please choose at the right."),
    "more_than_left": N_("The lot has not that much left. Please look at the quantity."),
    "payout_card_check": N_(
        "One digit of the card number is wrong. Please look at the card. For a passbook, write “passbook” before it."
    ),
    "payout_number_missing": N_("Please type the number of the account as well."),
    "place_abroad": N_("This place is not in China. Please look at both numbers; each may be the other one."),
    "place_unreadable": N_("A place is two numbers, like 30.1234, 119.5678. Copy it from the map of a telephone."),
    "plots_too_many": N_("More than {limit} plots cannot be kept for one farmer. Put small ones together."),
    "not_joined": N_("{name} is not joined with anybody (any more)."),
    "same_already": N_("{name} is one person on file already."),
    "plot_wrong": N_("Plot “{plot}”: {reason}"),
    "price_too_large": N_("This price is too high for one unit. Please look at the digits once more."),
    "quantity_too_large": N_("This is more than a farm brings at once. Please look at the digits once more."),
    "seller_already": N_("{name} is a seller already. Open the page instead."),
    "seller_missing": N_("Please choose whose harvest it is."),
    "seller_not_verified": N_("The seller is not verified. Nothing may go on sale until the county office has agreed."),
    "seller_too_young": N_("Whoever sells must be at least {least} years old. Please look at the card."),
    "seller_stopped": N_("The county office has stopped this seller. Nothing may be taken in or offered now."),
    "turnover_near": N_("The yearly limit up to which no licence is needed is nearly reached."),
    "turnover_over": N_(
        "The yearly limit up to which no licence is needed is reached. He needs a licence before he sells more."
    ),
    "turnover_over_own_only": N_(
        "The yearly limit for small trade is reached: without a licence only what he grows himself may be offered."
    ),
    "village_pack_older": N_("The list of villages that is here is newer: {here}. The file is of {edition}."),
    "village_pack_wrong": N_("This file is no list of villages, or it is damaged. Nothing was changed."),
    "visit_not_verified": N_("This seller is not verified, so there is nothing to look at again."),
    "witness_missing": N_("A thumb print needs a witness. Please type the name of who was there."),
    # --- lists that are taken in
    "import_empty": N_("There is no row below the names of the columns."),
    "import_no_columns": N_(
        "No line with the names of the columns was found. The list needs at least “name” and one more, for instance "
        "“ID number” or “product”."
    ),
    "import_not_a_table": N_("This file is no table that can be read. Save it again as an Excel workbook or as CSV."),
    "import_seller_several": N_("Several sellers are called {name}. Write the ID number or phone beside the name."),
    "import_seller_unknown": N_("{name} is no seller on file. Take the farmer on first."),
    "import_too_large": N_("This list is too long. At most {limit} rows go in at once; please split it."),
    "import_too_many_rows": N_("This list has more than {limit} rows. Please split it."),
    "import_nobody": N_("Nobody may work on this computer yet. Open the program once first."),
    "import_undone": N_("This list was taken back already."),
    # --- who lives together
    "household_same_person": N_("This is the same person. Choose somebody else."),
    "household_already": N_("These two live together already."),
    "household_alone": N_("Nobody is on file as living with this villager."),
    "household_too_large": N_("This would be more than {limit} people in one household. Look whom you chose."),
}
