"""The till: the book of the day, counting, the float, what is due and owed, bags for the bank, and days that are over."""
