"""Paper: laying it out, and getting it to a printer or into a PDF."""
