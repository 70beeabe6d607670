"""Help that opens beside the page."""
