"""The sentences about seasons, certificates, mixing and splitting, and scanning labels."""

from villagedesk.i18n import N_

PRODUCE: dict[str, str] = {
    # --- seasons and their log
    "plot_missing": N_("Please choose the plot. If there is none, add it on the farmer's page first."),
    "day_in_future": N_("This day has not come yet; today is {today}."),
    "day_too_old": N_("This is too long ago. Please look at the year."),
    "interval_missing": N_("Please type the days of the interval from the label. If it asks for none, type 0."),
    "interval_too_long": N_("No label asks for more than {limit} days. Please look at the label again."),
    "season_of_another": N_("This season is another farmer's. Please choose one of his own."),
    "season_ended": N_("This season is over. Nothing is added to it any more; begin a new one."),
    "use_struck": N_("This line was struck already."),
    # --- mixing, splitting, losing
    "lots_differ": N_("Only lots of one product, counted in the same way, can be mixed."),
    "lots_too_few": N_("Choose at least two lots to mix."),
    "lots_too_many": N_("At most {limit} at once. Please do it in two steps."),
    "lot_twice": N_("A lot can be named only once."),
    "lot_test_failed": N_(
        "A test of this lot failed. It must not be mixed or split: keep it apart for the laboratory."
    ),
    "parts_too_few": N_("Please type at least one part."),
    # --- certificates
    "certificate_basis_missing": N_("Please tick at least one reason why the promise can be made."),
    "certificate_basis_untested": N_("No test of this lot was passed. Record the test first, or take this tick away."),
    "certificate_lot_short": N_("More was taken out of this lot than there was. Count it, and record what is missing."),
    "certificate_not_needed": N_("{product} goes without a certificate: the rule is for fresh produce, not for grain."),
    "certificate_not_valid": N_("This certificate is “{now}”. It cannot be printed again; write a new one."),
    "certificate_seller_stopped": N_(
        "The county office has stopped {name}. A certificate is possible once it lets the farmer go on."
    ),
    "certificate_test_failed": N_(
        "The test of {day} failed. A certificate is possible once a laboratory has found the lot good."
    ),
    "certificate_too_early": N_(
        "{product} was used on {used_on}; {days} days have to pass. This was harvested on {harvested_on}, too early. "
        "A certificate is possible for what is harvested from {day} on."
    ),
    "certificate_too_much": N_("That much is not left in this lot without a certificate. Please look at the quantity."),
    "more_than_certified": N_("So many packs are more than the certificate is for. Please look at pack and copies."),
    "inhibition_out_of_range": N_("The inhibition is a number from 0 to 100 percent."),
    "test_cleared_by_laboratory": N_("Only a laboratory can clear a failed test. Send the sample there."),
    # --- offering a lot
    "listing_certificate_advised": N_("It has none yet. One has to go with the goods when they leave."),
    "listing_certificate_missing": N_("It has none yet. The offer is sent, but goes on sale only once there is one."),
    "listing_certificate_short": N_(
        "Certificates in force cover {certified}; {used} lean on them already. This offer is {offered}: {missing} have no "
        "certificate. Write one for them, or offer less."
    ),
    "listing_more_than_lot": N_(
        "The offer is for more than is left in the lot. Press Change it, and offer what is there."
    ),
    "listing_no_certificate": N_(
        "The lot has no conformity certificate in force, so it cannot go on sale. Write one on the lot's page (F7), "
        "and try again."
    ),
    "offer_without_certificate": N_(
        "The lot has no conformity certificate in force. Wait until the centre has sent one, or send the offer back."
    ),
    "mixed_lot_not_listed": N_(
        "This lot is mixed of several farmers' harvests. An offer needs one seller, who answers for it by law, so it is not "
        "offered. Put it on a buyer's order: each farmer gets his share of the money."
    ),
    "listing_protected_name": N_(
        "“{name}” is a protected name that only sellers from its area, or with the owner's leave, may use. Take it out of "
        "the title."
    ),
    "offer_protected_name": N_(
        "“{name}” is a protected name, and this seller is neither from its area nor has he the owner's leave. Send the offer "
        "back, or allow him the name on his own page."
    ),
    "protected_name_short": N_(
        "A protected name needs two letters or more, else it would stand in every second title."
    ),
    "protected_name_there": N_("“{name}” is protected already. Look for it in the list."),
    "protected_name_gone": N_("“{name}” is not protected any more."),
    "protected_areas_wrong": N_(
        "Areas are the first 2 to 12 digits of village codes, with spaces between: 610124 6101."
    ),
    "protected_kind_missing": N_("Please choose whether it is a brand or a place of origin."),
    "name_sellers_full": N_(
        "So many sellers may use this name already that no more can be noted. Protect it by areas."
    ),
    "listing_not_own": N_(
        "The yearly limit is reached: without a licence only what he grows himself may be offered. Record the lot at its "
        "season, or ask for the licence."
    ),
    # --- numbers of goods
    "gtin_wrong": N_("This is no number of goods: its last digit does not fit. Leave it empty if nobody bought one."),
    # --- scanning
    "camera_missing": N_("No camera is connected. Use the scanner, or open a picture of the label."),
    "camera_failed": N_("The camera does not give a picture. Is another program using it? Use the scanner meanwhile."),
    "scanner_port_failed": N_("The scanner at {port} does not answer. Look at its cable, then choose the port again."),
    "label_code_unknown": N_("No label with this code is known. Look at each character; there is no I, L, O or U."),
}
