"""The pages that show a list, by the name of their place: each has the button that puts it into a file."""

# Pages whose list goes to a file; ``desktop.exports`` has their tables, the pages themselves say nothing of it.
_OF_COUNTER = ("order_list", "parcels", "calls", "going_back", "returns", "fakes", "bills")
_OF_TILL = ("cash", "cash_float", "cash_owed", "cash_bank", "cash_days")
_OF_PRODUCE = ("produce", "seasons", "certificates", "sales", "prices", "training")
_OF_ROOM = ("assets", "tickets", "line_log")
LISTS = frozenset((*_OF_COUNTER, *_OF_TILL, *_OF_PRODUCE, *_OF_ROOM))
