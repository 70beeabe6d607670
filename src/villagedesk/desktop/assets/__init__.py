"""Equipment: the list, one thing, its form, and the yearly check."""
