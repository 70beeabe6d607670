"""Training at the counter: the list of classes, planning one, and the sign-in page."""
