"""Lists of sellers and lots from a spreadsheet."""
