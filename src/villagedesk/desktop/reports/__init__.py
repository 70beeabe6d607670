"""Reports: what a day, a month or a year came to, in pictures and tables, and as a file."""
