"""Where things are kept, and what can be done with them."""
