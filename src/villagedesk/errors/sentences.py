"""One plain sentence for each code of known trouble: what happened, and what to do next."""

from villagedesk.errors.classes import CLASSES
from villagedesk.errors.guards import GUARDS
from villagedesk.errors.parcels import PARCELS
from villagedesk.errors.people import PEOPLE
from villagedesk.errors.produce import PRODUCE
from villagedesk.errors.returns import RETURNS
from villagedesk.errors.room import ROOM
from villagedesk.errors.sales import SALES
from villagedesk.errors.till import TILL
from villagedesk.errors.training import TRAINING
from villagedesk.errors.updates import UPDATES
from villagedesk.i18n import N_

SENTENCES: dict[str, str] = {
    **CLASSES,
    **GUARDS,
    **PEOPLE,
    **PRODUCE,
    **PARCELS,
    **RETURNS,
    **ROOM,
    **SALES,
    **TILL,
    **TRAINING,
    **UPDATES,
    # --- general
    "not_found": N_("This is not on this computer. Sync once, then look again."),
    "move_not_allowed": N_(
        "This step is not possible any more: it is already “{now}”. The page shows the newest state."
    ),
    "field_required": N_("Please fill this in."),
    "too_long": N_("This is too long. Please use at most {limit} characters."),
    "already_running": N_("Village Desk is already open on this computer. Look for its window in the task bar."),
    "part_missing": N_("This part of Village Desk is not installed here. Install villagedesk[{extra}]."),
    # --- typing
    "date_in_future": N_("This day has not come yet. Please look at the calendar."),
    "must_be_more_than_zero": N_("Please type more than zero."),
    "negative": N_("This cannot be below zero. Please type it again."),
    "month_wrong": N_("Please type a month like 2026-11."),
    "not_a_date": N_("Please type a day like 2026-01-31."),
    "not_a_number": N_("Please type a whole number."),
    "not_money": N_("Please type an amount like 12.50, with at most two decimals."),
    "not_weight": N_("Please type a weight like 62.5."),
    "too_large": N_("This is too large. Please look at the digits once more."),
    "too_many_decimals": N_("This has too many decimals."),
    # --- amounts
    "not_area": N_("Please type an area in mu, like 3.2."),
    # --- who works here
    "operator_needed": N_("This is you, or the last one who can log in. Somebody has to be able to."),
    "pin_length": N_("A PIN has {shortest} to {longest} digits."),
    "pin_missing": N_("No PIN was set on this computer yet. Somebody who can log in sets it under More, Operators."),
    "pin_not_same": N_("The two PINs are not the same. Please type the second one again."),
    "pin_too_easy": N_("This PIN is too easy to guess. Please choose another one."),
    "pin_wait": N_("Too many wrong PINs. Please wait {seconds} seconds."),
    "pin_wrong": N_("The PIN is not right. Please try again."),
    # --- acts of the platform's staff
    "act_id_used": N_("Another act was sent with this id. Make up a new one for every act."),
    "act_parameters": N_("Something is missing or not as it should be. This act takes: {known}."),
    "above_ceiling": N_("This is more than the villager accepts. Ask him about the price instead of placing it."),
    "act_does_not_fit": N_("Somebody changed this in the same moment. Look at it again."),
    "central_address": N_(
        "This is no address of a PostgreSQL database. It looks like postgresql://user:password@host/database."
    ),
    "central_database": N_(
        "Central's database cannot be used: {reason}. Look at its address or folder, then try again."
    ),
    "database_away": N_(
        "Central's database does not answer. Wait a minute, then look whether what you did is there before you do it again."
    ),
    "central_folder": N_("Central's folder {folder} cannot be used. Look whose it is and whether there is room."),
    "date_in_past": N_("This day is over. Please look at the calendar."),
    "public_address_wrong": N_(
        "Please type the address with https:// and the name of the host, without a path: https://desk.example.cn"
    ),
    "device_elsewhere": N_("This computer belongs to another centre. Call the county office."),
    "device_revoked_already": N_("This computer was revoked already."),
    "file_exists": N_("{file} is there already. Name another file; nothing was written."),
    "file_not_readable": N_("{file} cannot be read. Look whether it is there and whose it is."),
    "file_not_writable": N_("{file} cannot be written. Look at the folder and whose it is."),
    "form_field_unknown": N_("The form has no such field. It has: {known}."),
    "form_stale": N_("This page was open for too long. Please look at it again and send it once more."),
    "goods_of_order_missing": N_("Please name goods that are in this order."),
    "method_wrong": N_("This address is not for that. Go back to the list."),
    "not_signed_in": N_("Please sign in."),
    "pay_code_unknown": N_("There is no order to be paid under this code. Compare it with the slip or the message."),
    "payer_not_awaited": N_("Nobody else has to pay for this order now."),
    "payer_not_paid": N_("Somebody else pays for this order and has not done so yet. Wait for the money."),
    "substitute_not_allowed": N_("The villager wants these goods and nothing else. Ask what to do without them."),
    "order_not_placed": N_("This order was not placed, so there is nothing that the platform can give back."),
    "password_not_same": N_("The two passwords are not the same. Please try again."),
    "password_short": N_("A password has at least {shortest} characters."),
    "port_in_use": N_("{host}:{port} is in use already. Choose another port, or end the other program."),
    "sign_in_wrong": N_("Name or password is not right. Please try again."),
    "staff_name_taken": N_("Somebody has this name already. Please add a letter or a word to it."),
    "tls_needed": N_(
        "Without a certificate central only speaks to this computer. Give --tls-cert and --tls-key to serve on {host}."
    ),
    "tls_wrong": N_("The certificate and its key cannot be used. Both must be PEM files that belong together."),
    "try_later": N_("Too many wrong tries. Please wait {seconds} seconds."),
    "waybill_twice": N_("This parcel number is there twice."),
    "within_ceiling": N_("The villager accepts this price already. Place the order with the new price."),
    "listing_not_live": N_("This is not on sale at the moment."),
    "quantity_not_offered": N_("Not so much is on offer. Please look at the listing."),
    "payout_too_much": N_(
        "This is more than the month's statement leaves open. Look at the month and the sum once more."
    ),
    "refund_out_of_range": N_("A refund is more than zero and not more than what was paid."),
    "centre_full": N_("A centre can have {limit} computers. Revoke one that is not used any more."),
    "malformed": N_("This could not be read. Please send it again."),
    "central_url_wrong": N_("Please type central's address as it was given to you, beginning with https://."),
    # --- rules
    "rule_pack_broken": N_(
        "The new rules “{version}” cannot be read. The rules before them stay in force. Call the county office."
    ),
    # --- disk
    "disk_full": N_("The disk is full. Nothing was saved. Free some space, then press the button again."),
    "disk_read_only": N_("The disk cannot be written to. Nothing was saved. Ask your county support."),
    "database_locked": N_("The data file is in use by another program. Wait a moment, then try again."),
    "database_damaged": N_(
        "The data file is damaged. Do not delete anything. Close the program and open it again: it mends itself from the last good copy."
    ),
    "no_backup": N_(
        "The data file is damaged and there is no good copy of it. Do not delete anything. Call your county support."
    ),
    "backup_damaged": N_("The copy {name} cannot be read. The older ones are still there."),
    "database_newer": N_("The data was written by a newer Village Desk. Please install the newest version."),
    "key_missing": N_("The key of the data file is missing. Do not delete anything. Call your county support."),
    # --- stick
    "stick_not_ours": N_("This file is not from a Village Desk stick. Look for a file that ends in .vdstick."),
    "stick_damaged": N_("The file on the stick is cut short or was changed. Nothing was taken. Have it written again."),
    "stick_not_for_us": N_("What is on the stick is for somebody else. Nothing was changed here."),
    "stick_empty": N_("There is no file of Village Desk on the stick. Look for a file that ends in .vdstick."),
    # --- line and central
    "offline": N_("No connection right now. Everything is kept on this computer and goes out by itself later."),
    "central_silent": N_(
        "There is a line, but central does not answer. Everything is kept here and goes out by itself later."
    ),
    "central_trouble": N_("Central cannot answer right now. Everything is kept here and goes out by itself later."),
    "central_too_new": N_(
        "Central asks for a newer Village Desk. Work goes on here; please install the newest version."
    ),
    "enrol_code_wrong": N_("This code is not known. Check every letter with the county office."),
    "enrol_code_used": N_("This code was used already. Ask the county office for a new one."),
    "enrol_code_expired": N_("This code has expired. Ask the county office for a new one."),
    "device_unknown": N_("Central does not know this computer any more. Call the county office."),
    "signature_wrong": N_("The signature does not fit. Call the county office."),
    "wire_broken": N_("What came over the line was damaged. It is asked for again by itself."),
    "sync_stopped": N_("The sync was stopped. What had gone out stays out; the rest goes out later."),
    "sync_running": N_("A sync is already under way."),
    "not_enrolled": N_("This computer is not enrolled yet. Ask the county office for a code."),
    # --- files, photos and paper
    "export_stopped": N_("Stopped. No file was written."),
    "export_not_written": N_(
        "The file could not be written. Close it if another program has it open, or choose another place."
    ),
    "file_damaged": N_("The file is damaged. Take the photo again, or fetch it again."),
    "file_missing": N_("There is no file “{name}”. Please look at the name once more."),
    "file_too_large": N_("The file is too large. At most {limit} MB are possible."),
    "photo_not_a_photo": N_("This file is not a photo. Please choose a picture (JPEG, PNG, WebP or BMP)."),
    "photo_too_many_pixels": N_("The picture is too large to open. Take it again with a smaller size."),
    "photo_damaged": N_("The picture cannot be read to its end. Take the photo again."),
    "no_square_found": N_("No code was found in this picture. Take it again, straight and with more light."),
    "printer_not_found": N_(
        "The printer “{printer}” was not found. Check the cable and the settings, then print again."
    ),
    "printer_no_answer": N_("The printer does not answer. Switch it on and check the cable, then print again."),
    "printer_no_paper": N_("The printer is out of paper. Put in a roll, then print again."),
    "printer_cover_open": N_("The printer's cover is open. Close it, then print again."),
    "printer_stopped": N_("The printer stopped in the middle. Look what came out, then print again."),
    "print_interrupted": N_("The computer stopped while this was printing. Look whether the paper came out."),
    "print_under_way": N_("This is at the printer right now. Wait a moment, then try again."),
    "print_unreadable": N_("This print job was made by another version and cannot be printed. Print it from its page."),
    # --- orders, parcels, cash
    "amount_out_of_range": N_("Please type an amount between ¥0.01 and ¥100,000."),
    "basket_empty": N_("The basket is empty. Type what is wanted on the left and press Enter."),
    "basket_too_long": N_("One order takes at most {limit} kinds of goods. Confirm this one and begin another."),
    "ceiling_too_low": N_("The highest sum cannot be below what the goods cost now."),
    "goods_gone": N_(
        "“{title}” is not sold any more. Take it out with the cross, or look for something like it; the rest stays."
    ),
    "nothing_left_to_order": N_("Nothing is left of this order. Cancel it; the money goes back with it."),
    "nothing_owed": N_("There is nothing to pay back for this order any more."),
    "printed_date_unreadable": N_(
        "Type the date as it is printed, like 2026-11-20 or 2026.11; or when it was made and how many months it keeps: "
        "2025-05-10+18."
    ),
    "offer_over": N_(
        "The offer of “{title}” ended on {day}. Read the order to the villager once more; he is told so before he says yes."
    ),
    "order_not_read_back": N_("Read the order to the villager first, then confirm it."),
    "order_person_missing": N_("Say first who the order is for (F2)."),
    "payer_phone_missing": N_("Type the child's mobile number: the text with the code to pay goes there."),
    "payer_paid_already": N_("This order is paid already. The page shows the newest state."),
    "driver_must_sign": N_(
        "Something is missing or damaged: let the driver sign for it. If he does not, write down why."
    ),
    "happened_twice": N_(
        "Another computer had handed this parcel over already. Both hand-overs and both sums are kept: "
        "look who has it, and give the money back that was taken twice."
    ),
    "at_odds": N_(
        "One computer handed this parcel over, another one gave it back to the carrier, and neither knew of the other. "
        "Both are kept. Look where it is, then press what is true."
    ),
    "id_is_no_waybill": N_("This is the number of an identity card, not of a parcel. Scan the waybill on the parcel."),
    "label_is_no_waybill": N_(
        "This is a card or a label of ours, not the waybill of a parcel. Scan the carrier's number on the parcel."
    ),
    "not_possible_now": N_(
        "What happened meanwhile no longer allows it. Look at it, and do it anew where it is still right."
    ),
    "row_exists": N_("It was at central already under the same number, so it was not taken a second time."),
    "row_unknown": N_(
        "It belongs to something that central does not have any more. Look whether it was deleted; if not, do it anew."
    ),
    "wrong_scope": N_(
        "It belongs to another centre or class, which this computer may not write to. Call the county office."
    ),
    "no_money_to_undo": N_('This computer moved no money for it, or it went back already. Press "I have seen it".'),
    "nobody_to_text": N_("Nobody can be told by text now: no mobile number, or a text is on its way. Please call."),
    "nothing_taken_for_parcel": N_(
        "This computer took no money for this parcel, or gave it back already. Look at the other computer."
    ),
    "nothing_to_send_back": N_("No parcel is chosen. Choose those that go back."),
    "parcel_lost": N_(
        "The parcel {waybill} was declared lost and its money given back. Put it aside and call the county office."
    ),
    "parcel_goes_back": N_(
        "The order of parcel {waybill} was refused: the villager gets the money back, not the goods. Send it back."
    ),
    "parcel_stopped": N_(
        "The order of parcel {waybill} was refused, and its money goes back. Do not take it: the driver takes it along."
    ),
    "order_partly_here": N_(
        "A parcel of this order is in the room or handed over. Give back what does not come instead of refusing it all."
    ),
    "pack_odd": N_("Something about the pack is odd. Decide: hand it over all the same, or keep it back."),
    "pickup_code_wrong": N_(
        "The code does not fit this parcel. Ask for the pickup code or the last four digits of the phone number."
    ),
    "price_missing": N_("“{title}” has no price right now. Take it out of the basket."),
    "quantity_out_of_range": N_("Please take 1 to {limit} of each."),
    "proxies_too_many": N_("Nobody names more than {limit} persons. Take away one who does not come any more."),
    "proxy_is_himself": N_("This is the villager himself. He needs no one named."),
    "proxy_known": N_("{name} stands there already."),
    "proxy_over": N_("This day is over. Choose a later one, or leave it empty."),
    "proxy_wrong": N_("{name}: {reason}"),
    "proxy_withdrawn": N_("This person may not collect any more. Ask for the pickup code."),
    "shelf_full": N_("No pickup code is free any more. Hand parcels over or send old ones back first."),
    "signature_missing": N_(
        "Nobody has signed yet. Sign in the white field, or sign on paper and choose “Signed on paper”."
    ),
    "shelf_missing": N_("Please say where the parcel lies, for instance A-07."),
    "stand_in_needs_code": N_(
        "{name} is not one of the persons the villager named. Ask for the pickup code, or let the villager name him first."
    ),
    "van_all_well": N_("Everything is here and whole. The driver has nothing to sign."),
    "van_finished": N_("This van is finished already. What comes now belongs to the next one."),
    "waybill_known": N_("A parcel with this number is known here already. Look for it in the list."),
    "waybill_unknown": N_(
        "Nobody announced a parcel with the number {waybill}. If it is for this village, add it as an extra one."
    ),
    # --- signed messages and labels
    "signed_broken": N_("This is damaged or was not made by Village Desk. Read it again, or fetch it again."),
    "signed_unknown_key": N_("This was signed by a computer that is not known here. Sync once, then try again."),
    "short_code_not_here": N_("Nothing with this code is on this computer. Scan the square instead."),
    "short_code_wrong": N_("One character of the code is wrong. Compare it with the paper once more."),
    # --- goods catalogue
    "catalogue_no_end": N_(
        "The last line, which says how many goods the file has, is missing: it may be cut off. Nothing was changed. "
        "Copy or fetch it again. A table that the county itself made, and knows to be whole, is published with --whole."
    ),
    "catalogue_cut": N_("The catalogue file is not complete. Nothing was changed. Copy or fetch it again."),
    "catalogue_damaged": N_("The goods catalogue cannot be read. It is fetched again at the next connection."),
    "catalogue_no_file": N_("There is no catalogue file here. Look whether the stick is in, then choose it again."),
    "catalogue_unknown": N_("This is not a goods catalogue. Choose the file that the county office gave you."),
    "goods_picture_wrong": N_(
        "The picture {file} of the goods “{id}” is no JPEG, PNG or WebP of at most {limit} KB. Nothing was published; "
        "make it smaller (160 pixels wide is enough)."
    ),
    "pack_empty": N_("There are no goods to make a pack of. Publish a catalogue first."),
    "goods_part_gone": N_("Central has a newer goods catalogue. It is fetched at the next connection."),
    "goods_part_wrong": N_(
        "A part of the goods catalogue arrived damaged, twice. Nothing was changed; it is fetched again at the next connection."
    ),
    "pack_cut": N_(
        "The goods pack is cut off or damaged, so it is not taken in. Copy it to the stick again, then take it in again."
    ),
    "pack_not_made": N_(
        "The county has made no pack with pictures yet. Ask the county office, or try again in a few days."
    ),
    "pack_not_ours": N_(
        "This goods pack is not from your county's platform. Nothing was changed. Ask the county office."
    ),
    "pack_older": N_("A newer goods pack was taken in here already. An older one is not taken."),
    "pack_unknown": N_("This goods pack cannot be read. Nothing was changed. Copy it again, or ask the county office."),
    "picture_broken": N_(
        "A picture in the pack is no small picture. Nothing of this part was changed; tell your county support."
    ),
    "goods_barcode_wrong": N_(
        "The barcode {barcode} of the goods “{id}” has a wrong check digit. Nothing was published; mend it in the file."
    ),
    "goods_broken": N_(
        "The goods “{id}” are not described as they should be. Nothing was changed; tell your county support."
    ),
}
