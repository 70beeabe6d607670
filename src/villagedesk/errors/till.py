"""The sentences of the till: entries of the book, bills, days and counts, and money that moved twice."""

from villagedesk.i18n import N_

TILL: dict[str, str] = {
    "cash_is_reversal": N_("This entry already takes another one back."),
    "cash_of_order": N_("This money belongs to an order. Cancel the order instead; the money goes back with it."),
    "cash_reversed_already": N_("This entry was taken back already."),
    "cash_of_other": N_("This entry belongs to a bill, a bag or a count. Take it back on that page."),
    "bag_known": N_("A bag with this number lies here already. Please look at the number on the bag."),
    "bill_account_length": N_("This number has {shortest} to {longest} signs. Please look at the last bill."),
    "bill_account_signs": N_("This number has only digits and letters. Please look at the last bill."),
    "bill_paid_from_missing": N_(
        "Please say from where the company got it: the drawer, the payment code's account, the float, or your own phone."
    ),
    "bill_taken_already": N_(
        "The same bill with the same amount was taken {time}, number {number}. Look at it first; press again only if it is a second one."
    ),
    "bill_company_owes_nothing": N_("The company owes nothing for bill {number}."),
    "bill_out_of_range": N_("Please type an amount between ¥0.01 and ¥{limit}."),
    "cash_count_moved": N_("Money was booked after the drawer was counted. Look at the count again, then go on."),
    "cash_day_open": N_("The day is open already. Close it first, then open the next one."),
    "cash_day_none": N_("No day is open."),
    "cash_day_not_closed": N_("The day is still open. Close it first."),
    "cash_day_of_other_drawer": N_("This is the day of another computer's drawer. Close it there."),
    "cash_day_not_counted": N_("Count the drawer first, then close the day."),
    "more_than_lies_there": N_(
        "The book knows of {left} there. Type that or less; if another computer took some, sync first."
    ),
    "witness_is_you": N_("The second person has to be somebody else."),
    "day_code_no_drawer": N_("This centre has no such drawer. Ask for the number once more."),
    "day_code_digits": N_("The code has {count} digits. Ask the county office to read it once more."),
    "day_code_wrong": N_("The code does not fit this day and these sums. Read them to the county office once more."),
    "given_too_little": N_("That is less than the order costs. Count the money again, or choose “On delivery”."),
    "money_twice": N_(
        "Another computer had done this already, and money was given for it on both. Both are kept in the books: "
        "get back what this computer gave, then press the button."
    ),
    "settled_twice": N_(
        "Another computer had paid it in already, or given the money back. Compare the receipts, and ask the company "
        "or the bank to give back what was paid too much."
    ),
    "paid_in_twice": N_(
        "Another computer had paid this bill in already, or given its money back. Compare the receipts; once the company has given back what it got too much, press the button."
    ),
}
