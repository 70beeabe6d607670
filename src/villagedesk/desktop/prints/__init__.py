"""The print queue as the operator sees it: what waits, what did not come out, what was printed today."""
